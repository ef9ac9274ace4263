/** Two runs of a plan are compared step by step, and the first step that differs is named. dst.md 4. */
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { firstDifference, replayPlan } from '../../../sim/replay.ts';
import type { Plan, PlanEntry } from '../../../sim/plan.ts';
import { planOf, reportOf } from './plans.ts';

describe('the first difference of two rolling records', () => {
  test('is none when they are equal', () => {
    expect(firstDifference(new Uint32Array([1, 2, 3, 4]), new Uint32Array([1, 2, 3, 4]))).toBeUndefined();
    expect(firstDifference(new Uint32Array([]), new Uint32Array([]))).toBeUndefined();
  });

  test('is the step at which they part, wherever that is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(), (steps, pick) => {
        const at = pick % steps;
        const one = new Uint32Array(2 * steps).map((_, place) => place);
        const other = one.map((word, place) => (place >> 1 < at ? word : word + 1_000));
        expect(firstDifference(one, other)).toBe(at);
      }),
    );
  });

  test('is where the shorter one ends', () => {
    expect(firstDifference(new Uint32Array([1, 2, 3, 4]), new Uint32Array([1, 2]))).toBe(1);
    expect(firstDifference(new Uint32Array([]), new Uint32Array([1, 2]))).toBe(0);
  });
});

describe('a replay', () => {
  const plan = planOf(1);

  test('runs twice and finds equal runs equal', async () => {
    let runs = 0;
    const run = () => Promise.resolve(reportOf(plan, [], [1, ++runs > 9 ? 0 : 2]));
    const { mismatch } = await replayPlan(plan, run);
    expect(mismatch).toBeUndefined();
    expect(runs).toBe(2);
  });

  const rot: PlanEntry = { id: 9, at: 50_000, do: 'rot', node: 'c0', how: 'bit', pick: 1, downFor: 5_000 };
  const readError: PlanEntry = { id: 9, at: 50_000, do: 'read-error', node: 'c0', downFor: 5_000 };

  test('asks judges once, and again when they found something or a fault strikes who reads', async () => {
    const striking = (entry: PlanEntry): Plan => ({ ...plan, entries: [...plan.entries, entry] });
    const asked = async (of: Plan, broken: readonly string[]) => {
      const given: (boolean | undefined)[] = [];
      await replayPlan(of, (_, options) => {
        given.push(options?.unjudged);
        return Promise.resolve(reportOf(of, broken, [1, 2]));
      });
      return given;
    };
    expect(await asked(plan, [])).toEqual([undefined, true]);
    expect(await asked(plan, ['Planted'])).toEqual([undefined, false]);
    expect(await asked(striking(rot), [])).toEqual([undefined, false]);
    expect(await asked(striking(readError), [])).toEqual([undefined, false]);
  });

  test('says which step of the second run differs', async () => {
    let runs = 0;
    const run = () => Promise.resolve(reportOf(plan, [], [1, 2, 3, 4, 5, ++runs]));
    const { mismatch } = await replayPlan(plan, run);
    expect(mismatch?.step).toBe(2);
  });

  test('once is once', async () => {
    let runs = 0;
    const run = () => Promise.resolve(reportOf(plan, [], [1, ++runs]));
    expect((await replayPlan(plan, run, { once: true })).mismatch).toBeUndefined();
    expect(runs).toBe(1);
  });
});
