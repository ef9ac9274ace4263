/**
 * An accepted event as the message another host takes: the body as received, then one group with
 * everything attached to it.
 *
 * Source: keripy.md 6.6 (`cloneEvtMsg`): `-V` of `-A -B -G -D -C -E`, in this order.
 */
import type {
  Attachments,
  IndexedSignature,
  ReceiptCouple,
  TransferableReceipt,
} from '../kernel/cesr/attachments.ts';
import { counterFor } from '../kernel/cesr/counter.ts';
import { genusOne, genusTwo } from '../kernel/cesr/counter-codes.ts';
import type { Genus, GroupKind } from '../kernel/cesr/counter-codes.ts';
import { encodeDatetime, formatDatetime } from '../kernel/cesr/datetime.ts';
import { encodePrimitive } from '../kernel/cesr/primitive.ts';
import type { Micros } from '../kernel/cesr/qualified.ts';
import { assert } from '../kernel/std/assert.ts';
import { asciiBytes, concatBytes } from '../kernel/std/bytes.ts';
import type { StoredEvent } from '../kernel/state/stored.ts';

/** What of an event goes along. */
export type ReplayOptions = {
  /** Receipts of others: couples and quadruples. */
  readonly receipts: boolean;
};

const snSizeBytes = 16;
/** A count of two digits; longer lists become several groups. */
const groupCountMax = 4095;

/** The sequence number as a primitive of fixed size. */
export function snText(sn: bigint): string {
  const raw = new Uint8Array(snSizeBytes);
  for (let at = snSizeBytes - 1, left = sn; at >= 0; at--, left >>= 8n) raw[at] = Number(left & 0xffn);
  return encodePrimitive('0A', { raw });
}

/** A moment as a primitive. */
export function momentText(at: Micros): string {
  const encoded = encodeDatetime(formatDatetime(at));
  assert(encoded.ok, 'a moment can be written');
  return encoded.value;
}

function group(kind: GroupKind, items: readonly string[], genus: Genus): string {
  let text = '';
  for (let at = 0; at < items.length; at += groupCountMax) {
    const part = items.slice(at, at + groupCountMax);
    const joined = part.join('');
    text += counterFor(kind, genus.major === 1 ? part.length : joined.length / 4, genus) + joined;
  }
  return text;
}

function signatureTexts(signatures: readonly IndexedSignature[]): readonly string[] {
  return signatures.map((signature) => signature.text);
}

function coupleText(couple: ReceiptCouple): string {
  return couple.prefix + couple.text;
}

function quadrupleText(receipt: TransferableReceipt): string {
  return receipt.prefix + snText(receipt.sn) + receipt.said + receipt.signature.text;
}

/** The group of everything attached to an accepted event. */
export function replayAttachments(
  stored: StoredEvent,
  attachments: Attachments,
  options: ReplayOptions,
): string {
  const genus = stored.event.version[0] === 1 ? genusOne : genusTwo;
  const { delegation } = stored;
  const groups = [
    group('controller-signatures', signatureTexts(attachments.controllerSignatures), genus),
    group('witness-signatures', signatureTexts(attachments.witnessSignatures), genus),
    group('seal-sources', delegation === undefined ? [] : [snText(delegation.sn) + delegation.said], genus),
    options.receipts
      ? group('transferable-receipts', attachments.transferableReceipts.map(quadrupleText), genus)
      : '',
    options.receipts ? group('receipt-couples', attachments.receiptCouples.map(coupleText), genus) : '',
    group('first-seen', [snText(stored.fn) + momentText(stored.at)], genus),
  ].join('');
  return counterFor('attachments', groups.length / 4, genus) + groups;
}

/** The whole message. */
export function replayMessage(
  stored: StoredEvent,
  attachments: Attachments,
  options: ReplayOptions,
): Uint8Array {
  return concatBytes([stored.event.raw, asciiBytes(replayAttachments(stored, attachments, options))]);
}
