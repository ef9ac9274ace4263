/** Stores and key stores that stop after a number of changes, as a machine does that is gone. */
import type { KeyProvider } from '../../../shell/keys/index.ts';
import { StoreError } from '../../../storage/store.ts';
import type { Store } from '../../../storage/store.ts';

/** Counts changes, and lets none through after the last one. */
export type Fuse = { left: number; burnt: number };

function burn(fuse: Fuse): void {
  if (fuse.left === 0) throw new StoreError('commit-failed', 'the machine is gone');
  fuse.left -= 1;
  fuse.burnt += 1;
}

export function fusedStore(store: Store, fuse: Fuse): Store {
  return {
    ...store,
    commit: (rows, unchanged) => {
      burn(fuse);
      store.commit(rows, unchanged);
    },
  };
}

export function fusedKeys(provider: KeyProvider, fuse: Fuse, isWhole: boolean): KeyProvider {
  const changeKeys: KeyProvider['changeKeys'] = async (several) => {
    burn(fuse);
    await provider.changeKeys?.(several);
  };
  return {
    ...(isWhole ? { changeKeys } : {}),
    getKey: provider.getKey,
    storeKey: async (...args) => {
      burn(fuse);
      await provider.storeKey(...args);
    },
    deleteKey: async (id) => {
      burn(fuse);
      return await provider.deleteKey(id);
    },
  };
}
