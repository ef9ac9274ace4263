/**
 * What an entry of a log says, so that an entry of a live node and the same one read from its store compare
 * equal. Places in streams do not count, and what a node claims of its key state neither.
 *
 * Source: I-40, I-41.
 */
import type { Attachments, EventReference, IndexedSignature } from '../kernel/cesr/attachments.ts';
import type { Message } from '../kernel/event/types.ts';
import { bytesEqual } from '../kernel/std/bytes.ts';
import type { Entry } from './entry.ts';

/** True when both say the same, byte by byte. */
export function isSameEntry(a: Entry, b: Entry): boolean {
  if (a === b) return true;
  const [mine, theirs] = [bodyOf(a)?.raw, bodyOf(b)?.raw];
  const isSameBody = mine === undefined || theirs === undefined ? mine === theirs : bytesEqual(mine, theirs);
  return isSameBody && textOfEntry(a) === textOfEntry(b);
}

/** A few words that tell people which entry it is. */
export function nameOfEntry(entry: Entry): string {
  const said = bodyOf(entry)?.said ?? ('said' in entry ? entry.said : '');
  return `${entry.kind.replace('append-', '')} ${said}`;
}

function bodyOf(entry: Entry): Message | undefined {
  switch (entry.kind) {
    case 'append-event':
    case 'append-registry-event':
      return entry.stored.event;
    case 'append-reply':
      return entry.stored.reply;
    case 'append-exchange':
      return entry.stored.exchange;
    case 'append-credential':
      return entry.stored.credential;
    case 'append-duplicity':
      return entry.evidence.event;
    case 'append-attachments':
    case 'append-audit':
    default:
      return undefined;
  }
}

function textOfEntry(entry: Entry): string {
  const name = nameOfEntry(entry);
  switch (entry.kind) {
    case 'append-event': {
      const { fn, at, source, delegation } = entry.stored;
      return `${name} ${fn} ${at} ${source} ${referenceText(delegation)} ${attachedText(entry.attachments)}`;
    }
    case 'append-registry-event': {
      const { at, anchor, attachments } = entry.stored;
      return `${name} ${at} ${referenceText(anchor)} ${attachedText(attachments)}`;
    }
    case 'append-reply': {
      const { at, signedAtSn, attachments } = entry.stored;
      const { table, key } = entry.record;
      return `${name} ${table} ${key.join(' ')} ${at} ${signedAtSn} ${attachedText(attachments)}`;
    }
    case 'append-exchange':
    case 'append-credential':
      return `${name} ${entry.stored.at} ${attachedText(entry.stored.attachments)}`;
    case 'append-duplicity':
      return `${name} ${entry.evidence.at} ${entry.evidence.against} ${attachedText(entry.evidence.attachments)}`;
    case 'append-attachments':
      return `${name} ${entry.prefix} ${entry.at} ${attachedText(entry.attachments)}`;
    case 'append-audit':
      return `${name} ${entry.prefix} ${entry.at} ${entry.escrow}`;
    default:
      return name;
  }
}

function attachedText(attachments: Attachments): string {
  const { controllerSignatures, witnessSignatures, receiptCouples, transferableReceipts } = attachments;
  const { signatureGroups, latestSignatureGroups } = attachments;
  const texts = (signatures: readonly IndexedSignature[]): string =>
    signatures.map(({ text }) => text).join();
  return [
    texts(controllerSignatures),
    texts(witnessSignatures),
    receiptCouples.map(({ prefix, text }) => `${prefix}${text}`).join(),
    transferableReceipts.map((one) => `${referenceText(one)}${one.signature.text}`).join(),
    signatureGroups.map((one) => `${referenceText(one)}${texts(one.signatures)}`).join(),
    latestSignatureGroups.map((one) => `${one.prefix}${texts(one.signatures)}`).join(),
  ].join(' ');
}

function referenceText(of: EventReference | undefined): string {
  return of === undefined ? '' : `${of.prefix} ${of.sn} ${of.said}`;
}
