/** What judges of recovery need to know of an opening. dst.md 4 (R). */
import type { SeenOpening } from './judge.ts';

/** The store was opened, and it is the one that the node had: not damaged, not set back, not replaced. */
export function isOwnStore({ refused, damaged, after }: SeenOpening): boolean {
  return refused === undefined && damaged.length === 0 && after !== 'snapshot' && after !== 'damage';
}
