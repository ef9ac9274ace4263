/** Delegates and delegators that keep their keys: approved over the network, through stops in every part of every commit. */
import { describe, expect, test } from 'vitest';
import { expandSeed } from '../../../sim/expand/index.ts';
import type { FaultEntry, HabEntry, Plan, PlanEntry } from '../../../sim/plan.ts';
import { replayPlan } from '../../../sim/replay.ts';
import { runPlan } from '../../../sim/run.ts';

const second = 1_000_000;
const nodes = ['c0', 'c1', 'c2', 'w0', 'v0'];

type Asked = Pick<HabEntry, 'aid' | 'act'> & Partial<HabEntry>;

/** Each a while after the one before. */
function entriesOf(asked: readonly Asked[]): readonly PlanEntry[] {
  return asked.map((more, place) => ({
    id: place,
    at: (place + 1) * 10 * second,
    do: 'hab',
    node: `c${more.aid.slice(1)}`,
    witnesses: [],
    exposed: [],
    keyCount: 2,
    threshold: '1',
    nextCount: 2,
    nextThreshold: '1',
    toad: 0,
    ...more,
  }));
}

/** Three levels, each at a machine of its own; a rotation of the last level approved in a rotation. */
const threeLevels: readonly Asked[] = [
  { aid: 'h0', act: 'make' },
  { aid: 'h1', act: 'make', delegator: 'h0', witnesses: ['w0'], toad: 1 },
  { aid: 'h0', act: 'approve', of: 'h1' },
  { aid: 'h2', act: 'make', delegator: 'h1' },
  { aid: 'h1', act: 'approve', of: 'h2' },
  { aid: 'h2', act: 'interact' },
  { aid: 'h2', act: 'recover' },
  { aid: 'h1', act: 'approve', of: 'h2', by: 'rotation' },
  { aid: 'h0', act: 'approve', of: 'h1' },
];

function planOf(asked: readonly Asked[], more: readonly PlanEntry[] = []): Plan {
  const { nodes: drawn, options, ...plan } = expandSeed('7', 'large');
  const known = drawn.filter(({ id }) => nodes.includes(id));
  expect(known.map(({ id }) => id)).toEqual(nodes);
  const plain = { wallOffset: 0, skewPpm: 0, batchCountMax: 16, tick: 30 * second, cacheCountMax: 1024 };
  return {
    ...plan,
    nodes: known.map((node) => ({ ...node, ...plain })),
    options: { ...options, realSignatures: false, delayMin: 1000, delaySpread: 1000 },
    core: nodes,
    entries: [...entriesOf(asked), ...more].sort((a, b) => a.at - b.at),
    healAt: 100 * second,
    endAt: 400 * second,
  };
}

type Run = Awaited<ReturnType<typeof runPlan>>;

function acceptedIn({ lines }: Run): readonly string[] {
  return lines
    .filter(({ kind, outcome }) => kind === 'step' && outcome === 'accepted')
    .map(({ node, ilk, sn }) => `${node} ${ilk} ${sn}`);
}

function countOf({ judged }: Run, name: string): number {
  return new Map(judged).get(name) ?? 0;
}

test('a delegate of a delegate is made, recovers, and is approved level by level; others take all of it', async () => {
  const { report, mismatch } = await replayPlan(planOf(threeLevels), runPlan);
  expect([report.violations, mismatch]).toEqual([[], undefined]);
  const run = await runPlan(planOf(threeLevels), { traced: true });
  // h2: its inception, and the rotation in the place of its interaction
  expect(acceptedIn(run)).toEqual(
    expect.arrayContaining([
      'c2 dip 0',
      'c2 drt 1',
      'c1 dip 0',
      'c1 drt 1',
      'v0 dip 0',
      'v0 drt 1',
      'v0 drt 2',
    ]),
  );
  expect([...run.marks.keys()]).toEqual(
    expect.arrayContaining([
      'kept-delegate-approved',
      'kept-third-level',
      'kept-approved-by-rotation',
      'kept-recovery',
    ]),
  );
  expect(countOf(run, 'DelegatesApproved')).toBe(1);
  expect(countOf(run, 'Progress')).toBeGreaterThan(0);
});

test('delegate and delegator may keep their keys at one machine', async () => {
  const asked = threeLevels.map((one) => ({ ...one, node: 'c0' }));
  const run = await runPlan(planOf(asked), { traced: true });
  expect(run.violations).toEqual([]);
  expect(acceptedIn(run)).toEqual(expect.arrayContaining(['c0 drt 1', 'v0 drt 2']));
});

test('a delegator that nobody asks in time approves once the core is healed', async () => {
  const run = await runPlan(planOf(threeLevels.filter(({ act }) => act !== 'approve')), { traced: true });
  expect(run.violations).toEqual([]);
  expect(run.marks.get('kept-third-level')).toBeGreaterThan(1);
  expect(acceptedIn(run)).toEqual(expect.arrayContaining(['v0 drt 1', 'v0 drt 2']));
});

test('a delegator that took back a seal seals again; an abandoned one is asked for nothing', async () => {
  const takenBack = await runPlan(
    planOf([...threeLevels.slice(0, 3), { aid: 'h0', act: 'recover' }, { aid: 'h1', act: 'rotate' }]),
  );
  expect(takenBack.violations).toEqual([]);
  expect(takenBack.marks.get('kept-seal-taken-back')).toBe(1);
  const abandoned = await runPlan(
    planOf([...threeLevels.slice(0, 2), { aid: 'h0', act: 'abandon' }, { aid: 'h1', act: 'rotate' }]),
  );
  expect(abandoned.violations).toEqual([]);
  expect(abandoned.marks.has('kept-abandoned')).toBe(true);
  expect(countOf(abandoned, 'DelegatesApproved')).toBe(0);
});

type Striking = Pick<Extract<FaultEntry, { readonly do: 'crash' }>, 'disk' | 'part'> & {
  readonly node: string;
};

const strikes: readonly Striking[] = (['keys', 'log'] as const).flatMap((disk) =>
  (['pages', 'sync', 'meta', 'after'] as const).map((part, at) => ({
    part,
    node: at % 2 === 0 ? 'c1' : 'c2',
    ...(disk === 'keys' ? { disk } : {}),
  })),
);

describe('machines that stop in a commit leave delegates that are approved', () => {
  // The making of h2, its approval by h1, and the approval of its recovery in a rotation.
  test.each([3, 4, 7])('before act %i', async (place) => {
    for (const strike of strikes) {
      const at = (place + 1) * 10 * second - 1;
      const crash = { id: 90, at, do: 'crash', power: true, downFor: 3 * second, ...strike } as const;
      const again = { ...threeLevels[3], aid: 'h2', act: 'make' } as const;
      const run = await runPlan(planOf([...threeLevels, again], [crash]));
      const about = JSON.stringify({ place, strike });
      expect(run.violations, about).toEqual([]);
      expect(countOf(run, 'CanRotate'), about).toBe(1);
    }
  });

  test('and so does a log that is set back', async () => {
    for (const node of ['c0', 'c1', 'c2']) {
      const set = { id: 90, at: 75 * second, do: 'restore-snapshot', node, since: 30 * second } as const;
      const run = await runPlan(planOf(threeLevels, [{ ...set, downFor: second }]), { traced: true });
      expect(run.violations, node).toEqual([]);
      expect(acceptedIn(run), node).toEqual(expect.arrayContaining(['v0 drt 1', 'v0 drt 2']));
    }
  });
});
