/** Peer exchange messages: K-137, K-138, K-143…K-148; keripy.md 1.8. */
import { expect, test } from 'vitest';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import type { Exchange } from '../../kernel/event/types.ts';
import {
  grouped,
  latestGroup,
  message,
  party,
  plainly,
  plainParty,
  spoiled,
  time,
  verdict,
  world,
} from '../support/routed.ts';
import { deliver } from '../support/history.ts';
import { log, signAt } from '../support/identity.ts';
import type { Log } from '../support/identity.ts';
import type { Party, World } from '../support/routed.ts';

const sender = plainParty('sender');

const exchange = (i: string, p = ''): Exchange =>
  message('exchange', { t: 'exn', d: '', i, p, dt: time(0), r: '/ipex/offer', q: {}, a: {}, e: {} });
const begun = (i: string, said = 'first'): Exchange =>
  message(
    'exchange',
    { t: 'xip', d: '', u: '0ABEXEeBhUPU-7TICOcy5nQK', i, ri: '', dt: time(0), r: `/${said}`, q: {}, a: {} },
    { major: 2 },
  );
const inTransaction = (i: string, x: string, p: string): Exchange =>
  message(
    'exchange',
    { t: 'exn', d: '', i, ri: '', x, p, dt: time(0), r: '/next', q: {}, a: {} },
    { major: 2 },
  );

function knowing(known: Party): World {
  const there = world();
  there.learn(known);
  return there;
}

test('an exchange signed by its sender is kept with the material at its paths, and told of', () => {
  const alice = party('alice');
  const there = knowing(alice);
  const offer = exchange(alice.prefix);
  const pathed = [{ path: '-e-acdc', material: 'AAAA' }];
  const [{ step }] = there.receive(offer, { ...grouped(alice, offer), pathed });
  expect(step.decision.outcome).toBe('accepted');
  expect(step.sends).toEqual([{ kind: 'exchange-saved', said: offer.said, route: '/ipex/offer' }]);
  expect(there.log.reader.exchange(offer.said)?.attachments).toMatchObject({
    pathed,
    signatureGroups: [{ prefix: alice.prefix }],
  });
});

test('an exchange that was accepted before is not kept twice', () => {
  const offer = exchange(sender.prefix);
  const there = world();
  expect(verdict(there.receive(offer, plainly(sender, offer)))).toBe('accepted');
  const written = there.log.writes.length;
  expect(verdict(there.receive(offer, plainly(sender, offer)))).toBe('duplicate');
  expect(there.log.writes).toHaveLength(written);
});

test('K-143: an exchange that its sender did not sign is refused', () => {
  const alice = party('alice');
  const there = knowing(alice);
  const offer = exchange(alice.prefix);
  expect(verdict(there.receive(offer, noAttachments))).toBe('rejected EXN-BY-SENDER');
  expect(verdict(there.receive(offer, plainly(sender, offer)))).toBe('rejected EXN-BY-SENDER');
});

test('an exchange whose signatures do not verify, or name no establishment event of the sender, is refused', () => {
  const alice = party('alice');
  const { message: interaction } = alice.interact();
  const there = knowing(alice);
  const offer = exchange(alice.prefix);
  const [group] = grouped(alice, offer).signatureGroups;
  if (group === undefined) throw new Error('alice signed');
  const under = (sn: typeof interaction.sn, said: typeof interaction.said) => ({
    ...noAttachments,
    signatureGroups: [{ ...group, sn, said }],
  });
  expect(verdict(there.receive(offer, spoiled(grouped(alice, offer))))).toBe('rejected EXN-SIGNED');
  expect(verdict(there.receive(offer, under(group.sn, interaction.said)))).toBe('rejected EXN-ESTABLISHMENT');
  expect(verdict(there.receive(offer, under(interaction.sn, interaction.said)))).toBe(
    'rejected EXN-HAS-KEYS',
  );
  const plain = exchange(sender.prefix);
  expect(verdict(there.receive(plain, spoiled(plainly(sender, plain))))).toBe('rejected EXN-SIGNED-PLAIN');
});

test('an exchange of a sender whose log is unknown asks for it, and is taken when it comes', () => {
  const alice = party('alice');
  const there = world();
  const offer = exchange(alice.prefix);
  const [{ step }] = there.receive(offer, latestGroup(alice, offer));
  expect(step.decision).toMatchObject({
    outcome: 'escrowed',
    escrow: 'epse',
    why: { rule: 'EXN-SIGNER-KNOWN' },
  });
  expect(step.sends).toEqual([
    { kind: 'query', route: 'logs', prefix: alice.prefix, sn: undefined, said: undefined },
  ]);
  there.learn(alice);
  expect(there.log.reader.exchange(offer.said)).toBeDefined();
  expect(there.log.waiting()).toEqual([]);
});

test('an exchange short of signatures waits for more', () => {
  const pair = party('pair', { keyCount: 2 });
  const there = knowing(pair);
  const offer = exchange(pair.prefix);
  const pathed = [{ path: '-e-acdc', material: 'AAAA' }];
  expect(verdict(there.receive(offer, { ...grouped(pair, offer, pair.under(), [1]), pathed }))).toBe(
    'escrowed epse EXN-THRESHOLD',
  );
  expect(verdict(there.receive(offer, grouped(pair, offer, pair.under(), [0])))).toBe('accepted');
  expect(there.log.reader.exchange(offer.said)?.attachments.pathed).toEqual(pathed);
});

test('K-144: a message of a transaction waits for the one before it', () => {
  const there = world();
  const first = begun(sender.prefix);
  const second = inTransaction(sender.prefix, first.said, first.said);
  const third = inTransaction(sender.prefix, first.said, second.said);
  expect(verdict(there.receive(third, plainly(sender, third)))).toBe('escrowed epse EXN-CHAIN');
  expect(verdict(there.receive(second, plainly(sender, second)))).toBe('escrowed epse EXN-CHAIN');
  expect(there.receive(first, plainly(sender, first)).map(({ step }) => step.decision.subject.said)).toEqual([
    first.said,
    second.said,
    third.said,
  ]);
  expect(there.log.waiting()).toEqual([]);
});

test('K-147: a transaction begins with an exchange inception', () => {
  const there = world();
  const single = inTransaction(sender.prefix, '', '');
  expect(verdict(there.receive(single, plainly(sender, single)))).toBe('accepted');
  const next = inTransaction(sender.prefix, single.said, single.said);
  expect(verdict(there.receive(next, plainly(sender, next)))).toBe('rejected EXN-FIRST');
});

test('an exchange that waits for the one before it is not undone when its sender rotates', () => {
  const there = world();
  const signer = log('a sender who rotates').incept();
  deliver(there, signer.last);
  const first = begun(signer.prefix);
  const second = inTransaction(signer.prefix, first.said, first.said);
  const signed = ({ raw }: Exchange, { keys, prefix }: Log) => ({
    ...noAttachments,
    latestSignatureGroups: [
      { prefix, signatures: keys.map((pair) => signAt(pair, raw, { index: 0, ondex: 0 })) },
    ],
  });
  expect(verdict(there.receive(second, signed(second, signer)))).toBe('escrowed epse EXN-CHAIN');
  const rotated = signer.rotate();
  deliver(there, rotated.last);
  expect(verdict(there.receive(first, signed(first, rotated)))).toBe('accepted');
  expect(there.log.reader.exchange(second.said)).toBeDefined();
  expect(there.log.waiting()).toEqual([]);
});
