/**
 * An event that was accepted before comes again: signatures and receipts that are new are added, nothing
 * else changes.
 *
 * Source: keripy.md 3.3 (K-4, K-10), B-3, B-8, B-31; K-130.
 */
import type { Attachments } from '../cesr/attachments.ts';
import { judgeReceipts } from '../evidence/receipts.ts';
import { verifyIndexed } from '../evidence/signatures.ts';
import type { KeyEvent } from '../event/types.ts';
import type { Write } from '../state/effect.ts';
import { waitKey } from '../state/escrow.ts';
import { stateAt } from '../state/evolve.ts';
import { countAttached, newAttachments } from '../state/merge.ts';
import type { Step } from '../state/step.ts';
import type { StoredEvent } from '../state/stored.ts';
import type { View } from '../state/view.ts';
import type { Arrival } from './arrival.ts';
import { keptOf } from './event-bounds.ts';
import { holdReceipts } from './held-receipts.ts';
import { allHold, leaving, subjectOf } from './hold.ts';

export function addLate(view: View, arrival: Arrival<KeyEvent>, stored: StoredEvent): Step {
  const { event } = stored;
  const fresh = newAttachments(view.log.attachments(event.said), arrival.attachments);
  const state = stateAt(view.log, stored);
  const signatures = verifyIndexed(fresh.controllerSignatures, state.keys, event.raw, view.algorithms);
  const judged = judgeReceipts(
    view,
    { raw: event.raw, witnesses: state.witnesses },
    { ...fresh, signatureGroups: [] },
    arrival.source,
  );
  const good = { ...judged.good, controllerSignatures: signatures.good };
  const { writes, added } = addition(view, arrival, stored, good);
  return {
    decision: {
      outcome: 'duplicate',
      subject: subjectOf(event),
      why: allHold('SEEN', 'the event was accepted before'),
      fn: stored.fn,
      added,
    },
    writes: [...leaving(arrival), ...writes, ...holdReceipts(view, arrival, judged.unknown)],
    sends: [],
    wakes: added === 0 ? [] : [waitKey.said(event.said)],
  };
}

/** What an event takes of verified attachments. */
type Added = {
  readonly writes: readonly Write[];
  readonly added: number;
  /** New receipts of outsiders that it has no room for. */
  readonly refusedCount: number;
};

/** The write that adds what of `good` is not stored yet, as far as the event has room for it. */
export function addition(
  view: View,
  arrival: Pick<Arrival, 'at'>,
  { event }: StoredEvent,
  good: Attachments,
): Added {
  const { prefix, said } = event;
  const known = view.log.attachments(said);
  const fresh = newAttachments(known, good);
  const { kept, refusedCount } = keptOf(view, { controller: prefix, known, fresh });
  const added = countAttached(kept);
  if (added === 0) return { writes: [], added, refusedCount };
  const write: Write = { kind: 'append-attachments', prefix, said, attachments: kept, at: arrival.at };
  return { writes: [write], added, refusedCount };
}
