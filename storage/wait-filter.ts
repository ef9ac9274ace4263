/**
 * Tells fast that nothing waits for a key, which is the usual answer: every accepted event asks for
 * several keys. Counts keys by hash in a fixed array; a count above 0 says "perhaps", and the table is asked.
 */

export type WaitFilter = {
  /** Counts a key of the escrow's index; ignored until the filter was filled. */
  readonly add: (key: string) => void;
  /** Takes a counted key back. */
  readonly remove: (key: string) => void;
  /** False only when nothing waits for the key. Fills the filter first when that was not done. */
  readonly mayHold: (key: string) => boolean;
  /** Forgets all counts: what was counted was not committed. */
  readonly forget: () => void;
};

const slotCount = 1 << 16;

/** A filter over the keys that `keys` gives when it is asked first, the uncommitted ones included. */
export function openWaitFilter(keys: () => Iterable<string>): WaitFilter {
  let counts: Uint32Array | undefined;

  function change(key: string, by: number): void {
    if (counts !== undefined) counts[slotOf(key)] = (counts[slotOf(key)] ?? 0) + by;
  }

  function filled(): Uint32Array {
    const fresh = new Uint32Array(slotCount);
    for (const key of keys()) fresh[slotOf(key)] = (fresh[slotOf(key)] ?? 0) + 1;
    return fresh;
  }

  return {
    add: (key) => {
      change(key, 1);
    },
    remove: (key) => {
      change(key, -1);
    },
    mayHold: (key) => {
      counts ??= filled();
      return (counts[slotOf(key)] ?? 0) > 0;
    },
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
