/**
 * Who signs with keys that nobody gets to see, as a port: a security module, a service of keys, or a program before one.
 *
 * Source: M-100, M-101 (`sign_secure`, `verify_secure`). It needs to know nothing of KERI. The promises are checked by
 * `test/keys/signer-suite.ts`.
 */
import type { SigningScheme } from '../crypto/signing.ts';

/** A public key: raw bytes, without code; of ECDSA the compressed point. */
export type PublicKey = { readonly scheme: SigningScheme; readonly raw: Uint8Array };

/**
 * Key pairs by id, whose secret halves stay where they are.
 *  1. What `generateKey` answered is durable, to the degree of the signer, and `publicKey` answers the same until the
 *     key is deleted.
 *  2. What `signSecure` answers is a signature that `verifySecure` accepts, or it rejects.
 *  3. A call that changes something does it as a whole or not at all.
 *  4. No answer and no error holds a secret key, or anything that it can be made of.
 */
export type SecureSigner = {
  /**
   * Makes a key pair. Rejects with `KeelsonError` of code `key-exists` when the id is taken, and `key-refused` when the
   * signer makes no keys of the scheme.
   */
  readonly generateKey: (id: string, options?: GenerateKeyOptions) => Promise<PublicKey>;
  /** Rejects with `unknown-key`. */
  readonly publicKey: (id: string) => Promise<PublicKey>;
  /** The raw signature, 64 bytes. Rejects with `unknown-key`, and with `key-refused` when the signer does not want to. */
  readonly signSecure: (id: string, payload: Uint8Array) => Promise<Uint8Array>;
  /** Whether the key of this id made the signature. Rejects with `unknown-key`. */
  readonly verifySecure: (id: string, payload: Uint8Array, signature: Uint8Array) => Promise<boolean>;
  /** Answers whether there was a key. */
  readonly deleteKey: (id: string) => Promise<boolean>;
};

/** `ed25519` when left out. */
export type GenerateKeyOptions = { readonly scheme?: SigningScheme };

/** The scheme of keys when none is named. */
export const schemeDefault: SigningScheme = 'ed25519';

/** Bytes of a raw public key. */
export const publicKeySizeBytes: { readonly [scheme in SigningScheme]: number } = {
  ed25519: 32,
  'ecdsa-secp256k1': 33,
  'ecdsa-secp256r1': 33,
};

/** Bytes of a raw signature, of any scheme here. */
export const signatureSizeBytes = 64;

/** Whether a text is the name of a scheme that keys can be made of. */
export function isSigningScheme(text: string): text is SigningScheme {
  return Object.hasOwn(publicKeySizeBytes, text);
}
