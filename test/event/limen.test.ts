/** Thresholds as primitives. keripy.md 2.3 (T-12); K-253, K-254; KV-35. */
import { describe, expect, test } from 'vitest';
import { decodePrimitive } from '../../kernel/cesr/primitive.ts';
import type { Json } from '../../kernel/event/json.ts';
import { encodeLimen, parseLimen } from '../../kernel/event/limen.ts';
import { parseThreshold } from '../../kernel/event/threshold.ts';
import { specVector } from '../support/spec-vectors.ts';

type Written = string | readonly Written[] | { readonly [weight: string]: readonly string[] };

function json(value: Written): Json {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(json);
  return {
    entries: Object.entries(value).map(([weight, inner]) => [weight, inner as readonly string[]] as const),
  };
}

const complex: Written = [
  [{ '1/2': ['1/2', '1/2', '1/2'] }, '1/2', { '1/2': ['1', '1'] }],
  ['1/2', { '1/2': ['1', '1'] }],
];

const cases: readonly (readonly [string, Written, string])[] = [
  ['a number', '1', 'MAAB'],
  ['a larger number', '2', 'MAAC'],
  ['one clause', ['1/2', '1/2'], '4AACA1s2c1s2'],
  [
    'two clauses',
    [
      ['1/2', '1/2'],
      ['1', '1'],
    ],
    '4AADA1s2c1s2a1c1',
  ],
  ['a weight of zero', ['1/3', '1/3', '1/3', '0'], '6AAEAAA1s3c1s3c1s3c0'],
  ['a nested weight', [{ '1/2': ['1/2', '1/2'] }, '1/2', '1/2'], '4AAFA1s2k1s2v1s2c1s2c1s2'],
  ['K-253: nested weights in two clauses', complex, '4AAKA1s2k1s2v1s2v1s2c1s2c1s2k1v1a1s2c1s2k1v1'],
];

describe('limen', () => {
  test.each(cases)('%s comes back from its primitive', (_name, written, text) => {
    const threshold = parseThreshold(json(written));
    if (!threshold.ok) throw new Error(threshold.error);
    expect(encodeLimen(threshold.value, 1)).toBe(text);
    const primitive = decodePrimitive(text);
    expect(primitive.ok && parseLimen(primitive.value)).toEqual(threshold);
  });

  test('KV-35: the thresholds of native events', () => {
    type Case = { what: string; input: Written; output: string };
    const found = specVector<unknown, { cases: Case[] }>('KV-35').expected.cases.find(({ what }) =>
      what.includes('inside KV-16'),
    );
    const threshold = parseThreshold(json(found?.input ?? ''));
    expect(threshold.ok && encodeLimen(threshold.value, 2)).toBe(found?.output);
  });

  test('K-254: a second level of nesting is refused, and so is what is no threshold', () => {
    for (const text of ['4AACA1k1k1v1', '4AABAabc', 'Xicp', '4AAA']) {
      const primitive = decodePrimitive(text);
      if (!primitive.ok) throw new Error(primitive.error.says);
      expect(parseLimen(primitive.value).ok, text).toBe(false);
    }
  });
});
