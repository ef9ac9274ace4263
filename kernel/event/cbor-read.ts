/**
 * CBOR bodies, read strictly: definite lengths, shortest heads, doubles for all that is no integer,
 * labels in the order of the bytes.
 *
 * Source: RFC 8949; keripy.md 1.4, M-11 (what Python's cbor2 writes by default). Kept here because the
 * order of integer-like labels, integers of any size, and `1.0` apart from `1` have to survive (D-18).
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

/** The map that canonical CBOR bytes hold. */
export function readCbor(bytes: Uint8Array): Result<JsonMap, BodyFault> {
  return readWhole(bytes, readValue);
}

const major = { unsigned: 0, negative: 1, bytes: 2, text: 3, list: 4, map: 5, tag: 6, simple: 7 } as const;

function readValue(cursor: ByteCursor, depth: number): Result<Json, BodyFault> {
  const first = takeBytes(cursor, 1)?.[0];
  if (first === undefined) return ends();
  const kind = first >> 5;
  if (kind === major.simple) return readSimple(cursor, first & 31);
  const argument = readArgument(cursor, first & 31);
  if (!argument.ok) return argument;
  return readKind(cursor, depth, { kind, argument: argument.value });
}

type Head = { readonly kind: number; readonly argument: bigint };

function readKind(cursor: ByteCursor, depth: number, { kind, argument }: Head): Result<Json, BodyFault> {
  switch (kind) {
    case major.unsigned:
      return ok({ lexeme: argument.toString() });
    case major.negative:
      return ok({ lexeme: (-1n - argument).toString() });
    case major.text:
      return readText(cursor, Number(argument));
    case major.list:
      return readItems(cursor, Number(argument), depth, readValue);
    case major.map:
      return readEntries(cursor, Number(argument), depth, readValue);
    case major.tag:
      return readBigInteger(cursor, argument);
    default:
      return undecodable('a body holds no byte strings');
  }
}

/** The number in a head: itself below 24, else in 1, 2, 4 or 8 bytes, the fewest that do. */
function readArgument(cursor: ByteCursor, info: number): Result<bigint, BodyFault> {
  if (info < 24) return ok(BigInt(info));
  if (info > 27) return undecodable('lengths are definite');
  const size = 1 << (info - 24);
  const bytes = takeBytes(cursor, size);
  if (bytes === undefined) return ends();
  const value = uintOf(bytes);
  const fits = size === 1 ? value < 24n : value < 1n << BigInt(size * 4);
  return fits ? notCanonical('a number or length is written longer than it needs') : ok(value);
}

const tagPositive = 2n;
const tagNegative = 3n;

/** An integer beyond 64 bits: a tag and the bytes of its size. */
function readBigInteger(cursor: ByteCursor, tag: bigint): Result<Json, BodyFault> {
  if (tag !== tagPositive && tag !== tagNegative)
    return undecodable(`tag ${tag.toString()} means nothing in a body`);
  const first = takeBytes(cursor, 1)?.[0];
  if (first === undefined) return ends();
  if (first >> 5 !== major.bytes) return undecodable('a big integer is written in bytes');
  const size = readArgument(cursor, first & 31);
  if (!size.ok) return size;
  const bytes = takeBytes(cursor, Number(size.value));
  if (bytes === undefined) return ends();
  if (bytes.length <= 8 || bytes[0] === 0)
    return notCanonical('a big integer is written longer than it needs');
  const value = uintOf(bytes);
  return ok({ lexeme: (tag === tagPositive ? value : -1n - value).toString() });
}

function readSimple(cursor: ByteCursor, info: number): Result<Json, BodyFault> {
  switch (info) {
    case 20:
      return ok(false);
    case 21:
      return ok(true);
    case 22:
      return ok(null);
    case 25:
    case 26:
      return notCanonical('a number that is no integer is written as a double');
    case 27:
      return readDouble(cursor);
    default:
      return undecodable('a simple value is none of true, false, null');
  }
}

function readDouble(cursor: ByteCursor): Result<Json, BodyFault> {
  const bytes = takeBytes(cursor, 8);
  if (bytes === undefined) return ends();
  const value = doubleOf(bytes);
  return Number.isFinite(value) ? ok({ lexeme: floatText(value) }) : undecodable('a number is not finite');
}
