/**
 * Every "no", with a name, sorted into *never* (rejected) and *not yet* (escrowed).
 *
 * Source: DESIGN 2.1; keripy.md 5.1, 9. `keripy` is the class KERIpy raises in the same case.
 */
import type { EscrowKind } from '../state/escrow.ts';

type Never = { readonly waits: false; readonly keripy: string; readonly says: string };
type NotYet = {
  readonly waits: true;
  readonly escrow: EscrowKind;
  readonly keripy: string;
  readonly says: string;
};
export type Reason = Never | NotYet;

function never(says: string, keripy = 'ValidationError'): Never {
  return { waits: false, keripy, says };
}

function notYet(escrow: EscrowKind, keripy: string, says: string): NotYet {
  return { waits: true, escrow, keripy, says };
}

export const reasons = {
  // key events
  'log-closed': never('the log takes no further event'),
  'not-delegated': never('a delegated rotation needs a delegated identifier'),
  'is-delegated': never('a delegated identifier rotates by delegated rotation'),
  'prior-differs': never('the prior event named is not the one before'),
  'establishment-only': never('the log takes establishment events only'),
  'does-not-delegate': never('the delegator refuses to delegate'),
  'bad-witness-change': never('the witness change does not fit the witnesses in force'),
  'bad-toad': never('the witness threshold does not fit the witnesses'),
  'trait-not-allowed': never('the trait is allowed in inceptions only'),
  unsigned: never('no signature of the controller verifies'),
  'stale-rotation': never('the rotation is older than the latest one and may not supersede'),
  'unknown-log': notYet('ooes', 'OutOfOrderError', 'nothing of this log is known'),
  'ahead-of-log': notYet('ooes', 'OutOfOrderError', 'events before it are missing'),
  'prior-waits': notYet('ooes', 'OutOfOrderError', 'the event before it waits itself'),
  'misfit-source': notYet('mfes', 'MisfitEventSourceError', 'only a local source may bring it'),
  'signing-threshold-unmet': notYet('pses', 'MissingSignatureError', 'signatures are missing'),
  'prior-next-threshold-unmet': notYet('pses', 'MissingSignatureError', 'signatures of keys committed to before are missing'),
  'delegation-unsealed': notYet('pdes', 'MissingDelegationError', 'no seal of the delegator is known'),
  'delegation-unapproved': notYet('dees', 'MissingDelegableApprovalError', 'the own delegator has not sealed it'),
  'toad-unmet': notYet('pwes', 'MissingWitnessSignatureError', 'receipts of witnesses are missing'),
  'superseding-unsupported': notYet('pses', 'MissingSignatureError', 'KERIpy 1.1 cannot carry out this recovery'),
  'likely-duplicitous': notYet('ldes', 'LikelyDuplicitousError', 'another version of the event was seen first'),
  // receipts
  'receipt-of-unknown': notYet('ures', 'UnverifiedReceiptError', 'the receipted event is not known'),
  'witness-receipt-of-unknown': notYet('uwes', 'UnverifiedWitnessReceiptError', 'the receipted event is not known'),
  'transferable-receipt-of-unknown': notYet('vres', 'UnverifiedTransferableReceiptError', 'the receipted event or the key state of the receiptor is not known'),
  'stale-receipt': never('another event was accepted at the number of the receipt'),
  'receipt-without-signatures': never('a receipt carries at least one signature'),
  'no-good-receipt': never('no attached receipt verifies'),
  'no-route': never('nothing is served at the route'),
  // the escrow itself
  'escrow-full': never('the escrow holds as much as it may; deliver it again later'),
  'removed-by-hand': never('somebody removed it from the escrow'),
  expired: never('what it waited for did not come in time'),
} as const satisfies { readonly [code: string]: Reason };

export type ReasonCode = keyof typeof reasons;

/** The reason by its code. */
export function reasonOf(code: ReasonCode): Reason {
  return reasons[code];
}
