import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { chanceOf, hashText, streamOf } from '../../sim/random.ts';

describe('chance', () => {
  test.prop([fc.string(), fc.nat(), fc.nat(), fc.integer({ min: 1, max: 1_000_000 })])(
    'draws the same for the same seed, purpose and counter',
    (seed, purpose, counter, below) => {
      const drawn = chanceOf(seed).draw(below, purpose, counter);
      expect(drawn).toBe(chanceOf(seed).draw(below, purpose, counter));
      expect(drawn).toBeGreaterThanOrEqual(0);
      expect(drawn).toBeLessThan(below);
    },
  );

  test('is spread evenly over counters, purposes and seeds', () => {
    for (const draw of [
      (at: number) => chanceOf('a').draw(10, 1, at),
      (at: number) => chanceOf('a').draw(10, at, 1),
      (at: number) => chanceOf(String(at)).draw(10, 1, 1),
      (at: number) => chanceOf('a').of(String(at)).draw(10, 0, 0),
    ]) {
      const counts = new Array<number>(10).fill(0);
      for (let at = 0; at < 10_000; at++) counts[draw(at)] = (counts[draw(at)] ?? 0) + 1;
      for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(200);
    }
  });

  test('of a ratio hits as often as the ratio says', () => {
    const chance = chanceOf('ratio');
    let hits = 0;
    for (let at = 0; at < 10_000; at++) if (chance.hit([1, 4], 7, at)) hits += 1;
    expect(Math.abs(hits - 2500)).toBeLessThan(200);
  });

  test('keeps its numbers: a plan of today is the same plan for ever', () => {
    expect(hashText('keelson')).toBe(hashText('keelson'));
    const stream = streamOf([1, 2, 3, 4]);
    expect([stream.bits(), stream.bits(), stream.bits(), stream.bits()]).toEqual([
      11520, 0, 5927040, 70819200,
    ]);
  });
});
