/**
 * Signs with keys that a provider keeps: whoever gets the signer, and not the provider, can use keys and not take them.
 *
 * Source: M-100 to M-102. A key is kept as one byte for its scheme and the seed. It is in memory while a call lasts.
 */
import { openAlgorithms } from '../crypto/index.ts';
import { openSigning, seedSizeBytes } from '../crypto/signing.ts';
import type { Signing, SigningScheme } from '../crypto/signing.ts';
import { systemEntropy } from '../entropy.ts';
import { KeelsonError } from '../errors.ts';
import type { Entropy } from '../ports.ts';
import { takenId, unknownKey } from './key-batch.ts';
import { refused } from './key-plan.ts';
import type { KeyProvider } from './key-provider.ts';
import { openMemoryKeys } from './memory-keys.ts';
import { isSigningScheme, schemeDefault } from './secure-signer.ts';
import type { PublicKey, SecureSigner } from './secure-signer.ts';

export type ProviderSignerOptions = {
  /** A keyring may use the same provider: ids of the signer have names of their own there. */
  readonly provider: KeyProvider;
  readonly entropy?: Entropy;
};

/** A signer in memory: its keys are gone with the process. */
export function openMemorySigner(): Promise<SecureSigner> {
  return openProviderSigner({ provider: openMemoryKeys() });
}

/** Opens a signer over a provider. Errors of the provider pass through it. */
export async function openProviderSigner(options: ProviderSignerOptions): Promise<SecureSigner> {
  const { provider, entropy = systemEntropy } = options;
  const [signing, { verify }] = await Promise.all([openSigning(), openAlgorithms()]);
  const withKey = <T>(id: string, act: (key: HeldKey) => T): Promise<T> =>
    withHeldKey(provider, id, (scheme, seed) => {
      const means = signing(scheme);
      return act({ scheme, seed, means, raw: means.publicKeyOf(seed) });
    });
  return {
    generateKey: async (id, { scheme = schemeDefault } = {}) => {
      if (!isSigningScheme(scheme)) throw refused('name a scheme of keys that can be made', {});
      const { kept, raw } = drawnKey(signing(scheme), scheme, entropy);
      try {
        await namedAs(id, () => provider.storeKey(idOf(id), kept));
      } finally {
        kept.fill(0);
      }
      return { scheme, raw };
    },
    publicKey: (id) => withKey(id, ({ scheme, raw }): PublicKey => ({ scheme, raw })),
    signSecure: (id, payload) =>
      withKey(id, ({ means, seed, raw }) => means.sign(payload, { seed, publicKey: raw })),
    verifySecure: (id, payload, signature) =>
      withKey(id, ({ scheme, raw }) => verify({ scheme, key: raw, message: payload, signature })),
    deleteKey: (id) => provider.deleteKey(idOf(id)),
  };
}

type HeldKey = PublicKey & { readonly seed: Uint8Array; readonly means: Signing };

const markOf: { readonly [scheme in SigningScheme]: number } = {
  ed25519: 1,
  'ecdsa-secp256k1': 2,
  'ecdsa-secp256r1': 3,
};
const marked: readonly SigningScheme[] = ['ed25519', 'ecdsa-secp256k1', 'ecdsa-secp256r1'];

function idOf(id: string): string {
  return `signer.${id}`;
}

/** A seed that the scheme has no key for is as rare as one in 2^32: many in a row are no chance. */
const drawsMax = 8;

function drawnKey(
  means: Signing,
  scheme: SigningScheme,
  entropy: Entropy,
): { readonly kept: Uint8Array; readonly raw: Uint8Array } {
  for (let draws = 1; ; draws++) {
    const seed = entropy.bytes(seedSizeBytes);
    try {
      const raw = means.publicKeyOf(seed);
      const kept = new Uint8Array(1 + seedSizeBytes);
      kept[0] = markOf[scheme];
      kept.set(seed, 1);
      return { kept, raw };
    } catch (error) {
      if (draws === drawsMax || !(error instanceof RangeError)) throw error;
    } finally {
      seed.fill(0);
    }
  }
}

async function withHeldKey<T>(
  provider: KeyProvider,
  id: string,
  act: (scheme: SigningScheme, seed: Uint8Array) => T,
): Promise<T> {
  const kept = await namedAs(id, () => provider.getKey(idOf(id)));
  try {
    const scheme = marked[(kept[0] ?? 0) - 1];
    if (scheme === undefined || kept.length !== 1 + seedSizeBytes) throw damagedKey(id);
    return act(scheme, kept.subarray(1));
  } catch (error) {
    if (error instanceof RangeError) throw damagedKey(id);
    throw error;
  } finally {
    kept.fill(0);
  }
}

/** Errors of the provider name its id; those of the signer name that of the signer. */
async function namedAs<T>(id: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof KeelsonError)) throw error;
    if (error.code === 'unknown-key') throw unknownKey(id);
    if (error.code === 'key-exists') throw takenId(id);
    throw error;
  }
}

function damagedKey(id: string): KeelsonError {
  const says = `what is kept as the key ${JSON.stringify(id)} is none; restore the key store from a copy`;
  return new KeelsonError('damaged-store', { says, facts: { id } });
}
