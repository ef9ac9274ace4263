/**
 * Receipts that cannot be checked yet: each signature waits by itself, for the event it is of or for
 * the key state of its receiptor.
 *
 * Source: keripy.md 5.1 (ures, uwes, vres); K-128.
 */
import { assert } from '../std/assert.ts';
import type { Attachments, EventReference, TransferableReceipt } from '../cesr/attachments.ts';
import { noAttachments } from '../cesr/attachments.ts';
import { receiptOf } from '../event/receipt.ts';
import type { KeyEvent, Receipt } from '../event/types.ts';
import { attachedReceipts } from '../evidence/receipts.ts';
import type { Write } from '../state/effect.ts';
import { scopesOf, waitKey } from '../state/escrow.ts';
import type { EscrowKind, EscrowScope, EscrowUsage, Waiting, WaitKey } from '../state/escrow.ts';
import type { Step } from '../state/step.ts';
import type { View } from '../state/view.ts';
import type { Arrival } from './arrival.ts';
import { hold, why } from './hold.ts';
import type { ReasonCode } from './reason.ts';

type HeldReceipt = {
  readonly kind: EscrowKind;
  readonly reason: ReasonCode;
  readonly id: string;
  readonly attachments: Attachments;
  readonly waitsFor: readonly WaitKey[];
  readonly signer: EventReference | undefined;
};

/** Holds receipts of an accepted event whose receiptors' logs are not known. */
export function holdReceipts(
  view: View,
  arrival: Arrival<KeyEvent>,
  receipts: readonly TransferableReceipt[],
): readonly Write[] {
  if (receipts.length === 0) return [];
  const { prefix, sn, said } = arrival.message;
  const message = receiptOf({ prefix, sn, said });
  const held = receipts.map((receipt) => ofTransferable(message, receipt));
  return stepsOf(view, { ...arrival, message, waiting: undefined }, held).flatMap(({ writes }) => writes);
}

/** Holds every signature attached to a receipt of an event that is not known. */
export function holdAll(view: View, arrival: Arrival<Receipt>): Step {
  const { message, attachments } = arrival;
  const held: readonly HeldReceipt[] = [
    ...attachments.witnessSignatures.map((s) =>
      ofWitness(message, { ...noAttachments, witnessSignatures: [s] }, s.text),
    ),
    ...attachments.receiptCouples.map((c) =>
      ofCouple(message, { ...noAttachments, receiptCouples: [c] }, `${c.prefix} ${c.text}`),
    ),
    ...attachedReceipts(attachments).map((receipt) => ofTransferable(message, receipt)),
  ];
  return holdEach(view, arrival, held);
}

/** Holds the receipts of receiptors whose logs are not known. */
export function holdUnknown(
  view: View,
  arrival: Arrival<Receipt>,
  receipts: readonly TransferableReceipt[],
): Step {
  return holdEach(
    view,
    arrival,
    receipts.map((receipt) => ofTransferable(arrival.message, receipt)),
  );
}

function holdEach(view: View, arrival: Arrival<Receipt>, held: readonly HeldReceipt[]): Step {
  const steps = stepsOf(view, arrival, held);
  const decided = steps.find(({ decision }) => decision.outcome === 'escrowed') ?? steps[0];
  assert(decided !== undefined, 'a receipt without signatures is not held');
  return { ...decided, writes: steps.flatMap(({ writes }) => writes) };
}

/** One after the other: what the first ones take of the caps counts for those after them. */
function stepsOf(view: View, arrival: Arrival<Receipt>, held: readonly HeldReceipt[]): readonly Step[] {
  const taken = new Map<EscrowScope, EscrowUsage>();
  const escrowUsage = (scope: EscrowScope): EscrowUsage =>
    sumOf(view.log.escrowUsage(scope), taken.get(scope));
  const counting: View = { ...view, log: { ...view.log, escrowUsage } };
  const ids = new Set<string>();
  return held.map((one) => {
    const step = holdOne(counting, arrival, one);
    for (const write of step.writes) {
      if (write.kind !== 'put-waiting' || ids.has(one.id) || view.log.waiting(one.id) !== undefined) continue;
      ids.add(one.id);
      for (const scope of scopesOf(write.waiting))
        taken.set(scope, sumOf(usageOf(write.waiting), taken.get(scope)));
    }
    return step;
  });
}

function usageOf({ sizeBytes }: Waiting): EscrowUsage {
  return { count: 1, sizeBytes };
}

function sumOf(a: EscrowUsage, b: EscrowUsage | undefined): EscrowUsage {
  return b === undefined ? a : { count: a.count + b.count, sizeBytes: a.sizeBytes + b.sizeBytes };
}

function holdOne(view: View, arrival: Arrival<Receipt>, held: HeldReceipt): Step {
  const { prefix, sn, said } = arrival.message;
  const missing =
    held.signer === undefined
      ? [{ kind: 'event', prefix, sn, said } as const]
      : [
          { kind: 'event', prefix, sn, said } as const,
          { kind: 'key-state', prefix: held.signer.prefix, sn: held.signer.sn } as const,
        ];
  return hold(view, arrival, {
    kind: held.kind,
    why: { ...why('RCT-KNOWN', held.reason), missing },
    quarantined: true,
    attachments: held.attachments,
    waitsFor: held.waitsFor,
    id: held.id,
    prefix,
    sn,
  });
}

function keysOf({ prefix, sn, said }: Receipt): readonly WaitKey[] {
  return [waitKey.held(said), waitKey.event(prefix, sn)];
}

function ofWitness(message: Receipt, attachments: Attachments, text: string): HeldReceipt {
  return {
    kind: 'uwes',
    reason: 'witness-receipt-of-unknown',
    id: `uwes ${message.said} ${text}`,
    attachments,
    waitsFor: keysOf(message),
    signer: undefined,
  };
}

function ofCouple(message: Receipt, attachments: Attachments, text: string): HeldReceipt {
  return {
    kind: 'ures',
    reason: 'receipt-of-unknown',
    id: `ures ${message.said} ${text}`,
    attachments,
    waitsFor: keysOf(message),
    signer: undefined,
  };
}

function ofTransferable(message: Receipt, receipt: TransferableReceipt): HeldReceipt {
  const { prefix, sn, said, signature } = receipt;
  return {
    kind: 'vres',
    reason: 'transferable-receipt-of-unknown',
    id: `vres ${message.said} ${prefix} ${sn.toString(16)} ${said} ${signature.text}`,
    attachments: { ...noAttachments, transferableReceipts: [receipt] },
    waitsFor: [...keysOf(message), waitKey.event(prefix, sn)],
    signer: { prefix, sn, said },
  };
}
