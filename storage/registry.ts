/** Every backend, one line each. */
import { openLmdbStore } from './lmdb.ts';
import { openMemoryStore } from './memory.ts';
import type { Store } from './store.ts';

export type Backend = {
  readonly name: string;
  /** True when what is committed outlives the process. */
  readonly isDurable: boolean;
  /** Opens the store at `place` and makes it when there is none; a backend without a place ignores it. */
  readonly open: (place: string) => Store;
};

export const backends = [
  { name: 'lmdb', isDurable: true, open: (place: string) => openLmdbStore(place) },
  { name: 'memory', isDurable: false, open: openMemoryStore },
] as const satisfies readonly Backend[];

export type BackendName = (typeof backends)[number]['name'];
