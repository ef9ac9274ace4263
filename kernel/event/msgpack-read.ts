/**
 * MessagePack bodies, read strictly: shortest forms, doubles for all that is no integer, labels in the
 * order of the bytes.
 *
 * Source: the MessagePack specification; keripy.md 1.4, M-11 (what Python's msgpack writes by default).
 * Kept here for the reason that `cbor-read.ts` gives.
 */
import { ok, type Result } from '../std/result.ts';
import {
  type ByteCursor,
  ends,
  notCanonical,
  readEntries,
  readItems,
  readText,
  readWhole,
  takeBytes,
  undecodable,
} from './binary-read.ts';
import { doubleOf, uintOf } from './byte-writer.ts';
import type { Json, JsonMap } from './json.ts';
import type { BodyFault } from './json-read.ts';
import { floatText } from './number-text.ts';

/** The map that canonical MessagePack bytes hold. */
export function readMsgpack(bytes: Uint8Array): Result<JsonMap, BodyFault> {
  return readWhole(bytes, readValue);
}

function readValue(cursor: ByteCursor, depth: number): Result<Json, BodyFault> {
  const first = takeBytes(cursor, 1)?.[0];
  if (first === undefined) return ends();
  if (first < 0x80) return ok({ lexeme: String(first) });
  if (first < 0x90) return readEntries(cursor, first & 0x0f, depth, readValue);
  if (first < 0xa0) return readItems(cursor, first & 0x0f, depth, readValue);
  if (first < 0xc0) return readText(cursor, first & 0x1f);
  if (first >= 0xe0) return ok({ lexeme: String(first - 0x100) });
  return readLong(cursor, depth, first);
}

function readLong(cursor: ByteCursor, depth: number, first: number): Result<Json, BodyFault> {
  switch (first) {
    case 0xc0:
      return ok(null);
    case 0xc2:
      return ok(false);
    case 0xc3:
      return ok(true);
    case 0xcb:
      return readDouble(cursor);
    default:
      return readSized(cursor, depth, first);
  }
}

/** A form with a number behind its first byte: how many bytes that takes, and the least it may be. */
type Sized = {
  readonly size: number;
  readonly least: bigint;
  readonly kind: 'unsigned' | 'signed' | 'text' | 'list' | 'map';
};

const sizedForms: ReadonlyMap<number, Sized> = new Map<number, Sized>([
  [0xcc, { size: 1, least: 0x80n, kind: 'unsigned' }],
  [0xcd, { size: 2, least: 0x100n, kind: 'unsigned' }],
  [0xce, { size: 4, least: 0x1_0000n, kind: 'unsigned' }],
  [0xcf, { size: 8, least: 0x1_0000_0000n, kind: 'unsigned' }],
  [0xd0, { size: 1, least: 0x21n, kind: 'signed' }],
  [0xd1, { size: 2, least: 0x81n, kind: 'signed' }],
  [0xd2, { size: 4, least: 0x8001n, kind: 'signed' }],
  [0xd3, { size: 8, least: 0x8000_0001n, kind: 'signed' }],
  [0xd9, { size: 1, least: 0x20n, kind: 'text' }],
  [0xda, { size: 2, least: 0x100n, kind: 'text' }],
  [0xdb, { size: 4, least: 0x1_0000n, kind: 'text' }],
  [0xdc, { size: 2, least: 0x10n, kind: 'list' }],
  [0xdd, { size: 4, least: 0x1_0000n, kind: 'list' }],
  [0xde, { size: 2, least: 0x10n, kind: 'map' }],
  [0xdf, { size: 4, least: 0x1_0000n, kind: 'map' }],
]);

function readSized(cursor: ByteCursor, depth: number, first: number): Result<Json, BodyFault> {
  const form = sizedForms.get(first);
  if (form === undefined) return undecodable(`a value of form ${first.toString(16)} has no place in a body`);
  const bytes = takeBytes(cursor, form.size);
  if (bytes === undefined) return ends();
  const value = uintOf(bytes);
  if (form.kind === 'signed') return readNegative(value, form);
  if (value < form.least) return notCanonical('a number or length is written longer than it needs');
  switch (form.kind) {
    case 'unsigned':
      return ok({ lexeme: value.toString() });
    case 'text':
      return readText(cursor, Number(value));
    case 'list':
      return readItems(cursor, Number(value), depth, readValue);
    case 'map':
      return readEntries(cursor, Number(value), depth, readValue);
  }
}

/** Signed forms are for negative numbers alone; `least` is the least size of the number without sign. */
function readNegative(value: bigint, { size, least }: Sized): Result<Json, BodyFault> {
  const signed = BigInt.asIntN(size * 8, value);
  if (-signed < least) return notCanonical('a number is written longer than it needs');
  return ok({ lexeme: signed.toString() });
}

function readDouble(cursor: ByteCursor): Result<Json, BodyFault> {
  const bytes = takeBytes(cursor, 8);
  if (bytes === undefined) return ends();
  const value = doubleOf(bytes);
  return Number.isFinite(value) ? ok({ lexeme: floatText(value) }) : undecodable('a number is not finite');
}
