/**
 * Reads groups of attachments, a primitive at a time, from bytes of which more may come.
 *
 * Source: keripy.md 7.4, 7.6; C-004, C-037, C-039, C-043…C-067. A reading is a value: what is open, how far
 * it has come, and what was collected. Reading on costs only the bytes that are new. What may follow a
 * body is the matter of `groups.ts`; where groups begin and a message ends is that of `stream.ts`.
 */
import { assert, unreachable } from '../std/assert.ts';
import type { IndexedSignature } from './attachments.ts';
import { chained, type Element, piecesOf } from './attached-piece.ts';
import { framingFault } from './code-fault.ts';
import { rowOf } from './codes.ts';
import type { Fault } from './fault.ts';
import {
  capture,
  collect,
  isCaptureRoot,
  materialText,
  pathedFault,
  releaseCapture,
} from './group-capture.ts';
import { type PrimitiveField, withField } from './group-field.ts';
import { openGroup, type Opening, readNested } from './group-opening.ts';
import {
  attachmentsTooLarge,
  type Cursor,
  endAtHand,
  groupFault,
  type GroupLimits,
  type GroupReading,
  type Halt,
  inStream,
  type OpenGroup,
  position,
  type Progress,
  progressOf,
  type Reader,
  readerOf,
} from './group-reading.ts';
import { readIndexed, readPrimitive } from './read.ts';

/** Opens the group of a counter behind a body and reads on; the cursor stands at the counter. */
export function beginGroup(
  reading: GroupReading,
  opening: Opening,
  cursor: Cursor,
  limits: GroupLimits,
): Progress {
  const reader = readerOf(reading, cursor, limits);
  const fault = openGroup(reader, opening);
  return fault === undefined ? progressOf(reader, advance(reader)) : progressOf(reader, fault);
}

/** Reads on until no group is open, the bytes run out, or they are wrong. */
export function readOn(reading: GroupReading, cursor: Cursor, limits: GroupLimits): Progress {
  const reader = readerOf(reading, cursor, limits);
  return progressOf(reader, advance(reader));
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

/** More bytes help only when the group does not end before. */
function ranOut(reader: Reader, group: OpenGroup): Halt {
  if (reader.cursor.base + reader.cursor.end < group.end) return 'need-more';
  if (group.end === reader.endMax && group.remaining !== undefined)
    return attachmentsTooLarge(reader, group.start);
  const says = `a group of ${group.kind} does not end where its count says`;
  return groupFault('group-overrun', says, reader, group.start);
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
    case 'prefix':
    case 'key':
    case 'sn':
    case 'fn':
    case 'said':
    case 'datetime':
    case 'signature':
    case 'path':
      return readPlain(reader, group, field);
    default:
      return unreachable(field);
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
    const fault = releaseCapture(reader, group);
    if (fault !== undefined) return fault;
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
  if (read.kind === 'need-more')
    return groupFault('group-overrun', 'a path is longer than its group', reader, group.start);
  if (read.kind === 'fault') return inStream(read.fault, cursor.base);
  if (rowOf(read.value.code)?.role.kind !== 'text') {
    const span = { start: position(reader), end: cursor.base + read.next };
    return framingFault('unexpected-code', `code ${read.value.code} stands where a path has to be`, span);
  }
  const path = read.value.text;
  const material = materialText(cursor.bytes, read.next, end, group.domain);
  const fault = pathedFault(reader, path + material, group.start);
  if (fault !== undefined) return fault;
  cursor.at = end;
  capture(reader, path + material);
  collect(reader, { list: 'pathed', item: { path, material } });
  return countElement(reader, group);
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
