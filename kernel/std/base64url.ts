/**
 * Base64 with the URL-safe alphabet, without padding signs and without leniency.
 *
 * Source: RFC 4648 section 5; C-007. It is not a decoder of other alphabets: `+`, `/`, `=` and blanks
 * are refused.
 */
import { assert } from './assert.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The code units of the alphabet, by digit. */
const unitOf = Uint8Array.from(alphabet, (character) => character.charCodeAt(0));

/** The digit of each byte; below 0 for a byte outside the alphabet. */
const digitOf = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 64; digit++) digitOf[unitOf[digit] ?? 0] = digit;

/** The digit of an ASCII byte, 0 to 63; below 0 when the byte is outside the alphabet. */
export function base64Digit(byte: number): number {
  return digitOf[byte] ?? -1;
}

/** True when every character of `text` belongs to the alphabet; true for the empty text. */
export function isBase64(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (base64Digit(text.charCodeAt(i)) < 0) return false;
  return true;
}

/** How many numbers `length` digits tell apart: 64 to that power. Exact for up to 8 digits. */
export function numbersOfDigits(length: number): number {
  let count = 1;
  for (let i = 0; i < length; i++) count *= 64;
  return count;
}

/** Text of `length` digits of a whole number, most significant digit first. */
export function base64OfInteger(value: number, length: number): string {
  assert(Number.isSafeInteger(value) && value >= 0, 'the number is a whole number');
  assert(value < numbersOfDigits(length), 'the number fits its digits');
  let text = '';
  let rest = value;
  for (let i = 0; i < length; i++) {
    text = alphabet.charAt(rest % 64) + text;
    rest = Math.floor(rest / 64);
  }
  return text;
}

/** The number that digits write, most significant first, of at most 8 digits; below 0 when a character is no digit. */
export function integerOfBase64(text: string, start = 0, end = text.length): number {
  assert(end - start <= 8, 'the digits fit a safe integer');
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = base64Digit(text.charCodeAt(i));
    if (digit < 0) return -1;
    value = value * 64 + digit;
  }
  return value;
}

/**
 * The bytes that base64 bytes `[start, end)` write, or undefined when one is outside the alphabet.
 * `end - start` is a multiple of 4.
 */
export function bytesOfBase64Bytes(source: Uint8Array, start: number, end: number): Uint8Array | undefined {
  assert((end - start) % 4 === 0, 'base64 comes in fours');
  const bytes = new Uint8Array(((end - start) / 4) * 3);
  let seen = 0;
  let at = 0;
  for (let i = start; i < end; i += 4) {
    const a = digitOf[source[i] as number] as number;
    const b = digitOf[source[i + 1] as number] as number;
    const c = digitOf[source[i + 2] as number] as number;
    const d = digitOf[source[i + 3] as number] as number;
    seen |= a | b | c | d;
    bytes[at] = (a << 2) | (b >> 4);
    bytes[at + 1] = (b << 4) | (c >> 2);
    bytes[at + 2] = (c << 6) | d;
    at += 3;
  }
  return seen < 0 ? undefined : bytes;
}

/** The bytes that base64 text writes; undefined when a character is outside the alphabet or the length no multiple of 4. */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const bytes = new Uint8Array((text.length / 4) * 3);
  let seen = 0;
  let at = 0;
  for (let i = 0; i < text.length; i += 4) {
    const a = base64Digit(text.charCodeAt(i));
    const b = base64Digit(text.charCodeAt(i + 1));
    const c = base64Digit(text.charCodeAt(i + 2));
    const d = base64Digit(text.charCodeAt(i + 3));
    seen |= a | b | c | d;
    bytes[at] = (a << 2) | (b >> 4);
    bytes[at + 1] = (b << 4) | (c >> 2);
    bytes[at + 2] = (c << 6) | d;
    at += 3;
  }
  return seen < 0 ? undefined : bytes;
}

/** Base64 of `[start, end)` as ASCII bytes; `end - start` is a multiple of 3. */
export function base64BytesOf(source: Uint8Array, start: number, end: number): Uint8Array {
  assert((end - start) % 3 === 0, 'bytes come in threes');
  const units = new Uint8Array(((end - start) / 3) * 4);
  let at = 0;
  for (let i = start; i < end; i += 3) {
    const a = source[i] as number;
    const b = source[i + 1] as number;
    const c = source[i + 2] as number;
    units[at] = unitOf[a >> 2] as number;
    units[at + 1] = unitOf[((a & 3) << 4) | (b >> 4)] as number;
    units[at + 2] = unitOf[((b & 15) << 2) | (c >> 6)] as number;
    units[at + 3] = unitOf[c & 63] as number;
    at += 4;
  }
  return units;
}
