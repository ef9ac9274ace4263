/** The recorded behaviour of KERIpy: every case ends as recorded, or as test/vectors/overrides.json says and why. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CaseResult } from '../shell/conformance/run.ts';
import { runCases } from '../shell/conformance/run.ts';

const folder = join(import.meta.dirname, 'vectors');

const results: CaseResult[] = [];
for await (const result of runCases({ folder, emit: undefined, kinds: [], compat: 'specification' }))
  results.push(result);

describe('a recorded case', () => {
  test.each(results)('$name', ({ outcome, difference }) => {
    expect(difference).toBeUndefined();
    expect(outcome).toBe('passed');
  });
});

test('no case is left out', () => {
  expect(results.filter(({ outcome }) => outcome === 'not-covered')).toEqual([]);
  expect(results.length).toBeGreaterThan(190);
});
