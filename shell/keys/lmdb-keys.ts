/**
 * Secrets in a folder, sealed with a passcode: an LMDB environment of its own.
 *
 * Source: keripy.md 8.3; docs/decisions/0027. KERIpy: `Keeper` with an `aeid`; the files are not KERIpy's.
 */
import { openLmdbKeyRows } from '../../storage/lmdb-keys.ts';
import { StoreError } from '../../storage/store.ts';
import { systemEntropy } from '../entropy.ts';
import { asKeelsonError, KeelsonError } from '../errors.ts';
import type { Entropy } from '../ports.ts';
import { damagedKeyStore } from './about-rows.ts';
import { takenId, unknownKey } from './key-batch.ts';
import type { KeyProvider } from './key-provider.ts';
import type { Passcode } from './passcode.ts';
import { openLocks } from './row-lock.ts';
import type { Tier } from './salter.ts';
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

/**
 * A provider whose secrets are durable when a call answers. It is for one owner at a time: when another opening has
 * changed it, calls reject with `store-failed`. Errors are of type `KeelsonError`, and hold no secret.
 */
export type LmdbKeys = KeyProvider &
  Required<Pick<KeyProvider, 'changeKeys'>> & {
    /** The public key that everything is sealed to; another one after `rekey`. KERIpy: `aeid`. */
    readonly aeid: () => string;
    readonly isLocked: () => boolean;
    /** Wipes what is in memory. Until `unlock`, calls that keep or give secrets reject with `keys-locked`. */
    readonly lock: () => void;
    /** Rejects with `wrong-passcode`, and then everything is as before; of an unlocked store it checks the passcode. */
    readonly unlock: (passcode: Passcode) => Promise<void>;
    /**
     * Seals everything anew with another passcode, as one: a crash leaves the old passcode or the new one, never
     * both. Copies that were made before open with the old one. Rejects with `keys-locked`.
     */
    readonly rekey: (passcode: Passcode, options?: { readonly tier?: Tier }) => Promise<void>;
    /** Wipes what is in memory, and frees the folder. */
    readonly close: () => Promise<void>;
  };

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
  return keysOf(sealed);
}

function keysOf(sealed: SealedRows): LmdbKeys {
  return {
    getKey: async (id) => {
      const key = guarded(() => sealed.get(id));
      if (key === undefined) throw unknownKey(id);
      return key;
    },
    storeKey: async (id, key, options) =>
      guarded(() => {
        if (options?.replace !== true && sealed.has(id)) throw takenId(id);
        sealed.change([{ id, key }]);
      }),
    deleteKey: async (id) =>
      guarded(() => {
        if (!sealed.has(id)) return false;
        sealed.change([{ id, key: undefined }]);
        return true;
      }),
    changeKeys: async (changes) => guarded(() => sealed.change(changes)),
    aeid: () => guarded(() => sealed.aeid()),
    isLocked: () => sealed.isLocked(),
    lock: () => sealed.lock(),
    unlock: (passcode) => guardedAsync(() => sealed.unlock(passcode)),
    rekey: (passcode, { tier } = {}) => guardedAsync(() => sealed.rekey(passcode, tier)),
    close: () => sealed.close(),
  };
}

function guarded<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw asKeysError(error);
  }
}

async function guardedAsync<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw asKeysError(error);
  }
}

/** What LMDB says of damaged pages says nothing of what to do with a key store. */
function asKeysError(error: unknown): unknown {
  if (error instanceof KeelsonError) return error;
  if (error instanceof StoreError) return asKeelsonError(error);
  const known = asKeelsonError(error);
  if (known.code === 'damaged-store') return damagedKeyStore('a page of it is not what was written');
  return known.code === 'our-fault' ? error : known;
}
