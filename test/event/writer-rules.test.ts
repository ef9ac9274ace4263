/** What writers refuse, and what they choose when it is left to them: keripy.md 1.6 (M-8, M-18…M-21). */
import { describe, expect, test } from 'vitest';
import { parseSn, snOf } from '../../kernel/cesr/number.ts';
import {
  buildInception,
  buildInteraction,
  buildRotation,
  type RotationPlan,
} from '../../kernel/event/build-key-event.ts';
import { buildRegistryRotation } from '../../kernel/event/build-registry.ts';
import { buildQuery, buildTransacted } from '../../kernel/event/build-routed.ts';
import { ampleToad, majorityOf, nextMajorityOf } from '../../kernel/event/ample.ts';
import { emptyMap } from '../../kernel/event/json.ts';
import {
  inception,
  one,
  otherWitness,
  rotation,
  routed,
  self,
  transacted,
  two,
  value,
  witness,
} from '../support/message-plans.ts';

describe('writers refuse', () => {
  const number = (count: bigint) => ({ kind: 'number', count }) as const;
  const rotating = (change: Partial<RotationPlan>) =>
    buildRotation({ ...rotation, witnessesBefore: [witness], ...change }, one);
  test.each([
    ['WRITE-KT', () => buildInception({ ...inception, signingThreshold: number(0n) }, one)],
    ['KT-FITS', () => buildInception({ ...inception, signingThreshold: number(2n) }, one)],
    ['WRITE-NT', () => buildInception({ ...inception, nextThreshold: number(2n) }, one)],
    ['WRITE-NT', () => buildInception({ ...inception, nextThreshold: number(0n) }, one)],
    ['WITNESS-ONCE', () => buildInception({ ...inception, witnesses: [witness, witness] }, one)],
    ['WRITE-TOAD', () => buildInception({ ...inception, witnesses: [witness], toad: 2 }, one)],
    ['WRITE-TOAD', () => buildInception({ ...inception, witnesses: [witness], toad: 0 }, one)],
    ['ROT-SN', () => rotating({ sn: snOf(0n) })],
    ['IXN-SN', () => buildInteraction({ prefix: self, sn: snOf(0n), prior: self, anchors: [] }, one)],
    ['WRITE-CUTS', () => rotating({ cuts: [otherWitness] })],
    ['CUTS-ONCE', () => rotating({ cuts: [witness, witness] })],
    ['WRITE-ADDS', () => rotating({ adds: [witness] })],
    ['WRITE-ADDS', () => rotating({ cuts: [witness], adds: [witness] })],
    ['WRITE-TYPE', () => buildTransacted({ ...transacted, transaction: '', prior: '' }, one)],
    ['WRITE-TYPE', () => buildQuery({ ...routed, returnRoute: '', query: emptyMap }, two)],
    [
      'WRITE-SERIALIZATION',
      () =>
        buildInteraction(
          { prefix: self, sn: snOf(1n), prior: self, anchors: [{ lexeme: (1n << 70n).toString() }] },
          { ...one, serialization: 'MGPK' },
        ),
    ],
    [
      'WRITE-BACKERS',
      () =>
        buildRegistryRotation(
          {
            registry: self,
            prior: self,
            sn: snOf(1n),
            backersBefore: [],
            cuts: [witness],
            adds: [],
            toad: undefined,
          },
          one,
        ),
    ],
    [
      'TEL-SN',
      () =>
        buildRegistryRotation(
          {
            registry: self,
            prior: self,
            sn: value(parseSn('0')),
            backersBefore: [],
            cuts: [],
            adds: [],
            toad: undefined,
          },
          one,
        ),
    ],
  ])('%s', (rule, build) => {
    expect(build()).toMatchObject({ ok: false, error: { rule } });
  });
});

test('M-8: thresholds that are not given are majorities, and the witness threshold is ample', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map(ampleToad)).toEqual([
    0, 1, 2, 3, 3, 4, 4, 5, 6, 6, 7, 8, 8, 9,
  ]);
  expect(majorityOf(0)).toEqual({ kind: 'number', count: 1n });
  expect(majorityOf(5)).toEqual({ kind: 'number', count: 3n });
  expect(nextMajorityOf(0)).toEqual({ kind: 'number', count: 0n });
});
