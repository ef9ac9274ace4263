/**
 * Which of the receipts that came for an event verify, and which cannot be checked yet.
 *
 * Source: K-126, K-130; keripy.md 4.1, 4.2 (R-1…R-6), B-12, B-16. Receipts of witnesses, whatever
 * their form, become witness signatures.
 */
import type {
  Attachments,
  IndexedSignature,
  ReceiptCouple,
  TransferableReceipt,
} from '../cesr/attachments.ts';
import { noAttachments } from '../cesr/attachments.ts';
import { isTransferable, signatureOf } from '../cesr/identifiers.ts';
import { encodeIndexed, indexedCodeFor } from '../cesr/indexed-signature.ts';
import type { Key, Prefix } from '../cesr/qualified.ts';
import { stateAt } from '../state/evolve.ts';
import type { Source } from '../state/stored.ts';
import type { View } from '../state/view.ts';
import { isOnTrunk } from './delegation.ts';
import { isSignedBy, verifyIndexed } from './signatures.ts';

export type Receipted = { readonly raw: Uint8Array; readonly witnesses: readonly Prefix[] };

export type JudgedReceipts = {
  /** Those that verify, in the form they are stored in. */
  readonly good: Attachments;
  /** Those of transferable receiptors whose key state is not known yet. */
  readonly unknown: readonly TransferableReceipt[];
};

/** Checks every receipt in `attachments` against the event. */
export function judgeReceipts(
  view: View,
  of: Receipted,
  attachments: Attachments,
  source: Source,
): JudgedReceipts {
  if (!holdsReceipts(attachments)) return noReceipts;
  const { algorithms } = view;
  const trusted = (receiptor: Prefix) => mayReceipt(view, receiptor, source);
  const wigs = verifyIndexed(attachments.witnessSignatures, of.witnesses, of.raw, algorithms).good;
  const couples = attachments.receiptCouples.filter(
    (couple) =>
      trusted(couple.prefix) &&
      !isTransferable(couple.prefix) &&
      isSignedBy(couple.prefix, of.raw, couple, algorithms),
  );
  const quadruples = attachedReceipts(attachments).filter(({ prefix }) => trusted(prefix));
  const judged = quadruples.map((receipt) => ({
    receipt,
    verdict: judgeTransferable(view, of.raw, receipt),
  }));
  return {
    good: {
      ...noAttachments,
      witnessSignatures: [...wigs, ...couplesAsWitness(couples, of.witnesses)],
      receiptCouples: couples.filter(({ prefix }) => !of.witnesses.includes(prefix)),
      transferableReceipts: judged.filter(({ verdict }) => verdict === 'good').map(({ receipt }) => receipt),
    },
    unknown: judged.filter(({ verdict }) => verdict === 'unknown').map(({ receipt }) => receipt),
  };
}

const noReceipts: JudgedReceipts = { good: noAttachments, unknown: [] };

function holdsReceipts(attachments: Attachments): boolean {
  const { witnessSignatures, receiptCouples, transferableReceipts, signatureGroups } = attachments;
  return [witnessSignatures, receiptCouples, transferableReceipts, signatureGroups].some(
    ({ length }) => length > 0,
  );
}

/** A receipt of an own AID counts only by the protected path, unless everybody's are taken. R-4. */
function mayReceipt(view: View, receiptor: Prefix, source: Source): boolean {
  return view.receiver.promiscuous || source === 'local' || !view.receiver.isOwn(receiptor);
}

/** Quadruples, and groups taken apart into quadruples. */
export function attachedReceipts(attachments: Attachments): readonly TransferableReceipt[] {
  const grouped = attachments.signatureGroups.flatMap(({ prefix, sn, said, signatures }) =>
    signatures.map((signature) => ({ prefix, sn, said, signature })),
  );
  return [...attachments.transferableReceipts, ...grouped];
}

/** Couples of witnesses as the indexed signatures they stand for. */
export function couplesAsWitness(
  couples: Attachments['receiptCouples'],
  witnesses: readonly Prefix[],
): readonly IndexedSignature[] {
  return couples.flatMap((couple) => {
    const index = witnesses.indexOf(couple.prefix);
    const indexed = index < 0 ? undefined : indexedOf(couple, index);
    return indexed === undefined ? [] : [indexed];
  });
}

function indexedOf({ text, raw, span }: ReceiptCouple, index: number): IndexedSignature | undefined {
  const scheme = signatureOf(text)?.scheme;
  const code = scheme === undefined ? undefined : indexedCodeFor(scheme, { index, ondex: index });
  if (code === undefined) return undefined;
  return { text: encodeIndexed({ code, index, ondex: index, raw }), index, ondex: index, raw, span };
}

function judgeTransferable(
  view: View,
  raw: Uint8Array,
  receipt: TransferableReceipt,
): 'good' | 'bad' | 'unknown' {
  const { prefix, sn, said, signature } = receipt;
  const stored = view.log.event(said);
  const head = view.log.keyState(prefix);
  if (stored === undefined && (head === undefined || sn > head.sn)) return 'unknown';
  if (stored === undefined || !isOnTrunk(view.log, { prefix, sn, said })) return 'bad';
  const keys: readonly Key[] = stateAt(view.log, stored).keys;
  return verifyIndexed([signature], keys, raw, view.algorithms).good.length === 1 ? 'good' : 'bad';
}
