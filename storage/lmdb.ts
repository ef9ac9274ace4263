/**
 * The backend on LMDB: one folder, one environment, one table a database in it.
 *
 * Source: dst.md 2.4 and 2.5 (R1–R3), limits.md A4. In lmdb 3.5.6 overlapping syncs can acknowledge a
 * commit that is lost, and can damage the store after a failed one: they are off, and that is asserted.
 * One environment a path and process: closing it comes before opening it again.
 */
import { statSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { open } from 'lmdb';
import type { Database, RangeOptions, RootDatabase } from 'lmdb';
import { bytesEqual } from '../kernel/std/bytes.ts';
import { defaultHeadroomBytesMin, openHeadroom } from './headroom.ts';
import type { HeadroomOptions } from './headroom.ts';
import { dataFile, flawOfDataFile } from './lmdb-file.ts';
import { makeFolder } from './make-folder.ts';
import { StoreDamaged, StoreError, checkRows, keySizeMax } from './store.ts';
import type { Range, Row, Store, Unchanged } from './store.ts';
import { tables } from './tables.ts';
import type { TableName } from './tables.ts';

/** A store in a folder that can copy itself. */
export type LmdbStore = Store & {
  /** Writes a consistent, compacted copy into the existing empty folder `folder`. */
  readonly copyTo: (folder: string) => Promise<void>;
  /** Ids of the other processes that have read the store and have it open still. */
  readonly otherReaders: () => readonly number[];
};

type Rows = Database<Uint8Array, string>;

export { dataFile };

/** How many rows a range reads at once: no read transaction stays open between two of them. */
const pageRowCount = 256;

/** Opens the store in `folder`, and makes it when there is none. A commit without room is refused (R9). */
export function openLmdbStore(folder: string, options: Partial<HeadroomOptions> = {}): LmdbStore {
  const { root, databases } = openEnvironment(folder);
  const assertRoomFor = openHeadroom({
    freeBytes: () => freeBytesOf(folder),
    headroomBytesMin: defaultHeadroomBytesMin,
    ...options,
  });
  let isOpen = true;
  let isPoisoned = false;

  function rowsOf(table: TableName): Rows {
    const rows = databases.get(table);
    if (!isOpen || rows === undefined) throw new StoreError('closed', 'the store is closed');
    return rows;
  }

  function commit(rows: readonly Row[], unchanged?: Unchanged): void {
    rowsOf('meta');
    if (isPoisoned)
      throw new StoreError('poisoned', 'an earlier commit failed; close the store and open it again');
    checkRows(rows);
    assertRoomFor(rows);
    try {
      root.transactionSync(() => {
        if (unchanged !== undefined) assertUnchanged(rowsOf(unchanged.table), unchanged);
        for (const row of rows) putRow(rowsOf(row.table), row);
      });
    } catch (cause) {
      isPoisoned = true;
      if (cause instanceof StoreError) throw cause;
      throw new StoreError('commit-failed', 'the store could not commit', cause);
    }
  }

  return {
    get: (table, key) => rowsOf(table).get(key),
    range: (table, range) =>
      inOrder(
        table,
        range,
        pagedRows(() => rowsOf(table), range),
      ),
    commit,
    sizeBytes: () => statSync(join(folder, dataFile)).size,
    copyTo: (target) => root.backup(target, true),
    otherReaders: () => otherReadersOf(root),
    close: async () => {
      if (!isOpen) return;
      isOpen = false;
      await root.close();
    },
  };
}

/** LMDB lists a line a reader, which begins with the id of its process, under a line of titles. */
function otherReadersOf(root: RootDatabase<Uint8Array, string>): readonly number[] {
  root.readerCheck();
  const ids = [...root.readerList().matchAll(/^ *(\d+) /gm)].map(([, id]) => Number(id));
  return [...new Set(ids)].filter((id) => id !== process.pid);
}

/** What the disk of a folder has left for this user. */
function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

type Environment = {
  readonly root: RootDatabase<Uint8Array, string>;
  readonly databases: ReadonlyMap<TableName, Rows>;
};

function openEnvironment(folder: string): Environment {
  try {
    makeFolder(folder);
    const flaw = flawOfDataFile(join(folder, dataFile));
    if (flaw !== undefined)
      throw new StoreError(
        flaw.code,
        `the store in ${folder} could not be opened: ${dataFile}: ${flaw.says}`,
      );
    const root = open<Uint8Array, string>({
      path: folder,
      noSubdir: false,
      encoding: 'binary',
      maxDbs: tables.length + 8,
      overlappingSync: false,
      noSync: false,
      noMetaSync: false,
      useWritemap: false,
      cache: false,
      compression: false,
    });
    assertSafeOptions(root);
    // Readers of processes that were killed would keep every page from then on.
    root.readerCheck();
    const databases = tables.map(({ name }) => {
      const database: Rows = root.openDB<Uint8Array, string>(name, { encoding: 'binary' });
      return [name, database] as const;
    });
    return { root, databases: new Map(databases) };
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    const says = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError('open-failed', `the store in ${folder} could not be opened: ${says}`, cause);
  }
}

/** Options any of which would let an acknowledged commit be lost. */
const unsafeOptions = ['overlappingSync', 'noSync', 'noMetaSync', 'useWritemap', 'mapAsync'] as const;

/**
 * R1: throws unless the environment runs with the options that make a returned commit durable. The
 * library keeps what is in effect, also after it joined an environment that others opened, on the object.
 */
function assertSafeOptions(root: RootDatabase<Uint8Array, string>): void {
  const effective = new Map<string, unknown>(Object.entries(root));
  const isSafe =
    effective.get('overlappingSync') === false &&
    effective.get('encoding') === 'binary' &&
    Number(effective.get('maxKeySize')) >= keySizeMax &&
    unsafeOptions.every((name) => effective.get(name) === undefined || effective.get(name) === false);
  if (!isSafe)
    throw new StoreError('unsafe-options', 'LMDB does not run with the options that durability needs');
}

function assertUnchanged(rows: Rows, { key, value }: Unchanged): void {
  const present = rows.get(key);
  const isSame =
    present === undefined || value === undefined ? present === value : bytesEqual(present, value);
  if (!isSame)
    throw new StoreError('conflict', 'another process changed the store; close it and open it again');
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
