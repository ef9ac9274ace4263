/** Bytes and text, without the platform's encoders. */

/** True when both hold the same bytes. */
export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** One array holding `parts` in order. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  let size = 0;
  for (const part of parts) size += part.length;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The bytes of a text that holds ASCII only, such as any qualified primitive. */
export function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

const pieceSizeMax = 4096;
const shortSizeMax = 256;

/** The text of bytes that are ASCII; each byte becomes the code unit of the same number. */
export function asciiText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  if (end - start <= shortSizeMax) return shortText(bytes, start, end);
  let text = '';
  for (let at = start; at < end; at += pieceSizeMax) {
    text += String.fromCharCode(...unitsOf(bytes, at, Math.min(at + pieceSizeMax, end)));
  }
  return text;
}

/** Eight bytes at a time: for texts as short as primitives several times as fast as by way of an array. */
function shortText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let at = start;
  for (; at + 8 <= end; at += 8) {
    text += String.fromCharCode(
      bytes[at] ?? 0,
      bytes[at + 1] ?? 0,
      bytes[at + 2] ?? 0,
      bytes[at + 3] ?? 0,
      bytes[at + 4] ?? 0,
      bytes[at + 5] ?? 0,
      bytes[at + 6] ?? 0,
      bytes[at + 7] ?? 0,
    );
  }
  for (; at < end; at++) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
}

function unitsOf(bytes: Uint8Array, start: number, end: number): number[] {
  const units = new Array<number>(end - start);
  for (let i = 0; i < units.length; i++) units[i] = bytes[start + i] ?? 0;
  return units;
}

/** Keys, digests and signatures are no longer than this. */
const shortBytesMax = 64;

/** The bytes from `start` on. Short ones are copied: that is faster than a view, and keeps nothing else in memory. */
export function tailOf(bytes: Uint8Array, start: number): Uint8Array {
  const size = bytes.length - start;
  if (size > shortBytesMax) return bytes.subarray(start);
  const tail = new Uint8Array(size);
  for (let i = 0; i < size; i++) tail[i] = bytes[start + i] ?? 0;
  return tail;
}

/**
 * A copy of the bytes from `start` to `end` that shares nothing with `bytes`. The `slice` of a subclass
 * may share its memory, as the platform's buffers do.
 */
export function copyBytes(bytes: Uint8Array, start = 0, end = bytes.length): Uint8Array {
  const copy = new Uint8Array(end - start);
  copy.set(bytes.subarray(start, end));
  return copy;
}
