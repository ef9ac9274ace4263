/**
 * The backend on LMDB: one folder, one environment, one table a database in it.
 *
 * Source: dst.md 2.4 and 2.5 (R1–R3), limits.md A4. One environment a path and process: closing it comes before
 * opening it again.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { RangeOptions, RootDatabase } from 'lmdb';
import { defaultHeadroomBytesMin, openHeadroom } from './headroom.ts';
import type { HeadroomOptions } from './headroom.ts';
import { openCommits } from './lmdb-commit.ts';
import { freeBytesOf, openEnvironment } from './lmdb-environment.ts';
import type { Rows } from './lmdb-environment.ts';
import { dataFile } from './lmdb-file.ts';
import { StoreDamaged } from './store.ts';
import type { Range, Row, Store } from './store.ts';
import { tables } from './tables.ts';
import type { TableName } from './tables.ts';

/** A store in a folder that can copy itself. */
export type LmdbStore = Store & {
  /** Writes a consistent, compacted copy into the existing empty folder `folder`. */
  readonly copyTo: (folder: string) => Promise<void>;
  /** Ids of the other processes that have read the store and have it open still. */
  readonly otherReaders: () => readonly number[];
};

export { dataFile };

/** How many rows a range reads at once: no read transaction stays open between two of them. */
const pageRowCount = 256;

/** Opens the store in `folder`, and makes it when there is none. A commit without room is refused (R9). */
export function openLmdbStore(folder: string, options: Partial<HeadroomOptions> = {}): LmdbStore {
  const { root, assertOpen, rowsOf, close } = openEnvironment(
    folder,
    tables.map(({ name }) => name),
  );
  const assertRoomFor = openHeadroom({
    freeBytes: () => freeBytesOf(folder),
    headroomBytesMin: defaultHeadroomBytesMin,
    ...options,
  });
  return {
    get: (table, key) => rowsOf(table).get(key),
    range: (table, range) =>
      inOrder(
        table,
        range,
        pagedRows(() => rowsOf(table), range),
      ),
    commit: openCommits({ root, assertOpen, rowsOf, assertRoomFor, putRow }),
    sizeBytes: () => statSync(join(folder, dataFile)).size,
    copyTo: (target) => root.backup(target, true),
    otherReaders: () => otherReadersOf(root),
    close,
  };
}

/** LMDB lists a line a reader, which begins with the id of its process, under a line of titles. */
function otherReadersOf(root: RootDatabase<Uint8Array, string>): readonly number[] {
  root.readerCheck();
  const ids = [...root.readerList().matchAll(/^ *(\d+) /gm)].map(([, id]) => Number(id));
  return [...new Set(ids)].filter((id) => id !== process.pid);
}

/**
 * Records of the log come in order, so their pages are filled one after the other; a record whose ordinal
 * is not above all others is our own fault, and fails the commit.
 */
function putRow(rows: Rows, { table, key, value }: Row): void {
  if (value === undefined) rows.removeSync(key);
  else if (table === 'log') rows.putSync(key, value, { append: true });
  else rows.putSync(key, value);
}

/** The rows; throws `StoreDamaged` when they are not in order, as in a file that is damaged or goes in circles. */
function* inOrder(
  table: TableName,
  { reverse }: Range,
  rows: Iterable<readonly [string, Uint8Array]>,
): Iterable<readonly [string, Uint8Array]> {
  let last: string | undefined;
  for (const row of rows) {
    const [key] = row;
    if (last !== undefined && (reverse === true ? key >= last : key <= last))
      throw new StoreDamaged(table, key, `it stands behind row ${last}`);
    last = key;
    yield row;
  }
}

/** Rows page by page; what is committed in between is seen. */
function* pagedRows(rowsOf: () => Rows, range: Range): Iterable<readonly [string, Uint8Array]> {
  let left = range.countMax ?? Number.POSITIVE_INFINITY;
  let last: string | undefined;
  while (left > 0) {
    const limit = Math.min(pageRowCount, left);
    const page = [...rowsOf().getRange(pageOptions(range, last, limit))];
    for (const { key, value } of page) yield [key, value];
    if (page.length < limit) return;
    last = page.at(-1)?.key;
    left -= page.length;
  }
}

function pageOptions({ from, to, reverse }: Range, last: string | undefined, limit: number): RangeOptions {
  if (reverse === true) {
    const start = last ?? to;
    return {
      reverse,
      limit,
      ...(start === undefined ? {} : { start, exclusiveStart: true }),
      ...(from === undefined ? {} : { end: from, inclusiveEnd: true }),
    };
  }
  const start = last ?? from;
  return {
    limit,
    ...(start === undefined ? {} : { start }),
    ...(last === undefined ? {} : { exclusiveStart: true }),
    ...(to === undefined ? {} : { end: to }),
  };
}
