/**
 * Replaying: a plan is run twice, and every step has to be the same. The hashes roll, so the first step
 * that differs is found by halving. The second time nobody judges where that changes nothing: judges only
 * observe, and one that has a hand in the run shows as a difference.
 *
 * Source: dst.md 1.6 (5), 4.
 */
import type { Plan } from './plan.ts';
import type { PlanRunner } from './plan-runner.ts';
import type { RunOptions, RunReport } from './report.ts';
import { printLine } from './trace.ts';

/** Where two runs of one plan parted. */
export type Mismatch = {
  /** The first step that differs, from 0. */
  readonly step: number;
  /** What the two runs did in it; empty texts when a further pair of runs does not show it. */
  readonly first: string;
  readonly second: string;
};

export type Replay = {
  readonly report: RunReport;
  readonly mismatch: Mismatch | undefined;
  readonly runs: 1 | 2;
};

/** Runs the plan twice and compares every step; `once` runs it once. */
export async function replayPlan(
  plan: Plan,
  run: PlanRunner,
  options: RunOptions & { readonly once?: boolean } = {},
): Promise<Replay> {
  const report = await run(plan, options);
  if (options.once === true) return { report, mismatch: undefined, runs: 1 };
  const unjudged = mayBeUnjudged(report);
  const again = await run(plan, { stopsAtFirst: options.stopsAtFirst === true, unjudged });
  const step = firstDifference(report.stepHashes, again.stepHashes);
  if (step === undefined) return { report, mismatch: undefined, runs: 2 };
  return { report, mismatch: await shown(plan, run, { step, unjudged }), runs: 2 };
}

/** Faults that strike who reads: a row that judges had a host read may be in its memory, and is read no more. */
const strikeReads: ReadonlySet<string> = new Set(['rot', 'read-error']);

/**
 * True when a second run comes to the same without judges. What they find stands in the trace, and what they have a
 * host read decides when it meets a fault that strikes who reads.
 */
export function mayBeUnjudged({ violations, plan }: Pick<RunReport, 'violations' | 'plan'>): boolean {
  return violations.length === 0 && !plan.entries.some((entry) => strikeReads.has(entry.do));
}

/**
 * The first step at which two rolling records part; undefined when they are equal. Two words a step. A
 * record that ends early parts where it ends.
 */
export function firstDifference(a: Uint32Array, b: Uint32Array): number | undefined {
  const count = Math.min(a.length, b.length) >> 1;
  const isAlike = (step: number): boolean =>
    a[2 * step] === b[2 * step] && a[2 * step + 1] === b[2 * step + 1];
  if (count === 0 || isAlike(count - 1)) return a.length === b.length ? undefined : count;
  let [low, high] = [0, count - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAlike(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The lines of the step in two more runs that keep their traces. */
async function shown(
  plan: Plan,
  run: PlanRunner,
  { step, unjudged }: { readonly step: number; readonly unjudged: boolean },
): Promise<Mismatch> {
  const one = await run(plan, { traced: true });
  const other = await run(plan, { traced: true, unjudged });
  const at = one.lines.findIndex((line, place) => {
    const against = other.lines[place];
    return against === undefined || printLine(line) !== printLine(against);
  });
  const [first, second] = [one.lines[at], other.lines[at]];
  return {
    step,
    first: first === undefined ? '' : printLine(first),
    second: second === undefined ? '' : printLine(second),
  };
}
