/**
 * The rows of a model store: what is visible now. Values that are kept are never written over, so others
 * may keep them too.
 */
import type { Range } from '../../storage/store.ts';
import { tables } from '../../storage/tables.ts';
import type { TableName } from '../../storage/tables.ts';
import {
  addKey,
  clearOrder,
  copyOrder,
  emptyOrder,
  endOf,
  keyAt,
  placeAfter,
  placeBefore,
  placeOf,
  removeKey,
  settleOrder,
} from './key-order.ts';
import type { KeyOrder, Place } from './key-order.ts';

export type TableRows = { readonly values: Map<string, Uint8Array>; readonly order: KeyOrder };

export type Rows = {
  readonly tables: ReadonlyMap<TableName, TableRows>;
  sizeBytes: number;
  /** Goes up with every change, so whoever read the rows knows whether they still are what was read. */
  version: number;
};

/** No rows at all. */
export function emptyRows(): Rows {
  const empty = tables.map(({ name }): [TableName, TableRows] => [
    name,
    { values: new Map<string, Uint8Array>(), order: emptyOrder() },
  ]);
  return { tables: new Map(empty), sizeBytes: 0, version: 0 };
}

/** The same rows, to be changed by themselves. */
export function copyRows(rows: Rows): Rows {
  const copied = tables.map(({ name }): [TableName, TableRows] => {
    const { values, order } = tableOf(rows, name);
    return [name, { values: new Map(values), order: copyOrder(order) }];
  });
  return { tables: new Map(copied), sizeBytes: rows.sizeBytes, version: rows.version };
}

/** Takes all rows out. */
export function clearRows(rows: Rows): void {
  for (const { values, order } of rows.tables.values()) {
    values.clear();
    clearOrder(order);
  }
  rows.sizeBytes = 0;
  rows.version += 1;
}

/** The rows of a table. */
export function tableOf(rows: Rows, table: TableName): TableRows {
  const found = rows.tables.get(table);
  if (found === undefined) throw new Error(`there is no table ${table}`);
  return found;
}

/** Puts or removes a row, keeps `value` itself, and answers what stood there before. */
export function changeRow(
  rows: Rows,
  table: TableName,
  key: string,
  value: Uint8Array | undefined,
): Uint8Array | undefined {
  const { values, order } = tableOf(rows, table);
  const before = values.get(key);
  rows.version += 1;
  if (value === undefined) {
    if (before === undefined) return undefined;
    values.delete(key);
    removeKey(order, key);
    rows.sizeBytes -= key.length + before.length;
    return before;
  }
  values.set(key, value);
  if (before === undefined) addKey(order, key);
  rows.sizeBytes += value.length + (before === undefined ? key.length : -before.length);
  return before;
}

/** The keys of a range, one after the other; rows that are changed meanwhile are seen as they are then. */
export function* keysIn({ order }: TableRows, range: Range): Iterable<string> {
  let left = range.countMax ?? Number.MAX_SAFE_INTEGER;
  const walk = range.reverse === true ? backward : forward;
  settleOrder(order);
  let place = walk.start(order, range);
  while (left > 0 && place !== undefined) {
    const key = keyAt(order, place);
    if (key === undefined || walk.isBeyond(key, range)) return;
    const { version } = order;
    yield key;
    left -= 1;
    if (version === order.version) place = walk.next(order, place);
    else {
      settleOrder(order);
      place = walk.resume(order, key);
    }
  }
}

type Walk = {
  readonly start: (order: KeyOrder, range: Range) => Place | undefined;
  readonly isBeyond: (key: string, range: Range) => boolean;
  readonly next: (order: KeyOrder, place: Place) => Place | undefined;
  readonly resume: (order: KeyOrder, key: string) => Place | undefined;
};

const first: Place = { chunk: 0, at: 0 };

const forward: Walk = {
  start: (order, { from }) => (from === undefined ? first : placeOf(order, from)),
  isBeyond: (key, { to }) => to !== undefined && key >= to,
  next: placeAfter,
  resume: (order, key) => {
    const place = placeOf(order, key);
    return keyAt(order, place) === key ? placeAfter(order, place) : place;
  },
};

const backward: Walk = {
  start: (order, { to }) => placeBefore(order, to === undefined ? endOf(order) : placeOf(order, to)),
  isBeyond: (key, { from }) => from !== undefined && key < from,
  next: placeBefore,
  resume: (order, key) => placeBefore(order, placeOf(order, key)),
};
