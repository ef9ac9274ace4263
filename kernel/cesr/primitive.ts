/**
 * Primitives as values: taken apart from a text that is exactly one primitive, and put together.
 *
 * Source: keripy.md 7.1; C-005, C-010…C-033. Reading out of a stream is the matter of `read.ts`.
 */
import { assert } from '../std/assert.ts';
import {
  base64BytesOf,
  base64Digit,
  base64OfInteger,
  bytesOfBase64,
  isBase64,
  numbersOfDigits,
} from '../std/base64url.ts';
import { asciiText, tailOf } from '../std/bytes.ts';
import { err, ok, type Result } from '../std/result.ts';
import { formFault } from './code-fault.ts';
import type { CodeRow } from './code-row.ts';
import { type CodeTable, hardSizeByDigit, rowOf } from './codes.ts';
import type { Fault } from './fault.ts';
import { type Primitive, type ReadPrimitive, readPrimitive } from './read.ts';
import { isZeroBetween, type Reading } from './reading.ts';

export type { Primitive } from './read.ts';

const noBytes = new Uint8Array(0);

/** The primitive that `text` is, whole and nothing else, by the newest code table. */
export function decodePrimitive(text: string): Result<Primitive, Fault> {
  const common = decodeCommon(text);
  return common === undefined ? decodeBy(readPrimitive, text) : ok(common);
}

/**
 * The primitive of a sound text of fixed size whose code has no value in it, as nearly all are; undefined
 * for every other text. It saves the reader the way over bytes and back to text.
 */
function decodeCommon(text: string): Primitive | undefined {
  const hardSize = hardSizeByDigit[base64Digit(text.charCodeAt(0))] ?? 0;
  const row = rowOf(text.slice(0, hardSize));
  if (row === undefined || row.softSize > 0 || text.length !== row.fullSize) return undefined;
  const whole = bytesOfBase64(text);
  if (whole === undefined) return undefined;
  const rawStart = whole.length - row.rawSize;
  if (!isZeroBetween(whole, row.hardSize * 6, rawStart)) return undefined;
  return { code: row.code, soft: '', raw: tailOf(whole, rawStart) };
}

/** The primitive that `text` is, by the reader of a given code table. */
export function decodeBy(read: ReadPrimitive, text: string): Result<Primitive, Fault> {
  const bytes = unitBytes(text);
  return wholly(read(bytes, 0, bytes.length, 'text'), bytes.length);
}

/** The primitive that `bytes` of the binary domain are, whole and nothing else. */
export function decodeBinary(bytes: Uint8Array): Result<Primitive, Fault> {
  return wholly(readPrimitive(bytes, 0, bytes.length, 'binary'), bytes.length);
}

/** The value that was read when it took all `size` bytes, else the fault, as one of form. */
export function wholly<T>(reading: Reading<T>, size: number): Result<T, Fault> {
  if (reading.kind === 'need-more')
    return err(formFault('truncated', 'the primitive is shorter than its code demands'));
  if (reading.kind === 'fault') return err({ ...reading.fault, kind: 'form', span: undefined });
  if (reading.next !== size)
    return err(formFault('bad-size', 'the primitive is longer than its code demands'));
  return ok(reading.value);
}

/** One byte for each code unit; those that are not ASCII become a byte outside the alphabet. */
export function unitBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes[i] = unit < 128 ? unit : 0xff;
  }
  return bytes;
}

/** What a primitive is made from: the value within the code, or raw bytes; the other is empty. */
export type Material = { readonly soft?: string; readonly raw?: Uint8Array };

/**
 * The text of a primitive of `code`, by the newest code table. A code of variable size gives way to the
 * one of its family that fits. The material fits the code: `encodingFault` says so beforehand.
 */
export function encodePrimitive(code: string, material: Material): string {
  const row = rowOf(code);
  assert(row !== undefined, 'the code is in the tables');
  return encodeByRow(row, material);
}

/** The text of a primitive by a row of a given code table. */
export function encodeByRow(row: CodeRow, material: Material): string {
  assert(materialFault(row, material) === undefined, 'the material fits the code');
  const { soft = '', raw = noBytes } = material;
  if (row.fullSize === 0) return encodeVariable(row, raw);
  const head = row.code + '_'.repeat(row.fillSize) + soft;
  return head + paddedText(raw, (row.fullSize / 4) * 3).slice(head.length);
}

/** What keeps `material` from being encoded under `code` of a code table; undefined when nothing does. */
export function encodingFault(table: CodeTable, code: string, material: Material): Fault | undefined {
  const row = table.byCode.get(code);
  if (row !== undefined) return materialFault(row, material);
  return formFault('unknown-code', `there is no code ${JSON.stringify(code)}`);
}

function materialFault(row: CodeRow, { soft = '', raw = noBytes }: Material): Fault | undefined {
  if (row.fullSize === 0) {
    if (Math.ceil(raw.length / 3) < numbersOfDigits(4)) return undefined;
    return formFault('bad-size', `${raw.length} bytes are too many for a primitive of variable size`);
  }
  if (raw.length !== row.rawSize) {
    return formFault('bad-size', `code ${row.code} takes ${row.rawSize} bytes, not ${raw.length}`);
  }
  if (soft.length !== row.softSize - row.fillSize || !isBase64(soft)) {
    return formFault('bad-size', `code ${row.code} takes ${row.softSize - row.fillSize} base64 characters`);
  }
  return undefined;
}

/** Small code up to 4095 quadlets; a code given as large stays large. C-025…C-028. */
function encodeVariable(row: CodeRow, raw: Uint8Array): string {
  const lead = (3 - (raw.length % 3)) % 3;
  const quadlets = (lead + raw.length) / 3;
  const value = paddedText(raw, lead + raw.length);
  const letter = row.code.charAt(row.code.length - 1);
  if (row.hardSize === 2 && quadlets < numbersOfDigits(2))
    return `${4 + lead}${letter}${base64OfInteger(quadlets, 2)}${value}`;
  return `${7 + lead}AA${letter}${base64OfInteger(quadlets, 4)}${value}`;
}

/** Base64 of `raw` behind as many zero bytes as make `size` bytes. */
function paddedText(raw: Uint8Array, size: number): string {
  const whole = new Uint8Array(size);
  whole.set(raw, size - raw.length);
  return asciiText(base64BytesOf(whole, 0, size));
}

/** The binary domain of a text that holds whole primitives or groups; undefined when it is no base64 in fours. C-006. */
export function binaryOfText(text: string): Uint8Array | undefined {
  return bytesOfBase64(text);
}

/** The text domain of bytes that hold whole primitives or groups, a multiple of 3. C-006. */
export function textOfBinary(bytes: Uint8Array): string {
  return asciiText(base64BytesOf(bytes, 0, bytes.length));
}
