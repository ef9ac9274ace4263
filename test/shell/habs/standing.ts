/** Identities of tests: a host in memory, keys in memory, the known salt, chance and time that repeat. */
import { openMemoryStore } from '../../../storage/memory.ts';
import { openHost } from '../../../shell/open.ts';
import type { Host } from '../../../shell/host.ts';
import { openHabery } from '../../../shell/habs/index.ts';
import type { Habery } from '../../../shell/habs/index.ts';
import { openMemoryKeys } from '../../../shell/keys/index.ts';
import type { KeyProvider } from '../../../shell/keys/index.ts';
import { openAlgorithms } from '../../../shell/crypto/index.ts';
import { countingEntropy, knownSalt, standingClock } from '../../keys/standing.ts';

export const algorithms = await openAlgorithms();

/** Where identities live on when they are closed. */
export type Place = { readonly store: ReturnType<typeof openMemoryStore>; readonly provider: KeyProvider };

export function newPlace(): Place {
  // Closing a host leaves the store, as a disk is left.
  return { store: { ...openMemoryStore(), close: () => Promise.resolve() }, provider: openMemoryKeys() };
}

export type Opened = { readonly habery: Habery; readonly host: Host };

/** Opens the identities at a place. */
export async function openAt({ store, provider }: Place): Promise<Opened> {
  const host = await openHost({ store, algorithms, tickMilliseconds: 0, clock: standingClock });
  const keys = { provider, salt: knownSalt, clock: standingClock, entropy: countingEntropy() };
  return { host, habery: await openHabery({ host, keys, temp: true }) };
}

/** Identities at a new place. */
export async function freshHabery(): Promise<Opened & Place> {
  const place = newPlace();
  return { ...place, ...(await openAt(place)) };
}
