/**
 * Argon2id, version 1.3, one lane: what libsodium calls `crypto_pwhash` with ARGON2ID13.
 *
 * Source: RFC 9106; keripy.md 8.1. libsodium computes it, but its WebAssembly never gives memory back: what takes more
 * than its lowest tier goes to hash-wasm, which does, but refuses the empty password that KERI has (the empty path). Both
 * answer the same bytes. docs/decisions/0033.
 */
import { argon2id as argon2idOfWasm } from 'hash-wasm';
import sodium from 'libsodium-wrappers-sumo';

export type Argon2idInput = {
  readonly password: Uint8Array;
  /** 16 bytes. */
  readonly salt: Uint8Array;
  /** Passes over the memory. libsodium: `opslimit`. */
  readonly passes: number;
  /** At least 8. libsodium: `memlimit`, in bytes. */
  readonly memoryKibibytes: number;
  /** Size of the answer, at least 16. */
  readonly sizeBytes: number;
};

/** Memory that may stay with the process. */
const libsodiumKibibytesMax = 64 * 1024;
const bytesPerKibibyte = 1024;

/**
 * The raw hash. Costs `passes` times the memory, seconds and a gibibyte for the highest tier, and holds the thread.
 * The salt is read after the call has returned: the caller leaves it alone until the answer is there.
 */
export async function argon2id(input: Argon2idInput): Promise<Uint8Array> {
  const { password, salt, passes, memoryKibibytes, sizeBytes } = input;
  if (password.length > 0 && memoryKibibytes > libsodiumKibibytesMax) return ofHashWasm(input);
  await sodium.ready;
  const algorithm = sodium.crypto_pwhash_ALG_ARGON2ID13;
  const memoryBytes = memoryKibibytes * bytesPerKibibyte;
  return sodium.crypto_pwhash(sizeBytes, password, salt, passes, memoryBytes, algorithm);
}

function ofHashWasm({ password, salt, passes, memoryKibibytes, sizeBytes }: Argon2idInput) {
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
