/**
 * Outcomes of reading from bytes that may not all have come yet, and base64 digits in both domains.
 *
 * Source: C-001…C-016. A primitive of the binary domain is the text decoded as base64, so both domains
 * are read by the same digits.
 */
import { base64Digit } from '../std/base64url.ts';
import type { Fault } from './fault.ts';

/** How primitives are written: as base64 text, or as the bytes which that text decodes to. */
export type Domain = 'text' | 'binary';

/** A value and where the next one starts; or more bytes are needed to tell; or the bytes are wrong. */
export type Reading<T> =
  | { readonly kind: 'read'; readonly value: T; readonly next: number }
  | { readonly kind: 'need-more' }
  | { readonly kind: 'fault'; readonly fault: Fault };

export const needMore: { readonly kind: 'need-more' } = { kind: 'need-more' };

/** Whole base64 digits in `[at, end)`. */
export function digitsAvailable(at: number, end: number, domain: Domain): number {
  return domain === 'text' ? end - at : Math.floor(((end - at) * 4) / 3);
}

/** The base64 digit number `index` from `at`; below 0 outside the alphabet (text domain only). */
export function digitAt(bytes: Uint8Array, at: number, index: number, domain: Domain): number {
  if (domain === 'text') return base64Digit(bytes[at + index] ?? 0);
  const bit = index * 6;
  const byte = at + (bit >> 3);
  const pair = ((bytes[byte] ?? 0) << 8) | (bytes[byte + 1] ?? 0);
  return (pair >> (10 - (bit & 7))) & 63;
}

/** The number that digits `[from, to)` write, at most 5 of them; below 0 when one is outside the alphabet. */
export function digitsAt(
  bytes: Uint8Array,
  at: number,
  digits: readonly [from: number, to: number],
  domain: Domain,
): number {
  let value = 0;
  for (let i = digits[0]; i < digits[1]; i++) {
    const digit = digitAt(bytes, at, i, domain);
    if (digit < 0) return -1;
    value = value * 64 + digit;
  }
  return value;
}

/** Bytes or characters that a primitive of `fullSize` characters takes in a domain. */
export function sizeIn(domain: Domain, fullSize: number): number {
  return domain === 'text' ? fullSize : (fullSize / 4) * 3;
}

/** True when every bit of `bytes` from bit `from` up to byte `end` is zero. C-016. */
export function isZeroBetween(bytes: Uint8Array, from: number, end: number): boolean {
  let at = from >> 3;
  if (at >= end) return true;
  if (((bytes[at] ?? 0) & (0xff >> (from & 7))) !== 0) return false;
  for (at++; at < end; at++) if (bytes[at] !== 0) return false;
  return true;
}
