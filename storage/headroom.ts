/**
 * Whether a commit has room on the disk, asked before anything of it is written.
 *
 * Source: dst.md 2.5 R9, 2.6 (disk full until healed). A disk that is full in the middle of a commit poisons
 * the store (R3); refusing earlier does not. Room for two of the largest transactions has to be left. The
 * disk is asked again after some commits or bytes, and at each commit while it is nearly full.
 */
import { StoreError } from './store.ts';

export type HeadroomOptions = {
  /** Bytes that can still be written to the disk of the store. */
  readonly freeBytes: () => number;
  /** Room that has to be left, however small transactions are. */
  readonly headroomBytesMin: number;
};

export const defaultHeadroomBytesMin: number = 64 * 1024 * 1024;

/** Commits and bytes after which the disk is asked again. */
const lookCommitsMax = 64;
const lookBytesMax = 16 * 1024 * 1024;
const pageSizeBytes = 4096;
const transactionsMin = 2;

/** A change of a row of any kind of store. */
export type SizedRow = {
  readonly table: string;
  readonly key: string;
  readonly value: Uint8Array | undefined;
};

/** Throws `disk-full` when there is no room for the commit of `rows`. */
export type Headroom = (rows: readonly SizedRow[]) => void;

export function openHeadroom({ freeBytes, headroomBytesMin }: HeadroomOptions): Headroom {
  let free = 0;
  let commits = Number.POSITIVE_INFINITY;
  let written = 0;
  let largest = 0;

  return (rows) => {
    const size = sizeOf(rows);
    largest = Math.max(largest, size);
    const needed = Math.max(headroomBytesMin, transactionsMin * largest);
    const isNear = free - written < transactionsMin * needed;
    if (isNear || commits >= lookCommitsMax || written >= lookBytesMax) {
      free = freeBytes();
      commits = 0;
      written = 0;
    }
    if (free - written < needed) throw diskFull(free, needed);
    commits += 1;
    written += size;
  };
}

/**
 * About the most that a commit takes: its rows, and a page for each row that may stand anywhere. Records of
 * the log stand one behind the other.
 */
function sizeOf(rows: readonly SizedRow[]): number {
  let size = 0;
  for (const { table, key, value } of rows)
    size += key.length + (value?.length ?? 0) + (table === 'log' ? 0 : pageSizeBytes);
  return size;
}

function diskFull(free: number, needed: number): StoreError {
  const says =
    `the disk has ${String(free)} bytes left and a commit asks for ${String(needed)}: nothing was written; ` +
    'make room, or move the store, and do it again';
  return new StoreError('disk-full', says);
}
