/** Registry events: keripy.md 5.5. */
import { expect, test } from 'vitest';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import type { Attachments } from '../../kernel/cesr/attachments.ts';
import type { Prefix } from '../../kernel/cesr/qualified.ts';
import type { RegistryEvent } from '../../kernel/event/types.ts';
import type { Receiver } from '../../kernel/state/view.ts';
import {
  message,
  party,
  plainParty,
  sealOf,
  signatures,
  spoiled,
  time,
  verdict,
  world,
} from '../support/routed.ts';
import type { Fields, Party, Plain, World } from '../support/routed.ts';

const event = (fields: Fields, saids: readonly string[] = ['d']): RegistryEvent =>
  message('registry-event', fields, { saids });

type Backers = { readonly backers?: readonly Plain[]; readonly toad?: number; readonly nonce?: string };

function registryOf(
  issuer: Prefix,
  { backers = [], toad = 0, nonce = 'nonce' }: Backers = {},
): RegistryEvent {
  const [b, bt, c] = [
    backers.map(({ prefix }) => prefix),
    toad.toString(16),
    backers.length === 0 ? ['NB'] : [],
  ];
  return event({ t: 'vcp', d: '', i: '', ii: issuer, s: '0', c, bt, b, n: nonce }, ['d', 'i']);
}

/** A credential that nobody has to have seen: registry events name it only. */
const credential = party('some credential').under().said;
const issuance = (registry: RegistryEvent, i: string = credential) =>
  event({ t: 'iss', d: '', i, s: '0', ri: registry.prefix, dt: time(0) });
const revocation = (registry: RegistryEvent, p: string, s = 1) =>
  event({ t: 'rev', d: '', i: credential, s: s.toString(16), ri: registry.prefix, p, dt: time(s) });
const rotation = (
  before: RegistryEvent,
  change: { readonly cuts?: readonly Plain[]; readonly adds?: readonly Plain[]; readonly toad: number },
) =>
  event({
    t: 'vrt',
    d: '',
    i: before.prefix,
    p: before.said,
    s: (before.sn + 1n).toString(16),
    bt: change.toad.toString(16),
    br: (change.cuts ?? []).map(({ prefix }) => prefix),
    ba: (change.adds ?? []).map(({ prefix }) => prefix),
  });
const backedIssuance = (issuer: Prefix, at: RegistryEvent, ra: Fields = sealOf(at)) =>
  event({ t: 'bis', d: '', i: credential, ii: issuer, s: '0', ra, dt: time(0) });
const backedRevocation = (at: RegistryEvent, p: string) =>
  event({ t: 'brv', d: '', i: credential, s: '1', p, ra: sealOf(at), dt: time(1) });

/** The couple that names the issuer's latest event. */
function naming(issuer: Party): Attachments {
  const latest = issuer.log.at(-1)?.message;
  return latest === undefined
    ? noAttachments
    : { ...noAttachments, sealSources: [{ sn: latest.sn, said: latest.said }] };
}

const signedBy = (backers: readonly Plain[], of: RegistryEvent, places?: readonly number[]): Attachments => ({
  ...noAttachments,
  witnessSignatures: signatures(
    backers.map(({ pair }) => pair),
    of.raw,
    places,
  ),
});

/** A receiver that knows the issuer's log, with seals of all `sealed`. */
function sealedWorld(
  issuer: Party,
  sealed: readonly RegistryEvent[],
  receiver: Partial<Receiver> = {},
): World {
  for (const one of sealed) issuer.interact([sealOf(one)]);
  const there = world(receiver);
  there.learn(issuer);
  return there;
}

const send = (there: World, of: RegistryEvent, attachments: Attachments = noAttachments) =>
  verdict(there.receive(of, attachments));

test('a registry begins, issues and revokes, each event sealed in the log of the issuer', () => {
  const issuer = party('issuer');
  const registry = registryOf(issuer.prefix);
  const issued = issuance(registry);
  const revoked = revocation(registry, issued.said);
  const there = sealedWorld(issuer, [registry, issued, revoked]);
  for (const one of [registry, issued]) expect(send(there, one)).toBe('accepted');
  expect(there.log.reader.credential(issued.prefix)).toMatchObject({
    ilk: 'iss',
    sn: 0n,
    registry: registry.prefix,
    anchor: { prefix: issuer.prefix, sn: 2n },
  });
  expect(send(there, revoked)).toBe('accepted');
  expect(there.log.reader.registry(registry.prefix)).toMatchObject({
    issuer: issuer.prefix,
    sn: 0n,
    ilk: 'vcp',
    anchor: { sn: 1n },
  });
  expect(there.log.reader.credential(issued.prefix)).toMatchObject({
    ilk: 'rev',
    sn: 1n,
    said: revoked.said,
  });
});

test('any order of arrival comes to the same registry', () => {
  const issuer = party('issuer');
  const registry = registryOf(issuer.prefix);
  const issued = issuance(registry);
  const revoked = revocation(registry, issued.said);
  for (const one of [registry, issued, revoked]) issuer.interact([sealOf(one)]);
  const there = world();
  expect([revoked, issued, registry].map((one) => send(there, one))).toEqual([
    'escrowed oots REG-KNOWN',
    'escrowed oots REG-KNOWN',
    'escrowed taes REG-ANCHOR',
  ]);
  expect(there.log.waiting()).toMatchObject([
    { quarantined: true },
    { quarantined: true },
    { quarantined: true },
  ]);
  there.learn(issuer);
  expect(there.log.waiting()).toEqual([]);
  expect(there.log.reader.credential(issued.prefix)).toMatchObject({ ilk: 'rev', sn: 1n });
});

test('TE-2: an event without seal waits for it, asks for the log of the issuer, and is freed by the seal', () => {
  const issuer = party('issuer');
  const registry = registryOf(issuer.prefix);
  const there = world();
  there.learn(issuer);
  const [{ step }] = there.receive(registry, {
    ...noAttachments,
    sealSources: [{ sn: issuer.under().sn, said: registry.said }],
  });
  expect(step.decision).toMatchObject({
    outcome: 'escrowed',
    escrow: 'taes',
    why: {
      rule: 'REG-ANCHOR',
      missing: [
        { kind: 'seal', sealer: issuer.prefix, prefix: registry.prefix, sn: 0n, said: registry.said },
      ],
    },
  });
  expect(step.sends).toEqual([
    { kind: 'query', route: 'logs', prefix: issuer.prefix, sn: 0n, said: registry.said },
  ]);
  const { message: sealing, attachments } = issuer.interact([sealOf(registry)]);
  there.receive(sealing, attachments);
  expect(there.log.reader.registry(registry.prefix)?.anchor.said).toBe(sealing.said);
});

test('a seal in the log of another than the issuer is none', () => {
  const issuer = party('issuer');
  const registry = registryOf(issuer.prefix);
  const there = sealedWorld(party('mallory'), [registry]);
  expect(send(there, registry)).toBe('escrowed taes REG-ANCHOR');
});

test('B-14: a seal counts among many, and without a pointer to it; KERIpy 1.1 wants it alone, and named', () => {
  const lonely = party('lonely');
  const alone = registryOf(lonely.prefix);
  lonely.interact([sealOf(alone)]);
  const crowded = party('crowded');
  const among = registryOf(crowded.prefix);
  crowded.interact([sealOf(lonely.under()), sealOf(among)]);
  const outcomes = (compat: Receiver['compat'], how: (issuer: Party) => Attachments) => {
    const there = world({ compat });
    there.learn(lonely);
    there.learn(crowded);
    return [send(there, alone, how(lonely)), send(there, among, how(crowded))];
  };
  expect(outcomes('specification', () => noAttachments)).toEqual(['accepted', 'accepted']);
  expect(outcomes('keripy-1.1', naming)).toEqual(['accepted', 'escrowed taes REG-ANCHOR']);
  expect(outcomes('keripy-1.1', () => noAttachments)).toEqual([
    'escrowed taes REG-ANCHOR',
    'escrowed taes REG-ANCHOR',
  ]);
});

test('TE-2: KERIpy 1.1 refuses an event whose named anchor is no seal of an event; here it waits for one', () => {
  const issuer = party('issuer');
  const registry = registryOf(issuer.prefix);
  issuer.interact([{ d: registry.said }]);
  const outcome = (compat: Receiver['compat']) => {
    const there = world({ compat });
    there.learn(issuer);
    return send(there, registry, naming(issuer));
  };
  expect(outcome('specification')).toBe('escrowed taes REG-ANCHOR');
  expect(outcome('keripy-1.1')).toBe('rejected REG-SEAL-FORM');
});

test('TE-3: an event ahead of its log waits for those before', () => {
  const issuer = party('issuer');
  const registry = registryOf(issuer.prefix);
  const issued = issuance(registry);
  const revoked = revocation(registry, issued.said);
  const there = sealedWorld(issuer, [registry, issued, revoked]);
  send(there, registry);
  const [{ step }] = there.receive(revoked, noAttachments);
  expect(step.decision).toMatchObject({
    outcome: 'escrowed',
    escrow: 'oots',
    why: { rule: 'REG-ORDER', missing: [{ kind: 'registry', prefix: issued.prefix, sn: 0n }] },
  });
  send(there, issued);
  expect(there.log.reader.credential(issued.prefix)?.ilk).toBe('rev');
});

test('TE-3: another event at an accepted number is refused; the same event is a repetition', () => {
  const issuer = party('issuer');
  const registry = registryOf(issuer.prefix);
  const issued = issuance(registry);
  const other = event({ t: 'iss', d: '', i: credential, s: '0', ri: registry.prefix, dt: time(1) });
  const there = sealedWorld(issuer, [registry, issued, other]);
  for (const one of [registry, issued]) send(there, one);
  expect(send(there, other)).toBe('rejected REG-FIRST-SEEN');
  expect([send(there, registry), send(there, issued)]).toEqual(['duplicate', 'duplicate']);
});

test('an event that names another prior than the latest event is refused', () => {
  const issuer = party('issuer');
  const registry = registryOf(issuer.prefix);
  const issued = issuance(registry);
  const revoked = revocation(registry, registry.said);
  const there = sealedWorld(issuer, [registry, issued, revoked]);
  for (const one of [registry, issued]) send(there, one);
  expect(send(there, revoked)).toBe('rejected REG-PRIOR');
});

test('a credential is revoked once; KERIpy 1.1 takes further revocations', () => {
  const issuer = party('issuer');
  const registry = registryOf(issuer.prefix);
  const issued = issuance(registry);
  const revoked = revocation(registry, issued.said);
  const again = revocation(registry, revoked.said, 2);
  const there = sealedWorld(issuer, [registry, issued, revoked, again]);
  const like11 = world({ compat: 'keripy-1.1' });
  like11.learn(issuer);
  const all = [registry, issued, revoked, again];
  expect(all.map((one) => send(there, one))).toEqual([
    'accepted',
    'accepted',
    'accepted',
    'rejected REG-REVOKED-ONCE',
  ]);
  const named = (one: RegistryEvent, place: number) => {
    const sealing = issuer.log[place + 1]?.message;
    return send(like11, one, {
      ...noAttachments,
      sealSources: sealing === undefined ? [] : [{ sn: sealing.sn, said: sealing.said }],
    });
  };
  expect(all.map(named)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
});

test('a credential stays in the registry that issued it', () => {
  const issuer = party('issuer');
  const [one, two] = [registryOf(issuer.prefix), registryOf(issuer.prefix, { nonce: 'another' })];
  const issued = issuance(one);
  const revoked = revocation(two, issued.said);
  const there = sealedWorld(issuer, [one, two, issued, revoked]);
  for (const early of [one, two, issued]) send(there, early);
  expect(send(there, revoked)).toBe('rejected REG-ONE-HOME');
});

test('TE-4: events of own registries come by the protected path', () => {
  const issuer = party('issuer');
  const registry = registryOf(issuer.prefix);
  issuer.interact([sealOf(registry)]);
  const there = world({ promiscuous: false, isOwn: (prefix) => prefix === issuer.prefix });
  there.learn(issuer, { source: 'local' });
  expect(send(there, registry)).toBe('rejected REG-OWN');
  expect(verdict(there.receive(registry, noAttachments, { source: 'local' }))).toBe('accepted');
});

test('a registry without backers takes no events for backers, and one with backers no others', () => {
  const issuer = party('issuer');
  const backer = plainParty('backer');
  const bare = registryOf(issuer.prefix);
  const backed = registryOf(issuer.prefix, { backers: [backer], toad: 1 });
  const there = sealedWorld(issuer, [bare, backed]);
  expect(send(there, bare)).toBe('accepted');
  expect(send(there, backed, signedBy([backer], backed))).toBe('accepted');
  expect(send(there, backedIssuance(issuer.prefix, bare))).toBe('rejected REG-CLOSED');
  expect(send(there, rotation(bare, { adds: [backer], toad: 1 }))).toBe('rejected REG-CLOSED');
  expect(send(there, issuance(backed))).toBe('rejected REG-NEEDS-BACKERS');
});

test('an event that names another issuer than its registry is refused', () => {
  const issuer = party('issuer');
  const backer = plainParty('backer');
  const registry = registryOf(issuer.prefix, { backers: [backer], toad: 1 });
  const there = sealedWorld(issuer, [registry]);
  send(there, registry, signedBy([backer], registry));
  expect(send(there, backedIssuance(party('other').prefix, registry))).toBe('rejected REG-ISSUER');
});

test('TE-4a: an event short of backers waits, and signatures of several deliveries add up', () => {
  const issuer = party('issuer');
  const backers = [plainParty('b0'), plainParty('b1'), plainParty('b2')];
  const registry = registryOf(issuer.prefix, { backers, toad: 2 });
  const there = sealedWorld(issuer, [registry]);
  const [{ step }] = there.receive(registry, signedBy(backers, registry, [1]));
  expect(step.decision).toMatchObject({
    outcome: 'escrowed',
    escrow: 'twes',
    why: { rule: 'REG-BACKED', missing: [{ kind: 'receipts', count: 1, lack: [0, 2] }] },
  });
  expect(there.log.waiting()).toMatchObject([{ quarantined: false }]);
  expect(send(there, registry, spoiled(signedBy(backers, registry, [0])))).toBe('escrowed twes REG-BACKED');
  expect(send(there, registry, signedBy(backers, registry, [1]))).toBe('escrowed twes REG-BACKED');
  expect(send(there, registry, signedBy(backers, registry, [2]))).toBe('accepted');
  const kept = there.log.reader.registryEventAt(registry.prefix, registry.sn)?.attachments.witnessSignatures;
  expect(kept?.map(({ index }) => index)).toEqual([1, 2]);
});

test('TE-4a: an own event by the protected path needs no backers', () => {
  const issuer = party('issuer');
  const registry = registryOf(issuer.prefix, { backers: [plainParty('b0')], toad: 1 });
  issuer.interact([sealOf(registry)]);
  const there = world({ isOwn: (prefix) => prefix === issuer.prefix });
  there.learn(issuer, { source: 'local' });
  expect(send(there, registry)).toBe('escrowed twes REG-BACKED');
  expect(verdict(there.receive(registry, noAttachments, { source: 'local' }))).toBe('accepted');
});

test('a rotation cuts and adds backers, and events for backers go by those at the registry event they name', () => {
  const issuer = party('issuer');
  const [first, second] = [plainParty('b0'), plainParty('b1')];
  const registry = registryOf(issuer.prefix, { backers: [first], toad: 1 });
  const rotated = rotation(registry, { cuts: [first], adds: [second], toad: 1 });
  const issued = backedIssuance(issuer.prefix, registry);
  const revoked = backedRevocation(rotated, issued.said);
  const there = sealedWorld(issuer, [registry, rotated, issued, revoked]);
  expect(send(there, registry, signedBy([first], registry))).toBe('accepted');
  expect(send(there, rotated, signedBy([first], rotated))).toBe('escrowed twes REG-BACKED');
  expect(send(there, rotated, signedBy([second], rotated))).toBe('accepted');
  expect(there.log.reader.registry(registry.prefix)).toMatchObject({
    sn: 1n,
    ilk: 'vrt',
    backers: [second.prefix],
    cuts: [first.prefix],
  });
  expect(send(there, issued, signedBy([second], issued))).toBe('escrowed twes REG-BACKED');
  expect(send(there, issued, signedBy([first], issued))).toBe('accepted');
  expect(send(there, revoked, signedBy([second], revoked))).toBe('accepted');
  expect(there.log.reader.credential(issued.prefix)).toMatchObject({
    ilk: 'brv',
    registrySeal: { sn: 1n, said: rotated.said },
  });
});

test('an event for backers waits for the registry event it names, and is refused when it names another than the accepted one', () => {
  const issuer = party('issuer');
  const backer = plainParty('b0');
  const registry = registryOf(issuer.prefix, { backers: [backer], toad: 1 });
  const rotated = rotation(registry, { toad: 1 });
  const early = backedIssuance(issuer.prefix, rotated);
  const there = sealedWorld(issuer, [registry, rotated, early]);
  send(there, registry, signedBy([backer], registry));
  expect(send(there, backedIssuance(issuer.prefix, registry, { ...sealOf(registry), d: rotated.said }))).toBe(
    'rejected REG-SEAL',
  );
  const [{ step }] = there.receive(early, signedBy([backer], early));
  expect(step.decision).toMatchObject({
    outcome: 'escrowed',
    escrow: 'oots',
    why: { rule: 'REG-SEAL-KNOWN', field: 'ra', missing: [{ prefix: registry.prefix, sn: 1n }] },
  });
  send(there, rotated, signedBy([backer], rotated));
  expect(there.log.reader.credential(early.prefix)?.said).toBe(early.said);
});

test('a rotation of backers fits those in force, and so does its threshold', () => {
  const issuer = party('issuer');
  const [first, second] = [plainParty('b0'), plainParty('b1')];
  const registry = registryOf(issuer.prefix, { backers: [first], toad: 1 });
  const there = sealedWorld(issuer, [registry]);
  send(there, registry, signedBy([first], registry));
  const refused = (change: Parameters<typeof rotation>[1]) => {
    const [{ step }] = there.receive(rotation(registry, change), noAttachments);
    return `${step.decision.why.rule} ${step.decision.why.field ?? ''}`;
  };
  expect(refused({ cuts: [second], toad: 1 })).toBe('REG-BACKERS br');
  expect(refused({ adds: [first], toad: 1 })).toBe('REG-BACKERS ba');
  expect(refused({ adds: [second], toad: 3 })).toBe('REG-TOAD bt');
  expect(refused({ cuts: [first], toad: 1 })).toBe('REG-TOAD bt');
  expect(refused({ toad: 0 })).toBe('REG-TOAD bt');
});
