/**
 * Keys in order, in chunks: adding and removing one touches a chunk, and the place of a bound is found by
 * halving. The order is that of code units, which for ASCII is that of bytes. Keys are put in order when
 * somebody asks for the order: most tables are read by key alone.
 *
 * Source: storage/store.ts (rows of a table are ordered by the bytes of their keys).
 */

export type KeyOrder = {
  chunks: string[][];
  /** Keys that were added and have no place yet. */
  fresh: string[];
  count: number;
  /** Goes up with every change, so a walk knows that its place is out of date. */
  version: number;
};

/** The place of a key: its chunk, and where it stands in it. */
export type Place = { readonly chunk: number; readonly at: number };

/** A chunk that would grow beyond this becomes two. */
const chunkCountMax = 128;

/** An order of no keys. */
export function emptyOrder(): KeyOrder {
  return { chunks: [], fresh: [], count: 0, version: 0 };
}

/** The same keys, to be changed by themselves. */
export function copyOrder({ chunks, fresh, count }: KeyOrder): KeyOrder {
  return { chunks: chunks.map((chunk) => chunk.slice()), fresh: fresh.slice(), count, version: 0 };
}

/** Takes all keys out. */
export function clearOrder(order: KeyOrder): void {
  order.chunks = [];
  order.fresh = [];
  order.count = 0;
  order.version += 1;
}

/** Adds a key that is not there. */
export function addKey(order: KeyOrder, key: string): void {
  order.fresh.push(key);
  order.count += 1;
  order.version += 1;
}

/** Gives every key its place; before places are asked for. */
export function settleOrder(order: KeyOrder): void {
  const { fresh, chunks, count } = order;
  if (fresh.length === 0) return;
  order.fresh = [];
  if (fresh.length * 4 < count) for (const key of fresh) placeKey(chunks, key);
  else order.chunks = chunksOf([...chunks.flat(), ...fresh].sort(compare));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function chunksOf(keys: readonly string[]): string[][] {
  const chunks: string[][] = [];
  for (let at = 0; at < keys.length; at += chunkCountMax / 2)
    chunks.push(keys.slice(at, at + chunkCountMax / 2));
  return chunks;
}

function placeKey(chunks: string[][], key: string): void {
  const last = chunks.at(-1);
  if (last === undefined || (last.at(-1) ?? '') < key) {
    if (last === undefined || last.length >= chunkCountMax) chunks.push([key]);
    else last.push(key);
    return;
  }
  const { chunk, at } = placeIn(chunks, key);
  const keys = chunks[chunk] ?? [];
  keys.splice(at, 0, key);
  if (keys.length > chunkCountMax) chunks.splice(chunk + 1, 0, keys.splice(chunkCountMax >> 1));
}

/** Removes a key that is there. */
export function removeKey(order: KeyOrder, key: string): void {
  settleOrder(order);
  const { chunks } = order;
  order.count -= 1;
  order.version += 1;
  const { chunk, at } = placeIn(chunks, key);
  const keys = chunks[chunk] ?? [];
  keys.splice(at, 1);
  if (keys.length === 0) chunks.splice(chunk, 1);
}

/** The place of the first key that is not below `bound`; the place behind all keys when there is none. */
export function placeOf(order: KeyOrder, bound: string): Place {
  return placeIn(order.chunks, bound);
}

function placeIn(chunks: readonly (readonly string[])[], bound: string): Place {
  let low = 0;
  let high = chunks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((chunks[middle]?.at(-1) ?? '') < bound) low = middle + 1;
    else high = middle;
  }
  return { chunk: low, at: firstNotBelow(chunks[low] ?? [], bound) };
}

function firstNotBelow(keys: readonly string[], bound: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? '') < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The place after the last key. */
export function endOf({ chunks }: KeyOrder): Place {
  return { chunk: chunks.length, at: 0 };
}

/** The key at a place; undefined behind all keys. */
export function keyAt({ chunks }: KeyOrder, { chunk, at }: Place): string | undefined {
  return chunks[chunk]?.[at];
}

/** The place that follows. */
export function placeAfter({ chunks }: KeyOrder, { chunk, at }: Place): Place {
  const size = chunks[chunk]?.length ?? 0;
  return at + 1 < size ? { chunk, at: at + 1 } : { chunk: chunk + 1, at: 0 };
}

/** The place before; undefined when there is none. */
export function placeBefore({ chunks }: KeyOrder, { chunk, at }: Place): Place | undefined {
  if (at > 0) return { chunk, at: at - 1 };
  const before = chunks[chunk - 1];
  return before === undefined ? undefined : { chunk: chunk - 1, at: before.length - 1 };
}

/** The key that `index` keys stand before. */
export function nthKey(order: KeyOrder, index: number): string | undefined {
  settleOrder(order);
  let left = index;
  for (const chunk of order.chunks) {
    if (left < chunk.length) return chunk[left];
    left -= chunk.length;
  }
  return undefined;
}
