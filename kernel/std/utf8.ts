/**
 * UTF-8 both ways, strict: what is not well-formed is refused, never replaced.
 *
 * Source: RFC 3629 section 4. The platform's own decoder is no part of the language, so the kernel
 * brings a small one; nearly every body is ASCII and takes the first loop only.
 */
import { asciiText } from './bytes.ts';

/** True when each byte of the range is below 0x80. */
export function isAscii(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  let seen = 0;
  for (let at = start; at < end; at++) seen |= bytes[at] ?? 0;
  return seen < 0x80;
}

/** The text of well-formed UTF-8; undefined for overlong forms, surrogates, and broken sequences. */
export function decodeUtf8(bytes: Uint8Array, start = 0, end = bytes.length): string | undefined {
  if (isAscii(bytes, start, end)) return asciiText(bytes, start, end);
  const pieces: string[] = [];
  let at = start;
  while (at < end) {
    const plainEnd = endOfAscii(bytes, at, end);
    if (plainEnd > at) pieces.push(asciiText(bytes, at, plainEnd));
    at = plainEnd;
    if (at === end) break;
    const size = sequenceSize(bytes[at] ?? 0);
    const point = size === 0 || at + size > end ? -1 : codePoint(bytes, at, size);
    if (point < 0) return undefined;
    pieces.push(String.fromCodePoint(point));
    at += size;
  }
  return pieces.join('');
}

function endOfAscii(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] ?? 0) < 0x80) at++;
  return at;
}

/** Size in bytes that a lead byte announces; 0 for bytes that lead nothing. */
function sequenceSize(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

/** The smallest code point that a sequence of that size may stand for. */
const pointMin = [0, 0, 0x80, 0x800, 0x1_0000] as const;

/** The code point of the sequence at `at`, or -1. */
function codePoint(bytes: Uint8Array, at: number, size: number): number {
  let point = (bytes[at] ?? 0) & (0xff >> (size + 1));
  for (let offset = 1; offset < size; offset++) {
    const next = bytes[at + offset] ?? 0;
    if ((next & 0xc0) !== 0x80) return -1;
    point = (point << 6) | (next & 0x3f);
  }
  const surrogate = point >= 0xd800 && point <= 0xdfff;
  return surrogate || point < (pointMin[size] ?? 0) || point > 0x10_ffff ? -1 : point;
}

/** True when `text` holds no surrogate without its other half: only such text has a UTF-8 form. */
export function isWellFormed(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = text.charCodeAt(at + 1);
    if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return false;
    at++;
  }
  return true;
}

/** The UTF-8 bytes of a text that is well-formed. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let size = 0;
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) ?? 0;
    if (point > 0xffff) at++;
    size = writePoint(bytes, size, point);
  }
  return bytes.slice(0, size);
}

function writePoint(bytes: Uint8Array, start: number, point: number): number {
  let at = start;
  if (point < 0x80) {
    bytes[at++] = point;
    return at;
  }
  const more = point < 0x800 ? 1 : point < 0x1_0000 ? 2 : 3;
  bytes[at++] = ((0xff00 >> (more + 1)) & 0xff) | (point >> (6 * more));
  for (let left = more - 1; left >= 0; left--) bytes[at++] = 0x80 | ((point >> (6 * left)) & 0x3f);
  return at;
}
