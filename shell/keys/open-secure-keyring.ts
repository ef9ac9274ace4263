/** Opens a keyring over a signer, and founds it when there is none. */
import { systemClock } from '../clock.ts';
import { openAlgorithms } from '../crypto/index.ts';
import { systemEntropy } from '../entropy.ts';
import type { Clock, Entropy } from '../ports.ts';
import { HeldKeys } from './held-keys.ts';
import type { KeyProvider } from './key-provider.ts';
import { KeyShelf } from './key-shelf.ts';
import { openNextDigest } from './next-digest.ts';
import { SecureKeyring } from './secure-keyring.ts';
import type { SecureSigner } from './secure-signer.ts';
import { openSigners } from './signer.ts';
import { keysUnder } from './under-name.ts';

export type SecureKeyringOptions = {
  /** Who makes and holds the keys. Several keyrings may share one. */
  readonly signer: SecureSigner;
  /**
   * Where is kept which keys belong to which identifier, and no secret. One keyring over a signer at a time changes it;
   * a keyring of seeds may use the same provider.
   */
  readonly records: KeyProvider;
  readonly clock?: Clock;
  readonly entropy?: Entropy;
};

/** The part of the provider that is ours. */
const place = 'secure';
const ringSizeBytes = 16;

/** Opens the keyring. Errors of the provider pass through it. */
export async function openSecureKeyring(options: SecureKeyringOptions): Promise<SecureKeyring> {
  const { signer, records, clock = systemClock, entropy = systemEntropy } = options;
  const [signerOf, nextDigest, { verify }] = await Promise.all([
    openSigners(),
    openNextDigest(),
    openAlgorithms(),
  ]);
  const shelf = new KeyShelf(keysUnder(place, records), signerOf);
  await shelf.finish();
  const ring = await found(shelf, entropy);
  const held = new HeldKeys({ signer, verify, entropy });
  return new SecureKeyring({ shelf, held, ring, nextDigest, clock });
}

/** The name under which the signer has the keys of this keyring: drawn, so that no two meet. */
async function found(shelf: KeyShelf, entropy: Entropy): Promise<string> {
  const there = await shelf.ring();
  if (there !== undefined && (await shelf.root()) !== undefined) return there;
  const ring = Buffer.from(entropy.bytes(ringSizeBytes)).toString('hex');
  await shelf.asOne(async (one) => {
    await one.keepRing(ring);
    await one.keepRoot({ pidx: 0, algo: 'randy', tier: 'low' });
  });
  return ring;
}
