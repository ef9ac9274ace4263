/**
 * Key pairs of every scheme from seeds of 32 bytes, and what they sign.
 *
 * Source: keripy.md 8.1, 7.3. An ECDSA seed is the private number, big-endian; its signatures follow RFC 6979, so
 * that no scheme here draws chance: the same key signs the same message the same way.
 */
import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import type { SignatureScheme } from '../../kernel/crypto/algorithm.ts';
import { openKeyPairs } from './key-pairs.ts';
import type { KeyPairOf, RawKeyPair } from './key-pairs.ts';

/** Schemes that keys can be made of. */
export type SigningScheme = Exclude<SignatureScheme, 'ed448'>;

/** Makes key pairs by scheme. Throws `RangeError` for a seed that the scheme has no key for. */
export type Signing = (scheme: SigningScheme, seed: Uint8Array) => RawKeyPair;

/** Opens the making of key pairs. Loads the WebAssembly of libsodium on first use. */
export async function openSigning(): Promise<Signing> {
  const makers: { readonly [scheme in SigningScheme]: KeyPairOf } = {
    ed25519: await openKeyPairs(),
    'ecdsa-secp256k1': ecdsaPairOf(secp256k1),
    'ecdsa-secp256r1': ecdsaPairOf(p256),
  };
  return (scheme, seed) => {
    if (seed.length !== seedSizeBytes) throw new RangeError(`a seed of ${scheme} has ${seedSizeBytes} bytes`);
    return makers[scheme](seed);
  };
}

/** Bytes of a seed, of any scheme here. */
export const seedSizeBytes = 32;

type Curve = {
  readonly utils: { readonly isValidSecretKey: (seed: Uint8Array) => boolean };
  readonly getPublicKey: (seed: Uint8Array, isCompressed: boolean) => Uint8Array;
  readonly sign: (message: Uint8Array, seed: Uint8Array) => Uint8Array;
};

function ecdsaPairOf(curve: Curve): KeyPairOf {
  return (seed) => {
    if (!curve.utils.isValidSecretKey(seed)) throw new RangeError('the seed is no number below the order');
    return {
      publicKey: curve.getPublicKey(seed, true),
      sign: (message) => curve.sign(message, seed),
    };
  };
}
