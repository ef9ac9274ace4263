/**
 * A batch of seeds of every profile, each run twice: no promise is broken, and no step differs. The larger
 * batches are commands: docs/TESTING.md.
 */
import { describe, expect, test } from 'vitest';
import { expandSeed } from '../../sim/expand/index.ts';
import type { ProfileName } from '../../sim/expand/index.ts';
import { replayPlan } from '../../sim/replay.ts';
import { runPlan } from '../../sim/run.ts';

const batches: readonly (readonly [profile: ProfileName, seeds: number])[] = [
  ['small', 4],
  ['attack', 2],
  ['breakdown', 2],
  ['split', 2],
  ['smoke', 1],
  ['custody', 2],
  ['delegation', 1],
  ['recovery', 1],
  ['flood', 1],
  ['disk', 1],
];

describe.each(batches)('seeds of profile %s', (profile, count) => {
  test.each(Array.from({ length: count }, (_, seed) => `smoke-batch-${String(seed)}`))(
    'seed %s breaks no promise, and is the same run twice',
    async (seed) => {
      const { report, mismatch } = await replayPlan(expandSeed(seed, profile), runPlan);
      expect(mismatch).toBeUndefined();
      expect(report.violations).toEqual([]);
      expect(report.events).toBeGreaterThan(20);
      const judging = report.judged.filter(([, judged]) => judged > 0);
      expect(judging.length).toBeGreaterThan(20);
    },
    120_000,
  );
});

describe('a run', () => {
  test('depends on its plan alone: a run in between changes nothing', async () => {
    const plan = expandSeed('alone', 'small');
    const first = await runPlan(plan);
    await runPlan(expandSeed('another', 'attack'));
    const second = await runPlan(plan);
    expect(second.traceHash).toBe(first.traceHash);
    expect(first.traceHash).toMatch(/^[0-9a-f]{16}$/);
  });

  test('of another plan is another run', async () => {
    const plan = expandSeed('alone', 'small');
    const shorter = { ...plan, entries: plan.entries.slice(0, -1) };
    expect((await runPlan(shorter)).traceHash).not.toBe((await runPlan(plan)).traceHash);
  });

  test('signs for real where the plan says so, and comes to the same decisions', async () => {
    const plan = expandSeed('signed', 'small');
    const withSignatures = (realSignatures: boolean) =>
      runPlan({ ...plan, options: { ...plan.options, realSignatures } });
    const [real, simulated] = [await withSignatures(true), await withSignatures(false)];
    expect(real.violations).toEqual([]);
    expect(real.events).toBe(simulated.events);
    expect(Object.fromEntries(real.decisions)).toEqual(Object.fromEntries(simulated.decisions));
  });
});
