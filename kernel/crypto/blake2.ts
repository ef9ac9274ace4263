/** BLAKE2 digests: BLAKE2b of two sizes and BLAKE2s. Source: C-079. */
import { blake2b, blake2s } from '@noble/hashes/blake2.js';

export function blake2bOf256(bytes: Uint8Array): Uint8Array {
  return blake2b(bytes, { dkLen: 32 });
}

export function blake2bOf512(bytes: Uint8Array): Uint8Array {
  return blake2b(bytes);
}

export function blake2sOf256(bytes: Uint8Array): Uint8Array {
  return blake2s(bytes);
}
