/**
 * What the kernel needs to be given: digests and signature checks.
 *
 * The kernel decides *what* to digest or verify and *which* algorithm a code names (the code rows of
 * `cesr/codes.ts` say so); whoever calls it brings the algorithms. DESIGN 2.8.
 */

/** Names of digest algorithms, as the code rows name them. */
export type DigestAlgorithm =
  | 'blake3-256'
  | 'blake3-512'
  | 'blake2b-256'
  | 'blake2b-512'
  | 'blake2s-256'
  | 'sha2-256'
  | 'sha2-512'
  | 'sha3-256'
  | 'sha3-512';

/** Names of signature schemes, as the code rows name them. */
export type SignatureScheme = 'ed25519' | 'ecdsa-secp256k1' | 'ecdsa-secp256r1' | 'ed448';

/** A signature check: all raw bytes, without code. */
export type SignatureCheck = {
  readonly scheme: SignatureScheme;
  readonly key: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
};

/**
 * The algorithms handed in with a view. Both are functions: same arguments, same answer.
 *  1. `digest` answers the raw digest, of the size its name says.
 *  2. `verify` never throws; a key or signature of wrong size or form, or an unknown scheme, is `false`.
 */
export type Algorithms = {
  readonly digest: (algorithm: DigestAlgorithm, bytes: Uint8Array) => Uint8Array;
  readonly verify: (check: SignatureCheck) => boolean;
};
