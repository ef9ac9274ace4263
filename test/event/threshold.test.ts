/** Thresholds: K-052…K-061, K-254; keripy.md 2.3 (T-7…T-17). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJson } from '../../kernel/event/json-read.ts';
import { jsonText } from '../../kernel/event/json-write.ts';
import {
  describeThreshold,
  formatThreshold,
  isSatisfied,
  lackOf,
  parseThreshold,
  type Threshold,
  thresholdSize,
} from '../../kernel/event/threshold.ts';

const parse = (text: string) => {
  const value = readJson(text);
  return value.ok ? parseThreshold(value.value) : value;
};

function threshold(text: string): Threshold {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(String(parsed.error));
  return parsed.value;
}

describe('K-052, K-053: a threshold is a hex number or clauses of weights', () => {
  test.each([
    '"1"',
    '"a"',
    '"10"',
    '2',
    '0',
    '["1/2","1/2"]',
    '[["1/2","1/2"],["1"]]',
    '[{"1/2":["1/2","1/2"]},"1/2"]',
  ])('%s is taken', (text) => {
    expect(parse(text).ok).toBe(true);
  });

  test.each([
    '"A"',
    '"0x1"',
    '"01"',
    '""',
    '"-1"',
    '" 1"',
    '"1_0"',
    '-1',
    '1.0',
    'null',
    'true',
    '{}',
    '[]',
    '[[]]',
    '["1/2"]',
    '["0.5","0.5"]',
    '["3/2"]',
    '["-1/2","1"]',
    '["1/0"]',
    '[1]',
    '[["1/2","1/2"],"1"]',
    '[["1"],["1/2"]]',
    `"${'f'.repeat(33)}"`,
    '[{"1/2":["1/2"]},"1/2"]',
    '[{"1/2":[]},"1"]',
    '[{"3/2":["1"]}]',
    '[{}]',
    '[{"1/2":["1"],"1/3":["1"]},"1/2"]',
    '[{"1/2":[{"1/2":["1","1"]}]},"1/2"]',
  ])('%s is refused', (text) => {
    expect(parse(text).ok).toBe(false);
  });

  test.each([
    ['["2/4","1/1"]', '["1/2","1"]'],
    ['[["3/6","4/6"]]', '["1/2","2/3"]'],
    ['["1.0","0.0","1e0"]', '["1","0","1"]'],
    ['16', '"10"'],
  ])('%s is written %s', (text, canonical) => {
    expect(jsonText(formatThreshold(threshold(text)))).toBe(canonical);
  });
});

describe('what meets a threshold', () => {
  test.each([
    ['K-054: any two different keys of three', '"2"', [0, 2], true],
    ['K-054: one key never counts twice', '"2"', [0, 0], false],
    ['T-10: zero is never met', '"0"', [0, 1, 2], false],
    ['K-055: three thirds are one', '["1/3","1/3","1/3"]', [0, 1, 2], true],
    ['K-055: two thirds are not', '["1/3","1/3","1/3"]', [0, 1], false],
    ['K-057: all clauses have to be met', '[["1/2","1/2"],["1"]]', [0, 1], false],
    [
      'K-061: the key behind the first clause is the first of the second',
      '[["1/2","1/2"],["1"]]',
      [0, 1, 2],
      true,
    ],
    ['K-060: weights follow the keys', '["1/2","1/2","1/4","1/4","1/4"]', [0, 3, 4], true],
    ['K-060: small weights alone are too light', '["1/2","1/2","1/4","1/4","1/4"]', [3, 4], false],
    ['B-17: a place beyond the weights is ignored', '["1/2","1/2"]', [0, 1, 7], true],
    ['T-14: one place never counts twice', '["1/2","1/2"]', [0, 0], false],
    ['K-058: an inner list counts all or nothing', '[{"1/2":["1/2","1/2"]},"1/2"]', [0, 2], false],
    ['K-058: a full inner list counts its outer weight', '[{"1/2":["1/2","1/2"]},"1/2"]', [0, 1, 2], true],
  ])('%s', (_, text, places, met) => {
    expect(isSatisfied(threshold(text), places)).toBe(met);
  });
});

test('T-9: a threshold needs as many keys as it has weights, inner ones counted singly', () => {
  expect(thresholdSize(threshold('[{"1/2":["1/2","1/2"]},"1/2"]'))).toBe(3n);
  expect(thresholdSize(threshold('[["1/2","1/2"],["1"]]'))).toBe(3n);
  expect(thresholdSize(threshold('"10"'))).toBe(16n);
});

describe('what is missing', () => {
  test('of a number: how many, and every key that has not signed', () => {
    expect(lackOf(threshold('"2"'), [1], 3)).toEqual({ more: 1n, helpful: [0, 2] });
  });

  test('of weights: the keys of the clauses that are not met, but those of weight zero', () => {
    expect(lackOf(threshold('[["1/2","1/2","0"],["1","1"]]'), [0, 3], 5)).toEqual({
      more: undefined,
      helpful: [1],
    });
    expect(lackOf(threshold('[{"1/2":["1/2","1/2","0"]},"1/2"]'), [0], 4)).toEqual({
      more: undefined,
      helpful: [1, 3],
    });
  });

  test('of nothing, when it is met', () => {
    expect(lackOf(threshold('["1/2","1/2"]'), [0, 1], 2).helpful).toEqual([]);
  });

  test('signatures of every helpful key meet it, whenever all keys together do', () => {
    fc.assert(
      fc.property(weights, fc.array(fc.nat(9)), (text, places) => {
        const given = threshold(text);
        const keyCount = Number(thresholdSize(given));
        const { helpful } = lackOf(given, places, keyCount);
        expect(isSatisfied(given, [...places, ...helpful])).toBe(true);
      }),
    );
  });

  test('more keys never unmeet a threshold', () => {
    fc.assert(
      fc.property(weights, fc.array(fc.nat(9)), fc.nat(12), (text, places, another) => {
        const given = threshold(text);
        if (isSatisfied(given, places)) expect(isSatisfied(given, [...places, another])).toBe(true);
      }),
    );
  });
});

const weight = fc
  .tuple(fc.nat(6), fc.integer({ min: 1, max: 6 }))
  .filter(([top, bottom]) => top <= bottom)
  .map(([top, bottom]) => `${String(top)}/${String(bottom)}`);
const clause = fc.array(weight, { maxLength: 4 }).map((some) => ['1', ...some]);
const weights = fc.array(clause, { minLength: 1, maxLength: 3 }).map((clauses) => JSON.stringify(clauses));

test('a threshold and its canonical text are the same threshold', () => {
  fc.assert(
    fc.property(weights, (text) => {
      const given = threshold(text);
      expect(threshold(jsonText(formatThreshold(given)))).toEqual(given);
    }),
  );
});

test.each([
  ['"1"', '1 key'],
  ['"3"', '3 keys'],
  ['["1/2","1/2"]', 'weights [1/2, 1/2]'],
  ['[{"1/2":["1","1"]},"1/2"]', 'weights [1/2 for [1, 1], 1/2]'],
])('%s in words is %s', (text, words) => {
  expect(describeThreshold(threshold(text))).toBe(words);
});
