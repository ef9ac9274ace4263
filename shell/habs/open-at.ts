/**
 * Identities in a folder, by name and base: a host and a key store of their own, opened and closed together.
 *
 * Source: keripy.md 8.5. KERIpy: `Habery(name, base)`; the files are not KERIpy's.
 */
import { join } from 'node:path';
import { KeelsonError } from '../errors.ts';
import type { Host } from '../host.ts';
import { openLmdbKeys } from '../keys/index.ts';
import type { KeyringOptions, LmdbKeysOptions } from '../keys/index.ts';
import { openHost } from '../open.ts';
import type { HostOptions } from '../open.ts';
import { openHabery } from './habery.ts';
import type { Habery } from './habery.ts';

export type HaberyPlace = Pick<LmdbKeysOptions, 'passcode' | 'tier' | 'temp'> & {
  /** Where all haberies are. */
  readonly folder: string;
  readonly name: string;
  /** Parts haberies of one name from each other; nothing when left out. */
  readonly base?: string;
  /** Counts when the keys are founded; drawn when left out. A secret. */
  readonly salt?: string;
  /** How the host is set up beside its place. */
  readonly host?: Omit<HostOptions, 'path' | 'store' | 'checks'>;
};

/** A habery with what was opened for it. */
export type PlacedHabery = {
  readonly habery: Habery;
  readonly host: Host;
  /** Closes the host and the key store, and wipes what is in memory. */
  readonly close: () => Promise<void>;
};

/**
 * Opens the habery of a name, and founds it when there is none. Rejects with `KeelsonError`: `usage`, `wrong-passcode`,
 * `damaged-store`, `store-failed`.
 */
export async function openHaberyAt(place: HaberyPlace): Promise<PlacedHabery> {
  const { folder, name, base, salt, passcode, tier, temp = false } = place;
  const path = join(folder, ...(base === undefined ? [] : [partOf(base)]), partOf(name));
  const sealing = { passcode, temp, ...(tier === undefined ? {} : { tier }) };
  const provider = await openLmdbKeys({ path: join(path, 'keys'), ...sealing });
  let host: Host | undefined;
  const close = async (): Promise<void> => {
    await host?.close();
    await provider.close();
  };
  try {
    host = await openHost({ ...place.host, path: join(path, 'log') });
    const keys: KeyringOptions = { provider, ...(salt === undefined ? {} : { salt }) };
    return { host, habery: await openHabery({ host, keys, temp }), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A name of a folder, and no way to another one. Throws `KeelsonError` of code `usage`. */
function partOf(text: string): string {
  if (/^[\p{L}\p{N}_-][\p{L}\p{N}_. -]{0,99}$/u.test(text)) return text;
  throw new KeelsonError('usage', {
    says: 'names and bases of haberies have 1 to 100 letters, digits, stops, blanks and dashes, and begin with no stop',
    keripy: 'ValueError',
  });
}
