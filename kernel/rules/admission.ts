/**
 * Admitting a key event that stands where it may: the rules in order, then what acceptance writes.
 *
 * Source: keripy.md 3.4–3.6, 3.10 (one transaction, B-33).
 */
import { assert } from '../std/assert.ts';
import type { Attachments } from '../cesr/attachments.ts';
import { noAttachments } from '../cesr/attachments.ts';
import type { Fn, Micros, Prefix, Said, Sn } from '../cesr/qualified.ts';
import { gather } from '../evidence/evidence.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { couplesAsWitness, judgeReceipts } from '../evidence/receipts.ts';
import { eventSealOf } from '../event/seal.ts';
import type { KeyEvent } from '../event/types.ts';
import type { Missing, Why } from '../state/decision.ts';
import type { Send, Write } from '../state/effect.ts';
import { waitKey } from '../state/escrow.ts';
import type { WaitKey } from '../state/escrow.ts';
import { standingOfInception, standingOfRotation, stateAfter } from '../state/evolve.ts';
import type { KeyState } from '../state/key-state.ts';
import type { Step } from '../state/step.ts';
import type { Standing, StoredEvent } from '../state/stored.ts';
import type { View } from '../state/view.ts';
import { acceptanceRules } from './acceptance.ts';
import { approvalKeys } from './approval-keys.ts';
import type { Arrival } from './arrival.ts';
import { keptOf } from './event-bounds.ts';
import { allHold, hold, leaving, reject, subjectOf, whyOf } from './hold.ts';
import { holdReceipts } from './held-receipts.ts';
import { reasonOf } from './reason.ts';
import { firstFailure } from './row.ts';
import type { Failure } from './row.ts';
import { standingRules } from './standing.ts';
import type { SupersedingRow } from './superseding.ts';

/** What the event would take the place of. */
export type Superseding = {
  readonly row: SupersedingRow;
  readonly older: StoredEvent;
  readonly head: KeyState;
};
export type Place = { readonly base: KeyState | undefined; readonly supersedes: Superseding | undefined };

export function admit(view: View, arrival: Arrival<KeyEvent>, place: Place): Step {
  const event = arrival.message;
  const delegator = delegatorOf(event, place.base);
  const delegatorTraits =
    delegator === undefined || event.ilk === 'ixn' ? [] : (view.log.keyState(delegator)?.traits ?? []);
  const { compat } = view.receiver;
  const misplaced = firstFailure(standingRules, { event, base: place.base, delegatorTraits, compat });
  if (misplaced !== undefined) return reject(arrival, whyOf(misplaced));
  const evidence = gather(view, {
    event,
    base: place.base,
    attachments: arrival.attachments,
    source: arrival.source,
    supersedesDelegated: place.supersedes?.older.event.ilk === 'drt',
  });
  const failure = firstFailure(acceptanceRules, evidence);
  if (failure === undefined) return accept(view, arrival, evidence, place);
  if (!reasonOf(failure.rule.reason).waits) return reject(arrival, whyOf(failure));
  return wait(view, arrival, evidence, { failure, supersedes: place.supersedes });
}

function delegatorOf(event: KeyEvent, base: KeyState | undefined): Prefix | undefined {
  return 'delegator' in event ? event.delegator : base?.delegator;
}

/** The row that fails, and what the event would take the place of. */
type Lack = { readonly failure: Failure; readonly supersedes: Superseding | undefined };

/** Holds an event with what of its evidence is good. K-169. */
function wait(
  view: View,
  arrival: Arrival<KeyEvent>,
  evidence: Evidence,
  { failure, supersedes }: Lack,
): Step {
  const event = arrival.message;
  const reason = reasonOf(failure.rule.reason);
  assert(reason.waits, 'only a reason that can heal is waited for');
  const because = whyWaiting(failure, supersedes);
  const step = hold(view, arrival, {
    kind: reason.escrow,
    why: because,
    quarantined: false,
    attachments: verified(evidence, arrival.attachments),
    waitsFor: [waitKey.said(event.said), ...waitKeysOf(view, evidence)],
    prefix: event.prefix,
    sn: event.sn,
  });
  const isNew = arrival.waiting === undefined || arrival.waiting.quarantined;
  if (step.decision.outcome !== 'escrowed' || !isNew) return step;
  return { ...step, sends: asks(event, because.missing, reason.escrow) };
}

/** A delegated rotation that is to take the place of another says so where it lacks its seal. */
function whyWaiting(failure: Failure, supersedes: Superseding | undefined): Why {
  const because = whyOf(failure);
  if (supersedes?.row.verdict !== 'await-anchor' || !because.missing.some(({ kind }) => kind === 'seal'))
    return because;
  return { ...because, says: `${because.says}: ${supersedes.row.says}` };
}

/** Everything that could free it, not only what the first failing row lacks. */
function waitKeysOf(view: View, evidence: Evidence): readonly WaitKey[] {
  const { event, base } = evidence;
  // A rotation further up settles what may still be superseded.
  const keys: WaitKey[] = [
    waitKey.event(event.prefix, event.sn),
    waitKey.keys(event.prefix),
    ...approvalKeys(evidence),
  ];
  // The inception of a delegator says whether it delegates at all. K-083.
  const delegator = delegatorOf(event, base);
  if (delegator !== undefined && view.log.keyState(delegator) === undefined)
    keys.push(waitKey.event(delegator, 0n));
  if (event.sn > 0n) keys.push(waitKey.event(event.prefix, event.sn - 1n));
  return keys;
}

function asks(event: KeyEvent, missing: readonly Missing[], escrow: string): readonly Send[] {
  return missing.flatMap((lack): Send[] => {
    if (lack.kind === 'receipts') {
      return [{ kind: 'query', route: 'logs', prefix: event.prefix, sn: event.sn, said: event.said }];
    }
    if (lack.kind !== 'seal') return [];
    if (escrow === 'dees') {
      const { sealer: delegator, prefix, sn, said } = lack;
      return [{ kind: 'approve-delegation', delegator, prefix, sn, said }];
    }
    return [{ kind: 'query', route: 'logs', prefix: lack.sealer, sn: undefined, said: lack.said }];
  });
}

/** The verified part of what was attached; pointers and receipts of others are kept as they came. */
export function verified(evidence: Evidence, attachments: Attachments): Attachments {
  const { signatures, witnessing } = evidence;
  return {
    ...attachments,
    controllerSignatures: signatures.good,
    witnessSignatures: [
      ...witnessing.signatures.good,
      ...couplesAsWitness(witnessing.couples, witnessing.witnesses),
    ],
    receiptCouples: evidence.endorsements,
  };
}

function accept(view: View, arrival: Arrival<KeyEvent>, evidence: Evidence, place: Place): Step {
  const event = arrival.message;
  const head = view.log.keyState(event.prefix);
  const fn = (head === undefined ? 0n : head.fn + 1n) as Fn;
  const stored = storedOf(view, arrival, evidence, { base: place.base, fn });
  const state = stateOf(stored, place.base);
  const receipts = judgeReceipts(
    view,
    { raw: event.raw, witnesses: state.witnesses },
    { ...noAttachments, transferableReceipts: arrival.attachments.transferableReceipts },
    arrival.source,
  );
  const good = verified(evidence, arrival.attachments);
  const fresh: Attachments = {
    ...noAttachments,
    controllerSignatures: good.controllerSignatures,
    witnessSignatures: good.witnessSignatures,
    receiptCouples: good.receiptCouples,
    transferableReceipts: receipts.good.transferableReceipts,
  };
  const { kept: attachments } = keptOf(view, { controller: event.prefix, known: noAttachments, fresh });
  const writes: Write[] = [
    ...leaving(arrival),
    { kind: 'append-event', stored, attachments, state },
    ...holdReceipts(view, arrival, receipts.unknown),
  ];
  const superseded = supersededBy(view, place);
  const rule =
    place.supersedes === undefined
      ? allHold('ACCEPT', 'all rules hold')
      : allHold(place.supersedes.row.id, place.supersedes.row.says);
  return {
    decision: {
      outcome: 'accepted',
      subject: subjectOf(event),
      why: rule,
      fn,
      supersedes: superseded,
    },
    writes,
    sends: [...acceptedSends(view, event, state), ...cloneSends(view, arrival, fn)],
    wakes: [...wakesOf(event), ...superseded.map(waitKey.held)],
  };
}

function storedOf(
  view: View,
  arrival: Arrival<KeyEvent>,
  evidence: Evidence,
  at: { readonly base: KeyState | undefined; readonly fn: Fn },
): StoredEvent {
  const event = arrival.message;
  const standing = standingOf(event, at.base);
  return {
    event,
    fn: at.fn,
    at: firstSeenAt(view, arrival),
    source: arrival.source,
    establishment:
      standing === undefined && at.base !== undefined
        ? { sn: at.base.establishmentSn, said: at.base.establishmentSaid }
        : { sn: event.sn, said: event.said },
    standing,
    delegation: evidence.delegation.kind === 'sealed' ? evidence.delegation.anchor : undefined,
  };
}

function standingOf(event: KeyEvent, base: KeyState | undefined): Standing | undefined {
  if ('witnesses' in event) return standingOfInception(event);
  if (event.ilk === 'ixn' || base === undefined) return undefined;
  return standingOfRotation(event, base);
}

/** The key state after acceptance; an interaction keeps what its base established. */
function stateOf(stored: StoredEvent, base: KeyState | undefined): KeyState {
  if (stored.standing !== undefined) return stateAfter(stored, stored);
  assert(base !== undefined && stored.event.ilk === 'ixn', 'only interactions keep what is established');
  const { event } = stored;
  return {
    ...base,
    version: event.version,
    sn: event.sn,
    said: event.said,
    prior: stored.event.prior,
    fn: stored.fn,
    at: stored.at,
    ilk: 'ixn',
  };
}

/** A cloned receiver takes the time that came with the event. keripy.md 3.10. */
function firstSeenAt(view: View, arrival: Arrival): Micros {
  const attached = view.receiver.cloned ? arrival.attachments.firstSeen.at(-1) : undefined;
  return attached?.at ?? arrival.at;
}

function cloneSends(view: View, arrival: Arrival<KeyEvent>, fn: Fn): readonly Send[] {
  const attached = view.receiver.cloned ? arrival.attachments.firstSeen.at(-1) : undefined;
  if (attached === undefined || attached.fn === fn) return [];
  const { prefix, said } = arrival.message;
  return [{ kind: 'bad-clone-fn', prefix, said, fn, attachedFn: attached.fn }];
}

function acceptedSends(view: View, event: KeyEvent, state: KeyState): readonly Send[] {
  const { isOwn, promiscuous } = view.receiver;
  const { prefix, sn, said } = event;
  const kind = promiscuous || !isOwn(prefix) ? 'receipt' : 'notice';
  const sends: Send[] = [{ kind, prefix, sn, said }];
  if (state.witnesses.some(isOwn)) sends.push({ kind: 'witness', prefix, sn, said });
  return sends;
}

/** The trunk events that go, lowest number first. K-238. */
function supersededBy(view: View, { supersedes }: Place): readonly Said[] {
  if (supersedes === undefined) return [];
  const { older, head } = supersedes;
  const saids: Said[] = [];
  for (let sn = older.event.sn as bigint; sn <= head.sn; sn++) {
    const said = view.log.acceptedAt(head.prefix, sn as Sn).at(-1);
    if (said !== undefined) saids.push(said);
  }
  return saids;
}

/** What has now come: the event, what it seals, and news of its log. */
function wakesOf(event: KeyEvent): readonly WaitKey[] {
  const keys = event.ilk === 'ixn' ? [] : [waitKey.keys(event.prefix)];
  return [
    waitKey.event(event.prefix, event.sn),
    waitKey.said(event.said),
    ...sealed(event),
    ...keys,
    waitKey.state(event.prefix),
  ];
}

/** What the event seals, each once however often it is sealed. */
function sealed({ prefix, anchors }: KeyEvent): readonly WaitKey[] {
  if (anchors.length === 0) return [];
  const saids = anchors.flatMap((anchor) => eventSealOf(anchor)?.said ?? []);
  return Array.from(new Set(saids), (said) => waitKey.seal(prefix, said));
}
