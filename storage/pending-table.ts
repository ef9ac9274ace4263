/**
 * A table of decoded rows with changes that are not committed yet: reads see the changes, and a row that
 * changes several times before a commit is encoded once.
 */
import { openKnownRows } from './known-rows.ts';
import { openRow, sealRow } from './sealed-row.ts';
import { groupRange } from './key.ts';
import type { Range, Row, Store } from './store.ts';
import type { TableName } from './tables.ts';

/** How the rows of a table are written and read. */
export type RowCodec<V> = {
  readonly write: (value: V) => string | Uint8Array;
  readonly read: (payload: Buffer) => V;
};

export type PendingTable<V> = {
  readonly get: (key: string) => V | undefined;
  readonly put: (key: string, value: V) => void;
  readonly remove: (key: string) => void;
  /** Values of the keys `group.…`, by key. Cheap when nothing of the group is pending. */
  readonly group: (group: string) => readonly V[];
  readonly range: (range: Range) => Iterable<readonly [key: string, value: V]>;
  /** What is not committed yet; undefined for removals. */
  readonly pending: ReadonlyMap<string, V | undefined>;
  /** The rows to commit. */
  readonly rows: () => readonly Row[];
  /** Forgets what is not committed; called after a commit, too. */
  readonly clear: () => void;
};

export function openPendingTable<V>(store: Store, table: TableName, codec: RowCodec<V>): PendingTable<V> {
  const pending = new Map<string, V | undefined>();
  const known = openKnownRows<V>();
  /** Pending keys by what stands before their last dot; kept from the first question about a group on. */
  let groups: Map<string, string[]> | undefined;

  function set(key: string, value: V | undefined): void {
    if (groups !== undefined && !pending.has(key)) addToGroup(groups, key);
    pending.set(key, value);
  }

  function keysOfGroup(group: string): readonly string[] {
    if (groups === undefined) {
      groups = new Map();
      for (const key of pending.keys()) addToGroup(groups, key);
    }
    return groups.get(group) ?? [];
  }

  function read(key: string, value: Uint8Array): V {
    return known.read(key, value, () => codec.read(openRow(table, key, value)));
  }

  function get(key: string): V | undefined {
    if (pending.has(key)) return pending.get(key);
    const value = store.get(table, key);
    return value === undefined ? undefined : read(key, value);
  }

  function merged(range: Range, changed: readonly string[]): Iterable<readonly [string, V]> {
    const { countMax: _, ...bounds } = range;
    return mergedRows({
      stored: store.range(table, bounds),
      changed,
      pending,
      read,
      isReverse: range.reverse === true,
    });
  }

  return {
    get,
    put: set,
    remove: (key) => {
      set(key, undefined);
    },
    group: (group) => {
      const changed = [...keysOfGroup(group)].sort(compare);
      return Array.from(merged(groupRange(group), changed), ([, value]) => value);
    },
    range: (range) => {
      const sign = range.reverse === true ? -1 : 1;
      const changed = [...pending.keys()]
        .filter((key) => isWithin(range, key))
        .sort((a, b) => sign * compare(a, b));
      return atMost(merged(range, changed), range.countMax);
    },
    pending,
    rows: () =>
      Array.from(pending, ([key, value]) => {
        const sealed = value === undefined ? undefined : sealRow(table, key, codec.write(value));
        return { table, key, value: sealed };
      }),
    clear: () => {
      if (pending.size === 0) return;
      pending.clear();
      groups = undefined;
    },
  };
}

/** Rows to commit of several tables, table by table. Most tables have none. */
export function rowsOfTables(
  tables: Iterable<Pick<PendingTable<unknown>, 'pending' | 'rows'>>,
): readonly Row[] {
  const rows: Row[] = [];
  for (const table of tables) if (table.pending.size > 0) for (const row of table.rows()) rows.push(row);
  return rows;
}

type Merging<V> = {
  readonly stored: Iterable<readonly [string, Uint8Array]>;
  /** Pending keys of the range, in its order. */
  readonly changed: readonly string[];
  readonly pending: ReadonlyMap<string, V | undefined>;
  readonly read: (key: string, value: Uint8Array) => V;
  readonly isReverse: boolean;
};

/** Stored rows with the pending changes in their places. */
function* mergedRows<V>({
  stored,
  changed,
  pending,
  read,
  isReverse,
}: Merging<V>): Iterable<readonly [string, V]> {
  const sign = isReverse ? -1 : 1;
  let at = 0;
  for (const [key, value] of stored) {
    for (; at < changed.length && sign * compare(changed[at] ?? '', key) < 0; at++) {
      yield* presentRow(pending, changed[at]);
    }
    if (changed[at] !== key) yield [key, read(key, value)];
  }
  for (; at < changed.length; at++) yield* presentRow(pending, changed[at]);
}

function* presentRow<V>(
  pending: ReadonlyMap<string, V | undefined>,
  key = '',
): Iterable<readonly [string, V]> {
  const value = pending.get(key);
  if (value !== undefined) yield [key, value];
}

function addToGroup(groups: Map<string, string[]>, key: string): void {
  const group = key.slice(0, Math.max(0, key.lastIndexOf('.')));
  const keys = groups.get(group);
  if (keys === undefined) groups.set(group, [key]);
  else keys.push(key);
}

function isWithin({ from, to }: Range, key: string): boolean {
  return (from === undefined || key >= from) && (to === undefined || key < to);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function* atMost<T>(items: Iterable<T>, countMax: number | undefined): Iterable<T> {
  let left = countMax ?? Number.POSITIVE_INFINITY;
  if (left <= 0) return;
  for (const item of items) {
    yield item;
    left -= 1;
    if (left <= 0) return;
  }
}
