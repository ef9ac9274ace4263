/** Identities of tests: hosts and keys in memory, the known salt, chance and time that repeat. */
import { openMemoryStore } from '../../../storage/memory.ts';
import { openHost } from '../../../shell/open.ts';
import type { Host } from '../../../shell/host.ts';
import { openHabery } from '../../../shell/habs/index.ts';
import type { Habery } from '../../../shell/habs/index.ts';
import { openMemoryKeys, openMemorySigner, openSecureKeyring } from '../../../shell/keys/index.ts';
import type { HabKeys, KeyProvider } from '../../../shell/keys/index.ts';
import { openAlgorithms } from '../../../shell/crypto/index.ts';
import type { Summary } from '../../../shell/report.ts';
import { keepersOfToken } from '../../hsm/token.ts';
import { countingEntropy, keyringOf, knownSalt, standingClock } from '../../keys/standing.ts';

export const algorithms = await openAlgorithms();

/** Where identities live on when they are closed. */
export type Place = { readonly store: ReturnType<typeof openMemoryStore>; readonly provider: KeyProvider };

export function newPlace(): Place {
  // Closing a host leaves the store, as a disk is left.
  return { store: { ...openMemoryStore(), close: () => Promise.resolve() }, provider: openMemoryKeys() };
}

export type Opened = { readonly habery: Habery; readonly host: Host };

/** A host on a store; nothing is tried again but when it is asked to. */
export function hostOn(store: Place['store']): Promise<Host> {
  return openHost({ store, algorithms, tickMilliseconds: 0, clock: standingClock });
}

/** Opens the identities at a place. */
export async function openAt({ store, provider }: Place): Promise<Opened> {
  const host = await hostOn(store);
  const keys = { provider, salt: knownSalt, clock: standingClock, entropy: countingEntropy() };
  return { host, habery: await openHabery({ host, keys, temp: true }) };
}

/** Identities at a new place. */
export async function freshHabery(): Promise<Opened & Place> {
  const place = newPlace();
  return { ...place, ...(await openAt(place)) };
}

/** Ways of keeping keys, each new. */
export const keepers: readonly (readonly [name: string, keys: () => Promise<HabKeys>])[] = [
  ['seeds here', async () => (await keyringOf()).keyring],
  [
    'keys that never leave their signer',
    async () => openSecureKeyring({ signer: await openMemorySigner(), records: openMemoryKeys() }),
  ],
  ...keepersOfToken,
];

/** Identities on a host of their own, over these keys. */
export async function haberyOver(keys: HabKeys): Promise<Opened> {
  const host = await hostOn(openMemoryStore());
  return { host, habery: await openHabery({ host, keys, temp: true }) };
}

/** A host that controls nothing, as others run it. */
export function otherHost(): Promise<Host> {
  return hostOn(openMemoryStore());
}

/** What a host makes of messages from outside. */
export async function told(host: Host, ...messages: readonly Uint8Array[]): Promise<Omit<Summary, 'bytes'>> {
  const { accepted, duplicate, escrowed, rejected } = await host.ingest(messages);
  return { accepted, duplicate, escrowed, rejected };
}

export const nothing = { accepted: 0, duplicate: 0, escrowed: 0, rejected: 0 };
