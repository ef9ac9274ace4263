/** A provider that stops after a number of changes, as one does whose process was killed. */
import type { KeyProvider } from '../../shell/keys/index.ts';

export class Cut extends Error {}

/** `provider` until `changes` more were made; one that `isWhole` makes several as one. */
export function fused(provider: KeyProvider, changes: number, isWhole: boolean): KeyProvider {
  let left = changes;
  const burn = (): void => {
    if (left === 0) throw new Cut('the provider is gone');
    left -= 1;
  };
  const changeKeys: KeyProvider['changeKeys'] = async (several) => {
    burn();
    await provider.changeKeys?.(several);
  };
  return {
    ...(isWhole ? { changeKeys } : {}),
    getKey: provider.getKey,
    storeKey: async (...args) => {
      burn();
      await provider.storeKey(...args);
    },
    deleteKey: async (id) => {
      burn();
      return provider.deleteKey(id);
    },
  };
}
