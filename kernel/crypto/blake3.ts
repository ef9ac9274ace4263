/** BLAKE3 digests. Source: C-079. */
import { blake3 } from '@noble/hashes/blake3.js';

export function blake3Of256(bytes: Uint8Array): Uint8Array {
  return blake3(bytes);
}

export function blake3Of512(bytes: Uint8Array): Uint8Array {
  return blake3(bytes, { dkLen: 64 });
}
