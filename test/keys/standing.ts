/** A clock that stands and chance that repeats, for keyrings in tests. */
import { microsOf } from '../../kernel/cesr/datetime.ts';
import { openKeyring, openMemoryKeys } from '../../shell/keys/index.ts';
import type { Keyring, KeyringOptions, KeyProvider } from '../../shell/keys/index.ts';
import type { Clock, Entropy } from '../../shell/ports.ts';

/** The salt of KERIpy's own tests. */
export const knownSalt = '0AAwMTIzNDU2Nzg5YWJjZGVm';
/** An identifier, as an inception of a self-addressing prefix gives it. */
export const knownAid = 'EA_SbBUZYwqLVlAAn14d6QUBQCSReJlZ755JqTgmRhXH';
export const knownTime = '2021-01-01T00:00:00.000000+00:00';

export const standingClock: Clock = {
  now: () => microsOf(1_609_459_200_000_000n),
  monotonic: () => 0,
};

/** Bytes that count: never the same twice, and the same in every run. */
export function countingEntropy(): Entropy {
  let count = 0;
  return {
    bytes: (sizeBytes) => {
      count += 1;
      return Uint8Array.from({ length: sizeBytes }, (_, place) => (count * 31 + place * 7) % 256);
    },
  };
}

/** A keyring in memory with the known salt, and its provider. */
export async function keyringOf(
  options: Partial<KeyringOptions> = {},
): Promise<{ readonly keyring: Keyring; readonly provider: KeyProvider }> {
  const provider = options.provider ?? openMemoryKeys();
  const keyring = await openKeyring({
    provider,
    salt: knownSalt,
    clock: standingClock,
    entropy: countingEntropy(),
    ...options,
  });
  return { keyring, provider };
}
