/**
 * Why a message stands where it stands: accepted, superseded, waiting, or conflicting.
 *
 * What waits is explained by its entry; the words of the decision itself are found again by deciding
 * the same message once more, which changes nothing.
 */
import { isTransferable, parseSaid } from '../kernel/cesr/identifiers.ts';
import type { DuplicityEvidence, StoredEvent } from '../kernel/state/stored.ts';
import type { Waiting } from '../kernel/state/escrow.ts';
import type { LogReader } from '../kernel/state/view.ts';
import type { Missing, Why } from '../kernel/state/decision.ts';
import type { Ledger } from '../storage/ledger.ts';
import { waitingEntries } from './waiting-pages.ts';

export type Explanation =
  | {
      readonly kind: 'accepted';
      readonly stored: StoredEvent;
      readonly isTrunk: boolean;
      readonly says: string;
    }
  | {
      readonly kind: 'waiting';
      readonly waiting: Waiting;
      readonly rule: string;
      readonly says: string;
      readonly missing: readonly Missing[];
    }
  | { readonly kind: 'conflicting'; readonly evidence: DuplicityEvidence; readonly says: string };

export type ExplainParts = {
  readonly ledger: Ledger;
  /** Decides a waiting message again, over what is stored, and keeps nothing. */
  readonly judge: (waiting: Waiting) => Why | undefined;
};

/** The explanations of everything known by that SAID or prefix; empty when nothing is. */
export function explainSaid({ ledger, judge }: ExplainParts, text: string): readonly Explanation[] {
  const parsed = parseSaid(text);
  if (!parsed.ok) return [];
  const { reader, history } = ledger;
  const found: Explanation[] = [];
  const accepted = reader.event(parsed.value);
  if (accepted !== undefined) found.push(explainAccepted(reader, accepted));
  for (const waiting of waitingEntries(history)) {
    if (waiting.said === parsed.value) found.push(explainWaiting(waiting, judge(waiting)));
  }
  for (const evidence of history.duplicity(undefined)) {
    if (evidence.event.said === parsed.value) found.push(explainConflicting(evidence));
  }
  return found;
}

function explainWaiting(waiting: Waiting, why: Why | undefined): Explanation {
  return {
    kind: 'waiting',
    waiting,
    rule: why?.rule ?? waiting.reason,
    says: why?.says ?? waiting.reason,
    missing: why?.missing ?? [],
  };
}

function explainConflicting(evidence: DuplicityEvidence): Explanation {
  const { event, against } = evidence;
  return {
    kind: 'conflicting',
    evidence,
    says: `${event.ilk} of ${event.prefix} at sn ${event.sn.toString(16)} is a verified version that lost to ${against}, which was seen first`,
  };
}

function explainAccepted(log: LogReader, stored: StoredEvent): Explanation {
  const { prefix, sn, said, ilk } = stored.event;
  const head = log.keyState(prefix);
  const last = log.acceptedAt(prefix, sn).at(-1);
  const isTrunk = head !== undefined && sn <= head.sn && last === said;
  const attached = log.attachments(said);
  const signed = `${attached.controllerSignatures.length} verified signatures and ${attached.witnessSignatures.length} of witnesses`;
  const closed = isTransferable(prefix) ? '' : '; the AID is not transferable, no further event is taken';
  const place = isTrunk
    ? 'on the trunk'
    : `superseded by ${last === said ? 'a recovery before it' : String(last)}`;
  return {
    kind: 'accepted',
    stored,
    isTrunk,
    says: `${ilk} of ${prefix} at sn ${sn.toString(16)} was accepted as first-seen number ${stored.fn}, with ${signed}; it is ${place}${closed}`,
  };
}
