/**
 * Key pairs from numbers, for simulations and for tests of other programs: the same seed gives the same key on
 * every machine. Whoever knows the seed has the key, so it is nothing for identities that matter.
 *
 * Source: the contract `keygen`, `sign`, `verify`. The way to a key: BLAKE3 in its mode for deriving keys, under a
 * context of its own; libsodium's deterministic generator (ChaCha20); Ed25519.
 */
import { blake3 } from '@noble/hashes/blake3.js';
import sodium from 'libsodium-wrappers-sumo';
import { decodePrimitive } from '../../kernel/cesr/primitive.ts';
import { KeelsonError } from '../errors.ts';

/** The three functions of the contract. */
export type SeededKeys = {
  /**
   * The secret key of a seed: 64 bytes, the last 32 of them the public key. A number stands for its eight bytes,
   * big-endian. Throws `KeelsonError` of code `usage` for a number out of 0 to 2^64-1.
   */
  readonly keygen: (seed: bigint | number | Uint8Array) => Uint8Array;
  /** The signature, 64 bytes. Throws `KeelsonError` of code `usage` for a key that is not of 64 bytes. */
  readonly sign: (key: Uint8Array, payload: Uint8Array) => Uint8Array;
  /** True for a good signature. The key is a secret key, a raw public key, or a qualified one; never throws. */
  readonly verify: (key: Uint8Array | string, payload: Uint8Array, signature: Uint8Array) => boolean;
};

/** Opens the contract. Loads the WebAssembly of libsodium on first use. */
export async function openSeededKeys(): Promise<SeededKeys> {
  await sodium.ready;
  return { keygen, sign, verify };
}

const context = new TextEncoder().encode('keelson/keygen/v1');
const publicKeySizeBytes = 32;
const secretKeySizeBytes = 64;
const signatureSizeBytes = 64;
const seedSizeBytes = 32;
const seedMax = 2n ** 64n - 1n;

function keygen(seed: bigint | number | Uint8Array): Uint8Array {
  const derived = blake3(seedBytes(seed), { context });
  const stretched = sodium.randombytes_buf_deterministic(seedSizeBytes, derived);
  const { privateKey } = sodium.crypto_sign_seed_keypair(stretched);
  derived.fill(0);
  stretched.fill(0);
  return privateKey;
}

function seedBytes(seed: bigint | number | Uint8Array): Uint8Array {
  if (seed instanceof Uint8Array) return seed;
  const isWhole = typeof seed === 'bigint' || Number.isSafeInteger(seed);
  const value = isWhole ? BigInt(seed) : -1n;
  if (value < 0n || value > seedMax) {
    throw new KeelsonError('usage', { says: 'a seed is a whole number from 0 to 2^64-1, or bytes' });
  }
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

function sign(key: Uint8Array, payload: Uint8Array): Uint8Array {
  if (key.length !== secretKeySizeBytes) {
    throw new KeelsonError('usage', {
      says: `a secret key has ${secretKeySizeBytes} bytes; make it with keygen`,
    });
  }
  return sodium.crypto_sign_detached(payload, key);
}

function verify(key: Uint8Array | string, payload: Uint8Array, signature: Uint8Array): boolean {
  const publicKey = publicKeyOf(key);
  if (publicKey === undefined || signature.length !== signatureSizeBytes) return false;
  return sodium.crypto_sign_verify_detached(signature, payload, publicKey);
}

const qualifiedCodes = new Set(['D', 'B']);

function publicKeyOf(key: Uint8Array | string): Uint8Array | undefined {
  if (typeof key === 'string') {
    const decoded = decodePrimitive(key);
    return decoded.ok && qualifiedCodes.has(decoded.value.code) ? decoded.value.raw : undefined;
  }
  if (key.length === secretKeySizeBytes) return key.subarray(publicKeySizeBytes);
  return key.length === publicKeySizeBytes ? key : undefined;
}
