/**
 * The state of a simulated disk, and what changes it: rows, what of them is durable, faults that were asked for.
 *
 * Source: dst.md 2.1, 2.3, 2.6. The rows of a commit are visible and durable all together or not at all:
 * LMDB writes new pages beside the old ones, and what was written is unreachable until the one sector of the
 * head lands. Which of the unsynced pages survive a power loss is therefore no part of the outcome; that this
 * holds for the real library is proved on images of its file (sim/machine/images.ts).
 */
import type { Row } from '../../storage/store.ts';
import { openBytePool } from './byte-pool.ts';
import type { BytePool } from './byte-pool.ts';
import type { CommitResult, DiskOptions, Strike } from './disk.ts';
import { openFaultCounts } from './fault-counts.ts';
import type { FaultCounts } from './fault-counts.ts';
import type { RotKind } from './rot.ts';
import { changeRow } from './rows.ts';
import type { Rows } from './rows.ts';
import { openUndoJournal } from './undo-journal.ts';
import type { UndoJournal } from './undo-journal.ts';

/** A store that was opened on the disk, and what became of it. */
export type Opening = {
  standing: 'open' | 'closed' | 'stopped';
  /** An earlier commit of it failed: it takes no further one. */
  isPoisoned: boolean;
};

/** Told how every commit ended, and whether an earlier one of the same opening had failed. */
export type CommitListener = (result: CommitResult, afterFailure: boolean) => void;

/** The disk as its stores see it. */
export type DiskState = {
  readonly options: DiskOptions;
  readonly rows: Rows;
  readonly undo: UndoJournal;
  /** Copies what comes in and goes out. */
  readonly copied: BytePool;
  readonly counts: FaultCounts;
  readonly strikes: Strike[];
  readonly tell: CommitListener;
  /** Rows that are not what was written, until somebody reads them or writes over them; by `rowName`. */
  readonly rotten: Map<string, RotKind>;
  opening: Opening;
  /** `full` until the first commit was refused for it. */
  room: 'free' | 'full' | 'full-and-told';
  failsNextRead: boolean;
  /** Nothing of this opening reaches the medium any more, although its commits return. */
  isLying: boolean;
  /** Commits tried so far. */
  attempts: number;
};

const undoCountMax = 16_384;

/** Names a row over all tables. */
export function rowName(table: string, key: string): string {
  return `${table} ${key}`;
}

/** The state of a disk that holds `rows`, all of them durable. */
export function diskStateOf(options: DiskOptions, rows: Rows, tell: CommitListener): DiskState {
  const rotten = new Map<string, RotKind>();
  const countMax = options.undoCountMax ?? undoCountMax;
  const undo = openUndoJournal(rows, countMax, ({ table, key }) => void rotten.delete(rowName(table, key)));
  return {
    options,
    rows,
    undo,
    copied: openBytePool(),
    counts: openFaultCounts(),
    strikes: [],
    tell,
    rotten,
    opening: { standing: 'closed', isPoisoned: false },
    room: 'free',
    failsNextRead: false,
    isLying: false,
    attempts: 0,
  };
}

/** The name of a strike in plans. */
export function faultOf(strike: Strike): 'crash' | 'commit-error' | 'false-success' {
  return strike.kind === 'error' ? 'commit-error' : strike.kind;
}

/** Makes rows visible, so that they can be taken back. What is given may be written over afterwards. */
export function showRows(state: DiskState, rows: readonly Row[], isCommit: boolean): void {
  const { undo, rotten, copied } = state;
  const before = rows.map(({ table, key, value }): Row => {
    if (rotten.size > 0) rotten.delete(rowName(table, key));
    const kept = value === undefined ? undefined : copied(value);
    return { table, key, value: changeRow(state.rows, table, key, kept) };
  });
  undo.add({ durableAt: undefined, isCommit, before });
}

/** Makes everything visible durable, unless the medium lies. */
export function syncRows(state: DiskState): void {
  if (!state.isLying) state.undo.sync(state.options.now());
}

/** The process ends. Answers how many visible commits are lost with it. */
export function stopMachine(state: DiskState, power: boolean): number {
  state.opening.standing = 'stopped';
  if (!power) return 0;
  const lost = state.undo.loseUnsynced();
  if (lost > 0 && state.isLying) state.counts.observed('false-success');
  return lost;
}
