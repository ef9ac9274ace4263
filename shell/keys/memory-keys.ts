/** Secrets in memory: gone with the process. */
import { KeelsonError } from '../errors.ts';
import type { KeyProvider } from './key-provider.ts';

/** An empty provider. What is deleted or replaced is overwritten first. */
export function openMemoryKeys(): KeyProvider {
  const kept = new Map<string, Uint8Array>();
  return {
    getKey: async (id) => {
      const key = kept.get(id);
      if (key === undefined) {
        const says = `no key is kept under ${JSON.stringify(id)}`;
        throw new KeelsonError('unknown-key', { says, keripy: 'ValueError', facts: { id } });
      }
      return key.slice();
    },
    storeKey: async (id, key, options) => {
      const before = kept.get(id);
      if (before !== undefined && options?.replace !== true) {
        const says = `a key is kept under ${JSON.stringify(id)} already`;
        throw new KeelsonError('key-exists', { says, keripy: 'ValueError', facts: { id } });
      }
      kept.set(id, key.slice());
      before?.fill(0);
    },
    deleteKey: async (id) => {
      kept.get(id)?.fill(0);
      return kept.delete(id);
    },
  };
}
