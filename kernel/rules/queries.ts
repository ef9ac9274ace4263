/**
 * Queries: whether they are answered now, later or never, and with what.
 *
 * Source: keripy.md 4.5 (Q-1…Q-4), B-15, B-28, B-30. KERIpy 1.1 does not look at the signatures of
 * queries; here one whose signatures are all bad is refused, and one whose signer is not known is
 * answered, since the answer is public. Signatures are judged when a query comes, and kept under the event whose
 * keys made them: a rotation of the asker does not undo a query that waits.
 */
import type { Attestation, Examined } from '../evidence/attestation.ts';
import { attestationsOf, examine } from '../evidence/attestation.ts';
import { isFullyWitnessed } from '../evidence/witnessed.ts';
import type { Prefix } from '../cesr/qualified.ts';
import type { Query } from '../event/types.ts';
import type { Missing } from '../state/decision.ts';
import type { Send } from '../state/effect.ts';
import { waitKey } from '../state/escrow.ts';
import type { WaitKey } from '../state/escrow.ts';
import { keyStateRecord } from '../state/key-state-record.ts';
import { mergeAttachments } from '../state/merge.ts';
import { credentialRecord, registryRecord } from '../state/registry-record.ts';
import type { Step } from '../state/step.ts';
import type { View } from '../state/view.ts';
import { assert, unreachable } from '../std/assert.ts';
import { once } from '../std/once.ts';
import type { Result } from '../std/result.ts';
import type { Arrival } from './arrival.ts';
import { allHold, hold, leaving, reject, subjectOf, whyOf } from './hold.ts';
import { queryRequestOf } from './query-request.ts';
import type { NoRequest, QueryRequest } from './query-request.ts';
import { reasonOf } from './reason.ts';
import { firstFailure, when } from './row.ts';
import type { Failure, Rule } from './row.ts';

type QueryArrival = Arrival<Query>;

/** What a query is judged on. */
export type QueryCase = {
  readonly view: View;
  readonly arrival: QueryArrival;
  readonly request: Result<QueryRequest, NoRequest>;
  /** Attestations by the sender; by anybody where the query names no sender. */
  readonly own: readonly Attestation[];
  readonly examined: () => readonly Examined[];
  /** What is missing to answer; undefined when it can be answered. */
  readonly lacks: () => Lack | undefined;
};

type Lack = { readonly missing: readonly Missing[]; readonly waitsFor: readonly WaitKey[] };

export const queryRules: readonly Rule<QueryCase>[] = [
  {
    id: 'QRY-ROUTE',
    says: 'the route is one of logs, ksn, mbx, tels, tsn',
    source: 'keripy.md 4.5; K-150',
    reason: 'route-unknown',
    fails: ({ request, arrival }) =>
      !request.ok && request.error.kind === 'unrouted'
        ? { field: 'r', facts: arrival.message.route }
        : undefined,
  },
  {
    id: 'QRY-FIELDS',
    says: 'the query has the fields that its route asks for',
    source: 'keripy.md 4.5 Q-4',
    reason: 'query-incomplete',
    fails: ({ request }) =>
      !request.ok && request.error.kind === 'incomplete'
        ? { field: request.error.field, facts: request.error.says }
        : undefined,
  },
  {
    id: 'QRY-UNSIGNED',
    says: 'a query is signed by the one who asks',
    source: 'keripy.md 4.5 Q-3; K-143',
    reason: 'query-unsigned',
    fails: ({ own }) => when(own.length === 0),
  },
  {
    id: 'QRY-SIGNED',
    says: 'not all signatures of the query are bad when it arrives',
    source: 'B-28',
    reason: 'query-signature-bad',
    fails: ({ view, arrival, examined }) =>
      when(
        view.receiver.compat === 'specification' && arrival.waiting === undefined && examined().every(isBad),
      ),
  },
  {
    id: 'QRY-KNOWN',
    says: 'what is asked for is known here, and witnessed',
    source: 'keripy.md 4.5 Q-1, B-30',
    reason: 'query-unanswerable',
    fails: ({ lacks }) => {
      const lack = lacks();
      return lack === undefined ? undefined : { missing: lack.missing };
    },
  },
];

function isBad({ kind }: Examined): boolean {
  return kind === 'bad' || kind === 'establishment-differs' || kind === 'not-establishment';
}

/** Decides a query. */
export function decideQuery(view: View, arrival: QueryArrival): Step {
  const { message, attachments } = arrival;
  const request = queryRequestOf(message);
  const own = attestationsOf(attachments).filter(
    ({ prefix }) => message.sender === undefined || prefix === message.sender,
  );
  const c: QueryCase = {
    view,
    arrival,
    request,
    own,
    examined: once(() => own.map((attestation) => examine(view, message.raw, attestation))),
    lacks: once(() => (request.ok ? lackOf(view, request.value) : undefined)),
  };
  const failure = firstFailure(queryRules, c);
  if (failure !== undefined)
    return reasonOf(failure.rule.reason).waits ? wait(c, failure) : reject(arrival, whyOf(failure));
  const asker = own.at(-1)?.prefix;
  assert(request.ok && asker !== undefined, 'a query without request or signer fails a row');
  return {
    decision: {
      outcome: 'accepted',
      subject: subjectOf(message),
      why: allHold('QRY-ANSWER', 'what is asked for is known'),
      supersedes: [],
    },
    writes: leaving(arrival),
    sends: answers(view, request.value, asker),
    wakes: [],
  };
}

function wait(c: QueryCase, failure: Failure): Step {
  const { view, arrival, request } = c;
  const lack = c.lacks();
  assert(request.ok && lack !== undefined, 'a query waits for what it lacks');
  const verified = c
    .examined()
    .flatMap((one) => (one.kind === 'good' || one.kind === 'short' ? [one.good] : []));
  return hold(view, arrival, {
    kind: 'qnfs',
    why: whyOf(failure),
    quarantined: verified.length === 0 && arrival.waiting?.quarantined !== false,
    attachments: verified.length === 0 ? arrival.attachments : verified.reduce(mergeAttachments),
    waitsFor: lack.waitsFor,
    prefix: 'prefix' in request.value ? request.value.prefix : request.value.registry,
    sn: undefined,
  });
}

/** What is missing to answer. Registry queries are answered with what there is, be it nothing. */
function lackOf(view: View, request: QueryRequest): Lack | undefined {
  switch (request.kind) {
    case 'tels':
    case 'tsn':
      return undefined;
    case 'mbx':
      return view.log.keyState(request.prefix) === undefined ? unknownLog(request.prefix) : undefined;
    case 'ksn':
      return lackOfHead(view, request.prefix);
    case 'logs':
      return lackOfLog(view, request);
    default:
      return unreachable(request);
  }
}

function unknownLog(prefix: Prefix): Lack {
  return { missing: [{ kind: 'key-state', prefix, sn: undefined }], waitsFor: [waitKey.event(prefix, 0n)] };
}

function lackOfHead(view: View, prefix: Prefix): Lack | undefined {
  const head = view.log.keyState(prefix);
  if (head === undefined) return unknownLog(prefix);
  if (isFullyWitnessed(view.log, head.said)) return undefined;
  return {
    missing: [{ kind: 'receipts', count: head.toad, lack: head.witnesses.map((_, place) => place) }],
    waitsFor: [waitKey.said(head.said), waitKey.state(prefix)],
  };
}

function lackOfLog(
  view: View,
  { prefix, sn, seal }: Extract<QueryRequest, { readonly kind: 'logs' }>,
): Lack | undefined {
  const head = view.log.keyState(prefix);
  if (head === undefined) return unknownLog(prefix);
  if (seal !== undefined) {
    const sealing = view.log.sealing(prefix, seal);
    if (sealing.some((said) => isFullyWitnessed(view.log, said))) return undefined;
    return {
      missing: [{ kind: 'seal', sealer: prefix, prefix: seal.prefix, sn: head.sn, said: seal.said }],
      waitsFor: [waitKey.seal(prefix, seal.said), ...sealing.map(waitKey.said)],
    };
  }
  if (sn === undefined) return undefined;
  if (sn > head.sn)
    return {
      missing: [{ kind: 'event', prefix, sn, said: undefined }],
      waitsFor: [waitKey.event(prefix, sn)],
    };
  return lackOfHead(view, prefix);
}

/** The answers, to whoever signed the query. */
function answers(view: View, request: QueryRequest, to: Prefix): readonly Send[] {
  const { log } = view;
  switch (request.kind) {
    case 'logs':
      return [{ kind: 'replay', to, prefixes: withDelegators(view, request.prefix) }];
    case 'mbx':
      return [{ kind: 'stream', to, prefix: request.prefix, topics: request.topics }];
    case 'ksn': {
      const head = log.keyState(request.prefix);
      return head === undefined
        ? []
        : [{ kind: 'reply', to, route: `/ksn/${request.src}`, data: keyStateRecord(head) }];
    }
    case 'tels': {
      const logs = registryLogs(view, request);
      return logs.length === 0 ? [] : [{ kind: 'registry-replay', to, logs }];
    }
    case 'tsn':
      return registryStates(view, request, to);
    default:
      return unreachable(request);
  }
}

const delegationDepthMax = 32;

/** A log and those of its delegators, up to the root. */
function withDelegators(view: View, prefix: Prefix): readonly Prefix[] {
  const prefixes: Prefix[] = [prefix];
  let next = view.log.keyState(prefix)?.delegator;
  while (next !== undefined && !prefixes.includes(next) && prefixes.length <= delegationDepthMax) {
    prefixes.push(next);
    next = view.log.keyState(next)?.delegator;
  }
  return prefixes;
}

type RegistryRequest = Extract<QueryRequest, { readonly kind: 'tels' | 'tsn' }>;

function registryLogs({ log }: View, { registry, credential }: RegistryRequest): readonly Prefix[] {
  const logs: Prefix[] = log.registry(registry) === undefined ? [] : [registry];
  return credential === undefined || log.credential(credential) === undefined ? logs : [...logs, credential];
}

function registryStates(
  { log }: View,
  { registry, credential, src }: RegistryRequest,
  to: Prefix,
): readonly Send[] {
  const state = log.registry(registry);
  if (state === undefined) return [];
  const asked = src === '' ? '' : `/${src}`;
  const sends: Send[] = [{ kind: 'reply', to, route: `/tsn/registry${asked}`, data: registryRecord(state) }];
  const issued = credential === undefined ? undefined : log.credential(credential);
  if (issued === undefined) return sends;
  return [...sends, { kind: 'reply', to, route: `/tsn/credential${asked}`, data: credentialRecord(issued) }];
}
