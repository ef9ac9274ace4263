/** Bytes that a bad line spoils: bits turned, ends lost, codes changed. Source: dst.md 3.2 (corruption). */
import { copyBytes } from '../kernel/std/bytes.ts';

/** A spoilt copy. `draw` answers whole numbers below its first argument. */
export function spoil(bytes: Uint8Array, draw: (below: number, counter: number) => number): Uint8Array {
  if (bytes.length === 0) return bytes;
  const at = draw(bytes.length, 1);
  const copy = copyBytes(bytes);
  switch (draw(4, 0)) {
    case 0:
      copy[at] = (copy[at] ?? 0) ^ (1 << draw(8, 2));
      return copy;
    case 1:
      return copy.subarray(0, at);
    case 2:
      return copy.fill(0x41 + draw(26, 2), at, at + 4);
    default:
      return swapped(copy, at);
  }
}

/** Two neighbouring pieces in the other order. */
function swapped(bytes: Uint8Array, at: number): Uint8Array {
  const size = Math.min(at, bytes.length - at);
  const left = copyBytes(bytes.subarray(at - size, at));
  bytes.copyWithin(at - size, at, at + size);
  bytes.set(left, at);
  return bytes;
}
