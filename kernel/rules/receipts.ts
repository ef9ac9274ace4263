/**
 * What becomes of a receipt: its signatures are checked and stored with the event, given to the event
 * that waits for them, or held.
 *
 * Source: K-126…K-130; keripy.md 4.2 (R-1…R-9), B-11, B-16.
 */
import { assert } from '../std/assert.ts';
import type { Attachments } from '../cesr/attachments.ts';
import { noAttachments } from '../cesr/attachments.ts';
import { isOnTrunk } from '../evidence/delegation.ts';
import { inForceAt } from '../evidence/evidence.ts';
import { attachedReceipts, judgeReceipts } from '../evidence/receipts.ts';
import type { KeyEvent, Receipt } from '../event/types.ts';
import type { Why } from '../state/decision.ts';
import type { Write } from '../state/effect.ts';
import { waitKey } from '../state/escrow.ts';
import type { Waiting } from '../state/escrow.ts';
import { stateAt } from '../state/evolve.ts';
import { countAttached, mergeAttachments, newAttachments } from '../state/merge.ts';
import type { Step } from '../state/step.ts';
import type { StoredEvent } from '../state/stored.ts';
import type { View } from '../state/view.ts';
import type { Arrival } from './arrival.ts';
import { boundedAttachments } from './entry-bounds.ts';
import { holdAll, holdUnknown } from './held-receipts.ts';
import { allHold, capFailure, leaving, refuseFull, reject, sizeOf, subjectOf, why } from './hold.ts';
import { addition } from './late.ts';
import { isOpen } from './places.ts';
import { reasonOf } from './reason.ts';
import type { ReasonCode } from './reason.ts';

type ReceiptArrival = Arrival<Receipt>;

export function decideReceipt(view: View, arrival: ReceiptArrival): Step {
  const { message, attachments } = arrival;
  const signatureCount =
    attachments.witnessSignatures.length +
    attachments.receiptCouples.length +
    attachedReceipts(attachments).length;
  if (signatureCount === 0) return reject(arrival, why('RCT-SIGNED', 'receipt-without-signatures'));
  const accepted = view.log.event(message.said);
  if (accepted !== undefined) return ofAccepted(view, arrival, accepted);
  const waiting = view.log.waiting(message.said);
  if (waiting?.message.kind === 'key-event' && !waiting.quarantined && isFor(message, waiting.message)) {
    const { message: event } = waiting;
    return waiting.kind === 'ldes'
      ? ofLost(view, arrival, waiting, event)
      : ofWaiting(view, arrival, waiting, event);
  }
  // A receipt that waits already may be one of a recovery that is still to come: it waits on.
  if (arrival.waiting === undefined && isStale(view, message, waiting)) return stale(view, arrival);
  return holdAll(view, arrival);
}

/** Another event was accepted at the number, and the one that the receipt names does not wait to follow it. */
function isStale(view: View, { prefix, sn }: Receipt, waiting: Waiting | undefined): boolean {
  const lost = waiting === undefined || waiting.kind === 'ldes' || waiting.kind === 'strays';
  return lost && view.log.acceptedAt(prefix, sn).length > 0;
}

const staleReceipt: Why = { ...why('RCT-STALE', 'stale-receipt'), field: 'd' };

/** Refused; kept as one of an event that is still to come, where a recovery may bring that. */
function stale(view: View, arrival: ReceiptArrival): Step {
  const { prefix, sn } = arrival.message;
  const head = view.log.keyState(prefix);
  const mayCome = view.receiver.awaitsRecoveries && head !== undefined && isOpen(head, sn);
  if (!mayCome) return reject(arrival, staleReceipt);
  const { writes } = holdAll(view, arrival);
  return { ...reject(arrival, staleReceipt), writes };
}

/**
 * Of a version that lost, in time or by the rules: it stays so. What is good of its witnesses goes with it, so
 * that the evidence of duplicity gets whole. K-001.
 */
function ofLost(view: View, arrival: ReceiptArrival, waiting: Waiting, event: KeyEvent): Step {
  const refused = reject(arrival, staleReceipt);
  const { witnesses } = witnessesOf(view, event);
  const of = { raw: event.raw, witnesses };
  const { witnessSignatures } = judgeReceipts(view, of, arrival.attachments, arrival.source).good;
  const after = withReceipts(waiting, { ...noAttachments, witnessSignatures });
  if (!isFreeing(waiting, after.attachments) || capFailure(view, after, waiting, []) !== undefined)
    return refused;
  const put: Write = { kind: 'put-waiting', waiting: after };
  return { ...refused, writes: [...refused.writes, put], wakes: [waitKey.said(event.said)] };
}

function isFor(receipt: Receipt, event: KeyEvent): boolean {
  return receipt.prefix === event.prefix && receipt.sn === event.sn;
}

function ofAccepted(view: View, arrival: ReceiptArrival, stored: StoredEvent): Step {
  const { event } = stored;
  if (!isFor(arrival.message, event) || !isOnTrunk(view.log, event))
    return reject(arrival, { ...why('RCT-STALE', 'stale-receipt'), field: 'd' });
  const { witnesses } = stateAt(view.log, stored);
  const { good, unknown } = judgeReceipts(
    view,
    { raw: event.raw, witnesses },
    arrival.attachments,
    arrival.source,
  );
  if (countAttached(good) === 0) {
    return unknown.length === 0
      ? reject(arrival, why('RCT-VERIFIED', 'no-good-receipt'))
      : holdUnknown(view, arrival, unknown);
  }
  const { writes, added, refusedCount } = addition(view, arrival, stored, good);
  if (added === 0 && refusedCount > 0 && unknown.length === 0)
    return reject(arrival, why('RCT-CAP', 'receipts-full'));
  const held = unknown.length === 0 ? [] : holdUnknown(view, arrival, unknown).writes;
  const subject = subjectOf(arrival.message);
  return {
    decision:
      added === 0
        ? { outcome: 'duplicate', subject, why: allHold('RCT-SEEN', 'the receipts are known'), added }
        : {
            outcome: 'accepted',
            subject,
            why: allHold('RCT-ACCEPT', 'receipts of the event verify'),
            supersedes: [],
          },
    writes: [...leaving(arrival), ...writes, ...held],
    sends: [],
    wakes: added === 0 ? [] : [waitKey.said(event.said)],
  };
}

/** The event waits: good receipts wait with it, and it is tried again. */
function ofWaiting(view: View, arrival: ReceiptArrival, waiting: Waiting, event: KeyEvent): Step {
  const { witnesses } = witnessesOf(view, event);
  const { good, unknown } = judgeReceipts(
    view,
    { raw: event.raw, witnesses },
    arrival.attachments,
    arrival.source,
  );
  if (countAttached(good) === 0) {
    return unknown.length === 0
      ? reject(arrival, why('RCT-VERIFIED', 'no-good-receipt'))
      : holdUnknown(view, arrival, unknown);
  }
  const after = withReceipts(waiting, good);
  const full = capFailure(view, after, waiting, []);
  if (full !== undefined) return refuseFull(view, arrival, full);
  const put: Write = { kind: 'put-waiting', waiting: after };
  const held = unknown.length === 0 ? [] : holdUnknown(view, arrival, unknown).writes;
  const code: ReasonCode =
    good.witnessSignatures.length > 0 ? 'witness-receipt-of-unknown' : 'receipt-of-unknown';
  const reason = reasonOf(code);
  assert(reason.waits, 'receipts of waiting events wait');
  return {
    decision: {
      outcome: 'escrowed',
      subject: subjectOf(arrival.message),
      why: { ...why('RCT-HELD', code), says: 'the receipted event waits; its good receipts wait with it' },
      escrow: reason.escrow,
      id: waiting.id,
    },
    writes: [...leaving(arrival), put, ...held],
    sends: [],
    wakes: isFreeing(waiting, good) ? [waitKey.said(event.said)] : [],
  };
}

/** The entry with good receipts. */
function withReceipts(waiting: Waiting, good: Attachments): Waiting {
  const attachments = boundedAttachments(mergeAttachments(waiting.attachments, good), false);
  return { ...waiting, attachments, sizeBytes: sizeOf(waiting.message, attachments) };
}

/** Only new receipts of witnesses can free an event. */
function isFreeing(waiting: Waiting, good: Attachments): boolean {
  return newAttachments(waiting.attachments, good).witnessSignatures.length > 0;
}

/** Witnesses of an event that is not accepted, by the state before it on its branch. */
function witnessesOf(view: View, event: KeyEvent): Pick<ReturnType<typeof inForceAt>, 'witnesses'> {
  if ('witnesses' in event) return event;
  const prior = view.log.event(event.prior);
  return prior === undefined ? { witnesses: [] } : inForceAt(event, stateAt(view.log, prior));
}
