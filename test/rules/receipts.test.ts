/** Receipts of witnesses, of plain keys and of transferable identifiers; K-122…K-130; keripy.md 4.2, 5.1. */
import { describe, expect, test } from 'vitest';
import { defaultEscrowLimits } from '../../kernel/receiver.ts';
import type { Receiver } from '../../kernel/state/view.ts';
import { log } from '../support/identity.ts';
import {
  deliver,
  knowing,
  plainReceipt,
  receiptBy,
  stateOf,
  transferableReceipt,
  witnessReceipt,
} from '../support/history.ts';
import type { Arriving } from '../support/history.ts';
import { couple, keyPair, plainParty, signatures, spoiled, verdict, world } from '../support/routed.ts';
import type { Delivery, World } from '../support/routed.ts';

const witnesses = [plainParty('r0'), plainParty('r1'), plainParty('r2')];
const [w0, w1] = [plainParty('r0'), plainParty('r1')];
const watched = log('receipted').incept({ witnesses, toad: 2, receipting: [] });
const plain = log('endorsed').incept();
const watcher = plainParty('a watcher');
const judge = log('a judge').incept();

const arrive = (there: World, { message, attachments }: Arriving, delivery: Delivery = {}): string =>
  verdict(there.receive(message, attachments, delivery));
const storedOf = (there: World, { last }: { readonly last: (typeof plain)['last'] }) =>
  there.log.reader.attachments(last.event.said);

describe('of events that are known', () => {
  test('K-126: the three kinds are checked and kept with the event, each once', () => {
    const seen = log('seen').incept({ witnesses, toad: 2 });
    const there = knowing([seen, judge]);
    const { event } = seen.last;
    expect(arrive(there, plainReceipt(event, watcher))).toBe('accepted');
    expect(arrive(there, transferableReceipt(event, judge))).toBe('accepted');
    expect(arrive(there, plainReceipt(event, watcher))).toBe('duplicate');
    expect(arrive(there, transferableReceipt(event, judge))).toBe('duplicate');
    expect(arrive(there, witnessReceipt(event, witnesses, 0))).toBe('duplicate');
    const kept = storedOf(there, seen);
    expect(kept.witnessSignatures.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(kept.receiptCouples.map(({ prefix }) => prefix)).toEqual([watcher.prefix]);
    expect(kept.transferableReceipts.map(({ prefix }) => prefix)).toEqual([judge.prefix]);
  });

  test('B-11: the couple of a witness is kept as its indexed signature', () => {
    const late = log('late witness').incept({ witnesses, toad: 2, receipting: [w0, w1] });
    const there = knowing([late]);
    const { event } = late.last;
    expect(arrive(there, plainReceipt(event, plainParty('r2')))).toBe('accepted');
    expect(storedOf(there, late).witnessSignatures.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(storedOf(there, late).receiptCouples).toEqual([]);
  });

  test('a receipt of which nothing verifies is refused', () => {
    const there = knowing([plain, judge]);
    const { event } = plain.last;
    for (const { message, attachments } of [
      plainReceipt(event, watcher),
      witnessReceipt(event, witnesses, 0),
    ]) {
      expect(verdict(there.receive(message, spoiled(attachments)))).toBe('rejected RCT-VERIFIED');
    }
    const other = receiptBy(event, { receiptCouples: [couple(watcher, judge.last.event.raw)] });
    expect(arrive(there, other)).toBe('rejected RCT-VERIFIED');
    expect(storedOf(there, plain).receiptCouples).toEqual([]);
  });

  test('R-7: a couple of a key that may rotate is no receipt', () => {
    const there = knowing([plain]);
    const rotating = { prefix: judge.prefix, pair: keyPair('a judge 0 0') };
    expect(
      arrive(
        there,
        receiptBy(plain.last.event, { receiptCouples: [couple(rotating, plain.last.event.raw)] }),
      ),
    ).toBe('rejected RCT-VERIFIED');
  });

  test('K-129: a receipt of another event than the one accepted at its number is refused', () => {
    const there = knowing([plain.interact()]);
    const other = plain.interact({ anchors: ['another'] });
    expect(arrive(there, plainReceipt(other.last.event, watcher))).toBe('rejected RCT-STALE');
  });

  test('a receipt of a superseded event is refused', () => {
    const there = knowing([plain.interact(), plain.rotate()]);
    expect(arrive(there, plainReceipt(plain.interact().last.event, watcher))).toBe('rejected RCT-STALE');
  });

  test('R-4: a receipt by an own identifier counts from a local source only, unless everybody is trusted', () => {
    const receiver = { isOwn: (prefix: string) => prefix === watcher.prefix, promiscuous: false };
    const there = knowing([plain], receiver);
    expect(arrive(there, plainReceipt(plain.last.event, watcher))).toBe('rejected RCT-VERIFIED');
    expect(arrive(there, plainReceipt(plain.last.event, watcher), { source: 'local' })).toBe('accepted');
  });

  test('a receipt by a transferable identifier names the establishment event its keys come from', () => {
    const turned = judge.rotate();
    const there = knowing([plain, turned]);
    const stale = transferableReceipt(plain.last.event, turned);
    const renamed = stale.attachments.transferableReceipts.map((one) => ({
      ...one,
      sn: judge.last.event.sn,
      said: judge.last.event.said,
    }));
    expect(arrive(there, receiptBy(plain.last.event, { transferableReceipts: renamed }))).toBe(
      'rejected RCT-VERIFIED',
    );
    expect(arrive(there, stale)).toBe('accepted');
  });
});

describe('before their events', () => {
  const kinds = [
    { kind: 'ures', says: 'of a plain key', receipt: plainReceipt(plain.last.event, watcher) },
    {
      kind: 'vres',
      says: 'of a transferable identifier',
      receipt: transferableReceipt(plain.last.event, judge),
    },
  ];

  test.each(kinds)(
    'K-128: a receipt $says waits in $kind, and is kept when the event comes',
    ({ kind, receipt }) => {
      const there = knowing([judge]);
      expect(arrive(there, receipt)).toBe(`escrowed ${kind} RCT-KNOWN`);
      expect(deliver(there, plain.last)).toBe('accepted');
      expect(there.log.waiting()).toEqual([]);
      const { receiptCouples, transferableReceipts } = storedOf(there, plain);
      expect(receiptCouples.length + transferableReceipts.length).toBe(1);
    },
  );

  test('K-128: a receipt of a witness waits in uwes; with the event it makes up the witness threshold', () => {
    const there = world();
    expect(arrive(there, witnessReceipt(watched.last.event, witnesses, 0))).toBe('escrowed uwes RCT-KNOWN');
    expect(arrive(there, witnessReceipt(watched.last.event, witnesses, 2))).toBe('escrowed uwes RCT-KNOWN');
    expect(deliver(there, watched.last)).toBe('escrowed pwes TOAD');
    expect(stateOf(there, watched.prefix)?.sn).toBe(0n);
    expect(there.log.waiting()).toEqual([]);
  });

  test('K-128: receipts of an event that waits for its witnesses free it', () => {
    const there = world();
    expect(deliver(there, watched.last)).toBe('escrowed pwes TOAD');
    expect(arrive(there, plainReceipt(watched.last.event, w1))).toBe('escrowed uwes RCT-HELD');
    expect(stateOf(there, watched.prefix)).toBeUndefined();
    expect(arrive(there, witnessReceipt(watched.last.event, witnesses, 0))).toBe('escrowed uwes RCT-HELD');
    expect(stateOf(there, watched.prefix)?.sn).toBe(0n);
    expect(there.log.waiting()).toEqual([]);
  });

  test('a bad receipt of an event that waits changes nothing', () => {
    const there = world();
    expect(deliver(there, watched.last)).toBe('escrowed pwes TOAD');
    const { message, attachments } = witnessReceipt(watched.last.event, witnesses, 0, 1);
    expect(verdict(there.receive(message, spoiled(attachments)))).toBe('rejected RCT-VERIFIED');
    expect(stateOf(there, watched.prefix)).toBeUndefined();
  });

  test('a held receipt that turns out bad goes when the event comes, and the event is accepted', () => {
    const there = world();
    const { message, attachments } = plainReceipt(plain.last.event, watcher);
    expect(verdict(there.receive(message, spoiled(attachments)))).toBe('escrowed ures RCT-KNOWN');
    expect(deliver(there, plain.last)).toBe('accepted');
    expect(there.log.waiting()).toEqual([]);
    expect(storedOf(there, plain).receiptCouples).toEqual([]);
  });

  test('a receipt of a transferable identifier whose log is not known waits for that log', () => {
    const there = knowing([plain]);
    expect(arrive(there, transferableReceipt(plain.last.event, judge))).toBe('escrowed vres RCT-KNOWN');
    expect(deliver(there, judge.last)).toBe('accepted');
    expect(storedOf(there, plain).transferableReceipts).toHaveLength(1);
    expect(there.log.waiting()).toEqual([]);
  });
});

describe('attached to events', () => {
  test('B-31: receipts attached to an event are kept with it; those of unknown receiptors wait', () => {
    const there = world();
    const { attachments } = transferableReceipt(plain.last.event, judge);
    const receipted = {
      event: plain.last.event,
      attachments: {
        ...plain.last.attachments,
        receiptCouples: [couple(watcher, plain.last.event.raw)],
        transferableReceipts: attachments.transferableReceipts,
      },
    };
    expect(deliver(there, receipted)).toBe('accepted');
    expect(there.log.waiting().map(({ kind }) => kind)).toEqual(['vres']);
    expect(deliver(there, judge.last)).toBe('accepted');
    expect(storedOf(there, plain)).toMatchObject({
      receiptCouples: [{ prefix: watcher.prefix }],
      transferableReceipts: [{ prefix: judge.prefix }],
    });
  });
});

describe('late signatures', () => {
  const three = log('late three').incept({ keyCount: 3, threshold: '2', signers: [0, 1] });
  const last = log('late three').incept({ keyCount: 3, threshold: '2', signers: [2] });

  test('K-130: a good signature that comes after acceptance is added, once', () => {
    const there = knowing([three]);
    const again = there.receive(last.last.event, last.last.attachments)[0].step.decision;
    expect(again).toMatchObject({ outcome: 'duplicate', added: 1, fn: 0n, why: { rule: 'SEEN' } });
    expect(there.receive(last.last.event, last.last.attachments)[0].step.decision).toMatchObject({
      outcome: 'duplicate',
      added: 0,
    });
    expect(storedOf(there, three).controllerSignatures.map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  test('a bad signature that comes after acceptance is not kept', () => {
    const there = knowing([three]);
    const [stranger] = [keyPair('stranger')];
    const bad = signatures([stranger], three.last.event.raw);
    expect(
      there.receive(three.last.event, { ...last.last.attachments, controllerSignatures: bad })[0].step
        .decision,
    ).toMatchObject({ outcome: 'duplicate', added: 0 });
    expect(storedOf(there, three).controllerSignatures).toHaveLength(2);
  });

  test('late receipts of witnesses are added to an accepted event, also to a superseded one', () => {
    const base = log('late watched').incept({ witnesses, toad: 2 });
    const [lost, recovery] = [base.interact({ receipting: [w0, w1] }), base.rotate({ toad: 2 })];
    const there = knowing([lost, recovery]);
    const { event } = lost.last;
    const [third] = base.interact().last.attachments.witnessSignatures.slice(2);
    expect(
      there.receive(event, {
        ...lost.last.attachments,
        witnessSignatures: third === undefined ? [] : [third],
      })[0].step.decision,
    ).toMatchObject({ outcome: 'duplicate', added: 1 });
    expect(stateOf(there, base.prefix)?.said).toBe(recovery.last.event.said);
  });
});

describe('DESIGN 2.2: receipts of outsiders', () => {
  const limits = { ...defaultEscrowLimits, attachmentsPerEventCountMax: 2 };
  const strangers = ['s0', 's1', 's2', 's3'].map(plainParty);
  const capped = log('capped receipts').incept({ witnesses, toad: 2, keyCount: 2, receipting: [w0, w1] });
  const { event } = capped.last;

  function full(receiver: Partial<Receiver> = {}): World {
    const there = knowing([capped, judge], { limits, ...receiver }, { source: 'local' });
    expect(strangers.map((one) => arrive(there, plainReceipt(event, one)))).toEqual([
      'accepted',
      'accepted',
      'rejected RCT-CAP',
      'rejected RCT-CAP',
    ]);
    return there;
  }

  test('are kept up to the cap of the event, and known ones are known still', () => {
    const there = full();
    expect(storedOf(there, capped).receiptCouples).toHaveLength(2);
    expect(strangers.map((one) => arrive(there, plainReceipt(event, one)))).toEqual([
      'duplicate',
      'duplicate',
      'rejected RCT-CAP',
      'rejected RCT-CAP',
    ]);
    expect(arrive(there, transferableReceipt(event, judge))).toBe('rejected RCT-CAP');
    expect(there.log.waiting()).toEqual([]);
  });

  test('that find the event full do not keep out its witnesses and its controller', () => {
    const there = full();
    expect(arrive(there, plainReceipt(event, plainParty('r2')))).toBe('accepted');
    expect(arrive(there, transferableReceipt(event, capped))).toBe('accepted');
    expect(storedOf(there, capped).witnessSignatures.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(storedOf(there, capped).transferableReceipts).toHaveLength(2);
  });

  test('that this host makes itself are kept beyond the cap', () => {
    const [last] = strangers.slice(-1);
    if (last === undefined) throw new Error('there is a last one');
    const there = full({ isOwn: (prefix) => prefix === judge.prefix });
    expect(arrive(there, transferableReceipt(event, judge))).toBe('accepted');
    expect(arrive(there, plainReceipt(event, last))).toBe('rejected RCT-CAP');
  });

  test('are kept as far as there is room when several come at once, also with the event itself', () => {
    const several = plainReceipt(event, ...strangers);
    const late = knowing([capped], { limits });
    expect(arrive(late, several)).toBe('accepted');
    const early = world({ limits });
    deliver(early, { event, attachments: { ...capped.last.attachments, ...pick(several) } });
    deliver(late, { event, attachments: { ...capped.last.attachments, ...pick(several) } });
    const first = strangers.slice(0, 2).map(({ prefix }) => prefix);
    for (const there of [late, early])
      expect(storedOf(there, capped).receiptCouples.map(({ prefix }) => prefix)).toEqual(first);
  });

  const pick = ({ attachments: { receiptCouples } }: Arriving) => ({ receiptCouples });
});
