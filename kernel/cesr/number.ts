/**
 * Numbers: sequence and first-seen numbers as texts and as primitives, and numbers of any size.
 *
 * Source: K-051, K-052, K-253; C-082; KV-42; keripy.md 1.3 (M-9, M-10), 7.2.
 */
import { assert } from '../std/assert.ts';
import { err, ok, type Result } from '../std/result.ts';
import { formFault } from './code-fault.ts';
import { rowOf } from './codes.ts';
import type { Fault } from './fault.ts';
import { encodePrimitive, type Primitive } from './primitive.ts';
import type { Fn, Sn } from './qualified.ts';

/** The largest sequence number, inclusive. K-051. */
export const snMax = 2n ** 128n - 1n;

const canonicalHex = /^(?:0|[1-9a-f][0-9a-f]{0,31})$/;

/** Number codes from small to large, as each version chooses among them. keripy.md 7.2. */
const numberCodes = { 1: ['M', '0H', 'N', '0A'], 2: ['M', 'R', 'N', 'S', 'T', 'U'] } as const;

/** The sequence number that lower-case hex without leading zeros writes, of at most 32 digits. K-052. */
export function parseSn(text: string): Result<Sn, Fault> {
  if (!canonicalHex.test(text)) {
    return err(
      formFault('bad-number', 'a sequence number is lower-case hex without leading zeros, below 2^128'),
    );
  }
  return ok(BigInt(`0x${text}`) as Sn);
}

/** The sequence number as it is written in fields. */
export function formatSn(sn: Sn): string {
  return sn.toString(16);
}

/** A number known to be from 0 to 2^128-1 as a sequence number. */
export function snOf(value: bigint): Sn {
  assert(value >= 0n && value <= snMax, 'a sequence number is from 0 to 2^128-1');
  return value as Sn;
}

/** A number known to be from 0 to 2^128-1 as a first-seen number. */
export function fnOf(value: bigint): Fn {
  assert(value >= 0n && value <= snMax, 'a first-seen number is from 0 to 2^128-1');
  return value as Fn;
}

/** The number as attachments have it: code `0A`, 24 characters. KERIpy: `Seqner`. */
export function encodeSn(value: Sn | Fn): string {
  return encodePrimitive('0A', { raw: bytesOfNumber(value, 16) });
}

/** The number by the smallest code that a version would choose for it; it is below 2^128. */
export function encodeNumber(value: bigint, version: 1 | 2): string {
  assert(value >= 0n && value <= snMax, 'a number is from 0 to 2^128-1');
  for (const code of numberCodes[version]) {
    const size = rowOf(code)?.rawSize ?? 0;
    if (value < 1n << BigInt(size * 8)) return encodePrimitive(code, { raw: bytesOfNumber(value, size) });
  }
  assert(false, 'a number below 2^128 has a code');
}

/** The value of a primitive of any number code, `0A` among them; undefined for other codes. */
export function numberOf(primitive: Primitive): bigint | undefined {
  const isNumber = primitive.code === '0A' || rowOf(primitive.code)?.role.kind === 'number';
  return isNumber ? numberOfBytes(primitive.raw) : undefined;
}

/** The sequence number of a primitive of any number code. */
export function snOfPrimitive(primitive: Primitive): Result<Sn, Fault> {
  const value = numberOf(primitive);
  if (value === undefined)
    return err(formFault('bad-number', `a number is wanted, and code ${primitive.code} is none`));
  if (value > snMax) return err(formFault('bad-number', 'the number is above 2^128-1'));
  return ok(value as Sn);
}

/** The first-seen number of a primitive of any number code. */
export function fnOfPrimitive(primitive: Primitive): Result<Fn, Fault> {
  const sn = snOfPrimitive(primitive);
  return sn.ok ? ok(fnOf(sn.value)) : sn;
}

/** The number that bytes write, most significant first; 0 for none. */
export function numberOfBytes(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

/** The number that raw bytes write when it is at most 2^128-1, as sequence and first-seen numbers are; else undefined. */
export function ordinalOfRaw(raw: Uint8Array): bigint | undefined {
  const value = numberOfBytes(raw);
  return value <= snMax ? value : undefined;
}

/** `size` bytes that write a number, most significant first. The number fits. */
export function bytesOfNumber(value: bigint, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let rest: bigint = value;
  for (let at = size - 1; at >= 0; at--) {
    bytes[at] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  assert(rest === 0n, 'the number fits its bytes');
  return bytes;
}
