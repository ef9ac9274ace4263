/** Stores with the rows of others: what a snapshot, or a crash, leaves. */
import { openMemoryStore } from '../../storage/memory.ts';
import type { Store } from '../../storage/store.ts';
import { tables } from '../../storage/tables.ts';

/** A store with the same rows. */
export function copyOf(store: Store): Store {
  const copy = openMemoryStore();
  for (const { name } of tables)
    copy.commit(Array.from(store.range(name, {}), ([key, value]) => ({ table: name, key, value })));
  return copy;
}

/** The same store; closing it does nothing, so that its rows are there for the next host. */
export function lasting(store: Store): Store {
  return { ...store, close: () => Promise.resolve() };
}
