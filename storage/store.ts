/**
 * The port of storage: ordered tables of rows, changed by atomic and durable commits.
 *
 * Source: dst.md 2.5 (R1–R9). Backends: one file each, the same contract suite (test/storage/suite.ts).
 */
import type { TableName } from './tables.ts';

/** One change of one row; `undefined` removes it. */
export type Row = {
  readonly table: TableName;
  /** ASCII, at most 1,900 characters; rows of a table are ordered by its bytes. */
  readonly key: string;
  readonly value: Uint8Array | undefined;
};

/** Rows from `from` (inclusive) to `to` (exclusive), ascending unless `reverse`. */
export type Range = {
  readonly from?: string;
  readonly to?: string;
  readonly reverse?: boolean;
  readonly countMax?: number;
};

/**
 * A place where rows live.
 *  1. `commit` is all or nothing; when it returns, the rows are durable (as far as the backend can be).
 *  2. A failed `commit` throws `StoreError`; the store takes no further commit afterwards (R3).
 *  3. What `get` answers is the caller's own copy.
 *  4. Reads see every returned commit and nothing else.
 */
export type Store = {
  readonly get: (table: TableName, key: string) => Uint8Array | undefined;
  readonly range: (table: TableName, range: Range) => Iterable<readonly [key: string, value: Uint8Array]>;
  readonly commit: (rows: readonly Row[]) => void;
  readonly sizeBytes: () => number;
  readonly close: () => Promise<void>;
};
