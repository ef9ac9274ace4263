/** The backend that lives in memory: for simulations, tests, and scratch copies. Nothing survives it. */
import { StoreError, checkRows } from './store.ts';
import type { Range, Row, Store, Unchanged } from './store.ts';
import { tables } from './tables.ts';
import type { TableName } from './tables.ts';
import { bytesEqual, copyBytes } from '../kernel/std/bytes.ts';

/** Rows of one table; `keys` is sorted, and replaced rather than changed. */
type Content = { readonly values: Map<string, Uint8Array>; keys: readonly string[] };

export function openMemoryStore(): Store {
  const contents = new Map<TableName, Content>(
    tables.map(({ name }) => [name, { values: new Map(), keys: [] }]),
  );
  let isOpen = true;
  let isPoisoned = false;

  function contentOf(table: TableName): Content {
    const content = contents.get(table);
    if (!isOpen || content === undefined) throw new StoreError('closed', 'the store is closed');
    return content;
  }

  function commit(rows: readonly Row[], unchanged?: Unchanged): void {
    contentOf('meta');
    if (isPoisoned) throw new StoreError('poisoned', 'an earlier commit failed');
    checkRows(rows);
    if (unchanged !== undefined && !isUnchanged(contentOf(unchanged.table), unchanged)) {
      isPoisoned = true;
      throw new StoreError('conflict', 'another writer changed the store');
    }
    for (const [table, changes] of byTable(rows)) applyChanges(contentOf(table), changes);
  }

  return {
    get: (table, key) => {
      const value = contentOf(table).values.get(key);
      return value === undefined ? undefined : copyBytes(value);
    },
    range: (table, range) => rowsIn(contentOf(table), range),
    commit,
    sizeBytes: () => [...contents.values()].reduce((sum, content) => sum + sizeOf(content), 0),
    close: () => {
      isOpen = false;
      contents.clear();
      return Promise.resolve();
    },
  };
}

function isUnchanged({ values }: Content, { key, value }: Unchanged): boolean {
  const present = values.get(key);
  return present === undefined || value === undefined ? present === value : bytesEqual(present, value);
}

function byTable(rows: readonly Row[]): ReadonlyMap<TableName, readonly Row[]> {
  const grouped = new Map<TableName, Row[]>();
  for (const row of rows) {
    const group = grouped.get(row.table);
    if (group === undefined) grouped.set(row.table, [row]);
    else group.push(row);
  }
  return grouped;
}

function applyChanges(content: Content, rows: readonly Row[]): void {
  const { values } = content;
  const sizeBefore = values.size;
  const added: string[] = [];
  let removed = 0;
  for (const { key, value } of rows) {
    if (value === undefined) removed += values.delete(key) ? 1 : 0;
    else {
      if (!values.has(key)) added.push(key);
      values.set(key, copyBytes(value));
    }
  }
  if (added.length === 0 && removed === 0) return;
  const kept = removed === 0 ? content.keys : content.keys.filter((key) => values.has(key));
  const fresh = removed === 0 ? added : [...new Set(added)].filter((key) => values.has(key));
  content.keys = sizeBefore === 0 ? fresh.sort(compare) : mergeKeys(kept, fresh.sort(compare));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Both sorted; a key of both stands once. */
function mergeKeys(a: readonly string[], b: readonly string[]): readonly string[] {
  const merged: string[] = [];
  let at = 0;
  for (const key of b) {
    for (; at < a.length && (a[at] ?? '') < key; at++) merged.push(a[at] ?? '');
    if (a[at] !== key) merged.push(key);
  }
  return merged.concat(a.slice(at));
}

function* rowsIn({ keys, values }: Content, range: Range): Iterable<readonly [string, Uint8Array]> {
  const first = range.from === undefined ? 0 : placeOf(keys, range.from);
  const end = range.to === undefined ? keys.length : placeOf(keys, range.to);
  let left = range.countMax ?? Number.POSITIVE_INFINITY;
  for (let step = 0; step < end - first && left > 0; step++) {
    const key = keys[range.reverse === true ? end - 1 - step : first + step] ?? '';
    const value = values.get(key);
    if (value === undefined) continue;
    left -= 1;
    yield [key, copyBytes(value)];
  }
}

/** Place of the first key that is not below `bound`. */
function placeOf(keys: readonly string[], bound: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? '') < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sizeOf({ values }: Content): number {
  let size = 0;
  for (const [key, value] of values) size += key.length + value.length;
  return size;
}
