/**
 * JSON bodies, read strictly: well-formed UTF-8, no label twice, bounded depth, and the text equal to
 * what a canonical writer writes for the value.
 *
 * Source: keripy.md M-11, M-12 (the re-dump equals the received bytes); D-17. Nearly every body
 * takes the fast path: when the platform's own writer gives back the very text that its reader took,
 * the text is canonical, but for escapes and for numbers that are no safe integers; those, and
 * whatever the fast path does not settle, take the definitive path below.
 */
import { err, ok, type Result } from '../std/result.ts';
import { decodeUtf8, isWellFormed } from '../std/utf8.ts';
import { jsonDepthMax, type Json, type JsonEntry, type JsonMap } from './json.ts';
import { isCanonicalNumber } from './number-text.ts';

/** Why bytes are no body: not decodable at all, or decodable in another than the one canonical form. */
export type BodyFault = { readonly code: 'undecodable-body' | 'not-canonical'; readonly says: string };

/** The map that canonical JSON bytes hold. */
export function readJsonMap(bytes: Uint8Array): Result<JsonMap, BodyFault> {
  const text = decodeUtf8(bytes);
  if (text === undefined) return err(undecodable('the body is not well-formed UTF-8'));
  const value = readSimple(text);
  if (value !== undefined) return ok(value);
  const read = readJson(text);
  if (!read.ok) return read;
  if (!isPlainMap(read.value)) return err(undecodable('the body is not a map'));
  return ok(read.value);
}

function isPlainMap(value: Json): value is JsonMap {
  return typeof value === 'object' && value !== null && 'entries' in value && !Array.isArray(value);
}

function undecodable(says: string): BodyFault {
  return { code: 'undecodable-body', says };
}

/** The fast path; undefined when it does not settle the matter. */
function readSimple(text: string): JsonMap | undefined {
  if (text.includes('\\u')) return undefined;
  const value = platformValue(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const map = fromPlatform(value, 1);
  return map === undefined || !isPlainMap(map) ? undefined : map;
}

/** The platform's value of the text if its writer gives back the same text. */
function platformValue(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Our value of a platform value; undefined when it holds a number that is no safe integer, or is too deep. */
function fromPlatform(value: unknown, depth: number): Json | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? { lexeme: String(value) } : undefined;
  if (depth > jsonDepthMax) return undefined;
  return Array.isArray(value) ? listFromPlatform(value, depth) : mapFromPlatform(value, depth);
}

function listFromPlatform(value: readonly unknown[], depth: number): Json | undefined {
  const items: Json[] = [];
  for (const item of value) {
    const own = typeof item === 'string' ? item : fromPlatform(item, depth + 1);
    if (own === undefined) return undefined;
    items.push(own);
  }
  return items;
}

function mapFromPlatform(value: unknown, depth: number): JsonMap | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const entries: JsonEntry[] = [];
  for (const entry of Object.entries(value)) {
    if (isTextEntry(entry)) {
      entries.push(entry);
      continue;
    }
    const own = fromPlatform(entry[1], depth + 1);
    if (own === undefined) return undefined;
    entries.push([entry[0], own]);
  }
  return { entries };
}

function isTextEntry(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string';
}

/** Where the definitive reader stands in its text. */
type Cursor = { readonly text: string; at: number };

/** The definitive reader: any one value of canonical JSON text. */
export function readJson(text: string): Result<Json, BodyFault> {
  const cursor: Cursor = { text, at: 0 };
  const value = readValue(cursor, 1);
  if (!value.ok) return value;
  if (cursor.at !== text.length)
    return err(undecodable(`there is text after the value, from character ${String(cursor.at)}`));
  return value;
}

function readValue(cursor: Cursor, depth: number): Result<Json, BodyFault> {
  switch (cursor.text.charAt(cursor.at)) {
    case '{':
      return depth > jsonDepthMax ? err(tooDeep()) : readMap(cursor, depth);
    case '[':
      return depth > jsonDepthMax ? err(tooDeep()) : readList(cursor, depth);
    case '"':
      return readString(cursor);
    default:
      return readScalar(cursor);
  }
}

function tooDeep(): BodyFault {
  return undecodable(`lists and maps are nested more than ${String(jsonDepthMax)} deep`);
}

function readMap(cursor: Cursor, depth: number): Result<Json, BodyFault> {
  const entries: JsonEntry[] = [];
  const labels = new Set<string>();
  cursor.at++;
  if (take(cursor, '}')) return ok({ entries });
  for (;;) {
    if (cursor.text[cursor.at] !== '"') return err(unexpected(cursor, 'a label'));
    const label = readString(cursor);
    if (!label.ok) return label;
    if (labels.has(label.value))
      return err({
        code: 'not-canonical',
        says: `label ${JSON.stringify(label.value)} occurs twice in one map`,
      });
    labels.add(label.value);
    if (!take(cursor, ':')) return err(unexpected(cursor, 'a colon'));
    const value = readValue(cursor, depth + 1);
    if (!value.ok) return value;
    entries.push([label.value, value.value]);
    if (take(cursor, '}')) return ok({ entries });
    if (!take(cursor, ',')) return err(unexpected(cursor, 'a comma or the end of the map'));
  }
}

function readList(cursor: Cursor, depth: number): Result<Json, BodyFault> {
  const items: Json[] = [];
  cursor.at++;
  if (take(cursor, ']')) return ok(items);
  for (;;) {
    const value = readValue(cursor, depth + 1);
    if (!value.ok) return value;
    items.push(value.value);
    if (take(cursor, ']')) return ok(items);
    if (!take(cursor, ',')) return err(unexpected(cursor, 'a comma or the end of the list'));
  }
}

function take(cursor: Cursor, mark: string): boolean {
  if (cursor.text[cursor.at] !== mark) return false;
  cursor.at++;
  return true;
}

function unexpected(cursor: Cursor, wanted: string): BodyFault {
  const found = cursor.text[cursor.at];
  const place = `at character ${String(cursor.at)}`;
  if (found === undefined) return undecodable(`the text ends where ${wanted} is due`);
  if (/\s/.test(found)) return { code: 'not-canonical', says: `there is white space ${place}` };
  return undecodable(`${JSON.stringify(found)} stands ${place} where ${wanted} is due`);
}

/** A string, in the one form a canonical writer gives it. */
function readString(cursor: Cursor): Result<string, BodyFault> {
  const end = endOfString(cursor.text, cursor.at);
  const slice = cursor.text.slice(cursor.at, end);
  const value = platformString(slice);
  if (value === undefined)
    return err(undecodable(`the string at character ${String(cursor.at)} is malformed`));
  if (!isWellFormed(value))
    return err(undecodable(`the string at character ${String(cursor.at)} holds half a surrogate pair`));
  if (JSON.stringify(value) !== slice) {
    return err({
      code: 'not-canonical',
      says: `the string at character ${String(cursor.at)} is escaped without need`,
    });
  }
  cursor.at = end;
  return ok(value);
}

/** One past the closing quote of the string that opens at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return Math.min(at + 1, text.length);
}

function platformString(slice: string): string | undefined {
  try {
    const value: unknown = JSON.parse(slice);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

const words: readonly (readonly [string, Json])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];
const numberPattern = /-?[0-9][0-9.eE+-]*/y;

function readScalar(cursor: Cursor): Result<Json, BodyFault> {
  for (const [word, value] of words) {
    if (!cursor.text.startsWith(word, cursor.at)) continue;
    cursor.at += word.length;
    return ok(value);
  }
  numberPattern.lastIndex = cursor.at;
  const lexeme = numberPattern.exec(cursor.text)?.[0];
  if (lexeme === undefined) return err(unexpected(cursor, 'a value'));
  if (!isCanonicalNumber(lexeme)) {
    return err({
      code: 'not-canonical',
      says: `the number ${lexeme.slice(0, 40)} is not written in its one canonical form`,
    });
  }
  cursor.at += lexeme.length;
  return ok({ lexeme });
}
