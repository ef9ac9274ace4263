/** SHA-2 digests. Source: C-079. */
import { sha256, sha512 } from '@noble/hashes/sha2.js';

export function sha2Of256(bytes: Uint8Array): Uint8Array {
  return sha256(bytes);
}

export function sha2Of512(bytes: Uint8Array): Uint8Array {
  return sha512(bytes);
}
