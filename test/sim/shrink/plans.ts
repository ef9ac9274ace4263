/** Plans and runners for tests of what works on runs: small, and without a world. */
import type { Plan, PlanEntry } from '../../../sim/plan.ts';
import type { PlanRunner } from '../../../sim/plan-runner.ts';
import type { RunReport } from '../../../sim/report.ts';

const establishing = { keyCount: 3, threshold: '2', nextCount: 3, nextThreshold: '2', toad: 2 };

/** An inception by `c0` with two witnesses, `count` interactions, and a crash of every node. */
export function planOf(count: number): Plan {
  const entries: PlanEntry[] = [
    {
      id: 0,
      at: 10,
      do: 'incept',
      aid: 'a0',
      node: 'c0',
      witnesses: ['w0', 'w1'],
      traits: ['EO'],
      delegator: null,
      spreading: 'late',
      ...establishing,
    },
  ];
  for (let at = 1; at <= count; at++)
    entries.push({ id: at, at: at * 100, do: 'interact', aid: 'a0', spreading: 'signature-by-signature' });
  for (const [place, node] of ['c0', 'w0', 'w1', 'v0'].entries())
    entries.push({
      id: 1000 + place,
      at: 90_000 + place,
      do: 'crash',
      node,
      part: 'sync',
      power: true,
      downFor: 5_000,
    });
  return {
    format: 1,
    seed: 'test',
    profile: 'test',
    options: {
      delayMin: 1_000,
      delaySpread: 9_000,
      realSignatures: false,
      escrow: {
        totalCountMax: 100,
        quarantineCountMax: 50,
        prefixCountMax: 50,
        sourceCountMax: 50,
      },
      overlap: false,
    },
    nodes: [
      { id: 'c0', role: 'controller' as const },
      { id: 'w0', role: 'witness' as const },
      { id: 'w1', role: 'witness' as const },
      { id: 'v0', role: 'validator' as const },
    ].map((node) => ({
      ...node,
      wallOffset: 7,
      skewPpm: 3,
      batchCountMax: 4,
      tick: 1_000,
      cacheCountMax: 8,
    })),
    entries,
    healAt: 100_000,
    core: ['c0', 'w0', 'w1', 'v0'],
    endAt: 200_000,
  };
}

/** A report of a run in which these invariants were found broken, in that order. */
export function reportOf(
  plan: Plan,
  invariants: readonly string[],
  hashes: readonly number[] = [1, 2],
): RunReport {
  return {
    plan,
    steps: hashes.length / 2,
    events: plan.entries.length,
    traceHash: '0000000000000001',
    stepHashes: new Uint32Array(hashes),
    violations: invariants.map((invariant) => ({ invariant, node: 'v0', step: 1, detail: 'planted' })),
    judged: [['Planted', 1]],
    marks: new Map(),
    faults: new Map(),
    pairs: new Map(),
    decisions: new Map(),
    liveness: { checked: false, excuse: undefined },
    simulated: plan.endAt,
    lines: [],
  };
}

/** A runner that finds `invariant` broken where `breaks` says so, and counts its runs. */
export function runnerOf(breaks: (plan: Plan) => string | undefined): {
  readonly run: PlanRunner;
  readonly runs: () => number;
} {
  let runs = 0;
  return {
    runs: () => runs,
    run: (plan) => {
      runs += 1;
      const broken = breaks(plan);
      return Promise.resolve(reportOf(plan, broken === undefined ? [] : [broken]));
    },
  };
}
