/**
 * A process that hunts one mutant, which its loader planted, or runs the same plans without any. Takes one
 * order, gives one answer, ends.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Judge } from '../../invariants/judge.ts';
import { judges } from '../../invariants/registry.ts';
import { expandSeed } from '../expand/index.ts';
import { checkOccurs, checkSameTwice, checkShrinks } from '../harness.ts';
import type { Checked, HarnessWorld } from '../harness.ts';
import type { Plan } from '../plan.ts';
import { mutants } from '../mutants/registry.ts';
import { runPlan } from '../run.ts';
import { shrinkPlan } from '../shrink.ts';
import { decidingImports } from './judge-imports.ts';
import { plant } from './mutant-hooks.ts';
import type {
  Answer,
  CheckOrder,
  Hunted,
  HuntOrder,
  Order,
  ReferenceOrder,
  ShrunkKill,
} from './mutant-orders.ts';
import { exitOfRedRun } from './red-run.ts';

declare global {
  // What planted lines add to.
  var keelsonMutated: number | undefined;
}

process.once('message', (order: Order) => {
  void answerTo(order).then((answer) => process.send?.(answer, () => process.disconnect()));
});

async function answerTo(order: Order): Promise<Answer> {
  switch (order.kind) {
    case 'hunt':
      return await hunt(order);
    case 'check':
      return await check(order);
    case 'reference':
      return await refer(order);
  }
}

type Kill = { readonly plan: Plan; readonly invariant: string; readonly detail: string };

async function hunt(order: HuntOrder): Promise<Hunted> {
  globalThis.keelsonMutated = 0;
  const started = performance.now();
  const first = await search(order, judges);
  const [executed, millis] = [globalThis.keelsonMutated, Math.round(performance.now() - started)];
  const namedSeeds = await seedsOfNamed(order, first);
  const shrunk = first.kill === undefined ? undefined : await shrink(first.kill, order.shrinkMillisMax);
  const { invariant: killedBy, detail = '' } = first.kill ?? {};
  return { kind: 'hunted', killedBy, detail, seeds: first.seeds, namedSeeds, executed, millis, shrunk };
}

type Search = { readonly seeds: number; readonly kill: Kill | undefined };

/** Runs seeds until one of these judges finds something. */
async function search(order: HuntOrder, seated: readonly Judge[]): Promise<Search> {
  const started = performance.now();
  let seeds = 0;
  while (seeds < order.seedsMax && performance.now() - started < order.millisMax) {
    const kill = await killOf(expandSeed(String(seeds), order.profile), seated);
    seeds += 1;
    if (kill !== undefined) return { seeds, kill };
  }
  return { seeds, kill: undefined };
}

/** An alternative that came first does not show that the judge bites which the mutant is for: that one is asked alone. */
async function seedsOfNamed(order: HuntOrder, { seeds, kill }: Search): Promise<number | undefined> {
  const [named] = order.expected;
  if (kill === undefined || !order.expected.includes(kill.invariant)) return undefined;
  if (kill.invariant === named) return seeds;
  const alone = await search(
    order,
    judges.filter(({ name }) => name === named),
  );
  return alone.kill === undefined ? undefined : alone.seeds;
}

async function killOf(plan: Plan, seated: readonly Judge[] = judges): Promise<Kill | undefined> {
  try {
    const { violations } = await runPlan(plan, { stopsAtFirst: true, judges: seated });
    const [first] = violations;
    return first === undefined ? undefined : { plan, invariant: first.invariant, detail: first.detail };
  } catch (thrown) {
    return { plan, invariant: 'run', detail: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

async function shrink({ plan, invariant }: Kill, millisMax: number): Promise<ShrunkKill | undefined> {
  if (millisMax === 0 || invariant === 'run') return undefined;
  const started = performance.now();
  const isOver = (): boolean => performance.now() - started >= millisMax;
  const shrunk = await shrinkPlan({ plan, invariant, run: runPlan, isOver });
  if (!shrunk.isReproduced) return undefined;
  return {
    plan: shrunk.plan,
    runs: shrunk.runs,
    isMinimal: shrunk.isMinimal,
    millis: Math.round(performance.now() - started),
  };
}

async function check(order: CheckOrder): Promise<Hunted> {
  globalThis.keelsonMutated = 0;
  const started = performance.now();
  const { seeds, wrong } = await checked(order);
  return {
    kind: 'hunted',
    killedBy: wrong === undefined ? undefined : order.check,
    detail: wrong ?? '',
    seeds,
    namedSeeds: wrong === undefined ? undefined : seeds,
    executed: globalThis.keelsonMutated,
    millis: Math.round(performance.now() - started),
    shrunk: undefined,
  };
}

async function checked({ check: name, profile, seedsMax, item }: CheckOrder): Promise<Checked> {
  const world: HarnessWorld = { expand: (seed) => expandSeed(seed, profile), run: runPlan };
  switch (name) {
    case 'SameHashTwice':
      return await checkSameTwice(world, seedsMax);
    case 'FaultsObserved':
      return await checkOccurs(world, seedsMax, { of: 'faults', item });
    case 'JudgesJudge':
      return await checkOccurs(world, seedsMax, { of: 'judged', item });
    case 'CommandsOccur':
      return await checkOccurs(world, seedsMax, { of: 'doings', item });
    case 'ShrunkFailsAlike':
      return await checkShrinks(world, seedsMax);
    case 'RedIsRed':
      return await checkRed();
    case 'JudgesKnowNoRules':
      return checkImports();
    default:
      throw new Error(`there is no check ${name}`);
  }
}

/** a run that is known to be red has to end with 1. */
async function checkRed(): Promise<Checked> {
  const code = await exitOfRedRun();
  globalThis.keelsonMutated = 1;
  return { seeds: 1, wrong: code === 1 ? undefined : `a red run ended with exit code ${code}` };
}

/** over the text of the built judges, with the mutant of this process planted in it. */
function checkImports(): Checked {
  const root = new URL('../../', import.meta.url);
  const name = process.env['KEELSON_MUTANT'];
  const patches = mutants.find((one) => one.name === name)?.patches ?? [];
  const judges = readdirSync(new URL('invariants/', root), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .sort((a, b) => (a < b ? -1 : 1))
    .map((file) => `invariants/${file.split(sep).join('/')}`);
  const found = decidingImports(judges, (path) => {
    const text = readFileSync(fileURLToPath(new URL(path, root)), 'utf8');
    const planted = patches.filter(({ file }) => file === path);
    if (planted.length > 0) globalThis.keelsonMutated = 1;
    return planted.reduce(plant, text);
  });
  return { seeds: 0, wrong: found[0] };
}

async function refer({ profile, from, count, plans }: ReferenceOrder): Promise<Answer> {
  const red: (readonly [number, string])[] = [];
  for (let seed = from; seed < from + count; seed++) {
    const kill = await killOf(expandSeed(String(seed), profile));
    if (kill !== undefined) red.push([seed, kill.invariant]);
  }
  const redPlans: number[] = [];
  for (const [place, plan] of plans.entries()) if ((await killOf(plan)) !== undefined) redPlans.push(place);
  return { kind: 'referenced', red, redPlans };
}
