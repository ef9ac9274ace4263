/**
 * The worked tables of thresholds and rotations of the KERI specification, with real keys and signatures: KV-36…KV-40;
 * K-167, K-188…K-199.
 */
import { describe, expect, test } from 'vitest';
import { isSatisfied, parseThreshold } from '../../kernel/event/threshold.ts';
import { mapOf } from '../../kernel/event/json.ts';
import type { Json } from '../../kernel/event/json.ts';
import type { Missing } from '../../kernel/state/decision.ts';
import { log } from '../support/identity.ts';
import type { Log } from '../support/identity.ts';
import { decisionOf, stateOf } from '../support/history.ts';
import { given, keyPair, world } from '../support/routed.ts';
import type { World } from '../support/routed.ts';
import { specVector } from '../support/spec-vectors.ts';

type Plain = string | readonly Plain[] | { readonly [weight: string]: Plain };
type Satisfaction = {
  readonly sith: Plain;
  readonly keys: number;
  readonly indices: readonly number[];
  readonly satisfied: boolean;
};

/** A value of a vector as the kernel reads it. */
function asJson(value: Plain): Json {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(asJson);
  return mapOf(...Object.entries(value).map(([label, inner]) => [label, asJson(inner)] as const));
}

const { expected: satisfactions } = specVector<unknown, { readonly cases: readonly Satisfaction[] }>('KV-36');

test.each(
  satisfactions.cases.map((one) => ({ ...one, name: JSON.stringify(one.sith), at: one.indices.join() })),
)('KV-36: $name with signatures at $at is satisfied: $satisfied', ({ sith, indices, satisfied }) => {
  expect(isSatisfied(given(parseThreshold(asJson(sith))), indices)).toBe(satisfied);
});

type Event = {
  readonly sn: number;
  readonly current: readonly number[];
  readonly currentThreshold: Plain;
  readonly next: readonly number[];
  readonly nextThreshold: Plain;
};
type Case = {
  readonly event: number;
  readonly signers: readonly number[];
  readonly current: boolean;
  readonly priorNext: boolean;
  readonly currentIndices: readonly number[];
  readonly priorNextIndices: readonly number[];
};
type Table = { readonly events: readonly Event[] };

const numbered = (numbers: readonly number[]) => numbers.map((number) => keyPair(`A${String(number)}`));

/** The log of a table up to its event `end`, of which only the keys of these numbers sign. */
function logOfTable({ events }: Table, end: number, signers?: readonly number[]): Log {
  const how = ({ current, currentThreshold, next, nextThreshold, sn }: Event) => ({
    keys: numbered(current),
    nextKeys: numbered(next),
    threshold: asJson(currentThreshold),
    nextThreshold: asJson(nextThreshold),
    ...(sn === end && signers !== undefined
      ? { signers: signers.map((signer) => current.indexOf(signer)) }
      : {}),
  });
  const [first, ...rotations] = events.slice(0, end + 1);
  if (first === undefined) throw new Error('the table has an inception');
  return rotations.reduce((made, event) => made.rotate(how(event)), log('a table').incept(how(first)));
}

function knowingBefore(made: Log): World {
  const there = world();
  for (const one of made.events.slice(0, -1)) expect(decisionOf(there, one).outcome).toBe('accepted');
  return there;
}

const lists = (missing: readonly Missing[]) =>
  missing.flatMap((lack) => (lack.kind === 'signatures' ? [lack.of] : []));

describe.each(['KV-37', 'KV-38', 'KV-39', 'KV-40'])('%s', (id) => {
  const { inputs, expected } = specVector<Table, { readonly cases: readonly Case[] }>(id);

  test('all events, signed by all, are accepted', () => {
    const end = inputs.events.length - 1;
    const made = logOfTable(inputs, end);
    const there = knowingBefore(made);
    expect(decisionOf(there, made.last).outcome).toBe('accepted');
    expect(stateOf(there, made.prefix)?.sn).toBe(BigInt(end));
  });

  test.each(expected.cases.map((one) => ({ ...one, by: one.signers.join(' ') })))(
    'event $event signed by $by: current $current, prior next $priorNext',
    ({ event, signers, current, priorNext, currentIndices, priorNextIndices }) => {
      const made = logOfTable(inputs, event, signers);
      const { controllerSignatures } = made.last.attachments;
      expect(controllerSignatures.map(({ index }) => index)).toEqual(currentIndices);
      expect(controllerSignatures.flatMap(({ ondex }) => ondex ?? [])).toEqual(priorNextIndices);
      const there = knowingBefore(made);
      const decision = decisionOf(there, made.last);
      expect(decision.outcome).toBe(current && priorNext ? 'accepted' : 'escrowed');
      if (!current) expect(lists(decision.why.missing)).toEqual(['signing']);
      if (current && !priorNext) expect(lists(decision.why.missing)).toEqual(['prior-next']);
    },
  );
});

test('K-193: an event that lacks one of the two thresholds is freed by the signature that was missing', () => {
  const { inputs } = specVector<Table, unknown>('KV-37');
  const short = logOfTable(inputs, 2, [10, 8]);
  const whole = logOfTable(inputs, 2, [9]);
  const there = knowingBefore(short);
  expect(decisionOf(there, short.last)).toMatchObject({
    outcome: 'escrowed',
    escrow: 'pses',
    why: { rule: 'PRIOR-NEXT-THRESHOLD' },
  });
  expect(decisionOf(there, whole.last)).toMatchObject({ outcome: 'accepted' });
  expect(there.log.waiting()).toEqual([]);
});
