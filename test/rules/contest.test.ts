/** Duplicity: the first seen version stays, another one is kept as evidence. K-001…K-006, K-223…K-226. */
import { describe, expect, test } from 'vitest';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import { defaultEscrowLimits } from '../../kernel/receiver.ts';
import { log } from '../support/identity.ts';
import { decisionOf, deliver, knowing, plainReceipt, stateOf, witnessReceipt } from '../support/history.ts';
import type { Arriving } from '../support/history.ts';
import { keyPair, plainParty, signatures, spoiled, verdict } from '../support/routed.ts';
import type { World } from '../support/routed.ts';

const witnesses = [plainParty('c0'), plainParty('c1')];
const alice = log('contested').incept({ keyCount: 2, witnesses, toad: 2 });
const [seen, other] = [alice.interact(), alice.interact({ anchors: ['another'] })];
const evidence = (there: World) => there.log.reader.duplicity(alice.prefix, seen.last.event.sn);

describe('another version of an accepted event', () => {
  test('K-001: fully signed and witnessed it is kept as evidence, told about, and changes no key state', () => {
    const there = knowing([seen]);
    const before = stateOf(there, alice.prefix);
    const [outcome] = there.receive(other.last.event, other.last.attachments);
    expect(outcome.step.decision).toMatchObject({ outcome: 'escrowed', escrow: 'ldes' });
    expect(outcome.step.sends).toContainEqual(
      expect.objectContaining({
        kind: 'duplicity',
        said: other.last.event.said,
        against: seen.last.event.said,
      }),
    );
    expect(evidence(there)).toMatchObject([
      { event: { said: other.last.event.said }, against: seen.last.event.said },
    ]);
    expect(stateOf(there, alice.prefix)).toEqual(before);
  });

  test('K-006: the evidence is recorded once and outlives the escrow', () => {
    const there = knowing([seen, other, other]);
    expect(evidence(there)).toHaveLength(1);
    there.wait(10_000);
    there.sweep();
    expect(there.log.waiting()).toEqual([]);
    expect(evidence(there)).toHaveLength(1);
  });

  test('short of signatures or receipts it is no evidence; with what was missing it becomes some', () => {
    const { event, attachments } = other.last;
    for (const short of [
      { ...attachments, controllerSignatures: attachments.controllerSignatures.slice(0, 1) },
      { ...attachments, witnessSignatures: attachments.witnessSignatures.slice(0, 1) },
    ]) {
      const there = knowing([seen]);
      expect(decisionOf(there, { event, attachments: short })).toMatchObject({
        outcome: 'escrowed',
        escrow: 'ldes',
      });
      expect(evidence(there)).toEqual([]);
      deliver(there, other.last);
      expect(evidence(there)).toHaveLength(1);
    }
  });

  test('K-170: signed by strangers it is refused, and no one is accused', () => {
    const there = knowing([seen]);
    const { event } = other.last;
    const forged = {
      event,
      attachments: {
        ...noAttachments,
        controllerSignatures: signatures([keyPair('x'), keyPair('y')], event.raw),
      },
    };
    expect(deliver(there, forged)).toBe('rejected SIGNED');
    expect(evidence(there)).toEqual([]);
    expect(there.log.waiting()).toEqual([]);
  });

  test('an event that could never stand in the log is refused, not kept', () => {
    const strict = log('strict').incept({ traits: ['EO'] });
    const there = knowing([strict.rotate()]);
    expect(deliver(there, strict.interact().last)).toBe('rejected EO');
  });

  test('K-226: what follows the version that lost waits with it, and is evidence too', () => {
    const there = knowing([seen.interact(), other]);
    expect(deliver(there, other.interact().last)).toBe('escrowed ldes FIRST-SEEN');
    expect(stateOf(there, alice.prefix)?.said).toBe(seen.interact().last.event.said);
  });

  test('K-183: a second inception of an identifier is evidence against it', () => {
    const plain = keyPair('basic');
    const [one, two] = [[], ['EO']].map((traits) =>
      log('basic').incept({ keys: [plain], identifier: 'basic', traits }),
    );
    if (one === undefined || two === undefined) throw new Error('there are two');
    const there = knowing([one]);
    expect(one.prefix).toBe(two.prefix);
    expect(deliver(there, two.last)).toBe('escrowed ldes FIRST-SEEN');
    expect(there.log.reader.duplicity(one.prefix, one.last.event.sn)).toMatchObject([
      { event: { said: two.last.event.said } },
    ]);
    expect(stateOf(there, one.prefix)?.traits).toEqual([]);
  });

  describe('whose receipts come apart from it', () => {
    const short = { ...other.last, attachments: { ...other.last.attachments, witnessSignatures: [] } };
    const receipts = [0, 1].map((place) => witnessReceipt(other.last.event, witnesses, place));
    const arrive = (there: World, { message, attachments }: Arriving) =>
      verdict(there.receive(message, attachments));

    test('K-001: is evidence once they are all there; the receipts are refused as stale all the same', () => {
      const there = knowing([seen]);
      const before = stateOf(there, alice.prefix);
      expect(deliver(there, short)).toBe('escrowed ldes A2');
      for (const [at, receipt] of receipts.entries()) {
        expect(evidence(there)).toEqual([]);
        expect(there.log.waiting()).toHaveLength(1);
        expect([at, arrive(there, receipt)]).toEqual([at, 'rejected RCT-STALE']);
      }
      expect(evidence(there)).toMatchObject([
        {
          event: { said: short.event.said },
          attachments: { witnessSignatures: [{ index: 0 }, { index: 1 }] },
        },
      ]);
      expect(stateOf(there, alice.prefix)).toEqual(before);
    });

    test('K-001: is evidence when they came first, to a receiver that awaits recoveries', () => {
      const there = knowing([seen], { awaitsRecoveries: true });
      for (const receipt of receipts) expect(arrive(there, receipt)).toBe('rejected RCT-STALE');
      deliver(there, short);
      expect(evidence(there)).toHaveLength(1);
      expect(there.log.waiting()).toHaveLength(1);
    });

    test('K-130: keeps what verifies of its witnesses and nothing else', () => {
      const there = knowing([seen]);
      deliver(there, short);
      const [receipt] = receipts;
      if (receipt === undefined) throw new Error('there is a receipt');
      arrive(there, { ...receipt, attachments: spoiled(receipt.attachments) });
      arrive(there, plainReceipt(other.last.event, plainParty('a stranger')));
      expect(there.log.waiting()).toMatchObject([
        { attachments: { witnessSignatures: [], receiptCouples: [] } },
      ]);
    });

    test('DESIGN 2.2: takes no more of them than the caps have place for', () => {
      const sizeOf = (there: World) => there.log.reader.escrowUsage(`prefix ${alice.prefix}`).sizeBytes;
      const alone = knowing([seen]);
      deliver(alone, short);
      const prefixSizeBytesMax = sizeOf(alone) + 100;
      const there = knowing([seen], { limits: { ...defaultEscrowLimits, prefixSizeBytesMax } });
      deliver(there, short);
      for (const receipt of receipts) expect(arrive(there, receipt)).toBe('rejected RCT-STALE');
      expect(there.log.waiting()).toMatchObject([{ attachments: { witnessSignatures: [{ index: 0 }] } }]);
      expect(evidence(there)).toEqual([]);
    });
  });
});
