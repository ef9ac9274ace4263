/**
 * The rows of a key store: an LMDB environment of its own, never that of a log.
 *
 * It keeps bytes and opens none of them: what they are, and who may read them, is the matter of `shell/keys`. Other
 * users of the machine may not enter a folder that is made here.
 */
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { defaultHeadroomBytesMin, openHeadroom } from './headroom.ts';
import { openCommits } from './lmdb-commit.ts';
import type { Commit, RowOf } from './lmdb-commit.ts';
import { freeBytesOf, openEnvironment } from './lmdb-environment.ts';
import type { Rows } from './lmdb-environment.ts';
import { dataFile } from './lmdb-file.ts';
import { flawOfPages } from './lmdb-pages.ts';
import { StoreError } from './store.ts';

/** `about` is how the store is locked and where it stands; `kept` is what it keeps. */
export type KeyTable = 'about' | 'kept';

export type KeyRow = RowOf<KeyTable>;

/** What `Store` promises of `commit` and `get` holds here. */
export type KeyRows = {
  readonly get: (table: KeyTable, key: string) => Uint8Array | undefined;
  /** All rows of what is kept, in the order of their keys. */
  readonly kept: () => readonly (readonly [key: string, value: Uint8Array])[];
  readonly commit: Commit<KeyTable>;
  readonly close: () => Promise<void>;
};

const names: readonly KeyTable[] = ['about', 'kept'];
const ownerOnly = 0o700;

/** Opens the rows in `folder`, and makes it when there is none. Throws `StoreError`, as `openEnvironment` does. */
export function openLmdbKeyRows(folder: string): KeyRows {
  const wasThere = existsSync(folder);
  const file = join(folder, dataFile);
  const flaw = existsSync(file) ? flawOfPages(file) : undefined;
  if (flaw !== undefined) throw damagedPages(folder, flaw);
  const { root, assertOpen, rowsOf, close } = openEnvironment(folder, names);
  if (!wasThere) chmodSync(folder, ownerOnly);
  const assertRoomFor = openHeadroom({
    freeBytes: () => freeBytesOf(folder),
    headroomBytesMin: defaultHeadroomBytesMin,
  });
  return {
    get: (table, key) => rowsOf(table).get(key),
    kept: () => Array.from(rowsOf('kept').getRange({}), ({ key, value }) => [key, value] as const),
    commit: openCommits({ root, assertOpen, rowsOf, assertRoomFor, putRow }),
    close,
  };
}

function damagedPages(folder: string, flaw: string): StoreError {
  const says = `the key store in ${folder} could not be opened: ${dataFile}: ${flaw}; restore it from a copy`;
  return new StoreError('damaged', says);
}

function putRow(rows: Rows, { key, value }: KeyRow): void {
  if (value === undefined) rows.removeSync(key);
  else rows.putSync(key, value);
}
