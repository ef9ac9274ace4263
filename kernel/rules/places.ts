/**
 * Which places of a log a recovery may still give to another event than the one accepted there.
 *
 * Source: K-228, K-231, K-237; `superseding.ts` decides between two events.
 */
import type { KeyState } from '../state/key-state.ts';

/**
 * True when an event at `sn` may still come to the trunk beside the one accepted there: no later rotation has
 * made it final, and the log is not closed.
 */
export function isOpen(
  { sn: head, establishmentSn, delegator, nextKeyDigests }: KeyState,
  sn: bigint,
): boolean {
  if (nextKeyDigests.length === 0) return false;
  return sn > head || sn > establishmentSn || (delegator !== undefined && sn === establishmentSn);
}
