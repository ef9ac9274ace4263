/** Groups of identities that keep their keys, each at a machine of its own: proposed and joined over the network, through stops. */
import { describe, expect, test } from 'vitest';
import { expandSeed } from '../../../sim/expand/index.ts';
import type { FaultEntry, GroupEntry, Plan, PlanEntry } from '../../../sim/plan.ts';
import { replayPlan } from '../../../sim/replay.ts';
import { runPlan } from '../../../sim/run.ts';

const second = 1_000_000;
const machines = ['c0', 'c1', 'c2'];
const nodes = [...machines, 'v0'];
const members = ['m0', 'm1', 'm2'];

function membersDo(act: 'make' | 'rotate', at: number): readonly PlanEntry[] {
  const counts = { keyCount: 1, threshold: '1', nextCount: 1, nextThreshold: '1', toad: 0 };
  return machines.map((node, place) => ({
    id: at + place,
    at: at * second,
    do: 'hab',
    aid: `m${String(place)}`,
    node,
    act,
    witnesses: [],
    exposed: [],
    ...counts,
  }));
}

function groupDoes(act: GroupEntry['act'], at: number, who: readonly number[]): readonly PlanEntry[] {
  return who.map((place) => ({
    id: at + place,
    at: at * second,
    do: 'group',
    aid: 'g0',
    node: `c${String(place)}`,
    act,
    by: `m${String(place)}`,
    members,
    threshold: '2',
  }));
}

/** Made, anchors, and is rotated after its members. */
const life: readonly PlanEntry[] = [
  ...membersDo('make', 10),
  ...groupDoes('make', 20, [0]),
  ...groupDoes('join', 30, [1, 2]),
  ...groupDoes('interact', 40, [0]),
  ...groupDoes('join', 50, [1]),
  ...membersDo('rotate', 60),
  ...groupDoes('rotate', 70, [0]),
  ...groupDoes('join', 80, [2]),
];

function planOf(entries: readonly PlanEntry[]): Plan {
  const { nodes: drawn, options, ...plan } = expandSeed('7', 'large');
  const plain = { wallOffset: 0, skewPpm: 0, batchCountMax: 16, tick: 30 * second, cacheCountMax: 1024 };
  const caps = { totalCountMax: 4096, quarantineCountMax: 1024, prefixCountMax: 512, sourceCountMax: 1024 };
  return {
    ...plan,
    nodes: drawn.filter(({ id }) => nodes.includes(id)).map((node) => ({ ...node, ...plain })),
    options: { ...options, realSignatures: false, delayMin: 1000, delaySpread: 1000, escrow: caps },
    core: nodes,
    entries: [...entries].sort((a, b) => a.at - b.at),
    healAt: 100 * second,
    endAt: 400 * second,
  };
}

type Run = Awaited<ReturnType<typeof runPlan>>;

/** What nodes accepted of the group: its log is the one that an event of two signatures began. */
function acceptedOfGroup({ lines }: Run): readonly string[] {
  const made = lines.find(
    ({ kind, ilk, outcome }) => kind === 'step' && ilk === 'icp' && outcome === 'escrowed',
  );
  return lines
    .filter(
      ({ kind, outcome, prefix }) => kind === 'step' && outcome === 'accepted' && prefix === made?.prefix,
    )
    .map(({ node, ilk, sn }) => `${node} ${ilk} ${sn}`);
}

test('members make a group, anchor, and rotate it, with two signatures of three; others take its log', async () => {
  const { report, mismatch } = await replayPlan(planOf(life), runPlan);
  expect([report.violations, mismatch]).toEqual([[], undefined]);
  const run = await runPlan(planOf(life), { traced: true });
  const all = nodes.flatMap((node) => ['icp 0', 'ixn 1', 'rot 2', 'rot 3'].map((what) => `${node} ${what}`));
  expect(acceptedOfGroup(run)).toEqual(expect.arrayContaining(all));
  expect(run.marks.get('kept-group-joined')).toBeGreaterThan(3);
  expect(run.marks.has('kept-group-rotated')).toBe(true);
});

test('what nobody joined in time is joined once the core is healed', async () => {
  const alone = planOf(life.filter((entry) => !(entry.do === 'group' && entry.act === 'join')).slice(0, 4));
  const run = await runPlan(alone, { traced: true });
  expect(run.violations).toEqual([]);
  expect(acceptedOfGroup(run)).toEqual(expect.arrayContaining(['v0 icp 0', 'c0 rot 1', 'v0 rot 1']));
});

type Striking = Pick<Extract<FaultEntry, { readonly do: 'crash' }>, 'disk' | 'part'>;

const strikes: readonly Striking[] = [
  { part: 'pages' },
  { part: 'meta' },
  { part: 'after' },
  { part: 'pages', disk: 'keys' },
  { part: 'meta', disk: 'keys' },
  { part: 'after', disk: 'keys' },
];

describe('a machine that stops in a commit leaves a group that can be rotated', () => {
  // The proposal of the inception, its joining, and the proposal of the rotation.
  test.each([
    [20, 'c0'],
    [30, 'c1'],
    [70, 'c0'],
  ] as const)('before second %i at %s', async (moment, node) => {
    for (const strike of strikes) {
      const at = moment * second - 1;
      const crash = { id: 99, at, do: 'crash', node, power: true, downFor: 3 * second, ...strike } as const;
      const run = await runPlan(planOf([...life, ...groupDoes('make', 25, [0]), crash]), { traced: true });
      const about = JSON.stringify({ moment, strike });
      expect(run.violations, about).toEqual([]);
      const accepted = acceptedOfGroup(run);
      expect(accepted, about).toEqual(expect.arrayContaining(['c2 icp 0', 'v0 icp 0']));
      expect(
        accepted.some((line) => line.startsWith('v0 rot ')),
        about,
      ).toBe(true);
    }
  });
});
