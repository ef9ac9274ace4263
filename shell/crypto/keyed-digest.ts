/** Digests that only whoever has the key can make: BLAKE2b-256 with a key, libsodium's `crypto_generichash`. */
import sodium from 'libsodium-wrappers-sumo';

export const keyedDigestSizeBytes = 32;

export type KeyedDigest = {
  /** The digest of `message` under a key of 32 bytes. */
  readonly digest: (message: Uint8Array, key: Uint8Array) => Uint8Array;
  /** Whether two digests are the same, in a time that does not say where they differ. */
  readonly isSame: (a: Uint8Array, b: Uint8Array) => boolean;
};

/** Opens keyed digests. Loads the WebAssembly of libsodium on first use. */
export async function openKeyedDigest(): Promise<KeyedDigest> {
  await sodium.ready;
  return {
    digest: (message, key) => sodium.crypto_generichash(keyedDigestSizeBytes, message, key),
    isSame: (a, b) => a.length === b.length && sodium.memcmp(a, b),
  };
}
