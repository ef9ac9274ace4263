/**
 * How much of what is attached a message keeps while it waits. What nobody vouches for is bounded by
 * count, so that copies made by others neither fill the caps of its log nor make trying it again dear.
 *
 * Source: DESIGN 2.2, 2.3; keripy.md 5.4 (E-5). Of unverified signatures the latest stay: a good copy
 * that comes again always counts.
 */
import type { Attachments } from '../cesr/attachments.ts';

/** Signatures and couples that an event keeps of each list while none of them can be checked. */
const uncheckedCountMax = 512;
/** Receipts of others than witnesses. */
const endorsementCountMax = 64;
/** Pointers to seals; the latest is asked first. */
const pointerCountMax = 16;

/** What a signed, routed message that waits keeps of `attachments`. */
export function boundedGroups(attachments: Attachments): Attachments {
  return {
    ...attachments,
    receiptCouples: latest(attachments.receiptCouples, uncheckedCountMax),
    witnessSignatures: latest(attachments.witnessSignatures, uncheckedCountMax),
    signatureGroups: latestOfGroups(attachments.signatureGroups),
    latestSignatureGroups: latestOfGroups(attachments.latestSignatureGroups),
    sealSources: first(attachments.sealSources, pointerCountMax),
    sealTriples: first(attachments.sealTriples, pointerCountMax),
  };
}

/** The latest groups, with as many signatures in all as may be kept. */
function latestOfGroups<G extends { readonly signatures: readonly unknown[] }>(
  groups: readonly G[],
): readonly G[] {
  let left = uncheckedCountMax;
  let start = groups.length;
  while (start > 0) {
    const count = groups[start - 1]?.signatures.length ?? 0;
    if (count > left && start < groups.length) break;
    left -= count;
    start -= 1;
  }
  return start === 0 ? groups : groups.slice(start);
}

/** What an event that waits keeps of `attachments`. */
export function boundedAttachments(attachments: Attachments, isUnchecked: boolean): Attachments {
  const { controllerSignatures, witnessSignatures, receiptCouples } = attachments;
  return {
    ...attachments,
    controllerSignatures: isUnchecked
      ? latest(controllerSignatures, uncheckedCountMax)
      : controllerSignatures,
    witnessSignatures: isUnchecked ? latest(witnessSignatures, uncheckedCountMax) : witnessSignatures,
    receiptCouples: isUnchecked
      ? latest(receiptCouples, uncheckedCountMax)
      : first(receiptCouples, endorsementCountMax),
    transferableReceipts: latest(attachments.transferableReceipts, endorsementCountMax),
    firstSeen: latest(attachments.firstSeen, 1),
    sealSources: first(attachments.sealSources, pointerCountMax),
    sealTriples: first(attachments.sealTriples, pointerCountMax),
    signatureGroups: [],
    latestSignatureGroups: [],
    pathed: [],
  };
}

function first<T>(items: readonly T[], countMax: number): readonly T[] {
  return items.length <= countMax ? items : items.slice(0, countMax);
}

function latest<T>(items: readonly T[], countMax: number): readonly T[] {
  return items.length <= countMax ? items : items.slice(-countMax);
}
