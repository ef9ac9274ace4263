/**
 * A stage without a network: hosts in memory, every delivery after the base delay, in order of time. The cast
 * plays on it as it does in runs.
 */
import { microsOf } from '../../kernel/cesr/datetime.ts';
import type { Prefix } from '../../kernel/cesr/qualified.ts';
import type { Report } from '../../shell/report.ts';
import type { Host } from '../../shell/host.ts';
import { openHost } from '../../shell/open.ts';
import { openCryptography } from '../../sim/algorithms.ts';
import { openCast } from '../../sim/cast.ts';
import { startOfTime } from '../../sim/clocks.ts';
import { openCompany } from '../../sim/people/company.ts';
import { openSigner } from '../../sim/keys.ts';
import type { Signing } from '../../sim/keys.ts';
import type { MarkName } from '../../sim/marks.ts';
import type { Establishing, NodePlan, Plan, PlanEntry } from '../../sim/plan.ts';
import { chanceOf } from '../../sim/random.ts';
import type { Cast, Delivery, Stage } from '../../sim/stage.ts';
import { openTruth } from '../../sim/truth.ts';
import type { Truth } from '../../sim/truth.ts';
import { openMemoryStore } from '../../storage/memory.ts';

export const cryptography = await openCryptography();

/** What became of a delivery at its node. */
export type Delivered = Delivery & { readonly report: Report };

export type Play = {
  readonly cast: Cast;
  readonly truth: Truth;
  readonly signing: Signing;
  readonly acted: readonly boolean[];
  readonly host: (node: string) => Host;
  readonly delivered: readonly Delivered[];
  readonly marks: ReadonlySet<MarkName>;
  /** The AID of a name, by its inception. */
  readonly prefix: (aid: string) => Prefix;
};

const node = (id: string, role: NodePlan['role']): NodePlan => ({
  id,
  role,
  wallOffset: 0,
  skewPpm: 0,
  batchCountMax: 1,
  tick: 1_000_000,
  cacheCountMax: 64,
});

/** One controller more than needed, three witnesses, a watcher, two validators. */
export const nodes: readonly NodePlan[] = [
  node('c0', 'controller'),
  node('c1', 'controller'),
  node('w0', 'witness'),
  node('w1', 'witness'),
  node('w2', 'witness'),
  node('t0', 'watcher'),
  node('v0', 'validator'),
  node('v1', 'validator'),
];

export const single: Establishing = {
  keyCount: 1,
  threshold: '1',
  nextCount: 1,
  nextThreshold: '1',
  toad: 2,
};

/** An entry without its number; without a time, it comes a second after the one before. */
export type Loose = PlanEntry extends infer E
  ? E extends PlanEntry
    ? Omit<E, 'id' | 'at'> & { readonly at?: number }
    : never
  : never;

/** A plan of these entries, one a second unless they say when. */
export function planOf(entries: readonly Loose[], more: Partial<Plan> = {}): Plan {
  return {
    format: 1,
    seed: 'tiny',
    profile: 'small',
    options: {
      delayMin: 1000,
      delaySpread: 1000,
      realSignatures: false,
      escrow: { totalCountMax: 4096, quarantineCountMax: 1024, prefixCountMax: 1024, sourceCountMax: 1024 },
      overlap: false,
    },
    nodes,
    entries: entries.map((entry, at) => ({ at: at * 1_000_000, ...entry, id: at })),
    healAt: 10_000_000_000,
    core: ['c0', 'w0', 'w1', 't0', 'v0', 'v1'],
    endAt: 20_000_000_000,
    ...more,
  };
}

type Due = { readonly at: number; readonly number: number; readonly run: () => Promise<void> | void };

/** How a play is played, where that is not as usual. */
export type Playing = {
  /** Plays until then; up to the healing unless said otherwise. */
  readonly until?: number;
  /** What the network loses. */
  readonly loses?: (delivery: Delivery, now: number) => boolean;
};

/** Plays a plan to its last consequence, or until nothing is due before `until`. */
export async function play(
  plan: Plan,
  { until = plan.healAt, loses = () => false }: Playing = {},
): Promise<Play> {
  const signing = openSigner(plan.seed, { real: plan.options.realSignatures, cryptography });
  const cast = openCast(plan, signing);
  const truth = openTruth();
  const hosts = new Map<string, Host>();
  const delivered: Delivered[] = [];
  const marks = new Set<MarkName>();
  const due: Due[] = [];
  const acted: boolean[] = [];
  let now = 0;
  let number = 0;
  const later = (delay: number, run: Due['run']): void =>
    void due.push({ at: now + delay, number: number++, run });
  const deliver = async (delivery: Delivery): Promise<void> => {
    await hosts.get(delivery.to)?.ingest(delivery.bytes, {
      source: delivery.source,
      sourceId: delivery.from,
      onDecision: (report) => void delivered.push({ ...delivery, report }),
    });
  };
  const stage: Stage = {
    plan,
    chance: chanceOf(plan.seed),
    algorithms: signing.algorithms,
    signer: signing.signer,
    truth,
    now: () => now,
    wall: () => startOfTime + BigInt(now),
    host: (id) => hosts.get(id),
    send: (delivery) => {
      if (!loses(delivery, now)) later(plan.options.delayMin, () => deliver(delivery));
    },
    give: (delivery) => later(0, () => deliver(delivery)),
    keep: () => false,
    witnessed: () => undefined,
    later,
    mark: (name) => void marks.add(name),
  };
  for (const { id } of plan.nodes) {
    const host = await openHost({
      store: openMemoryStore(),
      algorithms: signing.algorithms,
      ownPrefixes: cast.own(id),
      clock: { now: () => microsOf(startOfTime + BigInt(now)), monotonic: () => now },
      tickMilliseconds: 0,
    });
    host.subscribe((event) => {
      if (event.kind === 'cue') later(0, () => cast.heard(stage, id, event.cue));
    });
    hosts.set(id, host);
  }
  for (const entry of plan.entries)
    due.push({ at: entry.at, number: number++, run: () => void acted.push(cast.act(stage, entry)) });
  if (until > plan.healAt) due.push({ at: plan.healAt, number: number++, run: () => cast.healed(stage) });
  for (;;) {
    due.sort((a, b) => a.at - b.at || a.number - b.number);
    const next = due.shift();
    if (next === undefined || next.at > until) break;
    now = next.at;
    await next.run();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { prepared } = openCompany(plan, signing);
  return {
    cast,
    truth,
    signing,
    acted,
    delivered,
    marks,
    host: (id) => {
      const host = hosts.get(id);
      if (host === undefined) throw new Error(`there is no node ${id}`);
      return host;
    },
    prefix: (aid) => {
      const found = prepared.get(aid)?.authored.event.prefix;
      if (found === undefined) throw new Error(`there is no AID ${aid}`);
      return found;
    },
  };
}
