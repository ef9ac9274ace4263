/**
 * The port of storage: ordered tables of rows, changed by atomic and durable commits.
 *
 * Source: dst.md 2.5 (R1–R9). Backends: one file each, the same contract suite (test/storage/suite.ts).
 */
import type { TableName } from './tables.ts';

/** One change of one row; `undefined` removes it. */
export type Row = {
  readonly table: TableName;
  /** ASCII, 1 to `keySizeMax` characters; rows of a table are ordered by its bytes. */
  readonly key: string;
  readonly value: Uint8Array | undefined;
};

/** Longest key in characters; LMDB refuses keys above 1,978 bytes. */
export const keySizeMax = 1900;

/** Rows from `from` (inclusive) to `to` (exclusive), ascending unless `reverse`. */
export type Range = {
  readonly from?: string;
  readonly to?: string;
  readonly reverse?: boolean;
  readonly countMax?: number;
};

/** A row that must still be as given when a commit begins; `undefined` means that it is not there. */
export type Unchanged = {
  readonly table: TableName;
  readonly key: string;
  readonly value: Uint8Array | undefined;
};

/**
 * A place where rows live.
 *  1. `commit` is all or nothing; when it returns, the rows are durable (as far as the backend can be).
 *  2. A failed `commit` throws `StoreError`; the store takes no further commit afterwards (R3). A commit that is
 *     refused before it is begun (`bad-row`, `disk-full`) leaves the store as usable as before (R9).
 *  3. What `get` and `range` answer is the caller's own copy.
 *  4. Reads see every returned commit and nothing else.
 *  5. `commit` changes nothing and throws code `conflict` when the row of `unchanged` is another: somebody
 *     else writes to the same store.
 *  6. Of several changes of one row in a commit the last holds.
 */
export type Store = {
  readonly get: (table: TableName, key: string) => Uint8Array | undefined;
  readonly range: (table: TableName, range: Range) => Iterable<readonly [key: string, value: Uint8Array]>;
  readonly commit: (rows: readonly Row[], unchanged?: Unchanged) => void;
  readonly sizeBytes: () => number;
  readonly close: () => Promise<void>;
};

/** What went wrong, for programs. */
export type StoreFault =
  /** The backend could not be opened. */
  | 'open-failed'
  /** The machine stopped while the store was being made: nothing was ever kept in it. */
  | 'unfinished'
  /** The backend does not run with the options that durability needs (R1). */
  | 'unsafe-options'
  /** The store is closed. */
  | 'closed'
  /** A row of a commit is malformed: our own fault. The store is not touched. */
  | 'bad-row'
  /** Another writer changed the store. */
  | 'conflict'
  /** The commit failed; nothing of it is there. The store is poisoned. */
  | 'commit-failed'
  /** There is no room for the commit: nothing of it was written, and the store is as usable as before. */
  | 'disk-full'
  /** An earlier commit failed: the store takes no further one until it is opened anew. */
  | 'poisoned'
  /** The store was written in a format that this version does not read. */
  | 'unsupported-format'
  /** A stored row is not what was written. */
  | 'damaged';

/** The machine failed. Stays in the shell: a node that sees one stops. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError';
  readonly code: StoreFault;

  constructor(code: StoreFault, says: string, cause?: unknown) {
    super(`${says} [${code}]`, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** A stored row is not what was written: detected, never used. R6. */
export class StoreDamaged extends StoreError {
  override readonly name = 'StoreDamaged';
  readonly table: TableName;
  readonly key: string;
  readonly says: string;

  constructor(table: TableName, key: string, says: string) {
    super('damaged', `row ${key} of table ${table} is damaged: ${says}; run \`keelson store verify\``);
    this.table = table;
    this.key = key;
    this.says = says;
  }
}

const printable = /^[\x20-\x7e]+$/;

/** Throws `bad-row` unless every key is ASCII of 1 to `keySizeMax` characters. Before any row is put. */
export function checkRows(rows: readonly { readonly table: string; readonly key: string }[]): void {
  for (const { table, key } of rows) {
    if (key.length > keySizeMax || !printable.test(key)) {
      throw new StoreError('bad-row', `a key of table ${table} is empty, too long, or not printable ASCII`);
    }
  }
}
