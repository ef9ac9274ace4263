/** Opens a keyring over a provider, and founds it there when the provider has none. */
import { systemClock } from '../clock.ts';
import { systemEntropy } from '../entropy.ts';
import type { Clock, Entropy } from '../ports.ts';
import type { Algo } from './creator.ts';
import { refused, wrongAlgo } from './key-plan.ts';
import type { KeyProvider } from './key-provider.ts';
import { KeyShelf } from './key-shelf.ts';
import { Keyring } from './keyring.ts';
import { openNextDigest } from './next-digest.ts';
import type { NextDigest } from './next-digest.ts';
import { isTier, parseSalt, saltSizeBytes, wrongTier } from './salter.ts';
import type { Tier } from './salter.ts';
import { Secret } from './secret.ts';
import { openSigners } from './signer.ts';
import type { SignerOf } from './signer.ts';
import { isAlgo } from './situation.ts';
import { springsOf } from './springs.ts';

export type KeyringOptions = {
  /** One keyring at a time changes what a provider keeps. */
  readonly provider: KeyProvider;
  /** Qualified text, a secret; drawn when left out. This and the next three count when the keyring is founded. */
  readonly salt?: string;
  /** `salty` when left out. */
  readonly algo?: Algo;
  /** `low` when left out. */
  readonly tier?: Tier;
  /** Number of the first sequence; 0 when left out. */
  readonly pidx?: number;
  readonly clock?: Clock;
  readonly entropy?: Entropy;
};

/** Opens the keyring. Rejects with `KeelsonError` of code `usage` for options that make no sense. */
export async function openKeyring(options: KeyringOptions): Promise<Keyring> {
  const [signerOf, nextDigest] = await Promise.all([openSigners(), openNextDigest()]);
  return keyringWith({ signerOf, nextDigest }, options);
}

/** What keyrings make keys with. */
export type KeyMeans = { readonly signerOf: SignerOf; readonly nextDigest: NextDigest };

/** Opens the keyring with these means. Rejects as `openKeyring` does. */
export async function keyringWith(means: KeyMeans, options: KeyringOptions): Promise<Keyring> {
  const { signerOf, nextDigest } = means;
  const { provider, clock = systemClock, entropy = systemEntropy } = options;
  const shelf = new KeyShelf(provider, signerOf);
  await shelf.finish();
  await found(shelf, options, entropy);
  return new Keyring({ shelf, springs: springsOf({ signerOf, entropy }), nextDigest, clock });
}

/** Whether a provider has a keyring: one that has none is founded by the first opening. */
export async function hasKeyring(provider: KeyProvider): Promise<boolean> {
  const shelf = new KeyShelf(provider, await openSigners());
  return (await shelf.root()) !== undefined;
}

/** Far beyond what anybody makes, and far below where numbers stop being whole. */
const pidxMax = 0xffff_ffff;

/** The root comes last: before it, there is no keyring. */
async function found(shelf: KeyShelf, options: KeyringOptions, entropy: Entropy): Promise<void> {
  const { algo = 'salty', tier = 'low', pidx = 0 } = options;
  if (!isAlgo(algo)) throw wrongAlgo();
  if (!isTier(tier)) throw wrongTier();
  if (!Number.isSafeInteger(pidx) || pidx < 0 || pidx > pidxMax)
    throw refused(`sequences count from a whole number up to ${pidxMax}`, { pidx });
  const salt =
    options.salt === undefined ? new Secret(entropy.bytes(saltSizeBytes)) : parseSalt(options.salt);
  try {
    if ((await shelf.root()) !== undefined) return;
    await shelf.asOne(async (one) => {
      await one.keepRootSalt(salt);
      await one.keepRoot({ pidx, algo, tier });
    });
  } finally {
    salt.wipe();
  }
}
