/**
 * What the model disk allows a machine to find after it stopped, commit by commit and part by part.
 *
 * Source: dst.md 2.6: the model must not be kinder than the real thing.
 */
import type { Row } from '../../storage/store.ts';
import { openDisk } from '../disk/open-disk.ts';
import type { CommitHistory } from './commit-history.ts';
import type { CrashPoint } from './crash-images.ts';
import { digestOfStore } from './store-digest.ts';

export type LegalOutcomes = {
  /** Digests that are allowed at a crash point. */
  readonly at: (point: CrashPoint) => ReadonlySet<string>;
  /** After how many commits a store has that digest; undefined for one that no prefix of the commits has. */
  readonly commitsOf: (digest: string) => number | undefined;
};

/** A file that was being made may be refused, by a name of its own: nothing was ever acknowledged in it. */
const refusedFile = 'refused:unfinished';

const parts = ['pages', 'sync', 'meta', 'after'] as const;

type Part = (typeof parts)[number];

/** Carries every commit out on the model disk, and before it every way to be stopped in it. */
export function legalOutcomesOf(history: CommitHistory): LegalOutcomes {
  let now = 0;
  let drawn = 0;
  const disk = openDisk({ now: () => now, draw: (below) => drawn % below, overlap: false });
  const standing = [digestOfStore(disk.open())];
  const stopped: ReadonlyMap<string, ReadonlySet<string>>[] = [];

  /** The disk stands after `count` commits before it and after it. */
  function stoppedIn(part: Part, rows: readonly Row[], count: number): string {
    disk.strikeNextCommit({ kind: 'crash', part, power: true });
    stopsIn(() => disk.open().commit(rows));
    const digest = digestOfStore(disk.open());
    if (count === 0) disk.wipe();
    else disk.restore(count);
    return digest;
  }

  function outcomesOf(part: Part, rows: readonly Row[], count: number): ReadonlySet<string> {
    const found = new Set<string>();
    for (drawn = 0; drawn < 2; drawn++) found.add(stoppedIn(part, rows, count));
    return found;
  }

  for (const [count, rows] of history.entries()) {
    now = count + 1;
    stopped.push(new Map(parts.map((part) => [part, outcomesOf(part, rows, count)])));
    const store = disk.open();
    store.commit(rows);
    standing.push(digestOfStore(store));
  }
  const commits = new Map(standing.map((digest, count) => [digest, count]));
  return {
    at: ({ part, returned }) => {
      if (part === 'opening') return new Set([...standing.slice(0, 1), refusedFile]);
      if (part === 'between') return new Set(standing.slice(returned, returned + 1));
      return stopped[returned]?.get(part) ?? new Set();
    },
    commitsOf: (digest) => commits.get(digest),
  };
}

function stopsIn(commit: () => void): void {
  try {
    commit();
  } catch {
    return;
  }
  throw new Error('a commit that is struck does not return');
}
