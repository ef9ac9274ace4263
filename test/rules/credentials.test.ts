/** Bodies of credentials: K-258, K-263, K-266; keripy.md 5.5. */
import { expect, test } from 'vitest';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import type { Credential } from '../../kernel/event/types.ts';
import {
  grouped,
  latestGroup,
  message,
  party,
  plainly,
  plainParty,
  sealOf,
  spoiled,
  time,
  verdict,
  world,
} from '../support/routed.ts';
import type { Fields } from '../support/routed.ts';

const schema = 'EBfdlu8R27Fbx-ehrqwImnK-8Cm79sqbAQ4MmvEAYqao';
const body = (i: string, more: Fields = {}): Credential =>
  message('credential', { d: '', i, ...more, s: schema, a: { name: 'Alice' } }, { protocol: 'ACDC' });
const registryOf = (issuer: string, n = 'nonce') =>
  message(
    'registry-event',
    { t: 'vcp', d: '', i: '', ii: issuer, s: '0', c: ['NB'], bt: '0', b: [], n },
    { saids: ['d', 'i'] },
  );
const issuanceOf = ({ said }: Credential, ri: string) =>
  message('registry-event', { t: 'iss', d: '', i: said, s: '0', ri, dt: time(0) });

test('a credential is kept once the registry that it names issued it, whatever comes first', () => {
  const issuer = party('issuer');
  const registry = registryOf(issuer.prefix);
  const credential = body(issuer.prefix, { ri: registry.prefix });
  const issued = issuanceOf(credential, registry.prefix);
  issuer.interact([sealOf(registry), sealOf(issued)]);
  const there = world();
  const [{ step }] = there.receive(credential, noAttachments);
  expect(step.decision).toMatchObject({
    outcome: 'escrowed',
    escrow: 'mres',
    why: { rule: 'ACDC-ISSUED', missing: [{ kind: 'registry', prefix: credential.said }] },
  });
  expect(there.log.waiting()).toMatchObject([{ quarantined: true }]);
  for (const event of [registry, issued]) there.receive(event, noAttachments);
  there.learn(issuer);
  expect(there.log.reader.credentialBody(credential.said)?.credential.raw).toEqual(credential.raw);
  expect(there.log.waiting()).toEqual([]);
  expect(verdict(there.receive(credential, noAttachments))).toBe('duplicate');
});

test('a credential that another registry than the named one issued is not issued', () => {
  const issuer = party('issuer');
  const [one, two] = [registryOf(issuer.prefix), registryOf(issuer.prefix, 'another')];
  const credential = body(issuer.prefix, { ri: one.prefix });
  const issued = issuanceOf(credential, two.prefix);
  issuer.interact([sealOf(one), sealOf(two), sealOf(issued)]);
  const there = world();
  there.learn(issuer);
  for (const event of [one, two, issued]) there.receive(event, noAttachments);
  expect(verdict(there.receive(credential, noAttachments))).toBe('escrowed mres ACDC-ISSUED');
});

test('a credential in the registry of another issuer is refused', () => {
  const issuer = party('issuer');
  const registry = registryOf(issuer.prefix);
  issuer.interact([sealOf(registry)]);
  const there = world();
  there.learn(issuer);
  there.receive(registry, noAttachments);
  const credential = body(party('mallory').prefix, { ri: registry.prefix });
  expect(verdict(there.receive(credential, noAttachments))).toBe('rejected ACDC-ISSUER');
});

test('a credential that nobody issues is forgotten after an hour', () => {
  const there = world();
  there.receive(body(party('issuer').prefix, { ri: schema }), noAttachments);
  there.wait(3601);
  there.sweep();
  expect(there.log.waiting()).toEqual([]);
});

test('a credential without registry is kept if its issuer signed it', () => {
  const alice = party('alice');
  const there = world();
  const credential = body(alice.prefix);
  expect(verdict(there.receive(credential, noAttachments))).toBe('rejected ACDC-BY-ISSUER');
  const stranger = plainParty('stranger');
  expect(verdict(there.receive(credential, plainly(stranger, credential)))).toBe('rejected ACDC-BY-ISSUER');
  const [{ step }] = there.receive(credential, latestGroup(alice, credential));
  expect(step.decision).toMatchObject({
    outcome: 'escrowed',
    escrow: 'mres',
    why: { rule: 'ACDC-SIGNER-KNOWN' },
  });
  expect(step.sends).toMatchObject([{ kind: 'query', prefix: alice.prefix }]);
  there.learn(alice);
  expect(there.log.reader.credentialBody(credential.said)?.attachments.signatureGroups).toHaveLength(1);
});

test('a credential without registry whose signatures are bad, or name no establishment event of the issuer, is refused', () => {
  const alice = party('alice');
  const { message: interaction } = alice.interact();
  const there = world();
  there.learn(alice);
  const credential = body(alice.prefix);
  const [group] = grouped(alice, credential).signatureGroups;
  if (group === undefined) throw new Error('alice signed');
  const under = (sn: typeof interaction.sn, said: typeof interaction.said) => ({
    ...noAttachments,
    signatureGroups: [{ ...group, sn, said }],
  });
  expect(verdict(there.receive(credential, spoiled(grouped(alice, credential))))).toBe(
    'rejected ACDC-SIGNED',
  );
  expect(verdict(there.receive(credential, under(group.sn, interaction.said)))).toBe(
    'rejected ACDC-ESTABLISHMENT',
  );
  expect(verdict(there.receive(credential, under(interaction.sn, interaction.said)))).toBe(
    'rejected ACDC-HAS-KEYS',
  );
  const issuer = plainParty('issuer');
  const plain = body(issuer.prefix);
  expect(verdict(there.receive(plain, spoiled(plainly(issuer, plain))))).toBe('rejected ACDC-SIGNED-PLAIN');
  expect(verdict(there.receive(plain, plainly(issuer, plain)))).toBe('accepted');
});

test('a credential without registry waits for the signatures that its issuer lacks', () => {
  const pair = party('pair', { keyCount: 2 });
  const there = world();
  there.learn(pair);
  const credential = body(pair.prefix);
  expect(verdict(there.receive(credential, grouped(pair, credential, pair.under(), [0])))).toBe(
    'escrowed mres ACDC-THRESHOLD',
  );
  expect(verdict(there.receive(credential, grouped(pair, credential, pair.under(), [1])))).toBe('accepted');
});
