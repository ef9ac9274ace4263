/**
 * Ed25519 by libsodium, whose set of accepted signatures is the one that decides (DESIGN 2.8).
 *
 * OpenSSL and other libraries accept keys and points of small order that libsodium refuses; two hosts
 * that differ in this would disagree on which events are valid. `self-test.ts` holds the crafted cases.
 */
import sodium from 'libsodium-wrappers-sumo';
import type { Scheme } from './scheme.ts';

const keySizeBytes = 32;
const signatureSizeBytes = 64;

/** Opens Ed25519. Loads the WebAssembly of libsodium on first use. */
export async function openEd25519(): Promise<Scheme> {
  await sodium.ready;
  const check = sodium.crypto_sign_verify_detached;
  return {
    name: 'ed25519',
    verify: (key, message, signature) =>
      key.length === keySizeBytes &&
      signature.length === signatureSizeBytes &&
      check(signature, message, key),
  };
}
