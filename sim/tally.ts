/**
 * What a batch of runs came to, in counts that add up across threads and days, and what it never came to:
 * marks never hit, faults that nobody could see, judges that never judged, entries that no plan held.
 *
 * Source: dst.md 1.6 (6), 4 (X-2, X-3, X-4, `sometimes` marks).
 */
import { commandDoings, faultDoings, troubles } from './doings.ts';
import { marks } from './marks.ts';
import type { FaultCount, RunReport } from './report.ts';

/** Counts by name, in order of name. */
export type Counts = readonly (readonly [name: string, count: number])[];

export type Tally = {
  readonly seeds: number;
  readonly steps: number;
  /** Commands that nodes decided. */
  readonly events: number;
  /** Simulated microseconds. */
  readonly simulated: number;
  /** Entries of plans by kind. */
  readonly doings: Counts;
  readonly faults: readonly (readonly [kind: string, count: FaultCount])[];
  readonly marks: Counts;
  readonly pairs: Counts;
  readonly decisions: Counts;
  readonly judged: Counts;
  /** Runs of which progress was judged, and of these the ones in which it was proven impossible. */
  readonly livenessChecked: number;
  readonly excuses: number;
};

export type TallyKeeper = {
  readonly add: (report: RunReport) => void;
  readonly merge: (tally: Tally) => void;
  readonly read: () => Tally;
};

type Sums = {
  seeds: number;
  steps: number;
  events: number;
  simulated: number;
  checked: number;
  excuses: number;
};

/** An empty tally that takes reports and other tallies. */
export function openTally(): TallyKeeper {
  const sums: Sums = { seeds: 0, steps: 0, events: 0, simulated: 0, checked: 0, excuses: 0 };
  const by = {
    doings: counter(),
    marks: counter(),
    pairs: counter(),
    decisions: counter(),
    judged: counter(),
  };
  const faults = new Map<string, FaultCount>();
  return {
    add: (report) => {
      sums.seeds += 1;
      sums.steps += report.steps;
      sums.events += report.events;
      sums.simulated += report.simulated;
      sums.checked += report.liveness.checked ? 1 : 0;
      sums.excuses += report.liveness.excuse === undefined ? 0 : 1;
      for (const entry of report.plan.entries) by.doings.add(entry.do, 1);
      for (const name of ['marks', 'pairs', 'decisions', 'judged'] as const) by[name].addAll(report[name]);
      for (const [kind, count] of report.faults) addFault(faults, kind, count);
    },
    merge: (tally) => {
      sums.seeds += tally.seeds;
      sums.steps += tally.steps;
      sums.events += tally.events;
      sums.simulated += tally.simulated;
      sums.checked += tally.livenessChecked;
      sums.excuses += tally.excuses;
      for (const name of ['doings', 'marks', 'pairs', 'decisions', 'judged'] as const)
        by[name].addAll(tally[name]);
      for (const [kind, count] of tally.faults) addFault(faults, kind, count);
    },
    read: () => ({
      seeds: sums.seeds,
      steps: sums.steps,
      events: sums.events,
      simulated: sums.simulated,
      doings: by.doings.read(),
      faults: [...faults].sort(byName),
      marks: by.marks.read(),
      pairs: by.pairs.read(),
      decisions: by.decisions.read(),
      judged: by.judged.read(),
      livenessChecked: sums.checked,
      excuses: sums.excuses,
    }),
  };
}

type Counter = {
  readonly add: (name: string, count: number) => void;
  readonly addAll: (counts: Iterable<readonly [string, number]>) => void;
  readonly read: () => Counts;
};

function counter(): Counter {
  const counts = new Map<string, number>();
  const add = (name: string, count: number): void => void counts.set(name, (counts.get(name) ?? 0) + count);
  return {
    add,
    addAll: (more) => {
      for (const [name, count] of more) add(name, count);
    },
    read: () => [...counts].sort(byName),
  };
}

function addFault(faults: Map<string, FaultCount>, kind: string, more: FaultCount): void {
  const known = faults.get(kind) ?? { requested: 0, applied: 0, observed: 0 };
  faults.set(kind, {
    requested: known.requested + more.requested,
    applied: known.applied + more.applied,
    observed: known.observed + more.observed,
  });
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** What a batch never came to, by name. */
export type Gaps = {
  /** Marks that no run hit. */
  readonly marks: readonly string[];
  /** Faults that were asked for, and that nobody ever saw. */
  readonly faults: readonly string[];
  /** Judges that never had anything to judge. */
  readonly judges: readonly string[];
  /** Entries that no plan held. */
  readonly doings: readonly string[];
  /** Commands and faults that were never under way together. */
  readonly pairs: readonly string[];
};

/** A fault that only runs which are to be red ask for: commits that lie. dst.md 2.6. */
const redOnly: readonly string[] = ['false-success'];

/** What the batch never came to. */
export function gapsOf(tally: Tally): Gaps {
  const zero = (counts: Counts): readonly string[] =>
    counts.flatMap(([name, count]) => (count === 0 ? [name] : []));
  const missing = (wanted: readonly string[], counts: Counts): readonly string[] => {
    const had = new Set(counts.flatMap(([name, count]) => (count > 0 ? [name] : [])));
    return wanted.filter((name) => !had.has(name));
  };
  const isWanted = (name: string): boolean => !redOnly.includes(name);
  return {
    marks: missing(Object.keys(marks), tally.marks),
    faults: tally.faults.flatMap(([kind, { requested, observed }]) =>
      requested > 0 && observed === 0 ? [kind] : [],
    ),
    judges: zero(tally.judged),
    doings: missing([...commandDoings, ...faultDoings.filter(isWanted)], tally.doings),
    pairs: missing(
      commandDoings.flatMap((command) => troubles.filter(isWanted).map((fault) => `${command} × ${fault}`)),
      tally.pairs,
    ),
  };
}

/** True when nothing is missing that a batch has to come to. Pairs are reported, and demanded of nobody. */
export function isWhole({ marks: unhit, faults, judges, doings }: Gaps): boolean {
  return unhit.length + faults.length + judges.length + doings.length === 0;
}
