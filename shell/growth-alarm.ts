/**
 * Says when a store grows beyond what was expected: by much since it was opened, or beyond a size.
 *
 * Source: dst.md 2.5 R9, 2.3 (stale readers). The size is looked at now and then, not at each commit.
 */
import type { Logger } from 'pino';
import type { Store } from '../storage/store.ts';

export type GrowthLimits = {
  /** How many times its size at opening a store may have before somebody is told. */
  readonly factorMax: number;
  /** Below this size nobody is told. */
  readonly sizeBytesMin: number;
  /** At this size somebody is told, however slowly it came to it. */
  readonly sizeBytesMax: number;
};

const megabyte = 1024 * 1024;

export const defaultGrowthLimits: GrowthLimits = {
  factorMax: 4,
  sizeBytesMin: 256 * megabyte,
  sizeBytesMax: 65_536 * megabyte,
};

const lookCommitsCount = 64;

/** The store; its logger is warned at each limit, and again at each further doubling. */
export function withGrowthAlarm(store: Store, logger: Logger, limits: GrowthLimits): Store {
  const openedBytes = store.sizeBytes();
  let nextBytes = firstBytes(openedBytes, limits);
  let commits = 0;

  function look(): void {
    commits = 0;
    const sizeBytes = store.sizeBytes();
    if (sizeBytes < nextBytes) return;
    while (nextBytes <= sizeBytes) nextBytes *= 2;
    logger.warn(
      { sizeBytes, openedBytes, nextBytes },
      'the store has grown much; see `keelson store stats`, and whether a process that reads it hangs',
    );
  }

  return {
    ...store,
    commit: (rows, unchanged) => {
      store.commit(rows, unchanged);
      commits += 1;
      if (commits >= lookCommitsCount) look();
    },
  };
}

/** The size that is said first: what was grown since opening, or the absolute limit; at least a byte. */
function firstBytes(openedBytes: number, { factorMax, sizeBytesMin, sizeBytesMax }: GrowthLimits): number {
  const grown = Math.max(factorMax * openedBytes, sizeBytesMin);
  const absolute = Math.max(sizeBytesMax, openedBytes + 1);
  return Math.max(1, Math.min(grown, absolute));
}
