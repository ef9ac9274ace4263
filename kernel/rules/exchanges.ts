/**
 * Peer exchange messages: signed by their sender, and in version 2 a chain that begins with an
 * exchange inception.
 *
 * Source: K-137, K-138, K-143…K-148; keripy.md 1.8. Routes are not looked at: who handles them is told
 * by `exchange-saved`. A message taken before is not taken again.
 */
import { assert } from '../std/assert.ts';
import type { Attestation } from '../evidence/attestation.ts';
import { attestationsOf, examine, uncheckedOf } from '../evidence/attestation.ts';
import { parseSaid } from '../cesr/identifiers.ts';
import { textOf } from '../event/json.ts';
import type { Exchange } from '../event/types.ts';
import { waitKey } from '../state/escrow.ts';
import type { Step } from '../state/step.ts';
import type { StoredExchange } from '../state/stored.ts';
import type { View } from '../state/view.ts';
import { once } from '../std/once.ts';
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
import { allHold, hold, leaving, reject, subjectOf, whyOf } from './hold.ts';
import { reasonOf } from './reason.ts';
import { firstFailure } from './row.ts';
import type { Failure, Rule } from './row.ts';

type ExchangeArrival = Arrival<Exchange>;

/** What an exchange by itself is judged on. */
export type ExchangeCase = {
  readonly view: View;
  readonly message: Exchange;
  /** Attestations by the sender. */
  readonly own: readonly Attestation[];
  /** SAID of the first message of the transaction; empty text outside of one, undefined in version 1. */
  readonly transaction: string | undefined;
};

export const exchangeRules: readonly Rule<ExchangeCase>[] = [
  {
    id: 'EXN-BY-SENDER',
    says: 'an exchange is signed by its sender',
    source: 'K-143; keripy.md 1.8',
    reason: 'exchange-unsigned',
    fails: ({ own, message }) =>
      own.length > 0 ? undefined : { field: 'i', facts: `wanted: ${message.sender}` },
  },
  {
    id: 'EXN-FIRST',
    says: 'a transaction begins with an exchange inception',
    source: 'K-147',
    reason: 'exchange-not-of-transaction',
    fails: ({ view, transaction }) => {
      const first = transaction === undefined ? undefined : exchangeOf(view, transaction);
      return first !== undefined && first.exchange.ilk !== 'xip' ? { field: 'x' } : undefined;
    },
  },
];

/** What each attestation of an exchange is judged on. */
export type ExchangeAttested = Attested & ExchangeCase;

export const exchangeAttestedRules: readonly Rule<ExchangeAttested>[] = [
  { id: 'EXN-SIGNER-KNOWN', reason: 'exchange-signer-unknown', ...signerKnown },
  { id: 'EXN-ESTABLISHMENT', reason: 'exchange-establishment-differs', ...establishmentAccepted },
  { id: 'EXN-HAS-KEYS', reason: 'exchange-establishment-differs', ...establishmentHasKeys },
  { id: 'EXN-SIGNED-PLAIN', reason: 'exchange-signature-bad', ...plainSignatureVerifies },
  { id: 'EXN-SIGNED', reason: 'exchange-signature-bad', ...someSignatureVerifies },
  { id: 'EXN-THRESHOLD', reason: 'exchange-threshold-unmet', ...thresholdMet },
  {
    id: 'EXN-CHAIN',
    says: 'within a transaction the prior is the message just before',
    source: 'K-144',
    reason: 'exchange-prior-unknown',
    fails: ({ view, message, transaction }) => {
      const inside = transaction !== undefined && transaction !== '';
      return inside && exchangeOf(view, message.prior) === undefined
        ? { field: 'p', facts: `wanted: ${message.prior}` }
        : undefined;
    },
  },
];

function exchangeOf(view: View, said: string): StoredExchange | undefined {
  const parsed = parseSaid(said);
  return parsed.ok ? view.log.exchange(parsed.value) : undefined;
}

/** Decides an exchange. */
export function decideExchange(view: View, arrival: ExchangeArrival): Step {
  const { message } = arrival;
  if (view.log.exchange(message.said) !== undefined) return repeated(arrival);
  const own = attestationsOf(arrival.attachments).filter(({ prefix }) => prefix === message.sender);
  const transaction =
    message.version[0] === 2 && message.ilk === 'exn' ? (textOf(message.fields, 'x') ?? '') : undefined;
  const c: ExchangeCase = { view, message, own, transaction };
  const unfit = firstFailure(exchangeRules, c);
  if (unfit !== undefined) return reject(arrival, whyOf(unfit));
  const judged = own.map((attestation): Judged<ExchangeAttested> => {
    const of: ExchangeAttested = { ...c, examined: once(() => examine(view, message.raw, attestation)) };
    return { of, failure: firstFailure(exchangeAttestedRules, of) };
  });
  const best = bestOf(judged);
  assert(best !== undefined, 'an exchange without signatures fails a row');
  if (best.failure === undefined) return accept(arrival, best.of);
  return reasonOf(best.failure.rule.reason).waits
    ? wait(arrival, best.of, best.failure)
    : reject(arrival, whyOf(best.failure));
}

function accept(arrival: ExchangeArrival, { message, examined }: ExchangeAttested): Step {
  const found = examined();
  assert(found.kind === 'good', 'an exchange is accepted by verified signatures');
  const attachments = { ...found.good, pathed: arrival.attachments.pathed };
  return {
    decision: {
      outcome: 'accepted',
      subject: subjectOf(message),
      why: allHold('EXN-ACCEPT', 'the sender signed it'),
      supersedes: [],
    },
    writes: [
      ...leaving(arrival),
      { kind: 'append-exchange', stored: { exchange: message, attachments, at: arrival.at } },
    ],
    sends: [{ kind: 'exchange-saved', said: message.said, route: message.route }],
    wakes: [waitKey.said(message.said)],
  };
}

function repeated(arrival: ExchangeArrival): Step {
  const why = allHold('EXN-REPEAT', 'the exchange was accepted before');
  return {
    decision: { outcome: 'duplicate', subject: subjectOf(arrival.message), why, added: 0 },
    writes: leaving(arrival),
    sends: [],
    wakes: [],
  };
}

function wait(
  arrival: ExchangeArrival,
  { view, message, examined }: ExchangeAttested,
  failure: Failure,
): Step {
  const found = examined();
  const unchecked = uncheckedOf(found);
  const prior = parseSaid(message.prior);
  const step = hold(view, arrival, {
    kind: 'epse',
    why: whyOf(failure),
    quarantined: unchecked !== undefined,
    attachments:
      found.kind === 'short' || found.kind === 'good'
        ? { ...found.good, pathed: arrival.attachments.pathed }
        : arrival.attachments,
    waitsFor: [...waitKeysOf(found, message.said), ...(prior.ok ? [waitKey.said(prior.value)] : [])],
    prefix: message.sender,
    sn: undefined,
  });
  return askingFor(unchecked, arrival, step);
}
