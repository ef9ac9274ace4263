/**
 * One piece of what is attached to a body, and the chain that pieces are collected on.
 *
 * A chain grows at its head and never changes, so that a reader that waits for bytes can be kept, and
 * read on from twice, without copies.
 */
import type { Attachments, EventReference, IndexedSignature, ReceiptCouple } from './attachments.ts';
import { noAttachments } from './attachments.ts';
import type { GroupKind } from './counter-codes.ts';
import type { Fn, Micros, Prefix, Said, Sn } from './qualified.ts';

/** Values added one by one, the latest first. */
export type Chain<T> = { readonly item: T; readonly before: Chain<T> | undefined };

/** The values of a chain in the order they were added. */
export function chained<T>(chain: Chain<T> | undefined): T[] {
  const items: T[] = [];
  for (let at = chain; at !== undefined; at = at.before) items.push(at.item);
  return items.reverse();
}

/** One member of one list of `Attachments`. */
export type AttachedPiece = {
  readonly [L in keyof Attachments]: { readonly list: L; readonly item: Attachments[L][number] };
}[keyof Attachments];

/** The lists that pieces belong to, each in order of arrival. */
export function gathered(chain: Chain<AttachedPiece> | undefined): Attachments {
  if (chain === undefined) return noAttachments;
  const first = chain.item;
  if (chain.before === undefined && first.list === 'controllerSignatures') {
    return { ...noAttachments, controllerSignatures: [first.item] };
  }
  const lists = emptyLists();
  for (const piece of chained(chain)) place(lists, piece);
  return lists;
}

type Lists = { readonly [L in keyof Attachments]: Attachments[L][number][] };

function emptyLists(): Lists {
  return {
    controllerSignatures: [],
    witnessSignatures: [],
    receiptCouples: [],
    transferableReceipts: [],
    firstSeen: [],
    signatureGroups: [],
    latestSignatureGroups: [],
    sealSources: [],
    sealTriples: [],
    pathed: [],
  };
}

function place<L extends keyof Attachments>(
  lists: { readonly [K in L]: Attachments[K][number][] },
  piece: { readonly list: L; readonly item: Attachments[L][number] },
): void {
  lists[piece.list].push(piece.item);
}

/** What has been read of one element of a group. */
export type Element = {
  readonly prefix?: Prefix;
  readonly sn?: Sn;
  readonly said?: Said;
  readonly fn?: Fn;
  readonly time?: { readonly at: Micros; readonly dt: string };
  readonly signature?: Omit<ReceiptCouple, 'prefix'>;
  readonly signatures?: readonly IndexedSignature[];
};

/** The pieces that a whole element of a group of `kind` is; undefined when a part of it is missing. */
export function piecesOf(kind: GroupKind, element: Element): readonly AttachedPiece[] | undefined {
  const { prefix, sn, said, fn, time, signature, signatures } = element;
  if (kind === 'first-seen') {
    return fn === undefined || time === undefined
      ? undefined
      : [{ list: 'firstSeen', item: { fn, ...time } }];
  }
  if (kind === 'receipt-couples') {
    if (prefix === undefined || signature === undefined) return undefined;
    return [{ list: 'receiptCouples', item: { prefix, ...signature } }];
  }
  if (kind === 'latest-signature-groups') {
    if (prefix === undefined || signatures === undefined) return undefined;
    return [{ list: 'latestSignatureGroups', item: { prefix, signatures } }];
  }
  if (sn === undefined || said === undefined) return undefined;
  if (kind === 'seal-sources') return [{ list: 'sealSources', item: { sn, said } }];
  if (prefix === undefined) return undefined;
  return referencePieces(kind, { prefix, sn, said }, signatures);
}

function referencePieces(
  kind: GroupKind,
  reference: EventReference,
  signatures: readonly IndexedSignature[] | undefined,
): readonly AttachedPiece[] | undefined {
  if (kind === 'seal-triples') return [{ list: 'sealTriples', item: reference }];
  if (signatures === undefined) return undefined;
  if (kind === 'signature-groups') return [{ list: 'signatureGroups', item: { ...reference, signatures } }];
  if (kind !== 'transferable-receipts') return undefined;
  return signatures.map((one) => ({ list: 'transferableReceipts', item: { ...reference, signature: one } }));
}
