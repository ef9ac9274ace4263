/**
 * What becomes of a key event: where it stands to its log, whether its evidence suffices, and what
 * that changes.
 *
 * Source: keripy.md 3.3 (K-1…K-11), 3.4–3.6, 3.10; K-223…K-238.
 */
import { assert } from '../std/assert.ts';
import type { Sn } from '../cesr/qualified.ts';
import { isOnTrunk, sealingEvent } from '../evidence/delegation.ts';
import type { KeyEvent } from '../event/types.ts';
import type { Why } from '../state/decision.ts';
import { waitKey } from '../state/escrow.ts';
import type { WaitKey } from '../state/escrow.ts';
import { stateAt } from '../state/evolve.ts';
import type { KeyState } from '../state/key-state.ts';
import type { Step } from '../state/step.ts';
import type { View } from '../state/view.ts';
import { admit } from './admission.ts';
import type { Arrival } from './arrival.ts';
import { contest } from './contest.ts';
import { hold, reject, setAside, why } from './hold.ts';
import type { Hold } from './hold.ts';
import { addLate } from './late.ts';
import { isOpen } from './places.ts';
import type { ReasonCode } from './reason.ts';
import { supersedingCase, supersedingRow } from './superseding.ts';

type KeyArrival = Arrival<KeyEvent>;
type Later = Exclude<KeyEvent, { readonly ilk: 'icp' | 'dip' }>;

/**
 * Decides a key event. What begins a log, or follows the head of one, cannot have been accepted before: no
 * event that was superseded has the head for its prior.
 */
export function decideKeyEvent(view: View, arrival: KeyArrival): Step {
  const { message } = arrival;
  const head = view.log.keyState(message.prefix);
  if (head === undefined) return begin(view, arrival);
  if (follows(message, head)) return admit(view, arrival, { base: head, supersedes: undefined });
  const accepted = view.log.event(message.said);
  if (accepted !== undefined) return addLate(view, arrival, accepted);
  if ('witnesses' in message) return contest(view, arrival, undefined);
  if (message.sn > head.sn + 1n) return ahead(view, arrival, 'ahead-of-log');
  return message.sn === head.sn + 1n
    ? withoutPrior(view, arrival, message, head)
    : behind(view, arrival, message, head);
}

/** K-1, K-2: nothing of the log is known; only its inception can be decided. */
function begin(view: View, arrival: KeyArrival): Step {
  if ('witnesses' in arrival.message) return admit(view, arrival, { base: undefined, supersedes: undefined });
  return ahead(view, arrival, 'unknown-log');
}

/** K-7: it follows the head, if its prior is the head. */
function follows(event: KeyEvent, head: KeyState): boolean {
  return 'prior' in event && event.sn === head.sn + 1n && event.prior === head.said;
}

/** K-2, K-6: its keys cannot be known before the events in between. */
function ahead(view: View, arrival: KeyArrival, reason: ReasonCode): Step {
  return holdUnchecked(view, arrival, {
    kind: 'ooes',
    why: lacksPrior(arrival.message, why('ORDER', reason)),
  });
}

function lacksPrior(event: KeyEvent, because: Why): Why {
  const { prefix, sn } = event;
  const said = 'prior' in event ? event.prior : undefined;
  return { ...because, missing: [{ kind: 'event', prefix, sn: (sn - 1n) as Sn, said }] };
}

/**
 * U-7, U-8, K-045: the prior is not the trunk event before it. It still may be, by a recovery that waits or that
 * is not here yet: a receiver that awaits recoveries ends like others of the same events, whatever came first.
 */
function withoutPrior(view: View, arrival: KeyArrival, event: Later, head: KeyState): Step {
  const differs: Why = { ...why('PRIOR', 'prior-differs'), field: 'p' };
  const mayCome =
    view.receiver.awaitsRecoveries &&
    isOpen(head, event.sn - 1n) &&
    view.log.event(event.prior) === undefined;
  if (!mayCome) return reject(arrival, differs);
  const prior = view.log.waiting(event.prior);
  if (prior === undefined || prior.quarantined) return aside(view, arrival, event, differs);
  const isBefore = prior.prefix === event.prefix && prior.sn === event.sn - 1n;
  if (!isBefore || prior.kind === 'ldes') return reject(arrival, differs);
  const waits = lacksPrior(event, why('PRIOR-WAITS', 'ahead-of-log'));
  return holdUnchecked(view, arrival, { kind: 'ooes', why: waits }, [waitKey.held(event.prior)]);
}

/** Refuses an event whose prior is not known, and keeps it until the prior waits, its number is given anew, or is given for good. */
function aside(view: View, arrival: KeyArrival, event: Later, differs: Why): Step {
  const { prefix, sn, prior } = event;
  return setAside(view, arrival, {
    kind: 'strays',
    why: lacksPrior(event, differs),
    quarantined: true,
    attachments: arrival.attachments,
    waitsFor: [waitKey.event(prefix, sn - 1n), waitKey.held(prior), waitKey.keys(prefix)],
    prefix,
    sn,
  });
}

/** K-8…K-11: something was accepted at its number before; it may supersede that, or it contends. */
function behind(view: View, arrival: KeyArrival, event: Later, head: KeyState): Step {
  const prior = view.log.event(event.prior);
  const known = prior?.event.prefix === event.prefix && prior.event.sn === event.sn - 1n ? prior : undefined;
  if (mayChallenge(event, head)) {
    if (head.nextKeyDigests.length === 0) return reject(arrival, why('KEL-CLOSED', 'log-closed'));
    if (known === undefined || !isOnTrunk(view.log, known.event))
      return withoutPrior(view, arrival, event, head);
    return challenge(view, arrival, { head, base: stateAt(view.log, known) });
  }
  if (known !== undefined) {
    const base = stateAt(view.log, known);
    return contest(view, arrival, base, placed(view, arrival, { head, base }).row);
  }
  // Refused once, when it came too early: that its number was given meanwhile does not make it a version of it.
  if (arrival.waiting?.kind === 'strays') return withoutPrior(view, arrival, event, head);
  return holdUnchecked(view, arrival, {
    kind: 'ldes',
    why: lacksPrior(event, why('FIRST-SEEN', 'likely-duplicitous')),
  });
}

/** Only rotations not older than the latest one can supersede anything. U-5. */
function mayChallenge(event: Later, head: KeyState): boolean {
  if (event.ilk === 'rot') return event.sn > head.establishmentSn;
  return event.ilk === 'drt' && event.sn >= head.establishmentSn;
}

/** Where an event would branch off: the head of the trunk, and the key state before the event. */
type Branch = { readonly head: KeyState; readonly base: KeyState };

function challenge(view: View, arrival: KeyArrival, branch: Branch): Step {
  const { head, base } = branch;
  const { row, older } = placed(view, arrival, branch);
  if (row.verdict === 'refuse') return contest(view, arrival, base, row);
  return admit(view, arrival, { base, supersedes: { row, older, head } });
}

/** The trunk event of the number of the arriving one, and the row that decides between the two. */
function placed(view: View, { message: event, attachments }: KeyArrival, { head, base }: Branch) {
  const { log } = view;
  const older = log.event(trunkSaid(view, event));
  assert(older !== undefined, 'the trunk has an event at every number up to its head');
  const hints = [...attachments.sealSources, ...attachments.sealTriples];
  const { delegator } = base;
  const anchorOf = (of: KeyEvent, pointers: typeof hints) =>
    delegator === undefined ? undefined : sealingEvent(log, delegator, of, pointers);
  const [newer, against] = [
    { event, anchor: anchorOf(event, hints) },
    { event: older.event, anchor: older.delegation ?? anchorOf(older.event, []) },
  ];
  return { row: supersedingRow(supersedingCase(log, head, newer, against)), older };
}

function trunkSaid(view: View, event: KeyEvent) {
  const said = view.log.acceptedAt(event.prefix, event.sn).at(-1);
  assert(said !== undefined, 'the trunk has an event at every number up to its head');
  return said;
}

/** Holds an event of which nothing can be verified yet. DESIGN 2.3. */
function holdUnchecked(
  view: View,
  arrival: KeyArrival,
  how: Pick<Hold, 'kind' | 'why'>,
  alsoFor: readonly WaitKey[] = [],
): Step {
  const { prefix, sn, said } = arrival.message;
  return hold(view, arrival, {
    ...how,
    quarantined: true,
    attachments: arrival.attachments,
    waitsFor: [waitKey.event(prefix, sn - 1n), waitKey.said(said), ...alsoFor],
    prefix,
    sn,
  });
}
