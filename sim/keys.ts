/**
 * Keys of a run: made from names, never from chance, so that every run of a plan signs alike.
 *
 * Source: DESIGN 4 (simulated signatures of true size; real Ed25519 in one seed of twenty), dst.md 6.2.
 */
import type { Key } from '../kernel/cesr/qualified.ts';

export type KeyPair = {
  /** Public key as a transferable primitive, code `D`. */
  readonly key: Key;
  /** The same public key as a non-transferable one, code `B`. */
  readonly plain: Key;
  /** Raw signature of 64 bytes. */
  readonly sign: (message: Uint8Array) => Uint8Array;
};

/** Makes keys; the same name gives the same pair. */
export type Signer = { readonly pair: (name: string) => KeyPair };
