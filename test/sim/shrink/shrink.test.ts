/** The shrinker: what it leaves fails alike, and nothing of it can go. dst.md 4. */
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../sim/plan.ts';
import { failsAlike, shrinkPlan } from '../../../sim/shrink.ts';
import { planOf, runnerOf } from './plans.ts';

const has = (plan: Plan, id: number): boolean => plan.entries.some((entry) => entry.id === id);

describe('a plan that fails by two of its entries', () => {
  const needs = (plan: Plan): string | undefined => (has(plan, 7) && has(plan, 31) ? 'Planted' : undefined);

  test('shrinks to these two', async () => {
    const { run, runs } = runnerOf(needs);
    const shrunk = await shrinkPlan({ plan: planOf(60), invariant: 'Planted', run });
    expect(shrunk.plan.entries.map(({ id }) => id)).toEqual([7, 31]);
    expect(shrunk.isMinimal).toBe(true);
    expect(shrunk.runs).toBe(runs());
    expect(await failsAlike(run, shrunk.plan, 'Planted')).toBe(true);
  });

  test('loses nodes, options and fields that it does not need', async () => {
    const { run } = runnerOf(needs);
    const { plan } = await shrinkPlan({ plan: planOf(60), invariant: 'Planted', run });
    expect(plan.nodes).toEqual([]);
    expect(plan.options).toMatchObject({ delayMin: 0, delaySpread: 0 });
    expect(plan.entries.map((entry) => ('spreading' in entry ? entry.spreading : ''))).toEqual([
      'whole',
      'whole',
    ]);
  });

  test('shrinks to the same plan every time', async () => {
    const one = await shrinkPlan({ plan: planOf(40), invariant: 'Planted', run: runnerOf(needs).run });
    const other = await shrinkPlan({ plan: planOf(40), invariant: 'Planted', run: runnerOf(needs).run });
    expect(other).toEqual(one);
  });
});

test('a candidate that breaks another promise first does not count', async () => {
  const { run } = runnerOf((plan) => {
    if (!has(plan, 3)) return 'Other';
    return has(plan, 5) ? 'Planted' : undefined;
  });
  const { plan } = await shrinkPlan({ plan: planOf(10), invariant: 'Planted', run });
  expect(plan.entries.map(({ id }) => id)).toEqual([3, 5]);
});

test('any three entries out of many: what is left is 1-minimal', async () => {
  const { run } = runnerOf((plan) => (plan.entries.length >= 3 ? 'Planted' : undefined));
  const { plan, isMinimal } = await shrinkPlan({ plan: planOf(33), invariant: 'Planted', run });
  expect(plan.entries.length).toBe(3);
  expect(isMinimal).toBe(true);
});

test('witnesses that do not matter leave the inception, and its toad follows', async () => {
  const { run } = runnerOf((plan) =>
    plan.entries.some((entry) => entry.do === 'incept' && entry.witnesses.includes('w1'))
      ? 'Planted'
      : undefined,
  );
  const { plan } = await shrinkPlan({ plan: planOf(5), invariant: 'Planted', run });
  expect(plan.entries).toHaveLength(1);
  expect(plan.entries[0]).toMatchObject({
    witnesses: ['w1'],
    toad: 1,
    keyCount: 1,
    threshold: '1',
    traits: [],
  });
});

test('numbers of a fault go down as far as the failure lets them', async () => {
  const { run } = runnerOf((plan) =>
    plan.entries.some((entry) => entry.do === 'crash' && entry.node === 'w0' && entry.downFor >= 600)
      ? 'Planted'
      : undefined,
  );
  const { plan } = await shrinkPlan({ plan: planOf(5), invariant: 'Planted', run });
  expect(plan.entries).toHaveLength(1);
  expect(plan.entries[0]).toMatchObject({ downFor: 625, power: false, part: 'between' });
});

test('a plan that does not fail is given back, and said not to be reproduced', async () => {
  const plan = planOf(5);
  const shrunk = await shrinkPlan({ plan, invariant: 'Planted', run: runnerOf(() => undefined).run });
  expect(shrunk).toEqual({ plan, runs: 1, isReproduced: false, isMinimal: false });
});

test('a candidate that the world cannot run reproduces nothing', async () => {
  const { run } = runnerOf((plan) => {
    if (!plan.nodes.some(({ id }) => id === 'v0')) throw new Error('there is no v0');
    return 'Planted';
  });
  const { plan } = await shrinkPlan({ plan: planOf(5), invariant: 'Planted', run });
  expect(plan.nodes.map(({ id }) => id)).toEqual(['v0']);
  expect(plan.entries).toEqual([]);
});

test('a budget of runs is kept to', async () => {
  const { run, runs } = runnerOf((plan) => (has(plan, 7) ? 'Planted' : undefined));
  const shrunk = await shrinkPlan({ plan: planOf(60), invariant: 'Planted', run, runsMax: 4 });
  expect(runs()).toBe(4);
  expect(shrunk.isMinimal).toBe(false);
  expect(has(shrunk.plan, 7)).toBe(true);
});

test('progress names what gave way', async () => {
  const { run } = runnerOf((plan) => (has(plan, 2) ? 'Planted' : undefined));
  const said: string[] = [];
  await shrinkPlan({
    plan: planOf(4),
    invariant: 'Planted',
    run,
    heard: ({ says }) => void said.push(says),
  });
  expect(said).toContain('without node v0');
  expect(said.at(0)).toBe('the plan as it is');
});
