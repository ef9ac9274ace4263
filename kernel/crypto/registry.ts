/** The digest algorithms, one line each. A new one is a file and a line here; its codes are rows of `cesr/codes.ts`. */
import type { DigestAlgorithm } from './algorithm.ts';
import { blake2bOf256, blake2bOf512, blake2sOf256 } from './blake2.ts';
import { blake3Of256, blake3Of512 } from './blake3.ts';
import { sha2Of256, sha2Of512 } from './sha2.ts';
import { sha3Of256, sha3Of512 } from './sha3.ts';

const algorithms: Readonly<Record<DigestAlgorithm, (bytes: Uint8Array) => Uint8Array>> = {
  'blake3-256': blake3Of256,
  'blake3-512': blake3Of512,
  'blake2b-256': blake2bOf256,
  'blake2b-512': blake2bOf512,
  'blake2s-256': blake2sOf256,
  'sha2-256': sha2Of256,
  'sha2-512': sha2Of512,
  'sha3-256': sha3Of256,
  'sha3-512': sha3Of512,
};

/** The raw digest of `bytes`, of the size that the name says. */
export function digest(algorithm: DigestAlgorithm, bytes: Uint8Array): Uint8Array {
  return algorithms[algorithm](bytes);
}
