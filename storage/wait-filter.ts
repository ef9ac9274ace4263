/**
 * Tells fast that nothing waits for a key, which is the usual answer: every accepted event asks for
 * several keys. Counts keys by hash in a fixed array; a count above 0 says "perhaps", and the table is asked.
 */

export type WaitFilter = {
  /** Counts a key of the escrow's index; ignored until the filter was filled. */
  readonly add: (key: string) => void;
  /** Takes a counted key back. */
  readonly remove: (key: string) => void;
  /** True when nothing waits for any key. Fills the filter first when that was not done. */
  readonly isEmpty: () => boolean;
  /** False only when nothing waits for the key. Fills the filter first when that was not done. */
  readonly mayHold: (key: string) => boolean;
  /** Forgets all counts: what was counted was not committed. */
  readonly forget: () => void;
};

const slotCount = 1 << 16;

/** A filter over the keys that `keys` gives when it is asked first, the uncommitted ones included. */
export function openWaitFilter(keys: () => Iterable<string>): WaitFilter {
  let counts: Uint32Array | undefined;
  let keyCount = 0;

  function change(key: string, by: number): void {
    if (counts === undefined) return;
    const slot = slotOf(key);
    counts[slot] = (counts[slot] ?? 0) + by;
    keyCount += by;
  }

  function filled(): Uint32Array {
    if (counts !== undefined) return counts;
    const all = Array.from(keys(), slotOf);
    const fresh = new Uint32Array(slotCount);
    for (const slot of all) fresh[slot] = (fresh[slot] ?? 0) + 1;
    keyCount = all.length;
    counts = fresh;
    return fresh;
  }

  return {
    add: (key) => {
      change(key, 1);
    },
    remove: (key) => {
      change(key, -1);
    },
    isEmpty: () => {
      filled();
      return keyCount === 0;
    },
    mayHold: (key) => (filled()[slotOf(key)] ?? 0) > 0,
    forget: () => {
      counts = undefined;
    },
  };
}

/** FNV-1a, folded to a slot. */
function slotOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return ((hash >>> 16) ^ hash) & (slotCount - 1);
}
