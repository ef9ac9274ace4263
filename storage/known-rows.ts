/**
 * The rows of a table that were read lately, with what they hold: equal bytes need no second digest and no second
 * decoding. What the store gives is compared whole each time, so a row that rotted, or that somebody else changed, is
 * found as if nothing were known of it.
 *
 * Source: dst.md 2.5 R6. Bounded by count and by the size of a row; long rows have caches of their own.
 */

/** Rows of one table, by key. */
export type KnownRows<V> = {
  /** What the bytes hold at that key: as it was decoded before, or as `decode` finds it now. */
  readonly read: (key: string, bytes: Uint8Array, decode: () => V) => V;
};

type Known<V> = { readonly bytes: Uint8Array; readonly value: V };

/** At least so many rows are known, and at most twice as many: what was not asked for while as many were is forgotten. */
const countMax = 512;
/** A longer row is decoded each time. */
const sizeBytesMax = 512;

/** Nothing is known. Bytes that are given are kept, and must not be written over afterwards. */
export function openKnownRows<V>(): KnownRows<V> {
  let young = new Map<string, Known<V>>();
  let old = new Map<string, Known<V>>();

  function keep(key: string, known: Known<V>): V {
    if (young.size >= countMax) {
      old = young;
      young = new Map();
    }
    young.set(key, known);
    return known.value;
  }

  return {
    read: (key, bytes, decode) => {
      const recent = young.get(key);
      const known = recent ?? old.get(key);
      if (known === undefined || Buffer.compare(known.bytes, bytes) !== 0) {
        const value = decode();
        return bytes.length > sizeBytesMax ? value : keep(key, { bytes, value });
      }
      return recent === undefined ? keep(key, known) : known.value;
    },
  };
}
