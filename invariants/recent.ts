/**
 * A memo that forgets: it holds at least the `countMax` texts that were put last, and at most twice as many.
 * What is asked for stays. For answers that can be found again.
 */

export type Recent<V> = {
  readonly get: (key: string) => V | undefined;
  readonly put: (key: string, value: V) => V;
};

export function openRecent<V>(countMax: number): Recent<V> {
  let young = new Map<string, V>();
  let old = new Map<string, V>();
  const put = (key: string, value: V): V => {
    if (young.size >= countMax) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
    return value;
  };
  return {
    get: (key) => {
      const known = young.get(key);
      if (known !== undefined) return known;
      const found = old.get(key);
      return found === undefined ? undefined : put(key, found);
    },
    put,
  };
}
