/** What a swarm keeps between calls: which seeds are done, and which are left. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTally } from '../../../sim/tally.ts';
import { partsLeft, readSwarmState, withSpan, writeSwarmState } from '../../../sim/machine/swarm-state.ts';
import type { Span } from '../../../sim/machine/swarm-state.ts';

const seedsOf = (spans: readonly Span[]): ReadonlySet<number> =>
  new Set(spans.flatMap(([from, end]) => Array.from({ length: end - from }, (_, at) => from + at)));

const span = fc
  .tuple(fc.nat(60), fc.integer({ min: 1, max: 20 }))
  .map(([from, size]): Span => [from, from + size]);

describe('spans', () => {
  test('hold the seeds that were added, in order and apart', () => {
    fc.assert(
      fc.property(fc.array(span), (added) => {
        const spans = added.reduce<readonly Span[]>((all, one) => withSpan(all, one), []);
        expect(seedsOf(spans)).toEqual(new Set([...seedsOf(added)].sort((a, b) => a - b)));
        for (const [place, [from]] of spans.entries()) {
          const before = spans[place - 1];
          if (before !== undefined) expect(before[1]).toBeLessThan(from);
        }
      }),
    );
  });

  test('what is left is what was wanted less what is done, each once, in small parts', () => {
    fc.assert(
      fc.property(span, fc.array(span), fc.integer({ min: 1, max: 9 }), (wanted, added, sizeMax) => {
        const done = added.reduce<readonly Span[]>((all, one) => withSpan(all, one), []);
        const parts = partsLeft(wanted, done, sizeMax);
        const left = parts.flatMap(({ from, count }) => Array.from({ length: count }, (_, at) => from + at));
        const known = seedsOf(done);
        expect(left).toEqual([...seedsOf([wanted])].filter((seed) => !known.has(seed)));
        expect(parts.every(({ count }) => count >= 1 && count <= sizeMax)).toBe(true);
      }),
    );
  });
});

describe('the file', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'keelson-swarm-state-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const state = {
    profile: 'smoke',
    once: false,
    done: [[0, 8]] as const,
    tally: openTally().read(),
    failed: [],
    eventsRun: 12,
    seconds: 1.5,
  };

  test('is read as it was written, and nothing stays beside it', () => {
    const path = join(folder, 'one.json');
    writeSwarmState(path, state);
    expect(readSwarmState(path, state)).toEqual({ format: 1, ...state });
    expect(existsSync(`${path}.new`)).toBe(false);
  });

  test('is none when there is no file', () => {
    expect(readSwarmState(join(folder, 'none.json'), state)).toBeUndefined();
  });

  test('of another profile or format is refused', () => {
    const path = join(folder, 'other.json');
    writeSwarmState(path, state);
    expect(() => readSwarmState(path, { ...state, profile: 'disk' })).toThrow(
      /is of a swarm of the profile \w+;.*--state/,
    );
    writeFileSync(path, JSON.stringify({ ...state, format: 99 }));
    expect(() => readSwarmState(path, state)).toThrow(/--state/);
  });
});
