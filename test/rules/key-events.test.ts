/** Key events against the log before them: K-063…K-084, K-118, K-211…K-238; keripy.md 3.3–3.8. */
import { expect, test } from 'vitest';
import type { Attachments } from '../../kernel/cesr/attachments.ts';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import { settle } from '../../kernel/settle.ts';
import { defaultEscrowLimits } from '../../kernel/receiver.ts';
import type { AnchorOrder, SupersedingCase } from '../../kernel/rules/superseding.ts';
import { supersedingRow, supersedingRules } from '../../kernel/rules/superseding.ts';
import {
  algorithms,
  keyPair,
  message,
  party,
  plainParty,
  plainly,
  sealOf,
  signatures,
  verdict,
  world,
} from '../support/routed.ts';
import type { Fields, KeyEventMessage, KeyPair, World } from '../support/routed.ts';

const digestOf = ({ text }: KeyPair): string =>
  encodePrimitive('E', { raw: algorithms.digest('blake3-256', new TextEncoder().encode(text)) });

const [first, second, third] = [keyPair('first'), keyPair('second'), keyPair('third')];
const establishing = (now: KeyPair, next: KeyPair | undefined): Fields => ({
  kt: '1',
  k: [now.text],
  nt: next === undefined ? '0' : '1',
  n: next === undefined ? [] : [digestOf(next)],
});

type Signed = { readonly event: KeyEventMessage; readonly attachments: Attachments };

function signed(fields: Fields, pair: KeyPair, making: Parameters<typeof message>[2] = {}): Signed {
  const event = message('key-event', fields, making);
  return { event, attachments: { ...noAttachments, controllerSignatures: signatures([pair], event.raw) } };
}

function inception(more: Fields = {}, t: 'icp' | 'dip' = 'icp'): Signed {
  const fields = {
    t,
    d: '',
    i: '',
    s: '0',
    ...establishing(first, second),
    bt: '0',
    b: [],
    c: [],
    a: [],
    ...more,
  };
  return signed(fields, first, { saids: ['d', 'i'] });
}

function rotation(
  after: KeyEventMessage,
  [now, next]: readonly [KeyPair, KeyPair | undefined],
  more: Fields = {},
): Signed {
  const fields = {
    t: 'rot',
    d: '',
    i: after.prefix,
    s: (after.sn + 1n).toString(16),
    p: after.said,
    ...establishing(now, next),
    bt: '0',
    br: [],
    ba: [],
    a: [],
    ...more,
  };
  return signed(fields, now);
}

function interaction(after: KeyEventMessage, pair: KeyPair, anchors: readonly Fields[] = []): Signed {
  return signed(
    { t: 'ixn', d: '', i: after.prefix, s: (after.sn + 1n).toString(16), p: after.said, a: anchors },
    pair,
  );
}

const deliver = (
  there: World,
  { event, attachments }: Signed,
  source: 'local' | 'remote' = 'remote',
): string => verdict(there.receive(event, attachments, { source }));

/** A world in which each of these was accepted. */
function after(...known: readonly Signed[]): World {
  const there = world();
  for (const one of known) expect(deliver(there, one)).toBe('accepted');
  return there;
}

const witness = plainParty('a witness');
const alice = inception();

test('K-064: after an empty `n` nothing is accepted, neither rotation nor interaction', () => {
  const last = rotation(alice.event, [second, undefined]);
  const there = after(alice, last);
  expect(deliver(there, interaction(last.event, second))).toBe('rejected KEL-CLOSED');
  expect(deliver(there, rotation(last.event, [third, undefined]))).toBe('rejected KEL-CLOSED');
});

test('K-081: with EO an interaction is refused, a rotation is not', () => {
  const only = inception({ c: ['EO'] });
  const there = after(only);
  expect(deliver(there, interaction(only.event, first))).toBe('rejected EO');
  expect(deliver(there, rotation(only.event, [second, third]))).toBe('accepted');
});

test('K-084: a delegator with DND vouches for no one', () => {
  const delegator = inception({ c: ['DND'] });
  const there = after(delegator);
  expect(deliver(there, inception({ di: delegator.event.prefix }, 'dip'))).toBe('rejected DND');
});

test('K-118: a delegated log rotates by drt, and no other log does', () => {
  const delegate = inception({ di: alice.event.prefix }, 'dip');
  const there = after(alice, interaction(alice.event, first, [sealOf(delegate.event)]), delegate);
  expect(deliver(there, rotation(delegate.event, [second, third]))).toBe('rejected ROT-DELEGATED');
  expect(deliver(after(alice), rotation(alice.event, [second, third], { t: 'drt' }))).toBe(
    'rejected DRT-UNDELEGATED',
  );
});

test('K-078: a version 2 rotation may not bring traits of inceptions', () => {
  const base = inception();
  const fields = {
    t: 'rot',
    d: '',
    i: base.event.prefix,
    s: '1',
    p: base.event.said,
    ...establishing(second, third),
    bt: '0',
    br: [],
    ba: [],
    c: ['EO'],
    a: [],
  };
  expect(deliver(after(base), signed(fields, second, { major: 2 }))).toBe('rejected ROT-TRAITS');
});

test('K-074: only witnesses in force can be removed', () => {
  expect(deliver(after(alice), rotation(alice.event, [second, third], { br: [witness.prefix] }))).toBe(
    'rejected WIT-CUTS',
  );
});

test('D-12: adding a witness in force changes nothing; KERIpy refuses the event', () => {
  const watched = inception({ bt: '1', b: [witness.prefix] });
  const again = rotation(watched.event, [second, third], { bt: '1', ba: [witness.prefix] });
  const receipted = ({ event, attachments }: Signed): Signed => ({
    event,
    attachments: { ...attachments, witnessSignatures: signatures([witness.pair], event.raw) },
  });
  const there = after(receipted(watched), receipted(again));
  expect(there.log.reader.keyState(watched.event.prefix)?.witnesses).toEqual([witness.prefix]);
  const like11 = world({ compat: 'keripy-1.1' });
  expect(deliver(like11, receipted(watched))).toBe('accepted');
  expect(deliver(like11, receipted(again))).toBe('rejected WIT-ADDS');
});

test('K-068: the witness threshold fits the witnesses after cuts and adds', () => {
  expect(deliver(after(alice), rotation(alice.event, [second, third], { bt: '1' }))).toBe(
    'rejected TOAD-FITS',
  );
  expect(
    deliver(after(alice), rotation(alice.event, [second, third], { bt: '2', ba: [witness.prefix] })),
  ).toBe('rejected TOAD-FITS');
});

test('K-170: an event without a good signature of its controller is refused', () => {
  const { event } = alice;
  expect(verdict(world().receive(event, noAttachments))).toBe('rejected SIGNED');
  const other = { ...noAttachments, controllerSignatures: signatures([second], event.raw) };
  expect(world().receive(event, other)[0].step.decision).toMatchObject({
    outcome: 'rejected',
    why: { rule: 'SIGNED', signatureIndex: 0 },
  });
});

test('K-211: an own event from a remote source waits for a local one', () => {
  const there = world({ isOwn: (prefix) => prefix === alice.event.prefix, promiscuous: false });
  expect(deliver(there, alice)).toBe('escrowed mfes LOCALITY');
  expect(deliver(there, alice, 'local')).toBe('accepted');
  const like11 = world({
    isOwn: (prefix) => prefix === alice.event.prefix,
    promiscuous: false,
    compat: 'keripy-1.1',
  });
  expect(deliver(like11, alice)).toBe('accepted');
});

test('K-219: a delegated event waits for the approval of its own delegator, and is accepted with the seal', () => {
  const there = world({ isOwn: (prefix) => prefix === alice.event.prefix });
  expect(deliver(there, alice, 'local')).toBe('accepted');
  const delegate = inception({ di: alice.event.prefix }, 'dip');
  const [asked] = there.receive(delegate.event, delegate.attachments, { source: 'local' });
  expect(asked.step.decision).toMatchObject({
    outcome: 'escrowed',
    escrow: 'dees',
    why: { rule: 'DELEGATION-APPROVAL' },
  });
  expect(asked.step.sends).toContainEqual(
    expect.objectContaining({ kind: 'approve-delegation', prefix: delegate.event.prefix }),
  );
  expect(deliver(there, interaction(alice.event, first, [sealOf(delegate.event)]), 'local')).toBe('accepted');
  expect(there.log.reader.keyState(delegate.event.prefix)?.delegator).toBe(alice.event.prefix);
});

test('K-125: a receipt without signatures is refused', () => {
  const receipt = message(
    'receipt',
    { t: 'rct', d: alice.event.said, i: alice.event.prefix, s: '0' },
    { saids: [] },
  );
  expect(verdict(after(alice).receive(receipt, noAttachments))).toBe('rejected RCT-SIGNED');
});

test('K-140: demands and disclosures are read, and no route of theirs is served', () => {
  const prod = message('disclosure', {
    t: 'pro',
    d: '',
    dt: '2021-06-27T21:26:21.233257+00:00',
    r: '/sealed',
    rr: '',
    q: {},
  });
  expect(world().receive(prod, plainly(witness, prod))[0].step.decision).toMatchObject({
    outcome: 'rejected',
    why: { rule: 'ROUTE', field: 'r' },
  });
});

test('the escrow holds no more than its caps, and what it cannot hold may come again', () => {
  const bob = party('bob');
  const [, rotated] = [bob.log[0], bob.rotate()];
  const full = world({ limits: { ...defaultEscrowLimits, quarantineCountMax: 0 } });
  expect(verdict(full.receive(rotated.message, rotated.attachments))).toBe('rejected ESCROW-CAP');
  full.learn(bob);
  expect(full.log.reader.keyState(bob.prefix)?.sn).toBe(1n);
});

test('what a person removes from the escrow is gone, and the audit says so', () => {
  const there = world();
  const waits = interaction(alice.event, first);
  expect(deliver(there, waits)).toBe('escrowed ooes ORDER');
  const at = there.log.waiting()[0]?.since;
  if (at === undefined) throw new Error('nothing waits');
  const [removed] = settle(there.view, { kind: 'remove', id: waits.event.said, at }, there.log.apply);
  expect(removed?.step.decision).toMatchObject({ outcome: 'rejected', why: { rule: 'REMOVAL' } });
  expect(there.log.waiting()).toEqual([]);
  expect(there.log.writes).toContainEqual(
    expect.objectContaining({ kind: 'append-audit', said: waits.event.said }),
  );
  expect(settle(there.view, { kind: 'remove', id: waits.event.said, at }, there.log.apply)).toEqual([]);
});

test('what waits longer than the timeout of its kind expires', () => {
  const there = world();
  expect(deliver(there, interaction(alice.event, first))).toBe('escrowed ooes ORDER');
  there.wait(1201);
  expect(there.sweep().map(({ step: { decision } }) => decision)).toMatchObject([
    { outcome: 'rejected', why: { rule: 'EXPIRY' } },
  ]);
  expect(there.log.waiting()).toEqual([]);
});

test('K-228: a rotation supersedes interactions that no rotation follows, also several', () => {
  const one = interaction(alice.event, first);
  const two = interaction(one.event, first);
  const there = after(alice, one, two);
  const recovery = rotation(alice.event, [second, third]);
  const [recovered] = there.receive(recovery.event, recovery.attachments);
  expect(recovered.step.decision).toMatchObject({
    outcome: 'accepted',
    fn: 3n,
    supersedes: [one.event.said, two.event.said],
    why: { rule: 'A0' },
  });
  expect(there.log.reader.keyState(alice.event.prefix)).toMatchObject({
    sn: 1n,
    said: recovery.event.said,
    fn: 3n,
  });
});

type Told = Partial<SupersedingCase> & Pick<SupersedingCase, 'newer' | 'older'>;

function rowOf(told: Told, order: AnchorOrder = 'not-later') {
  return supersedingRow({
    rotationFollows: false,
    olderIsLatestRotation: true,
    anchors: () => order,
    ...told,
  });
}

const superseding: readonly (readonly [
  id: string,
  says: string,
  decided: string,
  told: Told,
  order?: AnchorOrder,
])[] = [
  ['A2', 'an interaction supersedes nothing', 'refuse', { newer: 'ixn', older: 'ixn' }],
  [
    'A0',
    'a rotation may supersede an interaction that no rotation follows',
    'supersede',
    { newer: 'rot', older: 'ixn' },
  ],
  [
    'A0',
    'a rotation may supersede an interaction that no rotation follows',
    'supersede',
    { newer: 'drt', older: 'ixn' },
  ],
  [
    'A0-late',
    'a rotation may not supersede an interaction that a rotation follows',
    'refuse',
    { newer: 'rot', older: 'ixn', rotationFollows: true },
  ],
  [
    'A1',
    'a non-delegated rotation may not supersede another rotation',
    'refuse',
    { newer: 'rot', older: 'rot' },
  ],
  [
    'B',
    'only the latest delegated rotation can be superseded',
    'refuse',
    { newer: 'drt', older: 'drt', olderIsLatestRotation: false },
    'newer-is-later',
  ],
  [
    'B0',
    'a superseding delegated rotation waits until its seal is known',
    'await-anchor',
    { newer: 'drt', older: 'drt' },
    'not-anchored',
  ],
  [
    'B1',
    'the delegating event of the newer rotation stands later in the delegator log',
    'supersede',
    { newer: 'drt', older: 'drt' },
    'newer-is-later',
  ],
  [
    'B2',
    'same delegating event, and the seal of the newer rotation stands later in it',
    'supersede',
    { newer: 'drt', older: 'drt' },
    'same-event-later-seal',
  ],
  [
    'B3',
    'the delegating rotation of the newer superseded the delegating interaction of the older',
    'supersede',
    { newer: 'drt', older: 'drt' },
    'newer-superseded-older',
  ],
  [
    'C1',
    'nothing up to the root of delegation lets the newer rotation supersede',
    'refuse',
    { newer: 'drt', older: 'drt' },
    'not-later',
  ],
  [
    'C1',
    'nothing up to the root of delegation lets the newer rotation supersede',
    'refuse',
    { newer: 'drt', older: 'dip' },
  ],
];

test.each(superseding.map(([id, says, decided, told, order]) => ({ id, says, decided, told, order })))(
  '$id: $says ($told.newer over $told.older)',
  ({ id, decided, told, order }) => {
    expect(rowOf(told, order)).toMatchObject({ id, verdict: decided });
  },
);

test('the last superseding row fits all cases', () => {
  const last = supersedingRules.at(-1);
  for (const newer of ['rot', 'drt', 'ixn', 'icp', 'dip'] as const) {
    for (const older of ['rot', 'drt', 'ixn', 'icp', 'dip'] as const) {
      expect(last?.newer.includes(newer) === true && last.older.includes(older)).toBe(true);
    }
  }
});
