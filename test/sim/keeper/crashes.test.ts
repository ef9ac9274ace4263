/** Identities that keep their keys, at a machine that stops in every part of every commit while they are made and go on. */
import { describe, expect, test } from 'vitest';
import { expandSeed } from '../../../sim/expand/index.ts';
import type { FaultEntry, Plan, PlanEntry } from '../../../sim/plan.ts';
import { replayPlan } from '../../../sim/replay.ts';
import { runPlan } from '../../../sim/run.ts';

const second = 1_000_000;
/** Making is asked for twice: a first one that was cut off is made again. */
const acts = ['make', 'make', 'interact', 'rotate', 'rotate'] as const;

function entriesWith(witnesses: readonly string[]): readonly PlanEntry[] {
  return acts.map((act, place) => ({
    id: place,
    at: (place + 1) * 10 * second,
    do: 'hab',
    aid: 'h0',
    node: 'c0',
    act,
    witnesses,
    exposed: place === 4 ? [1] : [],
    keyCount: 2,
    threshold: '1',
    nextCount: 2,
    nextThreshold: '1',
    toad: witnesses.length,
  }));
}

type Striking = Pick<Extract<FaultEntry, { readonly do: 'crash' }>, 'disk' | 'part' | 'power'>;

const strikes: readonly Striking[] = (['keys', 'log'] as const).flatMap((disk) =>
  (['pages', 'sync', 'meta', 'after'] as const).flatMap((part) =>
    [true, false].map((power) => ({ part, power, ...(disk === 'keys' ? { disk } : {}) })),
  ),
);

function planOf(more: readonly PlanEntry[], witnesses: readonly string[] = []): Plan {
  const { nodes, options, ...plan } = expandSeed('keeper', 'custody');
  const kept = nodes.filter(({ id }) => ['c0', 'v0', ...witnesses].includes(id));
  return {
    ...plan,
    nodes: kept,
    options: { ...options, realSignatures: false },
    core: kept.map(({ id }) => id),
    entries: [...entriesWith(witnesses), ...more].sort((a, b) => a.at - b.at),
    healAt: 60 * second,
    endAt: 180 * second,
  };
}

function crashBefore(place: number, strike: Striking): PlanEntry {
  const at = (place + 1) * 10 * second - 1;
  return { id: acts.length, at, do: 'crash', node: 'c0', downFor: 2 * second, ...strike };
}

const judgesOfKeys = ['NextKeysKept', 'KeysInForce', 'RevealedOnce', 'CanRotate'];

function judgedIn({ judged }: Awaited<ReturnType<typeof runPlan>>): readonly string[] {
  return judged.flatMap(([name, count]) => (count > 0 && judgesOfKeys.includes(name) ? [name] : []));
}

test('without a fault an identity is made, anchors, and is rotated, and others hear of it', async () => {
  const { report, mismatch } = await replayPlan(planOf([]), runPlan, {});
  expect([report.violations, mismatch]).toEqual([[], undefined]);
  expect(judgedIn(report)).toEqual(expect.arrayContaining(judgesOfKeys));
  const made = await runPlan(planOf([]), { traced: true });
  const accepted = made.lines.filter(({ kind, outcome }) => kind === 'step' && outcome === 'accepted');
  // icp, ixn, rot, rot, and the rotation that is asked for at the end
  expect(accepted.map(({ node, ilk, sn }) => `${node} ${ilk} ${sn}`)).toEqual(
    expect.arrayContaining(['c0 icp 0', 'c0 ixn 1', 'c0 rot 2', 'c0 rot 3', 'c0 rot 4', 'v0 rot 4']),
  );
});

test('with a witness the others take what it receipted', async () => {
  const { violations, lines, judged } = await runPlan(planOf([], ['w0']), { traced: true });
  expect(violations).toEqual([]);
  const accepted = lines.filter(({ kind, outcome }) => kind === 'step' && outcome === 'accepted');
  expect(accepted.map(({ node, ilk, sn }) => `${node} ${ilk} ${sn}`)).toEqual(
    expect.arrayContaining(['w0 icp 0', 'w0 rot 4', 'c0 rct 4', 'v0 rot 3']),
  );
  expect(new Map(judged).get('WitnessThreshold')).toBeGreaterThan(0);
});

describe('a machine that stops in a commit leaves an identity that can be rotated again', () => {
  test.each([0, 4])('the commit of act %i', async (place) => {
    for (const strike of strikes) {
      const report = await runPlan(planOf([crashBefore(place, strike)]));
      const about = JSON.stringify({ place, strike });
      expect(report.violations, about).toEqual([]);
      expect(judgedIn(report), about).toContain('CanRotate');
      expect(report.faults.get('crash')?.applied, about).toBe(1);
    }
  });
});
