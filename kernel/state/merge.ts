/** Two deliveries of one message: what was attached to either, each piece once, first come first. */
import type { Attachments, EventReference } from '../cesr/attachments.ts';

export function mergeAttachments(first: Attachments, second: Attachments): Attachments {
  return {
    controllerSignatures: union(first.controllerSignatures, second.controllerSignatures, (s) => s.text),
    witnessSignatures: union(first.witnessSignatures, second.witnessSignatures, (s) => s.text),
    receiptCouples: union(first.receiptCouples, second.receiptCouples, (c) => `${c.prefix} ${c.text}`),
    transferableReceipts: union(
      first.transferableReceipts,
      second.transferableReceipts,
      (r) => `${keyOfReference(r)} ${r.signature.text}`,
    ),
    firstSeen: second.firstSeen.length > 0 ? second.firstSeen : first.firstSeen,
    signatureGroups: union(
      first.signatureGroups,
      second.signatureGroups,
      (g) => `${keyOfReference(g)} ${g.signatures.map((s) => s.text).join()}`,
    ),
    latestSignatureGroups: union(
      first.latestSignatureGroups,
      second.latestSignatureGroups,
      (g) => `${g.prefix} ${g.signatures.map((s) => s.text).join()}`,
    ),
    // A later pointer is asked first.
    sealSources: union(second.sealSources, first.sealSources, (s) => `${s.sn} ${s.said}`),
    sealTriples: union(second.sealTriples, first.sealTriples, keyOfReference),
    pathed: union(first.pathed, second.pathed, (p) => `${p.path} ${p.material}`),
  };
}

/** What of `attachments` is not in `known`: signatures and receipts only. */
export function newAttachments(known: Attachments, attachments: Attachments): Attachments {
  return {
    ...attachments,
    controllerSignatures: beyond(known.controllerSignatures, attachments.controllerSignatures, (s) => s.text),
    witnessSignatures: beyond(known.witnessSignatures, attachments.witnessSignatures, (s) => s.text),
    receiptCouples: beyond(known.receiptCouples, attachments.receiptCouples, (c) => `${c.prefix} ${c.text}`),
    transferableReceipts: beyond(
      known.transferableReceipts,
      attachments.transferableReceipts,
      (r) => `${keyOfReference(r)} ${r.signature.text}`,
    ),
  };
}

/** How many signatures and receipts there are. */
export function countAttached(attachments: Attachments): number {
  const { controllerSignatures, witnessSignatures, receiptCouples, transferableReceipts } = attachments;
  return (
    controllerSignatures.length +
    witnessSignatures.length +
    receiptCouples.length +
    transferableReceipts.length
  );
}

function keyOfReference({ prefix, sn, said }: EventReference): string {
  return `${prefix} ${sn} ${said}`;
}

function union<T>(first: readonly T[], second: readonly T[], keyOf: (item: T) => string): readonly T[] {
  if (second.length === 0) return first;
  if (first.length === 0) return second;
  return [...first, ...beyond(first, second, keyOf)];
}

function beyond<T>(known: readonly T[], items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  if (known.length === 0) return items;
  const keys = new Set(known.map(keyOf));
  return items.filter((item) => !keys.has(keyOf(item)));
}
