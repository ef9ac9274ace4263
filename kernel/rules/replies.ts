/**
 * Replies: which update of a record is taken. Best available data wins (BADA): the later key state,
 * and under the same key state the later time of the signer.
 *
 * Source: K-258, K-267…K-280; keripy.md 4.6 (B1…B7, BA-1…BA-5), B-13, B-29. A superseded or nullified
 * update stays in the log and its successor stays in the record, so no replay can bring it back (K-277,
 * K-279).
 */
import { assert } from '../std/assert.ts';
import type { Attestation } from '../evidence/attestation.ts';
import { attestationsOf, examine, uncheckedOf } from '../evidence/attestation.ts';
import type { Prefix, Said, Sn } from '../cesr/qualified.ts';
import type { Reply } from '../event/types.ts';
import type { Write } from '../state/effect.ts';
import { waitKey } from '../state/escrow.ts';
import type { WaitKey } from '../state/escrow.ts';
import type { NoTopic, Notice, ReplyTopic } from '../state/reply-topic.ts';
import { replyTopicOf } from '../state/reply-topic.ts';
import type { Step } from '../state/step.ts';
import type { StoredReply } from '../state/stored.ts';
import type { View } from '../state/view.ts';
import { once } from '../std/once.ts';
import type { Result } from '../std/result.ts';
import type { Arrival } from './arrival.ts';
import {
  askingFor,
  bestOf,
  establishmentAccepted,
  establishmentHasKeys,
  plainSignatureVerifies,
  signerKnown,
  someSignatureVerifies,
  thresholdMet,
  waitKeysOf,
} from './attested.ts';
import type { Attested, Judged } from './attested.ts';
import { allHold, hold, leaving, reject, subjectOf, why, whyOf } from './hold.ts';
import { reasonOf } from './reason.ts';
import { firstFailure, when } from './row.ts';
import type { Failure, Rule } from './row.ts';

type ReplyArrival = Arrival<Reply>;

/** What a reply by itself is judged on. */
export type ReplyCase = {
  readonly arrival: ReplyArrival;
  readonly topic: Result<ReplyTopic, NoTopic>;
  readonly attestations: readonly Attestation[];
};

export const replyRules: readonly Rule<ReplyCase>[] = [
  {
    id: 'RPY-ROUTE',
    says: 'the route has a handler',
    source: 'K-268; keripy.md 4.6',
    reason: 'route-unknown',
    fails: ({ topic, arrival }) =>
      !topic.ok && topic.error.kind === 'unrouted' ? { field: 'r', facts: arrival.message.route } : undefined,
  },
  {
    id: 'RPY-ATTRIBUTES',
    says: 'the attributes are those of the route, with values it allows',
    source: 'keripy.md 4.6; K-151',
    reason: 'attributes-unfit',
    fails: ({ topic }) =>
      !topic.ok && topic.error.kind === 'malformed'
        ? { field: topic.error.field, facts: topic.error.says }
        : undefined,
  },
  {
    id: 'RPY-UNSIGNED',
    says: 'a reply is signed, in a form that names the key state or a non-transferable signer',
    source: 'K-258, K-272',
    reason: 'reply-unsigned',
    fails: ({ attestations }) => when(attestations.length === 0),
  },
];

/** What a reply is judged on once it is known whose record it changes. */
export type RecordCase = {
  readonly view: View;
  readonly arrival: ReplyArrival;
  readonly topic: ReplyTopic;
  /** Attestations by the AID whose signature counts. */
  readonly own: readonly Attestation[];
};

export const recordRules: readonly Rule<RecordCase>[] = [
  {
    id: 'RPY-ATTRIBUTED',
    says: 'the identifier that may change the record signed: `cid` for roles, `eid` for locations, the notifier for notices',
    source: 'K-267, K-269; keripy.md 4.6 B3',
    reason: 'reply-not-attributed',
    fails: ({ own, topic }) => (own.length > 0 ? undefined : { facts: `wanted: ${topic.attributed}` }),
  },
  {
    id: 'RPY-OWN',
    says: 'records of own identifiers come by the protected path, unless anybody is taken at their word',
    source: 'K-211; keripy.md 4.6 B2',
    reason: 'own-record-from-remote',
    fails: ({ view, arrival, topic }) =>
      when(
        !view.receiver.promiscuous && view.receiver.isOwn(topic.attributed) && arrival.source === 'remote',
      ),
  },
  {
    id: 'RPY-NOTIFIER',
    says: 'a notice comes from who controls the log or backs it, unless anybody is taken at their word',
    source: 'keripy.md 4.6 BA-3',
    reason: 'notifier-untrusted',
    fails: ({ view, topic: { about } }) =>
      when(isNotice(about) && !view.receiver.promiscuous && !vouchers(view, about).includes(about.notifier)),
  },
  {
    id: 'RPY-NOTICE-STALE',
    says: 'a notice is not older than what is known of the log',
    source: 'keripy.md 4.6 BA-3',
    reason: 'stale-notice',
    fails: ({ view, topic: { about } }) => {
      const head = isNotice(about) ? headOf(view, about) : undefined;
      return when(isNotice(about) && head !== undefined && about.sn < head.sn);
    },
  },
];

/** What each attestation is judged on. */
export type ReplyAttested = Attested & {
  readonly view: View;
  readonly arrival: ReplyArrival;
  readonly topic: ReplyTopic;
  readonly attestation: Attestation;
  /** The update that the record holds. */
  readonly old: StoredReply | undefined;
};

export const replyAttestedRules: readonly Rule<ReplyAttested>[] = [
  {
    id: 'RPY-BADA',
    says: 'an update is signed under a later key state than the one before, or under the same one at a later time',
    source: 'K-275, K-276',
    reason: 'stale-reply',
    fails: (c) => when(!isLater(c)),
  },
  { id: 'RPY-SIGNER-KNOWN', reason: 'reply-signer-unknown', ...signerKnown },
  { id: 'RPY-ESTABLISHMENT', reason: 'reply-establishment-differs', ...establishmentAccepted },
  { id: 'RPY-HAS-KEYS', reason: 'reply-establishment-differs', ...establishmentHasKeys },
  { id: 'RPY-SIGNED-PLAIN', reason: 'reply-plain-signature-bad', ...plainSignatureVerifies },
  { id: 'RPY-SIGNED', reason: 'reply-signature-bad', ...someSignatureVerifies },
  { id: 'RPY-THRESHOLD', reason: 'reply-threshold-unmet', ...thresholdMet },
  {
    id: 'RPY-NOTICE-CONFLICT',
    says: 'a notice names the event that was accepted at its number',
    source: 'keripy.md 4.6 BA-3',
    reason: 'notice-conflicts',
    fails: ({ view, topic: { about } }) => {
      const head = isNotice(about) ? headOf(view, about) : undefined;
      if (!isNotice(about) || head === undefined || head.sn !== about.sn || head.said === about.said)
        return undefined;
      return { field: 'a.d', facts: `accepted here: ${head.said}` };
    },
  },
];

/** Decides a reply. */
export function decideReply(view: View, arrival: ReplyArrival): Step {
  const topic = replyTopicOf(arrival.message);
  const attestations = attestationsOf(arrival.attachments);
  const unfit = firstFailure(replyRules, { arrival, topic, attestations });
  if (unfit !== undefined) return reject(arrival, whyOf(unfit));
  assert(topic.ok, 'a reply without topic fails a row');
  return decideRecord(view, arrival, topic.value, attestations);
}

function decideRecord(
  view: View,
  arrival: ReplyArrival,
  topic: ReplyTopic,
  attestations: readonly Attestation[],
): Step {
  const own = attestations.filter(({ prefix }) => prefix === topic.attributed);
  const refused = firstFailure(recordRules, { view, arrival, topic, own });
  if (refused !== undefined) return reject(arrival, whyOf(refused));
  const old = view.log.reply(topic.record);
  const judged = own.map((attestation): Judged<ReplyAttested> => {
    const of: ReplyAttested = {
      view,
      arrival,
      topic,
      attestation,
      old,
      examined: once(() => examine(view, arrival.message.raw, attestation)),
    };
    return { of, failure: firstFailure(replyAttestedRules, of) };
  });
  const best = bestOf(judged);
  assert(best !== undefined, 'a reply without attestations fails a row');
  if (best.failure === undefined) return accept(best.of);
  return reasonOf(best.failure.rule.reason).waits
    ? wait(best.of, best.failure)
    : reject(arrival, whyOf(best.failure));
}

/**
 * BADA. The very update that the record holds is not its own rival (BA-1). KERIpy 1.1 compares no key
 * state notices (BA-2) and refuses a location that it holds.
 */
function isLater({ view, arrival, topic, attestation, old }: ReplyAttested): boolean {
  const like11 = view.receiver.compat === 'keripy-1.1';
  if (old === undefined || (like11 && topic.about.kind === 'key-state-notice')) return true;
  if (old.reply.said === arrival.message.said && !(like11 && topic.about.kind === 'location')) return true;
  const sn = claimedSn(view, attestation);
  if (sn !== undefined && old.signedAtSn !== undefined && sn !== old.signedAtSn) return sn > old.signedAtSn;
  return arrival.message.dt > old.reply.dt;
}

/** The establishment event the signatures say they were made under. */
function claimedSn(view: View, attestation: Attestation): Sn | undefined {
  if (attestation.kind === 'plain') return undefined;
  return attestation.under?.sn ?? view.log.keyState(attestation.prefix)?.establishmentSn;
}

function accept(c: ReplyAttested): Step {
  const { arrival, topic, old } = c;
  const { message, at } = arrival;
  const examined = c.examined();
  assert(examined.kind === 'good', 'a reply is accepted by verified signatures');
  const { good, signedAtSn } = examined;
  if (old?.reply.said === message.said && !isUnderLater(signedAtSn, old.signedAtSn)) return repeated(arrival);
  const stored: StoredReply = { reply: message, attachments: good, at, signedAtSn };
  const writes: readonly Write[] = [
    ...leaving(arrival),
    { kind: 'append-reply', record: topic.record, stored },
  ];
  const { about } = topic;
  return {
    decision: {
      outcome: 'accepted',
      subject: subjectOf(message),
      why: allHold('RPY-ACCEPT', 'the update is the best available'),
      supersedes: [],
    },
    writes,
    sends:
      about.kind === 'key-state-notice'
        ? [{ kind: 'key-state-saved', prefix: about.subject, notice: about.data }]
        : [],
    // Those that wait to update the same record may be too late now.
    wakes: [waitKey.said(message.said), updateOf(topic)],
  };
}

function updateOf({ record: { table, key } }: ReplyTopic): WaitKey {
  return waitKey.record(table, key);
}

function isUnderLater(sn: Sn | undefined, before: Sn | undefined): boolean {
  return sn !== undefined && before !== undefined && sn > before;
}

function repeated(arrival: ReplyArrival): Step {
  const holds = allHold('RPY-REPEAT', 'the record holds this very update');
  return {
    decision: { outcome: 'duplicate', subject: subjectOf(arrival.message), why: holds, added: 0 },
    writes: leaving(arrival),
    sends: [],
    wakes: [],
  };
}

function wait(c: ReplyAttested, failure: Failure): Step {
  const { view, arrival, topic } = c;
  const examined = c.examined();
  const unchecked = uncheckedOf(examined);
  if (isPastByKeripy(c)) return reject(arrival, why('EXPIRY', 'expired'));
  const step = hold(view, arrival, {
    kind: 'rpes',
    why: whyOf(failure),
    quarantined: unchecked !== undefined,
    attachments: examined.kind === 'short' ? examined.good : arrival.attachments,
    waitsFor: [...waitKeysOf(examined, arrival.message.said), updateOf(topic), ...newsOf(view, topic)],
    prefix: topic.attributed,
    sn: undefined,
  });
  return askingFor(unchecked, arrival, step);
}

/** KERIpy 1.1 counts the time a reply may wait from the reply's own time (B-13). */
function isPastByKeripy({ view: { receiver }, arrival: { at, message } }: ReplyAttested): boolean {
  return receiver.compat === 'keripy-1.1' && at - message.dt > receiver.limits.kinds.rpes.timeout;
}

function isNotice(about: ReplyTopic['about']): about is Notice {
  return about.kind !== 'end-role' && about.kind !== 'location';
}

/** The latest event known of the log that a notice is about. */
function headOf(
  { log }: View,
  { kind, subject }: Notice,
): { readonly sn: Sn; readonly said: Said } | undefined {
  if (kind === 'key-state-notice') return log.keyState(subject);
  return kind === 'registry-notice' ? log.registry(subject) : log.credential(subject);
}

/** What changes the verdict on a notice: that its log goes on, and who vouches for the log. */
function newsOf({ log }: View, { about }: ReplyTopic): readonly WaitKey[] {
  if (!isNotice(about)) return [];
  const { kind, subject, sn, registry, named } = about;
  if (kind === 'key-state-notice') return [waitKey.state(subject)];
  const issuer = log.registry(registry ?? subject)?.issuer ?? named[0];
  return [
    waitKey.registry(registry ?? subject, 0n),
    waitKey.registry(subject, sn),
    waitKey.registry(subject, sn + 1n),
    ...(issuer === undefined ? [] : [waitKey.state(issuer)]),
  ];
}

/** Whose word counts about the log: what is known here, else what the notice names. */
function vouchers({ log }: View, { kind, subject, named, registry }: Notice): readonly Prefix[] {
  if (kind === 'key-state-notice') return [subject, ...(log.keyState(subject)?.witnesses ?? named)];
  const known = log.registry(kind === 'registry-notice' ? subject : (registry ?? subject));
  if (known === undefined)
    return [...named, ...named.flatMap((prefix) => log.keyState(prefix)?.witnesses ?? [])];
  return [known.issuer, ...known.backers, ...(log.keyState(known.issuer)?.witnesses ?? [])];
}
