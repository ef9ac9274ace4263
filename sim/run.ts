/**
 * Runs a plan: people, adversaries and machines do what it says, in simulated time, and every step is
 * judged. The run draws nothing but by the plan; the same plan gives the same trace.
 *
 * Source: DESIGN 4, dst.md 1.6.
 */
import type { Prefix } from '../kernel/cesr/qualified.ts';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import { defaultEscrowLimits } from '../kernel/receiver.ts';
import { openCryptography } from './algorithms.ts';
import type { Judge, World } from '../invariants/judge.ts';
import { usedExcuses } from '../invariants/lag.ts';
import { openPanel } from '../invariants/panel.ts';
import type { Panel } from '../invariants/panel.ts';
import { judges as allJudges } from '../invariants/registry.ts';
import { openCast } from './cast.ts';
import { openClock } from './clocks.ts';
import { openDisk } from './disk/open-disk.ts';
import { faultDoings } from './doings.ts';
import { lengthOf, strike } from './faults.ts';
import { openAcquaintances } from './keeper/acquaintances.ts';
import { healKeepers } from './keeper/heal-keepers.ts';
import { keeperAt } from './keeper/keeper-at.ts';
import type { KeeperKeys } from './keeper/keeper-at.ts';
import type { Keeper } from './keeper/keeper.ts';
import { openKeptWitnesses } from './keeper/kept-witnesses.ts';
import type { KeptWitnesses } from './keeper/kept-witnesses.ts';
import { openSigner } from './keys.ts';
import type { Signing } from './keys.ts';
import { Links } from './links.ts';
import type { Transit } from './links.ts';
import { drain } from './machine/drain.ts';
import { SimNode } from './node.ts';
import type { FaultEntry, NodePlan, Plan, PlanEntry } from './plan.ts';
import { Queue } from './queue.ts';
import { chanceOf } from './random.ts';
import type { Chance } from './random.ts';
import { Recorder } from './recorder.ts';
import type { RunOptions, RunReport } from './report.ts';
import type { Cast, Delivery, Stage } from './stage.ts';
import { openTruth } from './truth.ts';
import { worldOf } from './world.ts';

function isFault(entry: PlanEntry): entry is FaultEntry {
  return faultDoings.includes(entry.do);
}

/** How often the world is looked at while nothing is under way. */
const restLooksMax = 8;

/** What a machine is made of. */
type Means = {
  readonly algorithms: Algorithms;
  readonly chance: Chance;
  readonly keeper: Keeper | undefined;
};

/** What a run is given beside its plan. */
type Given = RunOptions & {
  readonly judges?: readonly Judge[];
  /** Told of every message as it leaves, before the network has its way with it. */
  readonly overheard?: (delivery: Delivery) => void;
};

/** Runs a plan to its end, or to the first broken promise. */
export async function runPlan(plan: Plan, options: Given = {}): Promise<RunReport> {
  const cryptography = await openCryptography();
  const signing = openSigner(plan.seed, { real: plan.options.realSignatures, cryptography });
  return await new Run(plan, signing, options).run();
}

class Run {
  readonly #plan: Plan;
  readonly #isStopping: boolean;
  readonly #queue = new Queue();
  readonly #truth = openTruth();
  readonly #recorder: Recorder;
  readonly #panel: Panel;
  readonly #links: Links;
  readonly #cast: Cast;
  readonly #witnesses: KeptWitnesses;
  readonly #stage: Stage;
  readonly #nodes: readonly SimNode[];
  readonly #byId: ReadonlyMap<string, SimNode>;
  /** Faults under way, by kind, and until when. */
  readonly #underWay = new Map<string, number>();
  #transits = 0;
  #healedAt: number | undefined;
  #findings = 0;
  /** Why progress was impossible somewhere, as far as that was proven. */
  #excuse: string | undefined;

  constructor(
    plan: Plan,
    { signer, algorithms, recorded, lockOf }: Signing,
    {
      traced = false,
      stopsAtFirst = false,
      unjudged = false,
      judges = unjudged ? [] : allJudges,
      overheard = () => undefined,
    }: Given,
  ) {
    this.#plan = plan;
    this.#isStopping = stopsAtFirst;
    const queue = this.#queue;
    const now = (): number => queue.now;
    const chance = chanceOf(plan.seed);
    this.#recorder = new Recorder(now, traced);
    this.#cast = openCast(plan, { signer, algorithms });
    const own = (node: string): readonly Prefix[] => [
      ...this.#cast.own(node),
      ...(this.#byId.get(node)?.keeper?.custody.prefixes() ?? []),
    ];
    this.#panel = openPanel(judges, { algorithms: recorded, own }, () => this.#recorder.steps);
    this.#witnesses = openKeptWitnesses({
      signer,
      truth: this.#truth,
      send: (delivery) => this.#send(delivery),
      give: (delivery) => this.#give(delivery),
    });
    const keepers = this.#openKeepers({ signer, algorithms, lockOf }, chance);
    this.#nodes = plan.nodes.map((node) =>
      this.#machine(node, { algorithms, chance, keeper: keepers.get(node.id) }),
    );
    this.#byId = new Map(this.#nodes.map((node) => [node.id, node]));
    const isNode = (name: string): boolean => this.#byId.has(name);
    this.#links = new Links({ plan, chance: chance.of('links'), recorder: this.#recorder, now, isNode });
    this.#stage = {
      plan,
      chance: chance.of('cast'),
      algorithms,
      signer,
      truth: this.#truth,
      now,
      wall: (id) => this.#byId.get(id)?.clock.now() ?? 0n,
      host: (id) => this.#byId.get(id)?.host,
      send: (delivery) => {
        overheard(delivery);
        this.#send(delivery);
      },
      give: (delivery) => {
        overheard(delivery);
        this.#give(delivery);
      },
      keep: (entry) => this.#byId.get(entry.node)?.keeper?.act(entry) ?? false,
      witnessed: this.#witnesses.witnessed,
      later: (delay, run) => queue.add(now() + delay, run),
      mark: (name) => this.#recorder.mark(name),
    };
  }

  async run(): Promise<RunReport> {
    const { entries, healAt, endAt } = this.#plan;
    for (const node of this.#nodes) await node.open();
    await drain();
    for (const entry of entries) this.#queue.add(entry.at, () => this.#act(entry));
    for (let look = 1; look <= restLooksMax; look++) {
      this.#queue.add(Math.floor((healAt * look) / restLooksMax), () => this.#rest());
    }
    this.#queue.add(healAt, () => this.#heal());
    await this.#go(endAt);
    if (!this.#isOver()) await this.#finish();
    return this.#report();
  }

  /** Whoever keeps identities, by node: only where the plan says so. */
  #openKeepers(keys: KeeperKeys, chance: Chance): ReadonlyMap<string, Keeper> {
    const { entries, nodes, seed } = this.#plan;
    const kept = new Set(
      entries.flatMap((entry) => (entry.do === 'hab' || entry.do === 'group' ? [entry.node] : [])),
    );
    const queue = this.#queue;
    const parts = {
      ...keys,
      seed,
      chance,
      now: () => queue.now,
      panel: this.#panel,
      recorder: this.#recorder,
      truth: this.#truth,
      witnesses: this.#witnesses,
      acquaintances: openAcquaintances(),
      hasGroups: entries.some((entry) => entry.do === 'group'),
      nodes: nodes.map(({ id }) => id),
      send: (delivery: Delivery) => this.#send(delivery),
    };
    const keeping = nodes.filter(({ id }) => kept.has(id));
    return new Map(keeping.map((plan) => [plan.id, keeperAt(plan, parts)]));
  }

  #machine(plan: NodePlan, { algorithms, chance, keeper }: Means): SimNode {
    const queue = this.#queue;
    const now = (): number => queue.now;
    const draws = chance.of(`disk ${plan.id}`);
    return new SimNode({
      plan,
      queue,
      clock: openClock(plan, now),
      disk: openDisk({
        now,
        draw: (below, counter) => draws.draw(below, 0, counter),
        overlap: this.#plan.options.overlap,
      }),
      recorder: this.#recorder,
      panel: this.#panel,
      algorithms,
      own: this.#cast.own(plan.id),
      limits: { ...defaultEscrowLimits, ...this.#plan.options.escrow },
      heard: (send) => this.#cast.heard(this.#stage, plan.id, send),
      published: () => [...this.#cast.published(plan.id), ...this.#witnesses.published(plan.id)],
      keeper,
    });
  }

  /** Lets happen what is planned until then. */
  async #go(until: number): Promise<void> {
    for (;;) {
      const happening = this.#queue.next(until);
      if (happening === undefined || this.#isOver()) return;
      await happening();
      await drain();
      for (const node of this.#nodes) node.settle();
      this.#tellFindings();
    }
  }

  #isOver(): boolean {
    return this.#isStopping && this.#findings > 0;
  }

  #tellFindings(): void {
    const findings = this.#panel.findings();
    for (; this.#findings < findings.length; this.#findings++) {
      const finding = findings[this.#findings];
      if (finding === undefined) return;
      const { node, invariant, detail } = finding;
      this.#recorder.tell({ node, kind: 'broken', what: invariant, detail });
    }
  }

  #act(entry: PlanEntry): void {
    const isDone = isFault(entry) ? this.#strike(entry) : this.#cast.act(this.#stage, entry);
    const node = 'node' in entry ? entry.node : 'aid' in entry ? entry.aid : '';
    this.#recorder.tell({
      node,
      kind: 'entry',
      what: entry.do,
      outcome: isDone ? 'done' : 'not possible',
      detail: String(entry.id),
    });
    if (!isDone || isFault(entry)) return;
    for (const [fault, until] of this.#underWay)
      if (until >= this.#queue.now) this.#recorder.pair(entry.do, fault);
  }

  #strike(entry: FaultEntry): boolean {
    const isDone = strike(
      { node: (id) => this.#byId.get(id), links: this.#links, queue: this.#queue, recorder: this.#recorder },
      entry,
    );
    const kind = entry.do === 'link' ? entry.how : entry.do;
    if (isDone) this.#underWay.set(kind, this.#queue.now + lengthOf(entry));
    return isDone;
  }

  #send(delivery: Delivery): void {
    const { from, to, note } = delivery;
    const transits = this.#links.route(delivery);
    this.#recorder.tell({
      node: from,
      kind: transits.length === 0 ? 'lost' : 'send',
      what: to,
      outcome: transits.map(({ chunks }) => String(chunks.at(-1)?.at ?? 0)).join(' '),
      detail: note,
    });
    for (const transit of transits) this.#depart(transit);
  }

  #give(delivery: Delivery): void {
    this.#depart({
      ...delivery,
      chunks: [{ at: this.#queue.now, bytes: delivery.bytes }],
      isAlone: false,
      isSpoilt: false,
    });
  }

  #depart(transit: Transit): void {
    const node = this.#byId.get(transit.to);
    if (node === undefined) return;
    this.#transits += 1;
    transit.chunks.forEach(({ at }, chunk) => {
      this.#queue.add(at, () => this.#arrive(node, transit, chunk));
    });
  }

  async #arrive(node: SimNode, transit: Transit, chunk: number): Promise<void> {
    if (node.listensAt > this.#queue.now) {
      this.#queue.add(node.listensAt, () => this.#arrive(node, transit, chunk));
      return;
    }
    if (chunk === transit.chunks.length - 1) this.#transits -= 1;
    await node.take(transit, chunk);
  }

  #rest(): void {
    if (this.#transits > 0 || this.#nodes.some((node) => node.host === undefined)) return;
    this.#panel.rest(this.#world());
  }

  #heal(): void {
    const { core } = this.#plan;
    this.#recorder.tell({ node: '', kind: 'heal', what: core.join(' ') });
    this.#healedAt = this.#queue.now;
    this.#links.heal(core);
    for (const id of core) this.#byId.get(id)?.heal();
    this.#cast.healed(this.#stage);
    const keepers = core.flatMap((id) => this.#byId.get(id)?.keeper ?? []);
    healKeepers(keepers, this.#stage);
  }

  async #finish(): Promise<void> {
    await drain();
    const world = this.#world();
    this.#panel.liveness(world);
    this.#excuse = usedExcuses(world)[0];
    if (this.#excuse !== undefined) this.#recorder.mark('excuse-used');
    this.#rest();
    this.#panel.end(world);
    this.#tellFindings();
    for (const node of this.#nodes) this.#recorder.fold(node.probe.rows());
  }

  #world(): World {
    const parts = {
      nodes: this.#nodes,
      panel: this.#panel,
      truth: this.#truth,
      queue: this.#queue,
      healed: () => ({ core: this.#healedAt === undefined ? [] : this.#plan.core, at: this.#healedAt ?? 0 }),
    };
    return worldOf(parts);
  }

  #report(): RunReport {
    const recorder = this.#recorder;
    for (const node of this.#nodes) {
      const counts = [node.disk, ...(node.keeper === undefined ? [] : [node.keeper.disk])];
      for (const [kind, { requested, applied, observed }] of counts.flatMap((disk) => [...disk.counts()])) {
        recorder.fault(kind, 'requested', requested);
        recorder.fault(kind, 'applied', applied);
        recorder.fault(kind, 'observed', observed);
      }
    }
    return {
      plan: this.#plan,
      steps: recorder.steps,
      events: recorder.events,
      traceHash: recorder.traceHash,
      stepHashes: recorder.stepHashes,
      violations: this.#panel.findings(),
      judged: this.#panel.judged(),
      marks: recorder.marks,
      faults: recorder.faults,
      pairs: recorder.pairs,
      decisions: recorder.decisions,
      liveness: { checked: this.#healedAt !== undefined, excuse: this.#excuse },
      simulated: this.#queue.now,
      lines: recorder.lines,
    };
  }
}
