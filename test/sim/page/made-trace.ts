/** Traces of any length with everything that a page shows: forks, recoveries, faults, losses, gaps, findings. */
import type { NodePlan, Plan, PlanEntry, Role } from '../../../sim/plan.ts';
import type { Trace, TraceLine } from '../../../sim/trace.ts';

const roles: readonly (readonly [string, Role])[] = [
  ['c0', 'controller'],
  ['c1', 'controller'],
  ['w0', 'witness'],
  ['w1', 'witness'],
  ['w2', 'witness'],
  ['w3', 'witness'],
  ['o0', 'watcher'],
  ['v0', 'validator'],
  ['v1', 'validator'],
];
const hearers = ['w0', 'w1', 'w2', 'w3', 'o0', 'v0', 'v1'];

type Made = { readonly said: string; readonly sn: number; readonly ilk: string; readonly prior: string };
type Told = Partial<TraceLine> & Pick<TraceLine, 'kind' | 'node'>;

/** An entry of that kind with whatever it takes; the page reads entries as data. */
function entryOf(
  parts: { readonly id: number; readonly at: number; readonly do: PlanEntry['do'] } & object,
): PlanEntry {
  return parts as PlanEntry;
}

function nodePlan([id, role]: readonly [string, Role]): NodePlan {
  return { id, role, wallOffset: 0, skewPpm: 0, batchCountMax: 8, tick: 1_000_000, cacheCountMax: 64 };
}

/** A trace of at least that many lines; the same for the same seed. */
export function madeTrace({
  seed = 1,
  length = 1000,
  broken = 2,
}: {
  readonly seed?: number;
  readonly length?: number;
  readonly broken?: number;
}): Trace {
  const world = new MadeWorld(seed);
  for (const aid of ['a0', 'a1']) world.incept(aid);
  while (world.lines.length < length) world.round();
  world.heal();
  const findings = Array.from({ length: broken }, (_, at) => world.breakPromise(at));
  const plan: Plan = {
    format: 1,
    seed: String(seed),
    profile: 'made for the page',
    options: {
      delayMin: 1000,
      delaySpread: 60_000,
      realSignatures: false,
      escrow: { totalCountMax: 100, quarantineCountMax: 10, prefixCountMax: 10, sourceCountMax: 10 },
      overlap: false,
    },
    nodes: roles.map(nodePlan),
    entries: world.entries,
    healAt: world.healedAt,
    core: ['c0', 'w0', 'w1', 'o0', 'v0'],
    endAt: world.now + 1_000_000,
  };
  const lines = world.lines
    .toSorted((left, right) => left.at - right.at)
    .map((line, step) => ({ ...line, step }));
  return {
    plan,
    lines,
    traceHash: '5f0c3a9be17d2460',
    findings: findings.map((detail, at) => {
      const line = lines.filter(({ kind }) => kind === 'broken')[at];
      return { invariant: line?.what ?? '', node: line?.node ?? '', step: line?.step ?? 0, detail };
    }),
  };
}

class MadeWorld {
  readonly lines: TraceLine[] = [];
  readonly entries: PlanEntry[] = [];
  readonly #logs = new Map<string, Made[]>();
  readonly #downUntil = new Map<string, number>();
  /** What each node holds, and every event ever made. */
  readonly #held = new Set<string>();
  readonly #made = new Map<string, Made>();
  #state: number;
  now = 0;
  healedAt = 0;

  constructor(seed: number) {
    this.#state = Math.imul(seed, 0x9e3779b1) | 1;
  }

  draw(below: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % below;
  }

  said(): string {
    const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    return `E${Array.from({ length: 43 }, () => digits[this.draw(64)]).join('')}`;
  }

  tell(told: Told, at = this.now): void {
    const empty = { what: '', ilk: '', prefix: '', sn: '', said: '', prior: '', outcome: '', detail: '' };
    this.lines.push({ step: 0, at, ...empty, ...told });
  }

  enter(doing: PlanEntry['do'], node: string, parts: object): void {
    const id = this.entries.length;
    this.entries.push(entryOf({ id, at: this.now, do: doing, ...parts }));
    this.tell({ kind: 'entry', node, what: doing, outcome: 'done', detail: String(id) });
  }

  incept(aid: string): void {
    const said = this.said();
    this.enter('incept', aid, {
      aid,
      node: aid === 'a0' ? 'c0' : 'c1',
      toad: 2,
      witnesses: ['w0', 'w1', 'w2'],
    });
    this.#logs.set(aid, [{ said, sn: 0, ilk: 'icp', prior: '' }]);
    this.spread(aid, { said, sn: 0, ilk: 'icp', prior: '' });
  }

  round(): void {
    this.now += 300_000 + this.draw(200_000);
    const aid = this.draw(3) === 0 ? 'a1' : 'a0';
    const log = this.#logs.get(aid) ?? [];
    const last = log.at(-1);
    if (last === undefined) return;
    const kind = this.draw(12);
    if (kind === 0) return this.crash();
    if (kind === 1) return this.enter('partition', '', { side: ['w3', 'v1'], for: 900_000, oneWay: false });
    if (kind === 2) return this.enter('slow-disk', 'w1', { node: 'w1', for: 700_000, mean: 1000 });
    if (kind === 3 && log.length > 3) return this.forge(aid, log);
    const ilk = kind < 6 ? 'rot' : 'ixn';
    const made = { said: this.said(), sn: last.sn + 1, ilk, prior: last.said };
    this.enter(ilk === 'rot' ? 'rotate' : 'interact', aid, { aid, spreading: 'whole' });
    log.push(made);
    this.spread(aid, made);
  }

  crash(): void {
    const node = hearers[this.draw(hearers.length)] ?? 'w0';
    if ((this.#downUntil.get(node) ?? 0) > this.now) return;
    const until = this.now + 300_000 + this.draw(1_500_000);
    this.#downUntil.set(node, until);
    this.enter('crash', node, { node, part: 'meta', power: true, downFor: until - this.now });
    this.tell({ kind: 'stop', node, what: 'power-loss' });
    this.tell({ kind: 'open', node, what: 'power-loss' }, until);
  }

  /** A thief makes an interaction beside the last; the owner recovers with a rotation over it. */
  forge(aid: string, log: Made[]): void {
    const [before, last] = [log.at(-2), log.at(-1)];
    if (before === undefined || last?.ilk !== 'ixn') return;
    this.enter('forge', aid, { aid, what: 'interact', back: 1, to: ['v1'], colluding: [] });
    this.deliver(
      aid,
      { said: this.said(), sn: last.sn, ilk: 'ixn', prior: before.said },
      { from: 'thief', to: 'v1' },
    );
    this.now += 300_000;
    const made = { said: this.said(), sn: last.sn, ilk: 'rot', prior: before.said };
    this.enter('recover', aid, { aid, back: 1 });
    log.splice(-1, 1, made);
    this.spread(aid, made);
  }

  spread(aid: string, made: Made): void {
    const from = aid === 'a0' ? 'c0' : 'c1';
    this.decide(aid, made, { node: from, at: this.now, outcome: 'accepted' });
    for (const to of hearers) this.deliver(aid, made, { from, to });
  }

  deliver(aid: string, made: Made, { from, to }: { readonly from: string; readonly to: string }): void {
    const detail = `${made.ilk} ${aid} ${made.sn}`;
    if (this.draw(12) === 0) return this.tell({ kind: 'lost', node: from, what: to, detail });
    const at = this.now + 1000 + this.draw(140_000);
    this.tell({ kind: 'send', node: from, what: to, outcome: String(at), detail });
    if ((this.#downUntil.get(to) ?? 0) > at)
      return this.tell({ kind: 'lost', node: to, what: from, outcome: 'down', detail }, at);
    this.tell({ kind: 'arrive', node: to, what: from, outcome: 'remote', detail }, at);
    const drawn = this.draw(20);
    const outcome =
      from === 'thief' || drawn > 2 ? 'accepted' : (['duplicate', 'escrowed', 'rejected'][drawn] ?? '');
    this.decide(aid, made, { node: to, at, outcome });
    if (outcome === 'escrowed') this.decide(aid, made, { node: to, at: at + 120_000, outcome: 'accepted' });
  }

  /** What a node lacks before the event comes with it, as if the sender had given its whole log. */
  decide(
    aid: string,
    made: Made,
    { node, at, outcome }: { readonly node: string; readonly at: number; readonly outcome: string },
  ): void {
    const { said, sn, ilk, prior } = made;
    this.#made.set(said, made);
    const isAccepted = outcome === 'accepted';
    const before = this.#made.get(prior);
    if (isAccepted && this.#held.has(`${node} ${said}`)) return;
    if (isAccepted && before !== undefined) this.decide(aid, before, { node, at, outcome });
    if (isAccepted) this.#held.add(`${node} ${said}`);
    const prefix = this.#logs.get(aid)?.[0]?.said ?? said;
    const decided = { ilk, prefix, sn: sn.toString(16), said, prior: isAccepted ? prior : '', outcome };
    const detail = isAccepted ? 'ADMIT ' : 'TOAD toad-unmet pwes';
    this.tell({ kind: 'step', node, what: 'receive', ...decided, detail }, at);
  }

  heal(): void {
    this.healedAt = this.now;
    this.tell({ kind: 'heal', node: '', what: 'c0 w0 w1 o0 v0' });
    this.now += 400_000;
  }

  breakPromise(at: number): string {
    this.now += 50_000;
    const detail = `v${at % 2} accepted two versions and kept one`;
    this.tell({
      kind: 'broken',
      node: `v${at % 2}`,
      what: at % 2 === 0 ? 'DuplicityKept' : 'SupersedeByRule',
      detail,
    });
    return detail;
  }
}
