/**
 * Keys and signatures of every scheme out of seeds of 32 bytes.
 *
 * Source: keripy.md 8.1, 7.3. An ECDSA seed is the private number, big-endian; its signatures follow RFC 6979, so
 * that no scheme here draws chance: the same key signs the same message the same way.
 */
import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import sodium from 'libsodium-wrappers-sumo';
import type { SignatureScheme } from '../../kernel/crypto/algorithm.ts';

/** Schemes that keys can be made of. */
export type SigningScheme = Exclude<SignatureScheme, 'ed448'>;

/** A seed and the public key that was made of it. */
export type SeedPair = { readonly seed: Uint8Array; readonly publicKey: Uint8Array };

/** What one scheme does with a seed. Nothing of the seed is kept. */
export type Signing = {
  /** The raw public key. Throws `RangeError` for a seed that the scheme has no key for. */
  readonly publicKeyOf: (seed: Uint8Array) => Uint8Array;
  /** The raw signature, 64 bytes. */
  readonly sign: (message: Uint8Array, pair: SeedPair) => Uint8Array;
};

/** Bytes of a seed, of any scheme here. */
export const seedSizeBytes = 32;

/** Opens signing by scheme. Loads the WebAssembly of libsodium on first use. */
export async function openSigning(): Promise<(scheme: SigningScheme) => Signing> {
  await sodium.ready;
  return (scheme) => byScheme[scheme];
}

/** libsodium signs with seed and public key in one piece; that piece is wiped. */
const ed25519: Signing = {
  publicKeyOf: (seed) => {
    checkSize(seed);
    const { publicKey, privateKey } = sodium.crypto_sign_seed_keypair(seed);
    privateKey.fill(0);
    return publicKey;
  },
  sign: (message, { seed, publicKey }) => {
    const whole = new Uint8Array(seed.length + publicKey.length);
    whole.set(seed);
    whole.set(publicKey, seed.length);
    const signature = sodium.crypto_sign_detached(message, whole);
    whole.fill(0);
    return signature;
  },
};

type Curve = {
  readonly utils: { readonly isValidSecretKey: (seed: Uint8Array) => boolean };
  readonly getPublicKey: (seed: Uint8Array, isCompressed: boolean) => Uint8Array;
  readonly sign: (message: Uint8Array, seed: Uint8Array) => Uint8Array;
};

function ecdsa(curve: Curve): Signing {
  return {
    publicKeyOf: (seed) => {
      checkSize(seed);
      if (!curve.utils.isValidSecretKey(seed)) throw new RangeError('the seed is no number below the order');
      return curve.getPublicKey(seed, true);
    },
    sign: (message, { seed }) => curve.sign(message, seed),
  };
}

const byScheme: { readonly [scheme in SigningScheme]: Signing } = {
  ed25519,
  'ecdsa-secp256k1': ecdsa(secp256k1),
  'ecdsa-secp256r1': ecdsa(p256),
};

function checkSize(seed: Uint8Array): void {
  if (seed.length !== seedSizeBytes) throw new RangeError(`a seed has ${seedSizeBytes} bytes`);
}
