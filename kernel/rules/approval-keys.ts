/**
 * What of a delegator's log changes the verdict on a delegated event that waits: its seal, an event that gives or
 * takes away the place of the one that is said to hold it, and a recovery.
 *
 * Source: keripy.md 3.8 (D-6, D-7), 3.9; K-231…K-236. Which of two rotations supersedes the other is decided by the
 * places of their seals.
 */
import type { Evidence } from '../evidence/evidence.ts';
import { waitKey } from '../state/escrow.ts';
import type { WaitKey } from '../state/escrow.ts';

/** Keys of the delegator's log that a delegated event waits for; none for an event that needs no approval. */
export function approvalKeys({
  delegation,
  event,
}: Pick<Evidence, 'delegation' | 'event'>): readonly WaitKey[] {
  switch (delegation.kind) {
    case 'none-needed':
      return [];
    case 'sealed': {
      const { prefix, sn } = delegation.anchor;
      return [waitKey.event(prefix, sn), waitKey.keys(prefix)];
    }
    case 'unsealed': {
      const { delegator, pointers } = delegation;
      const places = pointers.map(({ sn }) => waitKey.event(delegator, sn));
      return [waitKey.seal(delegator, event.said), ...places, waitKey.keys(delegator)];
    }
  }
}
