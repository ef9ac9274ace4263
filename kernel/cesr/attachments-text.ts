/**
 * Attachments as CESR text of version 1: as they are sent and as they are stored.
 *
 * Source: keripy.md 6.6 (order of the groups), 7.4, 7.6; L-03…L-05. Version 2 has no writer here: what came in
 * its groups is written in those of version 1, which hold the same.
 */
import { assert } from '../std/assert.ts';
import { err, ok, type Result } from '../std/result.ts';
import type { Attachments, EventReference, IndexedSignature, TransferableReceipt } from './attachments.ts';
import { framingFault } from './code-fault.ts';
import { genusOne, type GroupKind } from './counter-codes.ts';
import { counterFor } from './counter.ts';
import { encodeDatetime } from './datetime.ts';
import type { Fault } from './fault.ts';
import { beginGroup } from './group-reader.ts';
import {
  attachmentsOf,
  type Cursor,
  type GroupLimits,
  type GroupReading,
  noReading,
} from './group-reading.ts';
import { encodeSn } from './number.ts';
import { unitBytes } from './primitive.ts';
import { readCounter } from './read.ts';

/** `pipelined` puts one `-V` group (`-0V` above 4095 quadlets) around all others, as KERIpy does in replays. */
export type AttachmentsForm = { readonly pipelined: boolean };

/** The groups of everything attached, in KERIpy's order; the empty text when there is nothing. */
export function writeAttachments(attachments: Attachments, { pipelined }: AttachmentsForm): string {
  const groups =
    groupsOf('controller-signatures', attachments.controllerSignatures, textOf) +
    groupsOf('witness-signatures', attachments.witnessSignatures, textOf) +
    groupsOf('seal-sources', attachments.sealSources, ({ sn, said }) => encodeSn(sn) + said) +
    groupsOf('transferable-receipts', attachments.transferableReceipts, receiptText) +
    groupsOf('receipt-couples', attachments.receiptCouples, ({ prefix, text }) => prefix + text) +
    groupsOf('first-seen', attachments.firstSeen, ({ fn, dt }) => encodeSn(fn) + datetimePrimitive(dt)) +
    groupsOf(
      'signature-groups',
      attachments.signatureGroups.flatMap((one) => signedTexts(referenceText(one), one.signatures)),
      itself,
    ) +
    groupsOf(
      'latest-signature-groups',
      attachments.latestSignatureGroups.flatMap((one) => signedTexts(one.prefix, one.signatures)),
      itself,
    ) +
    groupsOf('seal-triples', attachments.sealTriples, referenceText) +
    attachments.pathed.map(({ path, material }) => quadletGroup('pathed', path + material)).join('');
  return pipelined && groups !== '' ? quadletGroup('attachments', groups) : groups;
}

/** What a counter of version 1 can count in elements. */
const countMax = 4095;

/** Groups of elements, one behind the other: one, or as many as the counter needs; none of no elements. */
function groupsOf<T>(kind: GroupKind, elements: readonly T[], write: (element: T) => string): string {
  let groups = '';
  for (let at = 0; at < elements.length; at += countMax)
    groups += groupOf(kind, elements.slice(at, at + countMax), write);
  return groups;
}

function groupOf<T>(kind: GroupKind, elements: readonly T[], write: (element: T) => string): string {
  return counterFor(kind, elements.length, genusOne) + elements.map(write).join('');
}

function quadletGroup(kind: GroupKind, content: string): string {
  assert(content.length % 4 === 0, 'the content of a group is whole quadlets');
  return counterFor(kind, content.length / 4, genusOne) + content;
}

function textOf({ text }: IndexedSignature): string {
  return text;
}

function itself(text: string): string {
  return text;
}

function referenceText({ prefix, sn, said }: EventReference): string {
  return prefix + encodeSn(sn) + said;
}

function receiptText(receipt: TransferableReceipt): string {
  return referenceText(receipt) + receipt.signature.text;
}

/** Elements of a signer and its signatures: one, or as many as the inner counter needs. */
function signedTexts(signer: string, signatures: readonly IndexedSignature[]): readonly string[] {
  const texts: string[] = [];
  for (let at = 0; at === 0 || at < signatures.length; at += countMax)
    texts.push(signer + groupOf('controller-signatures', signatures.slice(at, at + countMax), textOf));
  return texts;
}

function datetimePrimitive(dt: string): string {
  const encoded = encodeDatetime(dt);
  assert(encoded.ok, 'a first-seen time was parsed');
  return encoded.value;
}

/** Stored attachments were limited when they came. */
const noLimits: GroupLimits = {
  groupDepthMax: 16,
  groupElementsMax: Number.POSITIVE_INFINITY,
  attachmentsSizeBytesMax: Number.POSITIVE_INFINITY,
};

/** Attachments from the text that `writeAttachments` gives. Spans count from the start of `text`. */
export function readAttachments(text: string): Result<Attachments, Fault> {
  const bytes = unitBytes(text);
  const cursor: Cursor = { bytes, at: 0, end: bytes.length, base: 0 };
  let reading = noReading(bytes.length);
  while (cursor.at < cursor.end) {
    const group = readGroup(reading, cursor);
    if (!group.ok) return group;
    reading = group.value;
  }
  return ok(attachmentsOf(reading));
}

function readGroup(reading: GroupReading, cursor: Cursor): Result<GroupReading, Fault> {
  const start = cursor.at;
  const read = readCounter(cursor.bytes, start, cursor.end, 'text', genusOne);
  if (read.kind === 'fault') return err(read.fault);
  if (read.kind === 'need-more') return err(truncated(start, cursor.end));
  const opening = { counter: read.value, next: read.next, domain: 'text', genus: genusOne } as const;
  const progress = beginGroup(reading, opening, cursor, noLimits);
  if (progress.halt === undefined) return ok(progress.reading);
  return err(progress.halt === 'need-more' ? truncated(start, cursor.end) : progress.halt);
}

function truncated(start: number, end: number): Fault {
  return framingFault('truncated', 'the attachments end within a group', { start, end });
}
