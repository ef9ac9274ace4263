/**
 * Material that is handed over as it came: a path, and what it points into, not looked at.
 *
 * Source: keripy.md 7.6 (`-J`, `-K`, `-L`); C-054. Nothing within belongs to the body that it is attached to.
 */
import { assert } from '../std/assert.ts';
import { isBase64 } from '../std/base64url.ts';
import { asciiText } from '../std/bytes.ts';
import type { AttachedPiece } from './attached-piece.ts';
import type { Fault } from './fault.ts';
import { groupFault, type OpenGroup, type Reader } from './group-reading.ts';
import { textOfBinary, unitBytes } from './primitive.ts';
import { readPrimitive } from './read.ts';
import type { Domain } from './reading.ts';

/** While material is being captured, what it holds is not attached to the body itself. */
export function collect(reader: Reader, piece: AttachedPiece): void {
  if (reader.captured === undefined) reader.pieces = { item: piece, before: reader.pieces };
}

export function capture(reader: Reader, text: string): void {
  if (reader.captured !== undefined) reader.captured += text;
}

export function isCaptureRoot(group: OpenGroup): boolean {
  if (group.kind !== 'path-signatures' && group.kind !== 'path-signature-groups') return false;
  for (let outer = group.outer; outer !== undefined; outer = outer.outer)
    if (outer.use !== 'container') return false;
  return true;
}

/** A whole element of the capturing group was read: its path and what follows are a piece of their own. */
export function releaseCapture(reader: Reader, group: OpenGroup): Fault | undefined {
  const { path, material } = splitPath(reader.captured ?? '');
  const fault = pathedFault(reader, path + material, group.start);
  if (fault !== undefined) return fault;
  reader.pieces = { item: { list: 'pathed', item: { path, material } }, before: reader.pieces };
  reader.captured = '';
  return undefined;
}

/** What version 1 can count: larger material could not be sent on. */
const pathedSizeMax = 4095 * 4;

/** What keeps pathed material from being kept; undefined when nothing does. */
export function pathedFault(reader: Reader, content: string, start: number): Fault | undefined {
  if (content.length > pathedSizeMax) {
    return groupFault(
      'group-too-large',
      `pathed material is larger than ${pathedSizeMax} characters`,
      reader,
      start,
    );
  }
  if (isBase64(content)) return undefined;
  return groupFault('bad-alphabet', 'pathed material is not made of primitives', reader, start);
}

function splitPath(text: string): { readonly path: string; readonly material: string } {
  const bytes = unitBytes(text);
  const read = readPrimitive(bytes, 0, bytes.length, 'text');
  assert(read.kind === 'read', 'captured material begins with a path');
  return { path: read.value.text, material: text.slice(read.next) };
}

/** Bytes of a group as text of the text domain. */
export function materialText(bytes: Uint8Array, at: number, end: number, domain: Domain): string {
  return domain === 'text' ? asciiText(bytes, at, end) : textOfBinary(bytes.subarray(at, end));
}
