/**
 * The simulated disk of one node, and what can strike it. It outlives the store that is opened on it.
 *
 * Source: dst.md 2.6.
 */
import type { Store } from '../../storage/store.ts';
import type { FaultCount } from '../report.ts';

/** Thrown out of a commit or read in which the machine stops. */
export class MachineStopped extends Error {
  override readonly name = 'MachineStopped';
}

/** What happens at the next commit; one strike a commit, in the order in which they were asked for. */
export type Strike =
  /** The machine stops in that part of the commit. */
  | { readonly kind: 'crash'; readonly part: 'pages' | 'sync' | 'meta' | 'after'; readonly power: boolean }
  /** The commit throws `commit-failed`; with `visible` its rows are seen nevertheless (overlapping sync). */
  | { readonly kind: 'error'; readonly effect: 'none' | 'visible' }
  /** The commit returns, and is lost at the next power loss (overlapping sync). */
  | { readonly kind: 'false-success' };

/** How a commit ended. */
export type CommitResult = 'done' | 'failed' | 'refused' | 'crashed';

export type Disk = {
  /** Opens the store as the machine finds it now. One at a time: opening ends the store before. */
  readonly open: () => Store;
  readonly strikeNextCommit: (strike: Strike) => void;
  /** The next read of the open store throws; the node stops. */
  readonly failNextRead: () => void;
  /** Takes a failing read that has not struck back. */
  readonly spareReads: () => void;
  /** The process ends between commands; with `power`, what was not synced may be lost. */
  readonly stop: (power: boolean) => void;
  /** As `stop`, for a reason that is counted elsewhere: another disk of the machine. */
  readonly halt: (power: boolean) => void;
  /** Damages a stored row without a word; false when there is none to damage. Never a row that the fault atlas protects. */
  readonly rot: (how: 'bit' | 'misdirected' | 'stale', pick: number) => boolean;
  readonly fill: (isFull: boolean) => void;
  /** Goes back to the last commit that was durable at that moment or before. False when there is none. */
  readonly restore: (moment: number) => boolean;
  /** The disk is good from here on: armed strikes are taken back, and there is room. */
  readonly heal: () => void;
  /** A person puts in an empty disk. */
  readonly wipe: () => void;
  /** The whole content as a new memory store, for judges that try things on a copy. */
  readonly copy: () => Store;
  /** Goes up with every change of the content, whoever makes it; equal while the content is the same. */
  readonly version: () => number;
  /** Told the result of every commit, with whether an earlier one of the same opening had failed. */
  readonly watch: (listener: (result: CommitResult, afterFailure: boolean) => void) => void;
  readonly counts: () => ReadonlyMap<string, FaultCount>;
};

export type DiskOptions = {
  /** Simulated time, for `restore`. */
  readonly now: () => number;
  /** Draws which unsynced pages survive, which bit rots. */
  readonly draw: (below: number, counter: number) => number;
  /** Commits may lie as with overlapping sync. */
  readonly overlap: boolean;
  /** Commits that `restore` reaches back over, at least. 16,384 unless given. */
  readonly undoCountMax?: number;
};
