/**
 * The table of mutants: each one hunted in a process of its own, and the same plans run without any. A
 * mutant counts as killed when a planted line ran, the named judge was the first to find something, and the
 * unmutated build is green on the same plans.
 *
 * Source: dst.md 1.2, 4, 5.2 (time to kill, size of what is left).
 */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ProfileName } from '../expand/index.ts';
import type { Mutant } from '../mutants/mutant.ts';
import type { Answer, Hunted, Order, Referenced } from './mutant-orders.ts';
import { youngGenerationArguments } from './young-generation.ts';

export type HuntOptions = {
  readonly mutants: readonly Mutant[];
  readonly profile: ProfileName;
  readonly seedsMax: number;
  readonly workers: number;
  /** How long one mutant may be hunted. */
  readonly millisMax: number;
  readonly shrinkMillisMax: number;
  readonly signal: AbortSignal;
  /** Told each mutant as it is done; its reference comes at the end. */
  readonly heard: (row: MutantRow) => void;
};

/** What became of a mutant. */
export type MutantRow = {
  readonly mutant: string;
  readonly id: string;
  readonly says: string;
  readonly expected: readonly string[];
  readonly killed: boolean;
  readonly killedBy: string | undefined;
  /** Why it does not count as killed. */
  readonly why: string | undefined;
  readonly seeds: number;
  /** Seeds until the judge it is for found it, alone where an accepted alternative came first. */
  readonly namedSeeds: number | undefined;
  readonly ms: number;
  readonly executed: number;
  /** Entries of the shrunk plan; undefined when there is none. */
  readonly shrunk: number | undefined;
  readonly shrinkRuns: number | undefined;
  readonly isMinimal: boolean | undefined;
  readonly detail: string;
};

/** Checks of the simulator of itself, with how many seeds each needs. */
const checkSeeds: ReadonlyMap<string, number> = new Map([
  ['SameHashTwice', 10],
  ['FaultsObserved', 40],
  ['JudgesJudge', 10],
  ['CommandsOccur', 40],
  ['ShrunkFailsAlike', 10],
  ['RedIsRed', 1],
  ['JudgesKnowNoRules', 0],
]);

/** Where the built files stand: mutants are planted in these and nowhere else. */
function builtFile(name: string): URL {
  const place = import.meta.url.endsWith('.ts') ? '../../dist/sim/machine/' : './';
  const url = new URL(`${place}${name}.js`, import.meta.url);
  if (!existsSync(fileURLToPath(url)))
    throw new Error(`${fileURLToPath(url)} is not built; run \`npm run build\``);
  return url;
}

type Found = { readonly mutant: Mutant; readonly hunted: Hunted };

/** Hunts all mutants, then runs what killed them without them. */
export async function huntMutants(options: HuntOptions): Promise<readonly MutantRow[]> {
  const found = await eachOf(options.mutants, options, async (mutant) => {
    const hunted = await huntOne(mutant, options);
    options.heard(rowOf({ mutant, hunted }, undefined));
    return { mutant, hunted };
  });
  const references = await referencesOf(found, options);
  return found.map((one) => rowOf(one, references.get(one.mutant)));
}

async function huntOne(mutant: Mutant, options: HuntOptions): Promise<Hunted> {
  const [named] = mutant.expected;
  const checkCount = checkSeeds.get(named);
  const profile = mutant.profile ?? options.profile;
  const order: Order =
    checkCount === undefined
      ? {
          kind: 'hunt',
          expected: mutant.expected,
          profile,
          seedsMax: options.seedsMax,
          millisMax: options.millisMax,
          shrinkMillisMax: options.shrinkMillisMax,
        }
      : { kind: 'check', check: named, profile, seedsMax: checkCount, item: mutant.item ?? '' };
  const millisMax = options.millisMax + options.shrinkMillisMax + graceMillis;
  const answer = await ask(order, { mutant: mutant.name, signal: options.signal, millisMax });
  if (answer instanceof Error || answer.kind !== 'hunted') return gone(answer);
  return answer;
}

/** What is known when the process of a hunt ended without an answer. */
function gone(answer: Error | Referenced): Hunted {
  const detail = answer instanceof Error ? answer.message : 'the wrong answer came';
  return {
    kind: 'hunted',
    killedBy: 'process',
    detail,
    seeds: 0,
    namedSeeds: undefined,
    executed: 0,
    millis: 0,
    shrunk: undefined,
  };
}

/** For each mutant why it was red anyway; undefined when the unmutated build is green on the same plans. */
async function referencesOf(
  found: readonly Found[],
  options: HuntOptions,
): Promise<ReadonlyMap<Mutant, string | undefined>> {
  const verdicts = new Map<Mutant, string | undefined>();
  const profileOf = ({ mutant }: Found): ProfileName => mutant.profile ?? options.profile;
  for (const profile of [...new Set(found.map(profileOf))].sort((a, b) => (a < b ? -1 : 1))) {
    const mine = found.filter((one) => profileOf(one) === profile && isHunt(one));
    const red = await redSeeds(Math.max(0, ...mine.map(({ hunted }) => hunted.seeds)), profile, options);
    for (const { mutant, hunted } of mine) {
      const first = [...red].find(([seed]) => seed < hunted.seeds);
      if (first !== undefined) verdicts.set(mutant, `seed ${first[0]} is red without it (${first[1]})`);
    }
    await referPlans(mine, { profile, options, verdicts });
  }
  for (const { mutant } of found.filter((one) => !isHunt(one))) {
    const { killedBy } = await unmutated(mutant, options);
    if (killedBy !== undefined) verdicts.set(mutant, 'the check is red without it');
  }
  return verdicts;
}

function isHunt({ mutant }: Found): boolean {
  return !checkSeeds.has(mutant.expected[0]);
}

async function unmutated(mutant: Mutant, options: HuntOptions): Promise<Hunted> {
  const [check] = mutant.expected;
  const order: Order = {
    kind: 'check',
    check,
    profile: mutant.profile ?? options.profile,
    seedsMax: checkSeeds.get(check) ?? 0,
    item: mutant.item ?? '',
  };
  const answer = await ask(order, {
    mutant: undefined,
    signal: options.signal,
    millisMax: options.millisMax + graceMillis,
  });
  return answer instanceof Error || answer.kind !== 'hunted' ? gone(answer) : answer;
}

const referencePart = 25;

async function redSeeds(
  count: number,
  profile: ProfileName,
  options: HuntOptions,
): Promise<readonly (readonly [number, string])[]> {
  const starts = Array.from({ length: Math.ceil(count / referencePart) }, (_, part) => part * referencePart);
  const parts = await eachOf(starts, options, async (from) => {
    const order: Order = {
      kind: 'reference',
      profile,
      from,
      count: Math.min(referencePart, count - from),
      plans: [],
    };
    const answer = await ask(order, {
      mutant: undefined,
      signal: options.signal,
      millisMax: referenceMillis,
    });
    if (options.signal.aborted) return [];
    return answer instanceof Error || answer.kind !== 'referenced'
      ? [[from, 'process'] as const]
      : answer.red;
  });
  return parts.flat();
}

type Referring = {
  readonly profile: ProfileName;
  readonly options: HuntOptions;
  readonly verdicts: Map<Mutant, string | undefined>;
};

/** What the shrinker left has to be green without the mutant too. */
async function referPlans(found: readonly Found[], { profile, options, verdicts }: Referring): Promise<void> {
  const shrunk = found.flatMap(({ mutant, hunted }) =>
    hunted.shrunk === undefined ? [] : [{ mutant, plan: hunted.shrunk.plan }],
  );
  if (shrunk.length === 0) return;
  const order: Order = {
    kind: 'reference',
    profile,
    from: 0,
    count: 0,
    plans: shrunk.map(({ plan }) => plan),
  };
  const answer = await ask(order, { mutant: undefined, signal: options.signal, millisMax: referenceMillis });
  if (answer instanceof Error || answer.kind !== 'referenced') return;
  for (const place of answer.redPlans) {
    const mutant = shrunk[place]?.mutant;
    if (mutant !== undefined && verdicts.get(mutant) === undefined)
      verdicts.set(mutant, 'its shrunk plan is red without it');
  }
}

function rowOf({ mutant, hunted }: Found, redAnyway: string | undefined): MutantRow {
  const why = whyNot(mutant, hunted) ?? redAnyway;
  return {
    mutant: mutant.name,
    id: mutant.id,
    says: mutant.says,
    expected: mutant.expected,
    killed: why === undefined,
    killedBy: hunted.killedBy,
    why,
    seeds: hunted.seeds,
    namedSeeds: hunted.namedSeeds,
    ms: hunted.millis,
    executed: hunted.executed,
    shrunk: hunted.shrunk?.plan.entries.length,
    shrinkRuns: hunted.shrunk?.runs,
    isMinimal: hunted.shrunk?.isMinimal,
    detail: hunted.detail,
  };
}

function whyNot(
  { expected }: Mutant,
  { killedBy, namedSeeds, executed, detail }: Hunted,
): string | undefined {
  if (killedBy === 'process') return `its process ended without an answer: ${detail}`;
  if (executed === 0) return 'no planted line ever ran';
  if (killedBy === undefined) return 'nobody found anything';
  if (!expected.includes(killedBy)) return `found by ${killedBy}, not by ${expected.join(' or ')}`;
  return namedSeeds === undefined
    ? `found by ${killedBy}, and ${expected[0]} alone did not find it`
    : undefined;
}

const graceMillis = 60_000;
const referenceMillis = 600_000;

type Asking = {
  readonly mutant: string | undefined;
  readonly signal: AbortSignal;
  readonly millisMax: number;
};

/** Asks a process of its own; an error when it ends without an answer, or takes too long. */
async function ask(order: Order, { mutant, signal, millisMax }: Asking): Promise<Answer | Error> {
  if (signal.aborted) return new Error('interrupted');
  const child = fork(fileURLToPath(builtFile('mutant-child')), [], {
    execArgv: [
      ...youngGenerationArguments,
      ...(mutant === undefined ? [] : ['--import', builtFile('mutant-loader').href]),
    ],
    env: { ...process.env, ...(mutant === undefined ? {} : { KEELSON_MUTANT: mutant }) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.on('data', (part: Buffer) => (complaint = (complaint + part.toString('utf8')).slice(-2000)));
  return await new Promise((resolve) => {
    const finish = (answer: Answer | Error): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      child.kill('SIGKILL');
      resolve(answer);
    };
    const stop = (): void => finish(new Error('interrupted'));
    const timer = setTimeout(() => finish(new Error(`no answer in ${millisMax} ms`)), millisMax);
    signal.addEventListener('abort', stop, { once: true });
    child.once('message', (answer: Answer) => finish(answer));
    child.once('exit', (code) => finish(new Error(`exit code ${String(code)}: ${complaint.trim()}`)));
    child.once('error', finish);
    child.send(order, (error) => {
      if (error !== null) finish(error);
    });
  });
}

/** What `work` makes of each item, at most as many at a time as there are workers. */
async function eachOf<T, R>(
  items: readonly T[],
  { workers }: { readonly workers: number },
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Map<number, R>();
  const queue = [...items.entries()];
  const run = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      results.set(next[0], await work(next[1]));
  };
  await Promise.all(Array.from({ length: Math.min(workers, items.length) }, run));
  return items.flatMap((_, place) => {
    const result = results.get(place);
    return result === undefined ? [] : [result];
  });
}
