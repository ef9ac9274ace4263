/**
 * The simulator's checks of itself: each finds one way in which green runs would mean nothing.
 *
 * Source: dst.md 4.
 */
import type { Judge } from '../invariants/judge.ts';
import type { Plan } from './plan.ts';
import type { RunOptions, RunReport } from './report.ts';
import { replayPlan } from './replay.ts';
import { failsAlike, shrinkPlan } from './shrink.ts';
import { openTally } from './tally.ts';

/** What the checks run. */
export type HarnessWorld = {
  readonly expand: (seed: string) => Plan;
  readonly run: (
    plan: Plan,
    options?: RunOptions & { readonly judges?: readonly Judge[] },
  ) => Promise<RunReport>;
};

/** What a check found over some seeds: how many it took, and what is wrong; undefined when nothing is. */
export type Checked = { readonly seeds: number; readonly wrong: string | undefined };

/** two runs of a plan have equal hashes at every step. */
export async function checkSameTwice({ expand, run }: HarnessWorld, seeds: number): Promise<Checked> {
  for (let seed = 0; seed < seeds; seed++) {
    const { mismatch } = await replayPlan(expand(String(seed)), run);
    if (mismatch !== undefined)
      return { seeds: seed + 1, wrong: `seed ${seed} differs from step ${mismatch.step} on` };
  }
  return { seeds, wrong: undefined };
}

/** what has to be seen over a batch, and where its count stands. */
export type Occurrence = { readonly of: 'faults' | 'judged' | 'doings'; readonly item: string };

/** the fault is observed, the judge judges, the entry is planned, in one of these seeds. */
export async function checkOccurs(
  { expand, run }: HarnessWorld,
  seeds: number,
  { of, item }: Occurrence,
): Promise<Checked> {
  const tally = openTally();
  for (let seed = 0; seed < seeds; seed++) {
    tally.add(await run(expand(String(seed))));
    const found = tally.read()[of].find(([name]) => name === item)?.[1] ?? 0;
    if ((typeof found === 'number' ? found : found.observed) > 0)
      return { seeds: seed + 1, wrong: undefined };
  }
  return { seeds, wrong: `${item} never came to anything in ${seeds} seeds` };
}

/** Finds fault with the third accepted event of any node: something to shrink that is no bug. */
const canary: Judge = {
  id: 'X-5',
  name: 'Canary',
  says: 'No node ever accepts three events.',
  source: 'dst.md 1.1',
  when: ['step'],
  needs: 'log',
  open: () => {
    let count = 0;
    return {
      entry: ({ entry }) => {
        if (entry.kind !== 'append-event') return undefined;
        count += 1;
        return count < 3 ? 'holds' : { broken: 'three events were accepted' };
      },
    };
  },
};

/** what is left of a failing plan fails alike, and is small. */
export async function checkShrinks({ expand, run }: HarnessWorld, seeds: number): Promise<Checked> {
  const watched: HarnessWorld['run'] = (plan, options) => run(plan, { ...options, judges: [canary] });
  for (let seed = 0; seed < seeds; seed++) {
    const plan = expand(String(seed));
    if (!(await failsAlike(watched, plan, canary.name))) continue;
    const shrunk = await shrinkPlan({ plan, invariant: canary.name, run: watched });
    if (!(await failsAgain(watched, shrunk.plan)))
      return { seeds: seed + 1, wrong: `the shrunk plan of seed ${seed} does not fail any more` };
    return { seeds: seed + 1, wrong: undefined };
  }
  return { seeds, wrong: 'no plan came to three events' };
}

/** By a run of its own: the shrinker is not asked whether it was right. */
async function failsAgain(run: HarnessWorld['run'], plan: Plan): Promise<boolean> {
  const { violations } = await run(plan, { stopsAtFirst: true });
  return violations[0]?.invariant === canary.name;
}
