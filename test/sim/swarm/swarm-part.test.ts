/** A part of a swarm: each seed twice, the second time in another order, and every way to be red. */
import { expect, test } from 'vitest';
import { runPart } from '../../../sim/machine/swarm-part.ts';
import type { PartWorld } from '../../../sim/machine/swarm-part.ts';
import { planOf, reportOf } from '../shrink/plans.ts';

const options = { profile: 'smoke', once: false } as const;
const expand = (seed: string) => ({ ...planOf(2), seed });

function worldOf(
  hashesOf: (seed: string, run: number) => readonly number[],
): PartWorld & { readonly order: string[] } {
  const order: string[] = [];
  return {
    order,
    expand,
    run: (plan) => {
      order.push(plan.seed);
      const run = order.filter((seed) => seed === plan.seed).length;
      const broken = plan.seed === '11' ? ['Planted'] : [];
      return Promise.resolve(reportOf(plan, broken, hashesOf(plan.seed, run)));
    },
  };
}

test('seeds run in order, and then backwards', async () => {
  const world = worldOf(() => [1, 2]);
  const { failed, eventsRun, tally } = await runPart({ from: 3, count: 3 }, options, world);
  expect(world.order).toEqual(['3', '4', '5', '5', '4', '3']);
  expect(failed).toEqual([]);
  expect(tally.seeds).toBe(3);
  expect(eventsRun).toBe(2 * tally.events);
});

test('judges look on the first time alone, and again at a seed in which they found something', async () => {
  const world = worldOf(() => [1, 2]);
  const judged: string[] = [];
  const watched: PartWorld = {
    expand,
    run: (plan, given) => {
      if (given?.unjudged !== true) judged.push(plan.seed);
      return world.run(plan, given);
    },
  };
  await runPart({ from: 10, count: 3 }, options, watched);
  expect(judged).toEqual(['10', '11', '12', '11']);
});

test('once runs each seed once', async () => {
  const world = worldOf(() => [1, 2]);
  await runPart({ from: 3, count: 2 }, { ...options, once: true }, world);
  expect(world.order).toEqual(['3', '4']);
});

test('a broken promise, a run that differs and a run that throws are red, each with its reason', async () => {
  const world = worldOf((seed, run) => [1, 2, 3, seed === '12' ? run : 4]);
  const throwing: PartWorld = {
    expand,
    run: (plan) => (plan.seed === '13' ? Promise.reject(new RangeError('too far')) : world.run(plan)),
  };
  const { failed } = await runPart({ from: 10, count: 4 }, options, throwing);
  expect(failed.map(({ seed, invariant, step }) => ({ seed, invariant, step }))).toEqual([
    { seed: '11', invariant: 'Planted', step: 1 },
    { seed: '13', invariant: 'run', step: 0 },
    { seed: '12', invariant: 'determinism', step: 1 },
  ]);
  expect(failed[1]?.detail).toBe('RangeError: too far');
});
