/**
 * The three ways a step ends: hold the message in the escrow, reject it, or let it through.
 *
 * Source: DESIGN 2.2, 2.3; keripy.md 5.1, 5.4 (E-3, E-5). Holding again is the same entry with what is
 * new added; its age counts from its first arrival, and anew once its time was over or it waits for another
 * kind of thing. What nothing wakes is tried less and less often: a full escrow costs little for ever.
 */
import type { Attachments } from '../cesr/attachments.ts';
import type { Micros, Prefix, Sn } from '../cesr/qualified.ts';
import type { Message } from '../event/types.ts';
import type { Decision, Subject, Why } from '../state/decision.ts';
import type { Write } from '../state/effect.ts';
import { escrowScope, scopesOf } from '../state/escrow.ts';
import type { EscrowKind, EscrowScope, EscrowUsage, WaitKey, Waiting } from '../state/escrow.ts';
import type { Step } from '../state/step.ts';
import type { EscrowLimits, View } from '../state/view.ts';
import type { Arrival } from './arrival.ts';
import { boundedAttachments, boundedGroups } from './entry-bounds.ts';
import { reasons } from './reason.ts';
import type { ReasonCode } from './reason.ts';
import type { Failure } from './row.ts';

/** What a message is about, for decisions. */
export function subjectOf(message: Message): Subject {
  return {
    ilk: 'ilk' in message ? message.ilk : 'acdc',
    prefix: 'prefix' in message ? message.prefix : undefined,
    sn: 'sn' in message ? message.sn : undefined,
    said: message.said,
  };
}

/** Turns a failing row into the words of a decision. */
export function whyOf({ rule, finding }: Failure): Why {
  const { field, signatureIndex, span, missing = [], facts } = finding;
  return {
    rule: rule.id,
    reason: rule.reason,
    says: facts === undefined ? `not so: ${rule.says}` : `not so: ${rule.says} (${facts})`,
    ...(field === undefined ? {} : { field }),
    ...(signatureIndex === undefined ? {} : { signatureIndex }),
    ...(span === undefined ? {} : { span }),
    missing,
  };
}

/** Refuses a message for good; an entry it waited as goes. */
export function reject(arrival: Arrival, why: Why): Step {
  return {
    decision: { outcome: 'rejected', subject: subjectOf(arrival.message), why: placed(arrival, why) },
    writes: leaving(arrival),
    sends: [],
    wakes: [],
  };
}

/** Places are those of the stream that a message came with; one that waited meanwhile has left it. */
function placed({ waiting }: Arrival, why: Why): Why {
  if (waiting === undefined || why.span === undefined) return why;
  const { span: _place, ...known } = why;
  return known;
}

/** The write that ends the waiting of a message, if it waited. */
export function leaving(arrival: Arrival): readonly Write[] {
  return arrival.waiting === undefined ? [] : [{ kind: 'remove-waiting', waiting: arrival.waiting }];
}

/** How a message is to wait. */
export type Hold = {
  readonly kind: EscrowKind;
  readonly why: Why;
  readonly waitsFor: readonly WaitKey[];
  /** Nothing of it could be checked: own, smaller caps. */
  readonly quarantined: boolean;
  /** What to keep: verified attachments, or all of them while nothing can be verified. */
  readonly attachments: Attachments;
  /** Unique among waiting messages; the SAID unless it is one receipt of several. */
  readonly id?: string;
  readonly prefix: Prefix;
  readonly sn: Sn | undefined;
};

/** Lets the message wait, within the caps. Refuses it, coded `escrow-full`, where they are reached. */
export function hold(view: View, arrival: Arrival, how: Hold): Step {
  const waiting = entryOf(view, arrival, how);
  const before = arrival.waiting ?? view.log.waiting(waiting.id);
  const subject = subjectOf(arrival.message);
  const full = capFailure(view, waiting, before, how.why.missing);
  if (full !== undefined) {
    // What waited its time is not put off: the next tick drops it.
    const waitsOn = before !== undefined && arrival.at <= before.expires;
    const writes: readonly Write[] = waitsOn ? [retried(before, waiting)] : [];
    return { decision: { outcome: 'rejected', subject, why: full }, writes, sends: [], wakes: [] };
  }
  const decision: Decision = { outcome: 'escrowed', subject, why: how.why, escrow: how.kind, id: waiting.id };
  const replaced: readonly Write[] =
    arrival.waiting !== undefined && arrival.waiting.id !== waiting.id ? leaving(arrival) : [];
  return { decision, writes: [...replaced, { kind: 'put-waiting', waiting }], sends: [], wakes: [] };
}

/**
 * Refuses a message that another one has the place of, and keeps it, where the caps let it: a recovery may give
 * the place back. KERIpy throws such messages away.
 */
export function setAside(view: View, arrival: Arrival, how: Hold): Step {
  const { decision, writes } = hold(view, arrival, how);
  const refused = reject(arrival, how.why);
  return decision.outcome === 'escrowed' ? { ...refused, writes } : refused;
}

/** Why the caps have no place for the entry; undefined when they have. What it took before is given back first. */
export function capFailure(
  view: View,
  waiting: Waiting,
  before: Waiting | undefined,
  missing: Why['missing'],
): Why | undefined {
  const full = fullScope(view, waiting, before);
  if (full === undefined) return undefined;
  return why('ESCROW-CAP', 'escrow-full', {
    says: `${reasons['escrow-full'].says} (cap of ${full})`,
    missing,
  });
}

/** Refuses for now what the caps have no place for; if it waited, it waits on as it was. */
export function refuseFull(view: View, { message, waiting, at }: Arrival, full: Why): Step {
  const subject = subjectOf(message);
  const writes: readonly Write[] = waiting === undefined ? [] : [retried(waiting, again(view, waiting, at))];
  return { decision: { outcome: 'rejected', subject, why: full }, writes, sends: [], wakes: [] };
}

function again(
  { receiver }: View,
  { kind, expires, attempts }: Waiting,
  at: bigint,
): Pick<Waiting, 'due' | 'attempts'> {
  const tries = attempts + 1;
  return { due: dueAfter(at + intervalOf(receiver.limits, kind, tries), expires), attempts: tries };
}

/** How long after a try the next one is due: the interval of the kind, doubled by every try, up to its cap. */
function intervalOf({ kinds, retryMax }: EscrowLimits, kind: EscrowKind, attempts: number): bigint {
  const first: bigint = kinds[kind].retry;
  const cap = first < retryMax ? retryMax : first;
  const interval = first << BigInt(Math.min(attempts - 1, doublingsMax));
  return interval < cap ? interval : cap;
}

/** More of them would pass any cap. */
const doublingsMax = 32;

/** The old entry, kept as it was but for when it is tried next. */
function retried(before: Waiting, after: Pick<Waiting, 'due' | 'attempts'>): Write {
  return { kind: 'put-waiting', waiting: { ...before, due: after.due, attempts: after.attempts } };
}

function entryOf(view: View, arrival: Arrival, how: Hold): Waiting {
  const { message, source, sourceId, at } = arrival;
  const id = how.id ?? message.said;
  const before = arrival.waiting ?? view.log.waiting(id);
  const { limits } = view.receiver;
  const { timeout } = limits.kinds[how.kind];
  const same = before?.kind === how.kind && at <= before.expires ? before : undefined;
  const [since, attempts] = same === undefined ? [at, 1] : [same.since, same.attempts + 1];
  const attachments =
    message.kind === 'key-event'
      ? boundedAttachments(how.attachments, how.quarantined)
      : boundedGroups(how.attachments);
  return {
    id,
    kind: how.kind,
    quarantined: how.quarantined,
    prefix: how.prefix,
    sn: how.sn,
    said: message.said,
    message,
    attachments,
    source,
    sourceId: before?.sourceId ?? sourceId,
    reason: how.why.reason ?? how.why.rule,
    waitsFor: how.waitsFor,
    since,
    due: dueAfter(at + intervalOf(limits, how.kind, attempts), since + timeout),
    expires: (since + timeout) as Micros,
    attempts,
    sizeBytes: sizeOf(message, attachments),
  };
}

/** When it is tried next: after the interval, and once its time is over, to be dropped. */
function dueAfter(next: bigint, expires: bigint): Micros {
  return (next > expires ? expires + 1n : next) as Micros;
}

/** What an entry takes: body, texts of its attachments, and a little for its row and indexes. */
export function sizeOf(message: Message, attachments: Attachments): number {
  const rowSizeBytes = 512;
  let size = rowSizeBytes + message.raw.length;
  for (const s of attachments.controllerSignatures) size += s.text.length;
  for (const s of attachments.witnessSignatures) size += s.text.length;
  for (const c of attachments.receiptCouples) size += c.prefix.length + c.text.length;
  for (const r of attachments.transferableReceipts) size += 112 + r.signature.text.length;
  for (const g of attachments.signatureGroups) size += 112 + 88 * g.signatures.length;
  for (const g of attachments.latestSignatureGroups) size += 44 + 88 * g.signatures.length;
  for (const p of attachments.pathed) size += p.path.length + p.material.length;
  return size + 68 * (attachments.sealSources.length + attachments.sealTriples.length);
}

/** The first scope whose cap the entry would pass. What it took before is given back first. */
export function fullScope(
  view: View,
  waiting: Waiting,
  before: Waiting | undefined,
): EscrowScope | undefined {
  const given = new Set(before === undefined ? [] : scopesOf(before));
  for (const scope of scopesOf(waiting)) {
    const usage = view.log.escrowUsage(scope);
    const max = capOf(view, scope);
    const own = before !== undefined && given.has(scope);
    const count = usage.count + 1 - (own ? 1 : 0);
    const sizeBytes = usage.sizeBytes + waiting.sizeBytes - (own ? before.sizeBytes : 0);
    if (count > max.count || sizeBytes > max.sizeBytes) return scope;
  }
  return undefined;
}

function capOf(view: View, scope: EscrowScope): EscrowUsage {
  const { limits } = view.receiver;
  if (scope === escrowScope.total || scope === escrowScope.source(''))
    return { count: limits.totalCountMax, sizeBytes: limits.totalSizeBytesMax };
  if (scope === escrowScope.quarantine) {
    return { count: limits.quarantineCountMax, sizeBytes: limits.quarantineSizeBytesMax };
  }
  if (scope.startsWith('prefix '))
    return { count: limits.prefixCountMax, sizeBytes: limits.prefixSizeBytesMax };
  return { count: limits.sourceCountMax, sizeBytes: limits.sourceSizeBytesMax };
}

/** Words for a reason that no row of a table stands for. */
export function why(rule: string, reason: ReasonCode, more: Partial<Why> = {}): Why {
  return { rule, reason, says: reasons[reason].says, missing: [], ...more };
}

/** The words of a decision that all rules allowed. */
export function allHold(rule: string, says: string): Why {
  return { rule, reason: undefined, says, missing: [] };
}
