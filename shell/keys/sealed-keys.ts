/**
 * Secrets in sealed rows as a provider: every failure is an error of this library that says what to do.
 *
 * Source: keripy.md 8.3; docs/decisions/0027.
 */
import { StoreError } from '../../storage/store.ts';
import { asKeelsonError, KeelsonError } from '../errors.ts';
import { damagedKeyStore } from './about-rows.ts';
import { takenId, unknownKey } from './key-batch.ts';
import type { KeyProvider } from './key-provider.ts';
import type { Passcode } from './passcode.ts';
import type { Tier } from './salter.ts';
import type { SealedRows } from './sealed-rows.ts';

/**
 * A provider whose secrets are durable when a call answers. It is for one owner at a time: when another opening has
 * changed it, calls reject with `store-failed`. Errors are of type `KeelsonError`, and hold no secret.
 */
export type SealedKeys = KeyProvider &
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

/** The provider over rows that were opened. */
export function sealedKeysOf(sealed: SealedRows): SealedKeys {
  return {
    getKey: async (id) => {
      const key = guarded(() => sealed.get(id));
      if (key === undefined) throw unknownKey(id);
      return key;
    },
    storeKey: async (id, key, options) =>
      guarded(() => {
        const { replace = false, isPublic = false } = options ?? {};
        if (!replace && sealed.has(id)) throw takenId(id);
        sealed.change([{ id, key, isPublic }]);
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

/** What `act` answers; what it throws, as an error of this library. */
export function guarded<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw asKeysError(error);
  }
}

/** As `guarded`, of what takes its time. */
export async function guardedAsync<T>(act: () => Promise<T>): Promise<T> {
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
