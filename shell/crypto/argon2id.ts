/**
 * Argon2id, version 1.3, one lane: what libsodium calls `crypto_pwhash` with ARGON2ID13.
 *
 * Source: RFC 9106; keripy.md 8.1. WebAssembly computes it, but refuses an empty password, which KERI has (the
 * empty path), and takes longer to begin than a little memory takes to fill: these go to @noble/hashes. Both answer the
 * same bytes. docs/decisions/0026.
 */
import { argon2idAsync } from '@noble/hashes/argon2.js';
import { argon2id as argon2idOfWasm } from 'hash-wasm';

export type Argon2idInput = {
  readonly password: Uint8Array;
  /** At least 8 bytes. */
  readonly salt: Uint8Array;
  /** Passes over the memory. libsodium: `opslimit`. */
  readonly passes: number;
  /** At least 8. libsodium: `memlimit`, in bytes. */
  readonly memoryKibibytes: number;
  /** Size of the answer, at least 4. */
  readonly sizeBytes: number;
};

/** Passes times memory up to which beginning WebAssembly would cost more than the hash itself. */
const littleKibibytes = 64;

/**
 * The raw hash. Costs `passes` times the memory, seconds and a gibibyte for the highest tier, and holds the thread.
 * The salt is read after the call has returned: the caller leaves it alone until the answer is there.
 */
export async function argon2id({
  password,
  salt,
  passes,
  memoryKibibytes,
  sizeBytes,
}: Argon2idInput): Promise<Uint8Array> {
  if (password.length === 0 || passes * memoryKibibytes <= littleKibibytes) {
    const cost = { t: passes, m: memoryKibibytes, p: 1, dkLen: sizeBytes };
    return argon2idAsync(password, salt, cost);
  }
  return argon2idOfWasm({
    password,
    salt,
    iterations: passes,
    parallelism: 1,
    memorySize: memoryKibibytes,
    hashLength: sizeBytes,
    outputType: 'binary',
  });
}
