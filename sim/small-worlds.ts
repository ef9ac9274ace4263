/**
 * Small worlds, exhausted: every plan of up to so many commands, stopped at every part of every commit and
 * between commands, with and without loss of power. The machine must find a prefix of its commits that holds
 * everything it acknowledged, and in the end it must be where it would be had it never stopped.
 *
 * Source: dst.md 1.5 (B3), 2.6, 5.2.
 */
import { judges as allJudges } from '../invariants/registry.ts';
import type { Judge } from '../invariants/judge.ts';
import { openCryptography } from './algorithms.ts';
import type { Cryptography } from './algorithms.ts';
import type { Disk } from './disk/disk.ts';
import { openSigner } from './keys.ts';
import { smallCommands, storyOf } from './small/deeds.ts';
import type { Deed, SmallCommand } from './small/deeds.ts';
import { openSmallMachine } from './small/machine.ts';
import type { SmallMachine, SmallParts, Stop } from './small/machine.ts';

export { smallCommands } from './small/deeds.ts';
export type { SmallCommand } from './small/deeds.ts';

export type SmallOptions = {
  /** Commands in a plan, at most. */
  readonly lengthMax: number;
  /** Only plans whose number has this remainder; of two processes one takes 0 of 2, the other 1 of 2. */
  readonly share?: { readonly part: number; readonly of: number };
  readonly judges?: readonly Judge[];
  /** The disk as the machine finds it; for lanes that are to be red. */
  readonly disk?: (disk: Disk) => Disk;
  /** Ends after so many violations. */
  readonly violationsMax?: number;
  readonly progress?: (report: SmallReport) => void;
};

export type SmallViolation = {
  readonly plan: readonly SmallCommand[];
  /** Where the machine stopped; undefined for the run without a stop. */
  readonly stop: Stop | undefined;
  readonly says: string;
};

export type SmallReport = {
  readonly plans: number;
  /** Runs, those without a stop included. */
  readonly worlds: number;
  /** Commits over all plans, each of them stopped at every part. */
  readonly commits: number;
  /** Runs by where they stopped: `between`, `pages`, …, with `power` behind it. */
  readonly stops: ReadonlyMap<string, number>;
  /** Runs in which the machine came back without the commit, and with it. */
  readonly lost: number;
  readonly kept: number;
  readonly violations: readonly SmallViolation[];
};

/** Runs them. */
export async function smallWorlds(options: SmallOptions): Promise<SmallReport> {
  const cryptography = await openCryptography();
  const violationsMax = options.violationsMax ?? 20;
  let report: SmallReport = {
    plans: 0,
    worlds: 0,
    commits: 0,
    stops: new Map(),
    lost: 0,
    kept: 0,
    violations: [],
  };
  for (const plan of plansOf(options)) {
    report = sumOf(report, await exhaust(plan, options, cryptography));
    options.progress?.(report);
    if (report.violations.length >= violationsMax) return report;
  }
  return report;
}

/** Plans by length, then in the order of their commands. */
function* plansOf({ lengthMax, share }: SmallOptions): Iterable<readonly SmallCommand[]> {
  const { part, of } = share ?? { part: 0, of: 1 };
  let number = 0;
  let shorter: readonly (readonly SmallCommand[])[] = [[]];
  for (let length = 1; length <= lengthMax; length++) {
    shorter = shorter.flatMap((plan) => smallCommands.map((command) => [...plan, command]));
    for (const plan of shorter) {
      if (number % of === part) yield plan;
      number += 1;
    }
  }
}

/** What the run without a stop came to: what others are compared with. */
type Smooth = {
  /** Rows after so many commits. */
  readonly standings: readonly string[];
  readonly outcome: string;
};

async function exhaust(
  plan: readonly SmallCommand[],
  options: SmallOptions,
  cryptography: Cryptography,
): Promise<SmallReport> {
  const world = worldOf(plan, options, cryptography);
  const [smooth, findings] = await runSmoothly(world);
  const stops = new Map<string, number>();
  const violations: SmallViolation[] = findings.map((says) => ({ plan, stop: undefined, says }));
  const ends = { lost: 0, kept: 0 };
  const all = stopsOf(smooth.standings.length - 1, plan.length + 1);
  for (const stop of all) {
    const { end, says } = await runStopped(world, smooth, stop);
    const name = `${'commit' in stop ? stop.part : 'between'}${stop.power ? ' power' : ''}`;
    stops.set(name, (stops.get(name) ?? 0) + 1);
    if (end !== undefined) ends[end] += 1;
    for (const one of says) violations.push({ plan, stop, says: one });
  }
  const commits = smooth.standings.length - 1;
  return { plans: 1, worlds: 1 + all.length, commits, stops, ...ends, violations };
}

const ways = [
  { part: 'pages', landed: false },
  { part: 'sync', landed: false },
  { part: 'meta', landed: false },
  { part: 'meta', landed: true },
  { part: 'after', landed: true },
] as const;

/** Every way to stop: in each commit, and before, between and behind the deeds, the prelude among them. */
function stopsOf(commitCount: number, length: number): readonly Stop[] {
  const powers = [false, true];
  const inside = Array.from({ length: commitCount }, (_, at) =>
    ways.flatMap((way) => powers.map((power): Stop => ({ commit: at + 1, ...way, power }))),
  ).flat();
  const between = Array.from({ length: length + 1 }, (_, deed) =>
    powers.map((power): Stop => ({ deed, power })),
  ).flat();
  return [...inside, ...between];
}

/** A plan in messages. Who signed what is on record for all of its runs. */
type SmallWorld = { readonly parts: SmallParts; readonly deeds: readonly Deed[] };

function worldOf(
  plan: readonly SmallCommand[],
  options: SmallOptions,
  cryptography: Cryptography,
): SmallWorld {
  const signing = openSigner('small', { real: false, cryptography });
  const { prelude, deeds } = storyOf(signing, plan);
  const judges = options.judges ?? allJudges;
  const parts = { signing, judges, ...(options.disk === undefined ? {} : { disk: options.disk }) };
  return { parts, deeds: [prelude, ...deeds] };
}

async function runSmoothly({ parts, deeds }: SmallWorld): Promise<readonly [Smooth, readonly string[]]> {
  const standings: string[] = [];
  const committed = (rows: string): void => void standings.push(rows);
  const machine = await openSmallMachine({ ...parts, committed }, undefined);
  standings.push(machine.rows());
  for (const deed of deeds) await machine.take(deed);
  const outcome = machine.outcome();
  return [{ standings, outcome }, machine.finish()];
}

type Stopped = { readonly end: 'lost' | 'kept' | undefined; readonly says: readonly string[] };

async function runStopped({ parts, deeds }: SmallWorld, smooth: Smooth, stop: Stop): Promise<Stopped> {
  const machine = await openSmallMachine(parts, stop);
  const says: string[] = [];
  for (const [at, deed] of deeds.entries()) {
    if ('deed' in stop && stop.deed === at) await stopBetween(machine, smooth, { stop, says });
    if (await machine.take(deed)) continue;
    await comeBack(machine, smooth, { stop, says });
    await machine.takeAgain(deed);
  }
  if ('deed' in stop && stop.deed === deeds.length) await stopBetween(machine, smooth, { stop, says });
  if (machine.isUp() && machine.outcome() !== smooth.outcome)
    says.push('it ended elsewhere than the machine that never stopped');
  const end = 'commit' in stop ? (stop.landed ? 'kept' : 'lost') : undefined;
  return { end, says: [...says, ...machine.finish()] };
}

type Telling = { readonly stop: Stop; readonly says: string[] };

async function stopBetween(machine: SmallMachine, smooth: Smooth, telling: Telling): Promise<void> {
  machine.stop(telling.stop.power);
  await comeBack(machine, smooth, telling);
}

/** The machine finds a prefix of its commits: all that returned, and the last one where it landed. */
async function comeBack(machine: SmallMachine, smooth: Smooth, { stop, says }: Telling): Promise<void> {
  const isLanded = 'commit' in stop && stop.landed;
  const expected = smooth.standings[machine.commits() + (isLanded ? 1 : 0)];
  if (machine.rows() !== expected)
    says.push('the disk does not hold the commits that returned and no others');
  await machine.comeBack();
  if (!machine.isUp()) says.push('it did not come up again');
}

function sumOf(a: SmallReport, b: SmallReport): SmallReport {
  const stops = new Map(a.stops);
  for (const [name, count] of b.stops) stops.set(name, (stops.get(name) ?? 0) + count);
  return {
    plans: a.plans + b.plans,
    worlds: a.worlds + b.worlds,
    commits: a.commits + b.commits,
    stops,
    lost: a.lost + b.lost,
    kept: a.kept + b.kept,
    violations: [...a.violations, ...b.violations],
  };
}
