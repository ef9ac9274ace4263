/**
 * Digests of a host: those of the kernel, with BLAKE3-256 by WebAssembly, which nearly every SAID needs.
 *
 * Same bytes, checked at opening; where they differ the host does not open.
 */
import { createBLAKE3 } from 'hash-wasm';
import type { Algorithms, DigestAlgorithm } from '../../kernel/crypto/algorithm.ts';
import { digest } from '../../kernel/crypto/registry.ts';
import { bytesEqual } from '../../kernel/std/bytes.ts';
import { KeelsonError } from '../errors.ts';

const checkedSizes = [0, 1, 44, 64, 335, 1024, 1025, 5000];

/** Opens the digests. Throws `KeelsonError` of code `crypto-self-test` when BLAKE3 answers otherwise than the kernel's. */
export async function openDigest(): Promise<Algorithms['digest']> {
  const blake3 = await createBLAKE3();
  const blake3Of = (bytes: Uint8Array) => blake3.init().update(bytes).digest('binary');
  const wrong = checkedSizes.find((size) => {
    const bytes = Uint8Array.from({ length: size }, (_, place) => place % 251);
    return !bytesEqual(blake3Of(bytes), digest('blake3-256', bytes));
  });
  if (wrong !== undefined) {
    throw new KeelsonError('crypto-self-test', {
      says: 'BLAKE3 by WebAssembly answers otherwise than the kernel; reinstall the package hash-wasm',
      keripy: 'AuthNError',
      facts: { sizeBytes: wrong },
    });
  }
  return (algorithm: DigestAlgorithm, bytes: Uint8Array) =>
    algorithm === 'blake3-256' ? blake3Of(bytes) : digest(algorithm, bytes);
}
