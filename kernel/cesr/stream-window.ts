/**
 * The bytes of a stream that are not read yet.
 *
 * A window is a value: adding to it leaves every earlier window as it was. Bytes are added in place when
 * nobody has added to the same store yet, so that a message that comes byte by byte costs no more than
 * its size; a store that is full is left for one of twice the size.
 */

/** A window on a store: bytes `[start, end)`; `base` is the place of index 0 in the stream. */
export type Window = {
  readonly store: Store;
  readonly start: number;
  readonly end: number;
  readonly base: number;
};

/** Bytes beyond `used` are free. A borrowed store belongs to the caller: it is never written to or kept. */
type Store = { readonly bytes: Uint8Array; used: number; readonly borrowed: boolean };

const storeSizeMin = 512;
/** Below this size a store is kept although little of it is in use. */
const storeSizeKept = 4096;

export const emptyWindow: Window = { store: ownStore(0), start: 0, end: 0, base: 0 };

/** The window with `chunk` behind it; it may look at `chunk` itself until it is held. */
export function withChunk(window: Window, chunk: Uint8Array): Window {
  const { store, start, end, base } = window;
  if (start === end) {
    const borrowed = { bytes: chunk, used: chunk.length, borrowed: true };
    return { store: borrowed, start: 0, end: chunk.length, base: base + end };
  }
  if (store.used === end && end + chunk.length <= store.bytes.length) {
    store.bytes.set(chunk, end);
    store.used = end + chunk.length;
    return { store, start, end: store.used, base };
  }
  return grown(window, chunk);
}

function grown({ store, start, end, base }: Window, chunk: Uint8Array): Window {
  const live = end - start;
  const larger = ownStore(Math.max(storeSizeMin, 2 * (live + chunk.length)));
  larger.bytes.set(store.bytes.subarray(start, end));
  larger.bytes.set(chunk, live);
  larger.used = live + chunk.length;
  return { store: larger, start: 0, end: larger.used, base: base + start };
}

/** The window from `start` on, on a store of its own. */
export function held(window: Window, start: number): Window {
  const { store, end, base } = window;
  const live = end - start;
  if (live === 0) return { ...emptyWindow, base: base + end };
  const isWasteful = store.bytes.length > storeSizeKept && live * 4 < store.bytes.length;
  if (!store.borrowed && !isWasteful) return { store, start, end, base };
  const own = ownStore(Math.max(storeSizeMin, live));
  own.bytes.set(store.bytes.subarray(start, end));
  own.used = live;
  return { store: own, start: 0, end: live, base: base + start };
}

function ownStore(size: number): Store & { used: number } {
  return { bytes: new Uint8Array(size), used: 0, borrowed: false };
}
