/**
 * A version of an event that lost: another was seen first, and it may not supersede. It is checked like
 * any event; once fully signed and witnessed it is evidence of duplicity and kept for ever.
 *
 * Source: K-001, K-005, K-006, K-223, K-226; keripy.md 3.3 (K-5, K-11).
 */
import { gather } from '../evidence/evidence.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { KeyEvent } from '../event/types.ts';
import type { Why } from '../state/decision.ts';
import type { Write } from '../state/effect.ts';
import { waitKey } from '../state/escrow.ts';
import type { KeyState } from '../state/key-state.ts';
import type { Step } from '../state/step.ts';
import type { View } from '../state/view.ts';
import { acceptanceRules, duplicityRules } from './acceptance.ts';
import { verified } from './admission.ts';
import { approvalKeys } from './approval-keys.ts';
import type { Arrival } from './arrival.ts';
import { hold, reject, why, whyOf } from './hold.ts';
import { firstFailure } from './row.ts';
import { standingRules } from './standing.ts';
import type { SupersedingRow } from './superseding.ts';

const signedRules = acceptanceRules.filter(({ id }) => id === 'SIGNED');

/** `base` is the key state before the event on its branch; `refusedBy` the row that let it not supersede. */
export function contest(
  view: View,
  arrival: Arrival<KeyEvent>,
  base: KeyState | undefined,
  refusedBy?: SupersedingRow,
): Step {
  const event = arrival.message;
  const misplaced = firstFailure(standingRules, {
    event,
    base,
    delegatorTraits: [],
    compat: view.receiver.compat,
  });
  if (misplaced !== undefined) return reject(arrival, whyOf(misplaced));
  const { attachments, source } = arrival;
  const evidence = gather(view, { event, base, attachments, source, supersedesDelegated: false });
  const unsigned = firstFailure(signedRules, evidence);
  if (unsigned !== undefined) return reject(arrival, whyOf(unsigned));
  const step = hold(view, arrival, {
    kind: 'ldes',
    why: lost(refusedBy),
    quarantined: false,
    attachments: verified(evidence, attachments),
    waitsFor: [
      waitKey.said(event.said),
      ...(event.sn > 0n ? [waitKey.event(event.prefix, event.sn - 1n)] : []),
      ...approvalKeys(evidence),
    ],
    prefix: event.prefix,
    sn: event.sn,
  });
  return withEvidence(view, arrival, evidence, step);
}

function lost(refusedBy: SupersedingRow | undefined): Why {
  const because = why(refusedBy?.id ?? 'FIRST-SEEN', 'likely-duplicitous');
  return refusedBy === undefined ? because : { ...because, says: `${because.says}: ${refusedBy.says}` };
}

/** Versions kept for ever of one number of a log; the first few prove all there is to prove. */
const recordCountMax = 64;

/** Adds the record of duplicity, once, when the version is fully signed and witnessed. */
function withEvidence(view: View, arrival: Arrival<KeyEvent>, evidence: Evidence, step: Step): Step {
  const event = arrival.message;
  const against = view.log.acceptedAt(event.prefix, event.sn).at(-1);
  const records = view.log.duplicity(event.prefix, event.sn);
  const isKept =
    records.length >= recordCountMax || records.some((record) => record.event.said === event.said);
  if (against === undefined || isKept || firstFailure(duplicityRules, evidence) !== undefined) return step;
  const write: Write = {
    kind: 'append-duplicity',
    evidence: { event, attachments: verified(evidence, arrival.attachments), at: arrival.at, against },
  };
  const { prefix, sn, said } = event;
  return {
    ...step,
    writes: [write, ...step.writes],
    sends: [...step.sends, { kind: 'duplicity', prefix, sn, said, against }],
  };
}
