/**
 * Secrets in a folder, sealed with a passcode: an LMDB environment of its own.
 *
 * Source: keripy.md 8.3; docs/decisions/0027. KERIpy: `Keeper` with an `aeid`; the files are not KERIpy's.
 */
import { openLmdbKeyRows } from '../../storage/lmdb-keys.ts';
import { systemEntropy } from '../entropy.ts';
import type { Entropy } from '../ports.ts';
import type { Passcode } from './passcode.ts';
import { openLocks } from './row-lock.ts';
import type { Tier } from './salter.ts';
import { guarded, guardedAsync, sealedKeysOf } from './sealed-keys.ts';
import type { SealedKeys } from './sealed-keys.ts';
import { SealedRows } from './sealed-rows.ts';

export type LmdbKeysOptions = {
  /** A folder for this alone; made when it is not there, for its owner only. */
  readonly path: string;
  /** At least 21 characters or bytes; those of the first opening found the store. */
  readonly passcode: Passcode;
  /** How much a guess at the passcode costs; `low` when left out. Counts when the store is founded. */
  readonly tier?: Tier;
  /** Cheap stretching, for tests: the passcode is cheap to guess. Counts when the store is founded. */
  readonly temp?: boolean;
  readonly entropy?: Entropy;
};

/** A provider in a folder. */
export type LmdbKeys = SealedKeys;

/**
 * Opens the key store in a folder, and founds it when there is none. Rejects with `KeelsonError`: `wrong-passcode`,
 * `usage` for a passcode that is too short, `damaged-store`, and `store-failed` when the folder cannot be used. All rows
 * are walked; the passcode is stretched meanwhile, which holds the thread.
 */
export async function openLmdbKeys(options: LmdbKeysOptions): Promise<LmdbKeys> {
  const { path, passcode, tier = 'low', temp = false, entropy = systemEntropy } = options;
  const lockOf = await openLocks();
  const sealed = new SealedRows(
    guarded(() => openLmdbKeyRows(path)),
    lockOf,
    entropy,
  );
  try {
    await guardedAsync(() => sealed.open(passcode, { tier, temp }));
  } catch (error) {
    await sealed.close();
    throw error;
  }
  return sealedKeysOf(sealed);
}
