/**
 * What every commit replaced, newest last: power loss takes back what was not synced, a snapshot takes back
 * what came after it, and stale rows take the values they had.
 *
 * Source: dst.md 2.6 (pristine bytes are kept). The journal is bounded; what is not durable is never dropped.
 */
import type { Row } from '../../storage/store.ts';
import { changeRow } from './rows.ts';
import type { Rows } from './rows.ts';

/** One change of the disk. */
export type Change = {
  /** Simulated time at which it became durable; undefined while it is not. */
  durableAt: number | undefined;
  /** False for damage: nobody asked for it. */
  readonly isCommit: boolean;
  /** The rows as they were before, in the order in which they were changed. */
  readonly before: readonly Row[];
};

export type UndoJournal = {
  readonly add: (change: Change) => void;
  /** Everything that is there becomes durable. */
  readonly sync: (moment: number) => void;
  readonly isSynced: () => boolean;
  /** Takes back what is not durable; answers how many commits that were. */
  readonly loseUnsynced: () => number;
  /**
   * Takes back what became durable after `moment`; answers how many commits that were. Undefined, with
   * nothing changed, when the disk held nothing then or when the journal does not reach back so far.
   */
  readonly restore: (moment: number) => number | undefined;
  /** Forgets everything: the disk is another one. */
  readonly forget: () => void;
  /** Changes, newest first. */
  readonly newestFirst: () => Iterable<Change>;
};

/** A journal over `rows`, of `countMax` changes at least. */
export function openUndoJournal(rows: Rows, countMax: number, undone: (row: Row) => void): UndoJournal {
  let changes: Change[] = [];
  let durableCount = 0;
  let firstMoment: number | undefined;

  function undoFrom(count: number): number {
    let commits = 0;
    for (const { before, isCommit } of changes.splice(count).reverse()) {
      commits += isCommit ? 1 : 0;
      for (const row of before.toReversed()) {
        changeRow(rows, row.table, row.key, row.value);
        undone(row);
      }
    }
    durableCount = Math.min(durableCount, changes.length);
    return commits;
  }

  function trim(): void {
    if (changes.length <= 2 * countMax + 1) return;
    const dropped = Math.min(changes.length - countMax, durableCount);
    firstMoment = changes[dropped - 1]?.durableAt ?? firstMoment;
    changes = changes.slice(dropped);
    durableCount -= dropped;
  }

  return {
    add: (change) => void changes.push(change),
    sync: (moment) => {
      for (let at = durableCount; at < changes.length; at++) {
        const change = changes[at];
        if (change !== undefined) change.durableAt = moment;
      }
      durableCount = changes.length;
      trim();
    },
    isSynced: () => durableCount === changes.length,
    loseUnsynced: () => undoFrom(durableCount),
    restore: (moment) => {
      const count = changes.findLastIndex(({ durableAt }) => durableAt !== undefined && durableAt <= moment);
      if (count >= 0) return undoFrom(count + 1);
      return firstMoment !== undefined && firstMoment <= moment ? undoFrom(0) : undefined;
    },
    forget: () => {
      changes = [];
      durableCount = 0;
      firstMoment = undefined;
    },
    newestFirst: () => backward(changes),
  };
}

function* backward(changes: readonly Change[]): Iterable<Change> {
  for (let at = changes.length - 1; at >= 0; at--) {
    const change = changes[at];
    if (change !== undefined) yield change;
  }
}
