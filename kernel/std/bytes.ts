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

/**
 * The text of bytes that are ASCII; each byte becomes the code unit of the same number. Sixteen bytes at a time: for
 * texts as short as primitives and bodies that is faster than by way of an array, which spreading into a call needs.
 */
export function asciiText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = '';
  let at = start;
  for (; at + 16 <= end; at += 16) {
    text += String.fromCharCode(
      bytes[at] ?? 0,
      bytes[at + 1] ?? 0,
      bytes[at + 2] ?? 0,
      bytes[at + 3] ?? 0,
      bytes[at + 4] ?? 0,
      bytes[at + 5] ?? 0,
      bytes[at + 6] ?? 0,
      bytes[at + 7] ?? 0,
      bytes[at + 8] ?? 0,
      bytes[at + 9] ?? 0,
      bytes[at + 10] ?? 0,
      bytes[at + 11] ?? 0,
      bytes[at + 12] ?? 0,
      bytes[at + 13] ?? 0,
      bytes[at + 14] ?? 0,
      bytes[at + 15] ?? 0,
    );
  }
  for (; at < end; at++) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
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
