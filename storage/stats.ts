/** How much a store holds. Walks every row: cost grows with the store. */
import { readHead } from './head.ts';
import type { StoreHead } from './head.ts';
import type { Store } from './store.ts';
import { tables } from './tables.ts';
import type { TableName } from './tables.ts';

export type TableStats = {
  readonly table: TableName;
  readonly purpose: string;
  readonly rows: number;
  /** Keys and values. */
  readonly sizeBytes: number;
};

export type StoreStats = {
  readonly tables: readonly TableStats[];
  readonly head: StoreHead | undefined;
  /** What the store takes on its medium. */
  readonly sizeBytes: number;
};

export function statsOf(store: Store): StoreStats {
  const counted = tables.map(({ name, purpose }) => ({ table: name, purpose, ...countRows(store, name) }));
  return { tables: counted, head: readHead(store), sizeBytes: store.sizeBytes() };
}

function countRows(store: Store, table: TableName): { readonly rows: number; readonly sizeBytes: number } {
  let rows = 0;
  let sizeBytes = 0;
  for (const [key, value] of store.range(table, {})) {
    rows += 1;
    sizeBytes += key.length + value.length;
  }
  return { rows, sizeBytes };
}
