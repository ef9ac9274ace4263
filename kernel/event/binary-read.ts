/**
 * What the readers of the binary serializations share: a place in the bytes, and how maps and lists
 * of announced length are read.
 *
 * Source: keripy.md 1.4, M-11. Readers refuse what has a second spelling, so nothing is written again.
 */
import { err, ok, type Result } from '../std/result.ts';
import { decodeUtf8 } from '../std/utf8.ts';
import { jsonDepthMax, isMap, type Json, type JsonEntry, type JsonMap } from './json.ts';
import type { BodyFault } from './json-read.ts';

/** Where a reader stands in its bytes. */
export type ByteCursor = { readonly bytes: Uint8Array; at: number };
export type ReadItem = (cursor: ByteCursor, depth: number) => Result<Json, BodyFault>;

export function undecodable(says: string): Result<never, BodyFault> {
  return err({ code: 'undecodable-body', says });
}

export function notCanonical(says: string): Result<never, BodyFault> {
  return err({ code: 'not-canonical', says });
}

/** The next `size` bytes; undefined when there are fewer. */
export function takeBytes(cursor: ByteCursor, size: number): Uint8Array | undefined {
  const end = cursor.at + size;
  if (end > cursor.bytes.length) return undefined;
  const piece = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return piece;
}

/** The text of the next `size` bytes. */
export function readText(cursor: ByteCursor, size: number): Result<string, BodyFault> {
  const bytes = takeBytes(cursor, size);
  if (bytes === undefined) return ends();
  const text = decodeUtf8(bytes);
  return text === undefined ? undecodable('a text is not well-formed UTF-8') : ok(text);
}

export function ends(): Result<never, BodyFault> {
  return undecodable('the body ends within a value');
}

/** `count` values. A value takes a byte at least, so no count above what is left is begun with. */
export function readItems(
  cursor: ByteCursor,
  count: number,
  depth: number,
  read: ReadItem,
): Result<readonly Json[], BodyFault> {
  if (depth > jsonDepthMax) return tooDeep();
  if (count > cursor.bytes.length - cursor.at) return ends();
  const items: Json[] = [];
  for (let left = count; left > 0; left--) {
    const item = read(cursor, depth + 1);
    if (!item.ok) return item;
    items.push(item.value);
  }
  return ok(items);
}

/** `count` pairs of a label and a value. */
export function readEntries(
  cursor: ByteCursor,
  count: number,
  depth: number,
  read: ReadItem,
): Result<JsonMap, BodyFault> {
  if (depth > jsonDepthMax) return tooDeep();
  if (count > cursor.bytes.length - cursor.at) return ends();
  const entries: JsonEntry[] = [];
  const labels = new Set<string>();
  for (let left = count; left > 0; left--) {
    const label = read(cursor, depth + 1);
    if (!label.ok) return label;
    if (typeof label.value !== 'string') return undecodable('a label is no text');
    if (labels.has(label.value))
      return notCanonical(`label ${JSON.stringify(label.value)} occurs twice in one map`);
    labels.add(label.value);
    const value = read(cursor, depth + 1);
    if (!value.ok) return value;
    entries.push([label.value, value.value]);
  }
  return ok({ entries });
}

function tooDeep(): Result<never, BodyFault> {
  return undecodable(`lists and maps are nested more than ${String(jsonDepthMax)} deep`);
}

/** The map that the bytes hold, whole and nothing else. */
export function readWhole(bytes: Uint8Array, read: ReadItem): Result<JsonMap, BodyFault> {
  const cursor: ByteCursor = { bytes, at: 0 };
  const value = read(cursor, 1);
  if (!value.ok) return value;
  if (!isMap(value.value)) return undecodable('the body is not a map');
  if (cursor.at !== bytes.length) return undecodable('there are bytes after the map');
  return ok(value.value);
}
