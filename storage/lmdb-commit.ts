/**
 * Commits of an LMDB environment: all rows or none, durable when it returns, and none after one that failed.
 *
 * Source: dst.md 2.5 (R1–R3, R9).
 */
import type { RootDatabase } from 'lmdb';
import { bytesEqual } from '../kernel/std/bytes.ts';
import type { Headroom } from './headroom.ts';
import type { Rows } from './lmdb-environment.ts';
import { StoreError, checkRows } from './store.ts';

/** A row of a table that an environment has. */
export type RowOf<Name extends string> = {
  readonly table: Name;
  readonly key: string;
  /** `undefined` where there is none. */
  readonly value: Uint8Array | undefined;
};

export type CommitParts<Name extends string> = {
  readonly root: RootDatabase<Uint8Array, string>;
  /** Throws `closed` when the environment is. */
  readonly assertOpen: () => void;
  readonly rowsOf: (table: Name) => Rows;
  readonly assertRoomFor: Headroom;
  readonly putRow: (rows: Rows, row: RowOf<Name>) => void;
};

/** Commits `rows`, if the row `unchanged` is still as given. Throws as `Store` has it. */
export type Commit<Name extends string> = (rows: readonly RowOf<Name>[], unchanged?: RowOf<Name>) => void;

export function openCommits<Name extends string>(parts: CommitParts<Name>): Commit<Name> {
  const { root, assertOpen, rowsOf, assertRoomFor, putRow } = parts;
  let isPoisoned = false;
  return (rows, unchanged) => {
    assertOpen();
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
  };
}

function assertUnchanged<Name extends string>(rows: Rows, { key, value }: RowOf<Name>): void {
  const present = rows.get(key);
  const isSame =
    present === undefined || value === undefined ? present === value : bytesEqual(present, value);
  if (!isSame)
    throw new StoreError('conflict', 'another process changed the store; close it and open it again');
}
