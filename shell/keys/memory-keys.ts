/** Secrets in memory: gone with the process. */
import { copyBytes } from '../../kernel/std/bytes.ts';
import { takenId, unknownKey } from './key-batch.ts';
import type { KeyProvider } from './key-provider.ts';

/** An empty provider. What is deleted or replaced is overwritten first. */
export function openMemoryKeys(): KeyProvider {
  const kept = new Map<string, Uint8Array>();
  const change = (id: string, key: Uint8Array | undefined): void => {
    const before = kept.get(id);
    if (key === undefined) kept.delete(id);
    else kept.set(id, copyBytes(key));
    before?.fill(0);
  };
  return {
    getKey: async (id) => {
      const key = kept.get(id);
      if (key === undefined) throw unknownKey(id);
      return key.slice();
    },
    storeKey: async (id, key, options) => {
      if (kept.has(id) && options?.replace !== true) throw takenId(id);
      change(id, key);
    },
    deleteKey: async (id) => {
      const isThere = kept.has(id);
      change(id, undefined);
      return isThere;
    },
    changeKeys: async (changes) => {
      for (const { id, key } of changes) change(id, key);
    },
  };
}
