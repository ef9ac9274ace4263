/**
 * Sealed boxes to an Ed25519 key: whoever has the public key closes one, only the seed opens it.
 *
 * Source: keripy.md 8.3. X25519 with the key converted, XSalsa20-Poly1305, a key pair drawn for each box: libsodium's
 * `crypto_box_seal`, put together here because the library would draw the pair four bytes at a time. KERIpy: `Encrypter`,
 * `Decrypter`.
 */
import { randomFillSync } from 'node:crypto';
import sodium from 'libsodium-wrappers-sumo';
import { concatBytes } from '../../kernel/std/bytes.ts';

/** The keys of boxes, as X25519 has them. The private one is a secret. */
export type BoxPair = { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array };

export type SealedBoxes = {
  /** The pair that the Ed25519 key of a seed of 32 bytes is converted to. */
  readonly pairOf: (seed: Uint8Array) => BoxPair;
  /** A box around `message`, 48 bytes longer; another one each time. */
  readonly seal: (message: Uint8Array, publicKey: Uint8Array) => Uint8Array;
  /** What is in a box; undefined when it is not one to this key, or was changed. */
  readonly unseal: (box: Uint8Array, pair: BoxPair) => Uint8Array | undefined;
};

/** Opens sealed boxes. Loads the WebAssembly of libsodium on first use. */
export async function openSealedBoxes(): Promise<SealedBoxes> {
  await sodium.ready;
  return {
    pairOf: (seed) => {
      const { publicKey, privateKey } = sodium.crypto_sign_seed_keypair(seed);
      try {
        return {
          publicKey: sodium.crypto_sign_ed25519_pk_to_curve25519(publicKey),
          privateKey: sodium.crypto_sign_ed25519_sk_to_curve25519(privateKey),
        };
      } finally {
        privateKey.fill(0);
      }
    },
    seal,
    unseal: (box, { publicKey, privateKey }) => {
      try {
        return sodium.crypto_box_seal_open(box, publicKey, privateKey);
      } catch {
        return undefined;
      }
    },
  };
}

const pairSeedSizeBytes = 32;
const nonceSizeBytes = 24;

/** The public key of a pair that is drawn for this, then the box from it; the nonce follows from both public keys. */
function seal(message: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const privateKey = randomFillSync(new Uint8Array(pairSeedSizeBytes));
  try {
    const drawn = sodium.crypto_scalarmult_base(privateKey);
    const nonce = sodium.crypto_generichash(nonceSizeBytes, concatBytes([drawn, publicKey]), null);
    return concatBytes([drawn, sodium.crypto_box_easy(message, nonce, publicKey, privateKey)]);
  } finally {
    privateKey.fill(0);
  }
}
