/**
 * Whom it concerns how a key event waits: receipts that came before it, and events that name it as their prior.
 *
 * Source: DESIGN 2.2; U-8, `withoutPrior` in key-events.ts. An event that names a prior which waits is waited for
 * only while that one may still be accepted.
 */
import type { Said } from '../cesr/qualified.ts';
import type { Message } from '../event/types.ts';
import { waitKey } from '../state/escrow.ts';
import type { Waiting } from '../state/escrow.ts';
import type { Step } from '../state/step.ts';

/** The step, which also wakes whom it concerns when a key event waits differently than it did `before`. */
export function withHeldNews(step: Step, { kind, said }: Message, before: Waiting | undefined): Step {
  if (kind !== 'key-event' || hopesOf(before) === hopesOf(waitingAfter(step, said, before))) return step;
  return { ...step, wakes: [...step.wakes, waitKey.held(said)] };
}

function waitingAfter({ writes }: Step, said: Said, before: Waiting | undefined): Waiting | undefined {
  let after = before;
  for (const write of writes) {
    if (write.kind === 'put-waiting' && write.waiting.id === said) after = write.waiting;
    if (write.kind === 'remove-waiting' && write.waiting.id === said) after = undefined;
  }
  return after;
}

/** What can be hoped of an event by how it waits: one that nothing is checked of may be anybody's. */
function hopesOf(waiting: Waiting | undefined): 'unknown' | 'lost' | 'open' {
  if (waiting === undefined || waiting.quarantined) return 'unknown';
  return waiting.kind === 'ldes' ? 'lost' : 'open';
}
