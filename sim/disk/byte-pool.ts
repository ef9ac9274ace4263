/**
 * Copies of short values that share blocks of memory: a block of its own for each is what a copy of some
 * hundred bytes costs most of its time for. No place of a block is given out twice.
 */
import { copyBytes } from '../../kernel/std/bytes.ts';

const blockSize = 8192;
/** A longer value gets a block of its own, so that little of a block is kept for the sake of one value. */
const sharedSizeMax = 1024;

/** Answers a copy that nobody else holds. */
export type BytePool = (bytes: Uint8Array) => Uint8Array;

/** A pool of copies. */
export function openBytePool(): BytePool {
  let block = new Uint8Array(blockSize);
  let used = 0;
  return (bytes) => {
    const size = bytes.length;
    if (size > sharedSizeMax) return copyBytes(bytes);
    if (used + size > blockSize) {
      block = new Uint8Array(blockSize);
      used = 0;
    }
    const copy = block.subarray(used, used + size);
    copy.set(bytes);
    used += size;
    return copy;
  };
}
