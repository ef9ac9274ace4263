/** SHA-3 digests. Source: C-079. */
import { sha3_256, sha3_512 } from '@noble/hashes/sha3.js';

export function sha3Of256(bytes: Uint8Array): Uint8Array {
  return sha3_256(bytes);
}

export function sha3Of512(bytes: Uint8Array): Uint8Array {
  return sha3_512(bytes);
}
