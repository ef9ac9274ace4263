/**
 * Where a host keeps what it knows: checked before it is opened, watched while it is, marked when it is closed.
 * decisions/0019.
 */
import type { Logger } from 'pino';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import { writeClosedMark } from '../storage/closed-mark.ts';
import { headsEqual, readHead } from '../storage/head.ts';
import type { StoreHead } from '../storage/head.ts';
import { openLmdbStore } from '../storage/lmdb.ts';
import { openMemoryStore } from '../storage/memory.ts';
import type { Store } from '../storage/store.ts';
import { verifyStore } from '../storage/verify.ts';
import type { VerifyReport } from '../storage/verify.ts';
import { withGrowthAlarm } from './growth-alarm.ts';
import type { GrowthLimits } from './growth-alarm.ts';
import { assertSound, checkStore } from './store-check.ts';
import type { Checks, Trust } from './store-check.ts';

/** Where the host keeps what it knows. */
export type HostPlace =
  /** A folder with an LMDB store; made when there is none. `checks` says how much is checked before; `full` if not given. */
  | { readonly path: string; readonly checks?: Checks }
  /** A store of the caller's; the host closes it. */
  | { readonly store: Store };

export type OpenPlace = {
  readonly store: Store;
  /** Verifies all of the store; nobody commits meanwhile. */
  readonly verify: () => Promise<VerifyReport>;
  /** Frees the store; `isSound` says that nothing about it failed while it was open. */
  readonly close: (isSound: boolean) => Promise<void>;
};

export type PlaceParts = {
  readonly algorithms: Algorithms;
  readonly logger: Logger;
  readonly growth: GrowthLimits;
};

/** Opens the store of a place. */
export async function openPlace(place: HostPlace, parts: PlaceParts): Promise<OpenPlace> {
  if ('path' in place) return await openFolder(place.path, place.checks ?? 'full', parts);
  const { store } = place;
  const { algorithms } = parts;
  return {
    store,
    verify: () => Promise.resolve(verifyStore({ store, scratch: openMemoryStore(), algorithms })),
    close: () => store.close(),
  };
}

async function openFolder(
  folder: string,
  checks: Checks,
  { logger, growth }: PlaceParts,
): Promise<OpenPlace> {
  const trust = await assertSound(folder, checks);
  const store = withGrowthAlarm(openLmdbStore(folder), logger, growth);
  const before = readHead(store);
  return {
    store,
    verify: () => checkStore(folder),
    close: async (isSound) => {
      const isMarkDue = isSound && needsMark(trust, before, readHead(store));
      await store.close();
      if (!isMarkDue) return;
      await writeClosedMark(folder).catch((error: unknown) =>
        logger.warn(
          { err: error },
          'the store was closed, but not marked so: the next opening walks all of it',
        ),
      );
    },
  };
}

/** What was not found sound at opening is not marked; what is marked already, and was not changed, is so still. */
function needsMark(trust: Trust, before: StoreHead | undefined, after: StoreHead | undefined): boolean {
  if (trust === 'head' || after === undefined) return false;
  return trust !== 'closed' || before === undefined || !headsEqual(before, after);
}
