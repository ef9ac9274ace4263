/**
 * Shrinking: the smallest plan that still breaks the same promise. Every candidate is run; nothing is
 * concluded from where the failure stood.
 *
 * Source: dst.md 1.2 (a shrinker must re-execute), 1.6 (1, 2), 4. Delta debugging over entries down to
 * 1-minimal, then nodes, options and fields, and again until nothing gives way.
 */
import type { Plan, PlanEntry } from './plan.ts';
import type { PlanRunner } from './plan-runner.ts';
import { simplerEntries, simplerNodes, simplerOptions } from './simplify.ts';
import type { Simpler } from './simplify.ts';

/** How far a shrinking is. */
export type ShrinkProgress = {
  readonly runs: number;
  readonly entries: number;
  readonly nodes: number;
  /** What gave way last. */
  readonly says: string;
};

export type Shrinking = {
  readonly plan: Plan;
  /** Name of the judge that has to be the first to find something. */
  readonly invariant: string;
  readonly run: PlanRunner;
  /** Runs at most. */
  readonly runsMax?: number;
  /** Asked before each run: true ends with what there is. */
  readonly isOver?: () => boolean;
  readonly heard?: (progress: ShrinkProgress) => void;
};

export type Shrunk = {
  readonly plan: Plan;
  readonly runs: number;
  /** False when the plan did not break the promise to begin with. */
  readonly isReproduced: boolean;
  /** True when no single entry can be left out: every one was tried against the final plan. */
  readonly isMinimal: boolean;
};

const defaultRunsMax = 4_000;

/** What is tried and what is known while shrinking. */
type Search = {
  readonly plan: () => Plan;
  readonly runs: () => number;
  readonly isSpent: () => boolean;
  /** Runs a candidate; keeps it when it fails alike. */
  readonly tries: (candidate: Plan, says: string) => Promise<boolean>;
};

/** Shrinks the plan; the same plan and runner always come to the same result. */
export async function shrinkPlan(shrinking: Shrinking): Promise<Shrunk> {
  const search = openSearch(shrinking);
  if (!(await search.tries(shrinking.plan, 'the plan as it is')))
    return { plan: shrinking.plan, runs: search.runs(), isReproduced: false, isMinimal: false };
  let isMinimal = false;
  for (let round = ''; round !== textOf(search.plan()) && !search.isSpent(); ) {
    round = textOf(search.plan());
    isMinimal = await dropEntries(search);
    await simplify(search, simplerNodes);
    await simplify(search, simplerOptions);
    await simplify(search, simplerEntries);
    if (textOf(search.plan()) !== round) isMinimal = false;
  }
  return { plan: search.plan(), runs: search.runs(), isReproduced: true, isMinimal };
}

/** True when the first promise that a run of the plan breaks is this one. */
export async function failsAlike(run: PlanRunner, plan: Plan, invariant: string): Promise<boolean> {
  try {
    const { violations } = await run(plan, { stopsAtFirst: true });
    return violations[0]?.invariant === invariant;
  } catch {
    // A candidate that makes no sense to the world, such as one whose nodes are gone, reproduces nothing.
    return false;
  }
}

function openSearch({ plan, invariant, run, runsMax, isOver, heard }: Shrinking): Search {
  let best = plan;
  let runs = 0;
  const most = runsMax ?? defaultRunsMax;
  const isSpent = (): boolean => runs >= most || isOver?.() === true;
  return {
    plan: () => best,
    runs: () => runs,
    isSpent,
    tries: async (candidate, says) => {
      if (isSpent()) return false;
      runs += 1;
      const holds = await failsAlike(run, candidate, invariant);
      if (holds) best = candidate;
      heard?.({
        runs,
        entries: best.entries.length,
        nodes: best.nodes.length,
        says: holds ? says : '',
      });
      return holds;
    },
  };
}

/** Leaves out entries: half of them, a quarter, … one by one until none can go. True when none can. */
async function dropEntries(search: Search): Promise<boolean> {
  let size = search.plan().entries.length;
  while (size > 0 && !search.isSpent()) {
    const hasDropped = await dropChunks(search, size);
    if (size === 1 && !hasDropped) return !search.isSpent();
    if (size > 1) size = Math.ceil(size / 2);
  }
  return search.plan().entries.length === 0;
}

/** Tries to leave out each run of `size` entries, the last first: what comes after a failure is seldom its cause. */
async function dropChunks(search: Search, size: number): Promise<boolean> {
  let hasDropped = false;
  for (let end = search.plan().entries.length; end > 0; end -= size) {
    const { entries } = search.plan();
    const start = Math.max(0, end - size);
    const kept = [...entries.slice(0, start), ...entries.slice(end)];
    const dropped = entries.slice(start, end);
    if (await search.tries({ ...search.plan(), entries: kept }, `without ${namesOf(dropped)}`))
      hasDropped = true;
  }
  return hasDropped;
}

function namesOf(entries: readonly PlanEntry[]): string {
  const [only, ...more] = entries;
  if (only === undefined) return 'nothing';
  return more.length === 0 ? `${only.do} ${only.id}` : `${entries.length} entries`;
}

async function simplify(search: Search, ways: (plan: Plan) => readonly Simpler[]): Promise<void> {
  for (const { says, plan } of ways(search.plan())) {
    if (search.isSpent()) return;
    const candidate = plan(search.plan());
    if (candidate !== undefined) await search.tries(candidate, says);
  }
}

function textOf(plan: Plan): string {
  return JSON.stringify(plan);
}
