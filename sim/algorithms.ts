/**
 * Real cryptography for runs: digests always, signatures in runs that ask for them. Opened once a process,
 * before any run, since opening waits for WebAssembly.
 *
 * Source: dst.md 6.2 (initialise before the simulator starts; a synchronous port).
 */
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import { openAlgorithms } from '../shell/crypto/index.ts';
import { openKeyPairs } from '../shell/crypto/key-pairs.ts';
import type { KeyPairOf } from '../shell/crypto/key-pairs.ts';
import { openSeededLocks } from '../shell/keys/row-lock.ts';
import type { RowLock } from '../shell/keys/row-lock.ts';

/** What runs are given of the world's cryptography: functions of their arguments. */
export type Cryptography = {
  readonly algorithms: Algorithms;
  readonly keyPairOf: KeyPairOf;
  /** The lock of a key store, out of a seed. */
  readonly lockOf: (seed: Uint8Array) => RowLock;
};

let opened: Promise<Cryptography> | undefined;

/** Opens it, the first time; functions of their arguments carry nothing from run to run. */
export function openCryptography(): Promise<Cryptography> {
  opened ??= open();
  return opened;
}

async function open(): Promise<Cryptography> {
  const [algorithms, keyPairOf, lockOf] = await Promise.all([
    openAlgorithms(),
    openKeyPairs(),
    openSeededLocks(),
  ]);
  return { algorithms, keyPairOf, lockOf };
}
