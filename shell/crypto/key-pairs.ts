/**
 * Ed25519 key pairs from seeds, for those who make keys by name, such as the simulator. Random keys are the
 * matter of whoever keeps them.
 */
import sodium from 'libsodium-wrappers-sumo';

/** A pair of raw Ed25519 keys; the secret one stays within. */
export type RawKeyPair = {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Raw signature of 64 bytes. */
  readonly sign: (message: Uint8Array) => Uint8Array;
};

/** Makes the pair of a seed of 32 bytes; the same seed gives the same pair. */
export type KeyPairOf = (seed: Uint8Array) => RawKeyPair;

/** Opens the making of key pairs. Loads the WebAssembly of libsodium on first use. */
export async function openKeyPairs(): Promise<KeyPairOf> {
  await sodium.ready;
  return (seed) => {
    const { publicKey, privateKey } = sodium.crypto_sign_seed_keypair(seed);
    return { publicKey, sign: (message) => sodium.crypto_sign_detached(message, privateKey) };
  };
}
