/**
 * Rows that were read, or written and committed, lately. A cache holds nothing but what is committed, so a
 * failed commit takes nothing back.
 *
 * Source: DESIGN 3. Bounded by count and by the bytes that the rows had.
 */
import { LRUCache } from 'lru-cache';

/** Decoded rows of one kind, by key or ordinal. */
export type Decoded<K extends string | number, V extends object> = {
  /** The row from the cache, or as `read` decodes it; undefined when there is none. */
  readonly get: (
    key: K,
    read: () => { readonly value: V; readonly sizeBytes: number } | undefined,
  ) => V | undefined;
  /** The row as it was committed. */
  readonly keep: (key: K, value: V, sizeBytes: number) => void;
  /** The row changes. */
  readonly forget: (key: K) => void;
};

/** A commit of more rows is part of a stream that passes by: what it wrote is not kept. */
export const keptOfCommitMax = 64;

const sizeBytesMax = 4 * 1024 * 1024;

/** A cache of at most so many rows, and of 4 MiB. */
export function openDecoded<K extends string | number, V extends object>(countMax: number): Decoded<K, V> {
  const cache = new LRUCache<K, V>({ max: countMax, maxSize: sizeBytesMax });
  return {
    get: (key, read) => {
      const known = cache.get(key);
      if (known !== undefined) return known;
      const row = read();
      if (row !== undefined) cache.set(key, row.value, { size: Math.max(row.sizeBytes, 1) });
      return row?.value;
    },
    keep: (key, value, sizeBytes) => {
      cache.set(key, value, { size: Math.max(sizeBytes, 1) });
    },
    forget: (key) => void cache.delete(key),
  };
}
