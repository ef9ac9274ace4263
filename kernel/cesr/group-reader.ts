/**
 * Reads groups of attachments, a primitive at a time, from bytes of which more may come.
 *
 * Source: keripy.md 7.4, 7.6; C-004, C-037, C-039, C-043…C-067. A reading is a value: what is open, how far
 * it has come, and what was collected. Reading on costs only the bytes that are new. What may follow a
 * body is the matter of `groups.ts`; where groups begin and a message ends is that of `stream.ts`.
 */
import { assert, unreachable } from '../std/assert.ts';
import { isBase64 } from '../std/base64url.ts';
import { asciiText } from '../std/bytes.ts';
import type { Attachments, IndexedSignature } from './attachments.ts';
import { type AttachedPiece, type Chain, chained, type Element, gathered, piecesOf } from './attached-piece.ts';
import { framingFault } from './code-fault.ts';
import { rowOf } from './codes.ts';
import type { CounterRow, Genus, GroupKind } from './counter-codes.ts';
import type { Fault, FaultCode } from './fault.ts';
import { type PrimitiveField, withField } from './group-field.ts';
import { type Field, type GroupUse, groupUses } from './groups.ts';
import { textOfBinary } from './primitive.ts';
import { type Counter, genusOf, readCounter, readIndexed, readPrimitive, type Texted } from './read.ts';
import type { Domain } from './reading.ts';

/** Caps of what may be attached to one body. */
export type GroupLimits = {
  /** Groups within groups, the outermost counted. */
  readonly groupDepthMax: number;
  /** Elements of one body altogether. */
  readonly groupElementsMax: number;
  /** Bytes behind one body. */
  readonly attachmentsSizeBytesMax: number;
};

/** Bytes at hand and the place in them; `base` is the place of `bytes[0]` in the stream. `at` moves on. */
export type Cursor = { bytes: Uint8Array; at: number; end: number; base: number };

/** How far the reading of the groups behind one body has come. */
export type GroupReading = {
  /** The innermost group that is not complete; undefined between groups. */
  readonly open: OpenGroup | undefined;
  readonly pieces: Chain<AttachedPiece> | undefined;
  readonly elementCount: number;
  /** What was read of the material that is being handed over as it came. */
  readonly captured: string | undefined;
  /** Where in the stream the attachments have to end at the latest. */
  readonly endMax: number;
};

/** Groups that are refused are never open. */
type OpenUse = Exclude<GroupUse, { use: 'refuse' }>;

type OpenGroup = {
  readonly kind: GroupKind;
  readonly use: OpenUse['use'];
  readonly fields: readonly Field[];
  /** Which field of the current element comes next. */
  readonly place: number;
  /** Elements that are not complete; undefined when `end` says where the group ends. */
  readonly remaining: number | undefined;
  readonly start: number;
  /** Where in the stream the group has to end, or has to end at the latest. */
  readonly end: number;
  readonly domain: Domain;
  readonly genus: Genus;
  /** True while a genus code would change the tables of this group. */
  readonly overridable: boolean;
  readonly depth: number;
  readonly element: Element;
  /** Signatures read, when the group is a field of an element of the outer group. */
  readonly signatures: Chain<IndexedSignature> | undefined;
  readonly outer: OpenGroup | undefined;
};

/** A reading before the first group; groups end at `endMax` of the stream at the latest. */
export function noReading(endMax: number): GroupReading {
  return { open: undefined, pieces: undefined, elementCount: 0, captured: undefined, endMax };
}

/** What has been collected. */
export function attachmentsOf(reading: GroupReading): Attachments {
  return gathered(reading.pieces);
}

/** The bytes that ran out, or what is wrong with them. */
export type Halt = 'need-more' | Fault;

/** A reading in progress; the mutable twin of `GroupReading` that lives as long as one call. */
type Reader = {
  readonly cursor: Cursor;
  readonly limits: GroupLimits;
  open: OpenGroup | undefined;
  pieces: Chain<AttachedPiece> | undefined;
  elementCount: number;
  captured: string | undefined;
  readonly endMax: number;
};

export type Progress = { readonly reading: GroupReading; readonly halt: Halt | undefined };

/** A counter between groups, as it was read. */
export type Opening = { readonly counter: Counter & Texted; readonly next: number; readonly domain: Domain; readonly genus: Genus };

/** Opens the group of a counter behind a body and reads on; the cursor stands at the counter. */
export function beginGroup(reading: GroupReading, opening: Opening, cursor: Cursor, limits: GroupLimits): Progress {
  const reader = readerOf(reading, cursor, limits);
  const fault = openGroup(reader, opening);
  return fault === undefined ? progressOf(reader, advance(reader)) : progressOf(reader, fault);
}

/** Reads on until no group is open, the bytes run out, or they are wrong. */
export function readOn(reading: GroupReading, cursor: Cursor, limits: GroupLimits): Progress {
  const reader = readerOf(reading, cursor, limits);
  return progressOf(reader, advance(reader));
}

function readerOf({ open, pieces, elementCount, captured, endMax }: GroupReading, cursor: Cursor, limits: GroupLimits): Reader {
  return { cursor, limits, open, pieces, elementCount, captured, endMax };
}

function progressOf(reader: Reader, halt: Halt | undefined): Progress {
  const { open, pieces, elementCount, captured, endMax } = reader;
  return { reading: { open, pieces, elementCount, captured, endMax }, halt };
}

function advance(reader: Reader): Halt | undefined {
  while (reader.open !== undefined) {
    const group = reader.open;
    const halt = isComplete(reader, group) ? close(reader, group) : readPart(reader, group);
    if (halt === 'need-more') return ranOut(reader, group);
    if (halt !== undefined) return halt;
  }
  return undefined;
}

function isComplete(reader: Reader, group: OpenGroup): boolean {
  if (group.place !== 0) return false;
  return group.remaining === undefined ? position(reader) === group.end : group.remaining === 0;
}

function position(reader: Reader): number {
  return reader.cursor.base + reader.cursor.at;
}

/** End of the bytes of `group` that are at hand, as an index. */
function endAtHand(reader: Reader, group: OpenGroup): number {
  return Math.min(reader.cursor.end, group.end - reader.cursor.base);
}

/** More bytes help only when the group does not end before. */
function ranOut(reader: Reader, group: OpenGroup): Halt {
  if (reader.cursor.base + reader.cursor.end < group.end) return 'need-more';
  if (group.end === reader.endMax && group.remaining !== undefined) return attachmentsTooLarge(reader, group.start);
  const says = `a group of ${group.kind} does not end where its count says`;
  return groupFault('group-overrun', says, reader, group.start);
}

function groupFault(code: FaultCode, says: string, reader: Reader, start: number): Fault {
  const keripy = code === 'group-overrun' ? 'SizedGroupError' : 'ExtractionError';
  return { kind: 'framing', code, says, keripy, span: { start, end: Math.max(start + 1, position(reader)) } };
}

function readPart(reader: Reader, group: OpenGroup): Halt | undefined {
  switch (group.use) {
    case 'container':
      return readNested(reader, group);
    case 'elements':
    case 'path-and-groups':
      return readField(reader, group);
    case 'pathed':
      return readPathed(reader, group);
    case 'skip':
      return passOver(reader, group);
    default:
      return unreachable(group.use);
  }
}

function readField(reader: Reader, group: OpenGroup): Halt | undefined {
  const field = group.fields[group.place];
  assert(field !== undefined, 'an element has a next field');
  switch (field) {
    case 'indexed':
      return readSignatures(reader, group);
    case 'indexed-or-signatures':
      return startsCounter(reader, group) ? readNested(reader, group) : readLastSignature(reader, group);
    case 'signatures':
    case 'group':
      return readNested(reader, group);
    default:
      return readPlain(reader, group, field);
  }
}

function startsCounter(reader: Reader, group: OpenGroup): boolean {
  const { bytes, at } = reader.cursor;
  if (at >= endAtHand(reader, group)) return false;
  return group.domain === 'text' ? bytes[at] === 0x2d : ((bytes[at] ?? 0) & 0xfc) === 0xf8;
}

/** Reads the one signature that is the last field of an element. */
function readLastSignature(reader: Reader, group: OpenGroup): Halt | undefined {
  const signature = takeSignature(reader, group);
  if ('text' in signature) return fieldDone(reader, group, { ...group.element, signatures: [signature] });
  return haltOf(signature, reader);
}

/** Reads the signatures of a group that holds nothing else, as far as they go. */
function readSignatures(reader: Reader, group: OpenGroup): Halt | undefined {
  const { outer } = group;
  const isField = outer !== undefined && outer.use !== 'container';
  const list = group.kind === 'witness-signatures' ? 'witnessSignatures' : 'controllerSignatures';
  let { remaining, signatures } = group;
  let halt: Halt | undefined;
  while (halt === undefined && (remaining === undefined ? position(reader) !== group.end : remaining > 0)) {
    const signature = takeSignature(reader, group);
    if (!('text' in signature)) halt = haltOf(signature, reader);
    else {
      if (isField) signatures = { item: signature, before: signatures };
      else collect(reader, { list, item: signature });
      if (remaining !== undefined) remaining -= 1;
      halt = countElement(reader, group);
    }
  }
  reader.open = { ...group, remaining, signatures };
  return halt;
}

type NoSignature = Exclude<ReturnType<typeof readIndexed>, { kind: 'read' }>;

function takeSignature(reader: Reader, group: OpenGroup): IndexedSignature | NoSignature {
  const { cursor } = reader;
  const read = readIndexed(cursor.bytes, cursor.at, endAtHand(reader, group), group.domain);
  if (read.kind !== 'read') return read;
  const { text, index, ondex, raw } = read.value;
  const span = { start: cursor.base + cursor.at, end: cursor.base + read.next };
  cursor.at = read.next;
  capture(reader, text);
  return { text, index, ondex, raw, span };
}

function haltOf(reading: NoSignature, { cursor }: Reader): Halt {
  return reading.kind === 'need-more' ? 'need-more' : inStream(reading.fault, cursor.base);
}

function readPlain(reader: Reader, group: OpenGroup, field: PrimitiveField): Halt | undefined {
  const { cursor } = reader;
  const read = readPrimitive(cursor.bytes, cursor.at, endAtHand(reader, group), group.domain);
  if (read.kind === 'need-more') return 'need-more';
  if (read.kind === 'fault') return inStream(read.fault, cursor.base);
  const span = { start: cursor.base + cursor.at, end: cursor.base + read.next };
  const element = withField(group.element, field, read.value, span);
  if (!element.ok) return element.error;
  cursor.at = read.next;
  capture(reader, read.value.text);
  return fieldDone(reader, group, element.value);
}

/** One more field of the element is read; the last one completes it. */
function fieldDone(reader: Reader, group: OpenGroup, element: Element): Halt | undefined {
  const place = group.place + 1;
  if (place < group.fields.length) {
    reader.open = { ...group, place, element };
    return undefined;
  }
  if (reader.captured === undefined) {
    const pieces = piecesOf(group.kind, element);
    assert(pieces !== undefined, 'an element has all its fields');
    for (const piece of pieces) collect(reader, piece);
  } else if (isCaptureRoot(group)) {
    releaseCapture(reader);
  }
  return elementDone(reader, { ...group, place: 0, element: {} });
}

function elementDone(reader: Reader, group: OpenGroup): Halt | undefined {
  reader.open = group.remaining === undefined ? group : { ...group, remaining: group.remaining - 1 };
  return countElement(reader, group);
}

function countElement(reader: Reader, group: OpenGroup): Fault | undefined {
  reader.elementCount += 1;
  if (reader.elementCount > reader.limits.groupElementsMax) {
    const says = `more than ${reader.limits.groupElementsMax} elements are attached to one body`;
    return groupFault('group-too-large', says, reader, group.start);
  }
  return undefined;
}

function attachmentsTooLarge(reader: Reader, start: number): Fault {
  return groupFault('group-too-large', 'what is attached to one body goes beyond its limit', reader, start);
}

/** While material is being captured, what it holds is not attached to the body itself. */
function collect(reader: Reader, piece: AttachedPiece): void {
  if (reader.captured === undefined) reader.pieces = { item: piece, before: reader.pieces };
}

function capture(reader: Reader, text: string): void {
  if (reader.captured !== undefined) reader.captured += text;
}

function isCaptureRoot(group: OpenGroup): boolean {
  if (group.kind !== 'path-signatures' && group.kind !== 'path-signature-groups') return false;
  for (let outer = group.outer; outer !== undefined; outer = outer.outer) if (outer.use !== 'container') return false;
  return true;
}

/** A whole element of the capturing group was read: its path and what follows are a piece of their own. */
function releaseCapture(reader: Reader): void {
  const { path, material } = splitPath(reader.captured ?? '');
  reader.pieces = { item: { list: 'pathed', item: { path, material } }, before: reader.pieces };
  reader.captured = '';
}

function splitPath(text: string): { readonly path: string; readonly material: string } {
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const read = readPrimitive(bytes, 0, bytes.length, 'text');
  assert(read.kind === 'read', 'captured material begins with a path');
  return { path: read.value.text, material: text.slice(read.next) };
}

/** Reads a counter within an open group: of a container, or one that is a field of an element. */
function readNested(reader: Reader, group: OpenGroup): Halt | undefined {
  const { cursor } = reader;
  const read = readCounter(cursor.bytes, cursor.at, endAtHand(reader, group), group.domain, group.genus);
  if (read.kind === 'need-more') return 'need-more';
  if (read.kind === 'fault') return inStream(read.fault, cursor.base);
  const counter = read.value;
  if (counter.row.kind === 'genus') return readGenus(reader, group, counter, read.next);
  const isFieldOfSignatures = group.use === 'elements' && group.fields[group.place] !== 'group';
  if (isFieldOfSignatures && counter.row.kind !== 'controller-signatures') {
    const span = { start: position(reader), end: cursor.base + read.next };
    return framingFault('unexpected-code', `${counter.row.code} stands where signatures have to be`, span);
  }
  return openGroup(reader, { counter, next: read.next, domain: group.domain, genus: group.genus });
}

/** A genus code changes the tables of groups that allow it, and has no effect in others. C-064…C-066. */
function readGenus(reader: Reader, group: OpenGroup, counter: Counter & Texted, next: number): Halt | undefined {
  const { cursor } = reader;
  const start = position(reader);
  if (group.use !== 'container') {
    return framingFault('unexpected-code', `${counter.row.code} stands within an element`, { start, end: cursor.base + next });
  }
  const genus = genusOf(counter);
  if (genus === undefined) {
    return framingFault('unsupported-genus', `${counter.text} is of no known version`, { start, end: cursor.base + next });
  }
  cursor.at = next;
  if (group.overridable) reader.open = { ...group, genus };
  return undefined;
}

/** Opens a group within the one that is open; the cursor stands at its counter. */
function openGroup(reader: Reader, { counter, next, domain, genus }: Opening): Halt | undefined {
  const { cursor, limits, open: outer } = reader;
  const { row, count } = counter;
  const start = position(reader);
  const used = groupUses[row.kind];
  const depth = (outer?.depth ?? 0) + 1;
  const contentStart = cursor.base + next;
  const latest = outer?.end ?? reader.endMax;
  const end = row.counts === 'quadlets' ? contentStart + count * (domain === 'text' ? 4 : 3) : latest;
  if (used.use === 'refuse') {
    return framingFault('unexpected-code', `${row.code} is not attached to a body`, { start, end: contentStart });
  }
  if (depth > limits.groupDepthMax) return groupFault('nesting-too-deep', `groups nest deeper than ${limits.groupDepthMax}`, reader, start);
  const tooLarge = sizeFault(reader, row, { count, end, start });
  if (tooLarge !== undefined) return tooLarge;
  if (end > latest) return groupFault('group-overrun', `${counter.text} does not fit the group around it`, reader, start);
  cursor.at = next;
  if (reader.captured !== undefined) capture(reader, counter.text);
  else if (row.kind === 'path-signatures' || row.kind === 'path-signature-groups') reader.captured = '';
  reader.open = {
    kind: row.kind,
    use: used.use,
    fields: fieldsOf(used, count),
    place: 0,
    remaining: remainingOf(row, used, count),
    start,
    end,
    domain,
    genus,
    overridable: row.overridable,
    depth,
    element: {},
    signatures: undefined,
    outer,
  };
  return undefined;
}

type Extent = { readonly count: number; readonly end: number; readonly start: number };

function sizeFault(reader: Reader, row: CounterRow, { count, end, start }: Extent): Fault | undefined {
  const { limits, endMax } = reader;
  if (row.counts === 'quadlets' && end > endMax) return attachmentsTooLarge(reader, start);
  if (row.counts === 'elements' && count > limits.groupElementsMax) {
    const says = `a group of ${count} elements is larger than ${limits.groupElementsMax}`;
    return groupFault('group-too-large', says, reader, start);
  }
  if (row.kind === 'pathed' && count > pathedQuadletsMax) {
    return groupFault('group-too-large', `pathed material of ${count} quadlets is larger than ${pathedQuadletsMax}`, reader, start);
  }
  return undefined;
}

/** What version 1 can count: larger material could not be sent on. */
const pathedQuadletsMax = 4095;

function fieldsOf(used: OpenUse, count: number): readonly Field[] {
  if (used.use === 'elements') return used.fields;
  if (used.use === 'path-and-groups') return ['path', ...Array.from({ length: count }, () => 'group' as const)];
  return [];
}

function remainingOf(row: CounterRow, used: OpenUse, count: number): number | undefined {
  if (row.counts === 'quadlets') return undefined;
  return used.use === 'path-and-groups' ? 1 : count;
}

function close(reader: Reader, group: OpenGroup): Halt | undefined {
  const { outer } = group;
  reader.open = outer;
  if (outer === undefined || outer.use === 'container') {
    if (isCaptureRoot(group)) reader.captured = undefined;
    return undefined;
  }
  const signatures = group.signatures === undefined ? [] : chained(group.signatures);
  return fieldDone(reader, outer, { ...outer.element, signatures });
}

/** The path and the material behind it, once all of it is there. */
function readPathed(reader: Reader, group: OpenGroup): Halt | undefined {
  const { cursor } = reader;
  const end = group.end - cursor.base;
  if (end > cursor.end) return 'need-more';
  const read = readPrimitive(cursor.bytes, cursor.at, end, group.domain);
  if (read.kind === 'need-more') return groupFault('group-overrun', 'a path is longer than its group', reader, group.start);
  if (read.kind === 'fault') return inStream(read.fault, cursor.base);
  if (rowOf(read.value.code)?.role.kind !== 'text') {
    const span = { start: position(reader), end: cursor.base + read.next };
    return framingFault('unexpected-code', `code ${read.value.code} stands where a path has to be`, span);
  }
  const material = materialText(cursor.bytes, read.next, end, group.domain);
  if (!isBase64(material)) {
    return framingFault('bad-alphabet', 'pathed material is not made of primitives', { start: position(reader), end: group.end });
  }
  cursor.at = end;
  if (reader.captured !== undefined) capture(reader, read.value.text + material);
  else collect(reader, { list: 'pathed', item: { path: read.value.text, material } });
  reader.elementCount += 1;
  return undefined;
}

function materialText(bytes: Uint8Array, at: number, end: number, domain: Domain): string {
  return domain === 'text' ? asciiText(bytes, at, end) : textOfBinary(bytes.subarray(at, end));
}

function passOver(reader: Reader, group: OpenGroup): Halt | undefined {
  const { cursor } = reader;
  const next = endAtHand(reader, group);
  if (reader.captured !== undefined) {
    if (group.end > cursor.base + cursor.end) return 'need-more';
    capture(reader, materialText(cursor.bytes, cursor.at, next, group.domain));
  }
  cursor.at = next;
  return cursor.base + next === group.end ? undefined : 'need-more';
}

/** A fault whose offsets count from the start of the bytes at hand, with those of the stream. */
export function inStream(fault: Fault, base: number): Fault {
  if (fault.span === undefined || base === 0) return fault;
  return { ...fault, span: { start: fault.span.start + base, end: fault.span.end + base } };
}
