/**
 * One part of a swarm: a few seeds in order, then the same seeds backwards. What a run leaves behind in the
 * process, and what depends on it, shows as a difference. Where they change nothing, judges look on the first
 * time alone: one that has a hand in the run shows as a difference, too.
 *
 * Source: dst.md 6.2 (module-level state: run seeds in another order and require equal hashes).
 */
import { openTally } from '../tally.ts';
import type { Tally } from '../tally.ts';
import type { ProfileName } from '../expand/index.ts';
import type { Plan } from '../plan.ts';
import type { PlanRunner } from '../plan-runner.ts';
import { firstDifference, mayBeUnjudged } from '../replay.ts';

/** Seeds `from` to `from + count - 1`. */
export type Part = { readonly from: number; readonly count: number };

export type PartOptions = { readonly profile: ProfileName; readonly once: boolean };

/** A seed that is red, with the first reason. */
export type FailedSeed = {
  readonly seed: string;
  readonly profile: string;
  /** Name of the judge; `determinism` when two runs differ, `run` when the run itself threw. */
  readonly invariant: string;
  readonly step: number;
  readonly detail: string;
};

export type PartReport = Part & {
  readonly tally: Tally;
  readonly failed: readonly FailedSeed[];
  /** Commands decided in all runs, second runs included. */
  readonly eventsRun: number;
};

/** What a part needs of the world. */
export type PartWorld = {
  readonly expand: (seed: string, profile: ProfileName) => Plan;
  readonly run: PlanRunner;
};

type FirstRun = {
  readonly seed: string;
  readonly hashes: Uint32Array;
  readonly unjudged: boolean;
};

/** Runs the part. Never rejects: a run that throws is a failed seed. */
export async function runPart(part: Part, options: PartOptions, world: PartWorld): Promise<PartReport> {
  const tally = openTally();
  const failed = new Map<string, FailedSeed>();
  const fail = (seed: string, what: Pick<FailedSeed, 'invariant' | 'step' | 'detail'>): void => {
    if (!failed.has(seed)) failed.set(seed, { seed, profile: options.profile, ...what });
  };
  const done: FirstRun[] = [];
  let eventsRun = 0;
  for (let at = part.from; at < part.from + part.count; at++) {
    const seed = String(at);
    try {
      const report = await world.run(world.expand(seed, options.profile));
      tally.add(report);
      eventsRun += report.events;
      const [first] = report.violations;
      if (first !== undefined) fail(seed, first);
      done.push({ seed, hashes: report.stepHashes, unjudged: mayBeUnjudged(report) });
    } catch (thrown) {
      fail(seed, { invariant: 'run', step: 0, detail: textOf(thrown) });
    }
  }
  if (!options.once) eventsRun += await runAgain(done, options, { world, fail });
  return { ...part, tally: tally.read(), failed: [...failed.values()], eventsRun };
}

type Again = {
  readonly world: PartWorld;
  readonly fail: (seed: string, what: Pick<FailedSeed, 'invariant' | 'step' | 'detail'>) => void;
};

async function runAgain(
  done: readonly FirstRun[],
  { profile }: PartOptions,
  { world, fail }: Again,
): Promise<number> {
  let eventsRun = 0;
  for (const { seed, hashes, unjudged } of done.toReversed()) {
    try {
      const again = await world.run(world.expand(seed, profile), { unjudged });
      eventsRun += again.events;
      const step = firstDifference(hashes, again.stepHashes);
      if (step !== undefined)
        fail(seed, {
          invariant: 'determinism',
          step,
          detail: 'two runs of the plan differ from this step on',
        });
    } catch (thrown) {
      fail(seed, { invariant: 'run', step: 0, detail: textOf(thrown) });
    }
  }
  return eventsRun;
}

function textOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}
