/**
 * Defaults of writers: majorities of keys, and the witness threshold that stands against faults.
 *
 * Source: keripy.md 1.3 (M-8), 2.6 (`ample`).
 */
import type { Threshold } from './threshold.ts';

/** More than half of the keys, at least one. */
export function majorityOf(keyCount: number): Threshold {
  return { kind: 'number', count: BigInt(Math.max(1, Math.ceil(keyCount / 2))) };
}

/** Half of the next keys rounded up, 0 without any. */
export function nextMajorityOf(keyCount: number): Threshold {
  return { kind: 'number', count: BigInt(Math.ceil(keyCount / 2)) };
}

/** The witness threshold for that many witnesses, of which up to a third may be faulty. */
export function ampleToad(witnessCount: number): number {
  const third = Math.max(0, witnessCount - 1) / 3;
  const faulty = [Math.max(1, Math.floor(third)), Math.max(1, Math.ceil(third))];
  return Math.min(witnessCount, ...faulty.map((count) => Math.ceil((witnessCount + count + 1) / 2)));
}
