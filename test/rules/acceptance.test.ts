/** What an event needs to be accepted, with real keys: K-165…K-220; keripy.md 3.6. */
import { describe, expect, test } from 'vitest';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import type { IndexedSignature } from '../../kernel/cesr/attachments.ts';
import { eventSeal, keysOf, log, signAt } from '../support/identity.ts';
import type { Log, SignedEvent } from '../support/identity.ts';
import { attaching, decisionOf, deliver, knowing, stateOf } from '../support/history.ts';
import { couple, plainParty, world } from '../support/routed.ts';

const [w0, w1, w2, w3] = [plainParty('w0'), plainParty('w1'), plainParty('w2'), plainParty('w3')];

const only = ({ event, attachments }: SignedEvent, ...places: readonly number[]): SignedEvent => ({
  event,
  attachments: {
    ...attachments,
    controllerSignatures: attachments.controllerSignatures.filter((_, at) => places.includes(at)),
  },
});

describe('signing threshold', () => {
  const three = log('three').incept({ keyCount: 3, threshold: '2' });

  test('K-165, K-169: an inception short of signatures waits for the places it names, and the missing one frees it', () => {
    const there = world();
    expect(decisionOf(there, only(three.last, 0))).toMatchObject({
      outcome: 'escrowed',
      escrow: 'pses',
      why: {
        rule: 'SIGNING-THRESHOLD',
        missing: [{ kind: 'signatures', of: 'signing', have: [0], lack: [1, 2] }],
      },
    });
    expect(deliver(there, only(three.last, 2))).toBe('accepted');
    expect(there.log.reader.attachments(three.last.event.said).controllerSignatures).toHaveLength(2);
  });

  test('K-054: two signatures of one key count once', () => {
    const { event } = three.last;
    const [key] = three.keys;
    if (key === undefined) throw new Error('the log has keys');
    const twice = [0, 0].map((index, at) => ({
      ...signAt(key, event.raw, { index, ondex: at === 0 ? 0 : undefined }),
    }));
    expect(deliver(world(), attaching(three.last, { controllerSignatures: twice }))).toBe(
      'escrowed pses SIGNING-THRESHOLD',
    );
  });

  test('B-34: a list that names one key at two places is taken as KERIpy takes it: each place counts', () => {
    const [key] = keysOf('doubled', 0, 1);
    if (key === undefined) throw new Error('there is a key');
    const doubled = log('doubled').incept({ keys: [key, key], threshold: '2' });
    expect(deliver(world(), only(doubled.last, 0))).toBe('escrowed pses SIGNING-THRESHOLD');
    expect(deliver(world(), doubled.last)).toBe('accepted');
  });

  test('K-162: a signature whose index is outside the list is ignored', () => {
    const { event } = three.last;
    const [key] = three.keys;
    if (key === undefined) throw new Error('the log has keys');
    const outside: IndexedSignature = signAt(key, event.raw, { index: 9, ondex: 9 });
    expect(deliver(world(), attaching(three.last, { controllerSignatures: [outside] }))).toBe(
      'rejected SIGNED',
    );
  });

  test('K-059: a key beyond the weights is allowed, as in KERIpy, and counts for nothing', () => {
    const loose = log('loose weights').incept({ keyCount: 3, threshold: ['1/2', '1/2'] });
    for (const places of [[2], [0, 2], [1, 2]]) {
      const { outcome, why } = decisionOf(world(), only(loose.last, ...places));
      expect([outcome, why.rule]).toEqual(['escrowed', 'SIGNING-THRESHOLD']);
    }
    expect(deliver(world(), only(loose.last, 0, 1))).toBe('accepted');
    expect(deliver(world(), loose.last)).toBe('accepted');
  });

  test('K-165: an interaction needs the current threshold, weights as exact fractions', () => {
    const thirds = log('thirds').incept({ keyCount: 3, threshold: ['1/3', '1/3', '1/3'] });
    const there = knowing([thirds]);
    const interaction = thirds.interact().last;
    expect(deliver(there, only(interaction, 0, 1))).toBe('escrowed pses SIGNING-THRESHOLD');
    expect(deliver(there, only(interaction, 2))).toBe('accepted');
  });

  test('K-061: each clause of a weighted threshold is to be met', () => {
    const clauses = log('clauses').incept({
      keyCount: 4,
      threshold: [
        ['1/2', '1/2'],
        ['1', '1'],
      ],
    });
    expect(deliver(world(), only(clauses.last, 0, 1))).toBe('escrowed pses SIGNING-THRESHOLD');
    expect(deliver(world(), only(clauses.last, 0, 1, 3))).toBe('accepted');
  });

  test('K-180: an interaction signed with keys that were rotated out is dropped', () => {
    const rotated = log('turned').incept().rotate();
    const there = knowing([rotated]);
    const interaction = rotated.interact().last;
    const [former] = keysOf('turned', 0, 1);
    if (former === undefined) throw new Error('there was a key');
    const stale = attaching(interaction, {
      controllerSignatures: [signAt(former, interaction.event.raw, { index: 0, ondex: 0 })],
    });
    expect(decisionOf(there, stale)).toMatchObject({
      outcome: 'rejected',
      why: { rule: 'SIGNED', signatureIndex: 0 },
    });
  });
});

describe('pre-rotation', () => {
  const base = log('pre').incept();

  test('K-190: keys that were not committed to reveal nothing', () => {
    const stranger = base.rotate({ keys: keysOf('stranger', 0, 1), places: [{ index: 0, ondex: 0 }] });
    expect(decisionOf(knowing([base]), stranger.last)).toMatchObject({
      outcome: 'escrowed',
      escrow: 'pses',
      why: { rule: 'PRIOR-NEXT-THRESHOLD', missing: [{ of: 'prior-next', have: [], lack: [0] }] },
    });
  });

  test('K-163: a second index that points to another digest reveals nothing', () => {
    const two = log('two').incept({ keyCount: 2 });
    const crossed = two.rotate({
      places: [
        { index: 0, ondex: 1 },
        { index: 1, ondex: 0 },
      ],
    });
    expect(deliver(knowing([two]), crossed.last)).toBe('escrowed pses PRIOR-NEXT-THRESHOLD');
  });

  test('K-192: the two lists are compared as sets: keys may come in another order', () => {
    const two = log('order').incept({ keyCount: 2 });
    const turned = two.rotate({ keys: two.nextKeys.toReversed() });
    expect(deliver(knowing([two]), turned.last)).toBe('accepted');
  });

  test('K-194: one signature with both indices counts for both lists, one with the current index alone for one', () => {
    const single = base.rotate({ places: [{ index: 0, ondex: undefined }] });
    expect(deliver(knowing([base]), single.last)).toBe('escrowed pses PRIOR-NEXT-THRESHOLD');
    expect(deliver(knowing([base]), base.rotate().last)).toBe('accepted');
  });

  test('K-191: the next threshold of a rotation plays no part in accepting it', () => {
    const open = base.rotate({ nextKeys: keysOf('pre many', 2, 3), nextThreshold: '3' });
    expect(deliver(knowing([base]), open.last)).toBe('accepted');
  });

  test('K-064: after empty next keys nothing follows; a plain-key identifier has none from the start', () => {
    const [key] = keysOf('plain', 0, 1);
    if (key === undefined) throw new Error('there is a key');
    const closed = base.rotate({ nextKeys: [], nextThreshold: '0' });
    const there = knowing([closed]);
    expect(deliver(there, closed.interact().last)).toBe('rejected KEL-CLOSED');
    const plain = log('plain').incept({
      keys: [plainParty('plain').pair],
      nextKeys: [],
      nextThreshold: '0',
      identifier: 'basic',
    });
    const other = knowing([plain]);
    expect(stateOf(other, plain.prefix)?.nextKeyDigests).toEqual([]);
    expect(deliver(other, plain.interact().last)).toBe('rejected KEL-CLOSED');
  });
});

describe('witnesses', () => {
  const watched = log('watched').incept({ witnesses: [w0, w1, w2], toad: 2 });

  test('K-168: an event short of receipts waits for witnesses it names, asks for its log, and is freed by them', () => {
    const there = world();
    const [outcome] = there.receive(watched.last.event, {
      ...watched.last.attachments,
      witnessSignatures: watched.last.attachments.witnessSignatures.slice(0, 1),
    });
    expect(outcome.step.decision).toMatchObject({
      outcome: 'escrowed',
      escrow: 'pwes',
      why: { rule: 'TOAD', missing: [{ kind: 'receipts', count: 1, lack: [1, 2] }] },
    });
    expect(outcome.step.sends).toContainEqual(expect.objectContaining({ kind: 'query', route: 'logs' }));
    expect(deliver(there, watched.last)).toBe('accepted');
  });

  test('B-12: couples of witnesses count like their indexed signatures, each witness once', () => {
    const { event, attachments } = watched.last;
    const with0 = { ...attachments, witnessSignatures: attachments.witnessSignatures.slice(0, 1) };
    expect(
      deliver(world(), { event, attachments: { ...with0, receiptCouples: [couple(w0, event.raw)] } }),
    ).toBe('escrowed pwes TOAD');
    expect(
      deliver(world(), { event, attachments: { ...with0, receiptCouples: [couple(w2, event.raw)] } }),
    ).toBe('accepted');
  });

  test('K-164: after cuts and adds the new list counts, also for interactions', () => {
    const changed = watched.rotate({ cuts: [w0], adds: [w3], toad: 3 });
    const there = knowing([watched]);
    expect(deliver(there, changed.last)).toBe('accepted');
    expect(stateOf(there, watched.prefix)).toMatchObject({
      witnesses: [w1, w2, w3].map(({ prefix }) => prefix),
      toad: 3,
    });
    const short = changed.interact({ receipting: [w1, w2] });
    expect(deliver(there, short.last)).toBe('escrowed pwes TOAD');
    expect(deliver(there, changed.interact({ receipting: [w3] }).last)).toBe('accepted');
  });

  test('K-164: a receipt of a witness that the rotation removes does not count for it', () => {
    const changed = watched.rotate({ cuts: [w0, w1], adds: [w3], toad: 2, receipting: [w2] });
    const there = knowing([watched]);
    const { event, attachments } = changed.last;
    expect(
      deliver(there, { event, attachments: { ...attachments, receiptCouples: [couple(w0, event.raw)] } }),
    ).toBe('escrowed pwes TOAD');
  });

  test('A-8: an own event, and one that an own identifier witnesses, needs no receipts here', () => {
    const bare = { ...watched.last, attachments: { ...watched.last.attachments, witnessSignatures: [] } };
    const own = world({ isOwn: (prefix) => prefix === watched.prefix });
    expect(deliver(own, bare, { source: 'local' })).toBe('accepted');
    const witnessing = world({ isOwn: (prefix) => prefix === w1.prefix });
    expect(deliver(witnessing, bare, { source: 'local' })).toBe('accepted');
  });
});

describe('delegation', () => {
  const boss = log('acceptance boss').incept();
  const leaf = log('acceptance leaf').incept({ delegator: boss.prefix });

  test('K-201: a delegated event waits for a seal in the log of its delegator', () => {
    const there = knowing([boss]);
    expect(decisionOf(there, leaf.last)).toMatchObject({
      outcome: 'escrowed',
      escrow: 'pdes',
      why: {
        missing: [{ kind: 'seal', sealer: boss.prefix, prefix: leaf.prefix, said: leaf.last.event.said }],
      },
    });
    expect(deliver(there, boss.interact({ anchors: [eventSeal(leaf.last.event)] }).last)).toBe('accepted');
    expect(there.log.reader.event(leaf.last.event.said)?.delegation).toMatchObject({
      prefix: boss.prefix,
      sn: 1n,
    });
  });

  test('K-206: a seal of another number, prefix or SAID vouches for nothing', () => {
    const { prefix, sn, said } = leaf.last.event;
    const near = [
      { prefix: boss.prefix, sn, said },
      { prefix, sn: (sn + 1n) as typeof sn, said },
      { prefix, sn, said: boss.last.event.said },
    ];
    const there = knowing([boss.interact({ anchors: near.map(eventSeal) })]);
    expect(deliver(there, leaf.last)).toBe('escrowed pdes DELEGATION-SEAL');
  });

  test('K-204: the seal of a superseded event of the delegator vouches for nothing', () => {
    const there = knowing([boss.interact({ anchors: [eventSeal(leaf.last.event)] }), boss.rotate()]);
    expect(deliver(there, leaf.last)).toBe('escrowed pdes DELEGATION-SEAL');
  });

  describe('with a pointer to an event that does not hold the seal', () => {
    const sealing = boss.interact({ anchors: [eventSeal(leaf.last.event)] });
    const other = boss.interact({ anchors: ['other'] });
    const pointing = (...to: readonly Log[]) =>
      attaching(leaf.last, { ...leaf.last.attachments, sealSources: to.map(({ last: { event } }) => event) });

    test('D-7: is refused once another event has the place of the one named, whatever came first', () => {
      expect(deliver(knowing([other]), pointing(sealing))).toBe('rejected DELEGATION-POINTER');
      const there = knowing([boss]);
      expect(deliver(there, pointing(sealing))).toBe('escrowed pdes DELEGATION-SEAL');
      deliver(there, other.last);
      expect(there.log.waiting()).toEqual([]);
      expect(stateOf(there, leaf.prefix)).toBeUndefined();
    });

    test('D-7: waits while one of the events named may still come, and for its seal elsewhere', () => {
      const there = knowing([other]);
      const later = other.interact({ anchors: [eventSeal(leaf.last.event)] });
      expect(deliver(there, pointing(sealing, later))).toBe('escrowed pdes DELEGATION-SEAL');
      expect(deliver(there, later.last)).toBe('accepted');
      expect(stateOf(there, leaf.prefix)?.sn).toBe(0n);
    });

    test('D-7: as a copy takes nothing from what waits without a pointer', () => {
      const there = knowing([other]);
      expect(deliver(there, leaf.last)).toBe('escrowed pdes DELEGATION-SEAL');
      expect(deliver(there, pointing(sealing))).toBe('rejected DELEGATION-POINTER');
      expect(there.log.waiting()).toMatchObject([
        { said: leaf.last.event.said, attachments: { sealSources: [] } },
      ]);
    });

    test('I-36: waits where recoveries are awaited: one may bring the event named', () => {
      const recovering = boss.rotate({ anchors: [eventSeal(leaf.last.event)] });
      const there = knowing([other], { awaitsRecoveries: true });
      expect(deliver(there, pointing(recovering))).toBe('escrowed pdes DELEGATION-SEAL');
      expect(deliver(there, recovering.last)).toBe('accepted');
      expect(stateOf(there, leaf.prefix)?.sn).toBe(0n);
    });
  });

  test('K-084: one that waits for something else goes when its delegator comes and delegates to no one', () => {
    const refusing = log('refusing boss').incept({ traits: ['DND'] });
    const lone = log('leaf of refusing').incept({
      delegator: refusing.prefix,
      keyCount: 2,
      threshold: '2',
      witnesses: [w0],
    });
    const there = world({ isOwn: (prefix) => prefix === w0.prefix });
    expect(deliver(there, only(lone.last, 0), { source: 'local' })).toBe('escrowed pses SIGNING-THRESHOLD');
    expect(deliver(there, refusing.last)).toBe('accepted');
    expect(there.log.waiting()).toEqual([]);
  });

  test('every delegated rotation needs a seal of its own', () => {
    const sealed = boss.interact({ anchors: [eventSeal(leaf.last.event)] });
    const there = knowing([sealed, leaf]);
    const rotation = leaf.rotate();
    expect(deliver(there, rotation.last)).toBe('escrowed pdes DELEGATION-SEAL');
    expect(deliver(there, sealed.interact({ anchors: [eventSeal(rotation.last.event)] }).last)).toBe(
      'accepted',
    );
    expect(stateOf(there, leaf.prefix)?.sn).toBe(1n);
  });
});

describe('local and remote sources', () => {
  const own = log('own').incept();
  const boss = log('own boss').incept();
  const leaf = log('leaf of own').incept({ delegator: boss.prefix });
  const watched = log('watched by own').incept({ witnesses: [w0], toad: 1 });
  const cases = [
    { says: 'K-211: an own event', event: own.last, mine: own.prefix },
    { says: 'K-216: an event that an own identifier witnesses', event: watched.last, mine: w0.prefix },
    { says: 'K-218: an event of a delegate of an own identifier', event: leaf.last, mine: boss.prefix },
  ];

  test.each(cases)('$says waits when it comes from a remote source', ({ event, mine }) => {
    const there = world({ isOwn: (prefix) => prefix === mine });
    expect(decisionOf(there, event)).toMatchObject({
      outcome: 'escrowed',
      escrow: 'mfes',
      why: { rule: 'LOCALITY', missing: [{ kind: 'local-source' }] },
    });
    expect(decisionOf(there, event, { source: 'local' })).not.toMatchObject({ why: { rule: 'LOCALITY' } });
  });

  test('what waits for a local source stays local once it came from one', () => {
    const there = world({ isOwn: (prefix) => prefix === boss.prefix });
    expect(deliver(there, boss.last, { source: 'local' })).toBe('accepted');
    expect(deliver(there, leaf.last, { source: 'local' })).toBe('escrowed dees DELEGATION-APPROVAL');
    expect(deliver(there, leaf.last)).toBe('escrowed dees DELEGATION-APPROVAL');
  });

  test('an event without any signature is refused before anything else is asked', () => {
    const there = world({ isOwn: (prefix) => prefix === own.prefix });
    expect(deliver(there, { event: own.last.event, attachments: noAttachments })).toBe('rejected SIGNED');
  });
});
