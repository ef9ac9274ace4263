/**
 * One machine of a run: a real host over a simulated disk, clocks and timers. It is fed, stops, and opens
 * its store again; what it decided and told is shown to the panel.
 *
 * Source: DESIGN 1 (the same shell classes; only the ports differ), dst.md 2.5, 2.6.
 */
import type { Micros, Prefix } from '../kernel/cesr/qualified.ts';
import type { Outcome } from '../kernel/settle.ts';
import type { Send } from '../kernel/state/effect.ts';
import type { SeenOpening } from '../invariants/judge.ts';
import { KeelsonError } from '../shell/errors.ts';
import type { Host } from '../shell/host.ts';
import { openHost } from '../shell/open.ts';
import type { NodeClock } from './clocks.ts';
import type { Disk } from './disk/disk.ts';
import type { Keeper } from './keeper/keeper.ts';
import type { Transit } from './links.ts';
import { markOutcome } from './mark-outcome.ts';
import type { NodePlan } from './plan.ts';
import type { NodeParts } from './node-parts.ts';
import { NodeStreams } from './node-streams.ts';
import { nodeTimers } from './node-timers.ts';
import { openProbe } from './probe.ts';
import type { NodeProbe } from './probe.ts';
import { openReceived } from './received.ts';

/** Why a node is down, or had been. */
export type StopCause = SeenOpening['after'];

const microsPerMilli = 1000;
/** How long a person needs to look after a machine that will not start. */
const attendance = 5_000_000;
/** What a node that was set back is given to hear again what it lost. */
const resyncTime = 30_000_000;
/** How long a batch of the writer may take before it commits. */
const batchDelay = 200_000;

export class SimNode {
  readonly #parts: NodeParts;
  readonly probe: NodeProbe;
  readonly #streams: NodeStreams;
  readonly #told = new Set<string>();
  #host: Host | undefined;
  #generation = 0;
  #downBy: StopCause = 'stop';
  #downFor = attendance;
  #hasStopped = false;
  #busyUntil = 0;
  /** What a judge threw while the host told it of a decision. */
  #thrown: Error | undefined;
  #slowUntil = 0;
  #slowFor = 0;
  #isResyncing = false;
  #openings = 0;
  /** Decided, and not durable yet. */
  #inFlight: Outcome[] = [];
  #refusedFor: string | undefined;
  /** Sends of a host whose opening the judges have not seen yet. */
  readonly #untilShown: (() => void)[] = [];
  #lastStepAt: Micros;
  /** What was damaged since the store was last open. */
  #damaged: string[] = [];
  readonly received = openReceived();

  constructor(parts: NodeParts) {
    this.#parts = parts;
    this.#lastStepAt = parts.clock.now();
    this.#streams = new NodeStreams({ ...parts, node: parts.plan.id });
    this.probe = openProbe({
      ...parts,
      own: () => this.#controlled,
      host: () => this.#host,
      lastStepAt: () => this.#lastStepAt,
      custody: parts.keeper?.custody,
    });
    parts.keeper?.watch((cause) => this.#breaks(cause));
    parts.disk.watch((result, afterFailure) => {
      parts.panel.commit({ node: this.id, result, afterFailure });
      if (result === 'done' || result === 'refused') this.#inFlight = [];
      if (result === 'done' && this.#slowUntil > parts.queue.now) {
        this.sleepUntil(parts.queue.now + this.#slowFor);
        parts.recorder.fault('slow-disk', 'observed');
      }
      if (result === 'crashed' || result === 'failed')
        this.#breaks(result === 'crashed' ? 'crash' : 'commit-failure');
    });
  }

  get id(): string {
    return this.#parts.plan.id;
  }

  get plan(): NodePlan {
    return this.#parts.plan;
  }

  get own(): readonly Prefix[] {
    return this.#parts.own;
  }

  /** The host; undefined while the machine is down. */
  get host(): Host | undefined {
    return this.#host;
  }

  get clock(): NodeClock {
    return this.#parts.clock;
  }

  get disk(): Disk {
    return this.#parts.disk;
  }

  /** Whoever keeps identities here; undefined where nobody does. */
  get keeper(): Keeper | undefined {
    return this.#parts.keeper;
  }

  /** True after the node had to open its store again. */
  get hasReopened(): boolean {
    return this.#openings > 1;
  }

  /** Opens the store; what it does and refuses is shown to the judges. */
  async open(): Promise<void> {
    const { recorder } = this.#parts;
    if (this.#host !== undefined) return;
    const after = this.#downBy;
    this.#generation += 1;
    this.#hasStopped = false;
    this.#openings += 1;
    try {
      if (this.#openings > 1) this.#scrub();
      this.#host = await this.#openHost();
      this.#refusedFor = undefined;
      recorder.tell({
        node: this.id,
        kind: 'open',
        what: after,
        outcome: this.#isResyncing ? 'resyncing' : '',
      });
      this.#showOpening(after, undefined);
      this.#parts.keeper?.open(this.#host);
      for (const resolve of this.#untilShown.splice(0)) resolve();
      if (this.#isResyncing) this.#planReturn();
      if (this.probe.waitingCount() > 0 && this.#openings > 1) recorder.mark('restart-with-escrow');
    } catch (error) {
      this.#refused(error, after);
    }
  }

  /** Feeds a chunk of a message; the last one also says that nothing more comes now. */
  async take(transit: Transit, chunk: number): Promise<void> {
    try {
      await this.#streams.take(this.#host, transit, chunk);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** When the node next listens: later while its machine is paused or its disk slow. */
  get listensAt(): number {
    return this.#busyUntil;
  }

  /** The machine does nothing until then; its clocks run on. */
  sleepUntil(moment: number): void {
    this.#busyUntil = Math.max(this.#busyUntil, moment);
  }

  /** Until then every commit takes about so long. */
  slowDown(until: number, mean: number): void {
    this.#slowUntil = until;
    this.#slowFor = mean;
  }

  /** The machine is good from here on: its disk has room, it is awake, and it opens if it is down. */
  heal(): void {
    const { disk, queue } = this.#parts;
    disk.heal();
    this.#parts.keeper?.disk.heal();
    this.#streams.spareReads();
    this.#slowUntil = 0;
    this.#busyUntil = queue.now;
    if (this.#host === undefined) queue.add(queue.now, () => this.open());
  }

  /** A row of the disk changes without a word. False when there is none. */
  rot(how: 'bit' | 'misdirected' | 'stale', pick: number): boolean {
    const isDamaged = this.#parts.disk.rot(how, pick);
    if (isDamaged) this.#damaged.push(`${how} ${String(pick)}`);
    return isDamaged;
  }

  /** The next read that the host makes for a message fails. */
  failNextRead(): void {
    this.#streams.failNextRead();
  }

  /** Why the machine does not come up, or is up and does not act for its AIDs; undefined while it does. */
  get isDownFor(): string | undefined {
    if (this.#isResyncing) return 'rolled-back';
    return this.#host === undefined ? this.#refusedFor : undefined;
  }

  /** AIDs that the host takes for its own: those it was opened with, and those whose keys are kept here. */
  get #controlled(): readonly Prefix[] {
    const { keeper } = this.#parts;
    return keeper === undefined ? this.#acting : [...this.#acting, ...keeper.custody.prefixes()];
  }

  /** AIDs that the node acts for at present: none while it gets back what it lost. */
  get #acting(): readonly Prefix[] {
    return this.#isResyncing ? [] : this.#parts.own;
  }

  /** The process ends now. */
  stop(cause: StopCause, downFor: number): void {
    this.#parts.disk.stop(cause === 'power-loss');
    this.#parts.keeper?.stop(cause === 'power-loss');
    this.#downFor = downFor;
    this.#breaks(cause);
    this.settle();
  }

  /** A machine that will break at its next commit comes back after so long. */
  comesBackAfter(downFor: number): void {
    this.#downFor = downFor;
  }

  /** Takes down a host that broke, and plans its next opening. */
  settle(): void {
    if (this.#thrown !== undefined) throw this.#thrown;
    if (!this.#hasStopped) return;
    this.#hasStopped = false;
    this.#host = undefined;
    this.#generation += 1;
    this.#streams.clear();
    this.#parts.keeper?.stop(false);
    this.#parts.recorder.tell({ node: this.id, kind: 'stop', what: this.#downBy });
    const { queue } = this.#parts;
    queue.add(queue.now + this.#downFor, () => this.open());
    this.#downFor = attendance;
  }

  #breaks(cause: StopCause): void {
    this.#hasStopped = true;
    this.#downBy = cause;
  }

  #failed(error: unknown): void {
    if (!(error instanceof KeelsonError)) throw error;
    if (error.code === 'disk-full') {
      this.#parts.recorder.mark('disk-full-refused');
      return;
    }
    if (this.#hasStopped) return;
    if (error.code === 'host-stopped' && error.facts['code'] === 'our-fault') {
      this.#parts.panel.fault({ node: this.id, says: error.message });
    }
    this.#breaks(error.facts['code'] === 'damaged-store' ? 'damage' : 'stop');
  }

  /** What the machine does before it opens a store that was not closed well. dst.md 2.5 (R7). */
  #scrub(): void {
    const [problem] = this.probe.problems();
    if (problem !== undefined) throw new KeelsonError('damaged-store', { says: problem });
  }

  #openHost(): Promise<Host> {
    const { plan, disk, clock, algorithms, limits, published } = this.#parts;
    const generation = this.#generation;
    const isWitness = plan.role === 'witness';
    return openHost({
      store: disk.open(),
      clock,
      timers: nodeTimers({
        queue: this.#parts.queue,
        isUp: () => generation === this.#generation,
        busyUntil: () => this.#busyUntil,
      }),
      algorithms,
      limits,
      awaitsRecoveries: plan.awaitsRecoveries !== false,
      ownPrefixes: this.#acting,
      batch: { countMax: plan.batchCountMax, delayMicrosMax: batchDelay },
      keyStateCacheCountMax: plan.cacheCountMax,
      tickMilliseconds: Math.ceil(plan.tick / microsPerMilli),
      ...(isWitness && !this.#isResyncing ? { published: published() } : {}),
      decided: (outcomes) => {
        if (generation === this.#generation) this.#inFlight.push(...outcomes);
      },
      outlet: (send, key) => this.#handOn(generation, send, key),
    }).then((host) => {
      host.subscribe((event) => {
        if (event.kind === 'decision' && generation === this.#generation) this.#watched(event.outcome);
      });
      return host;
    });
  }

  #handOn(generation: number, send: Send, key: string): void | Promise<void> {
    if (generation !== this.#generation) return new Promise(() => undefined);
    if (this.#host === undefined) {
      const shown = new Promise<void>((resolve) => void this.#untilShown.push(resolve));
      return shown.then(() => this.#handOn(generation, send, key));
    }
    const isRepeated = this.#told.has(key);
    this.#told.add(key);
    this.#parts.panel.send({ node: this.id, send, key, isRepeated });
    this.#parts.heard(send);
  }

  /** A host goes on when a listener throws; a run does not. */
  #watched(outcome: Outcome): void {
    try {
      this.#parts.disk.spareReads();
      this.#decided(outcome);
    } catch (error) {
      this.#thrown ??= error instanceof Error ? error : new Error(String(error));
    }
  }

  #decided(outcome: Outcome): void {
    const { recorder, panel, clock } = this.#parts;
    const { command, step } = outcome;
    recorder.decided(this.id, outcome);
    markOutcome(recorder, outcome);
    this.#lastStepAt = command.at;
    this.received.add(command);
    panel.step({ node: this.id, monotonic: clock.monotonic(), command, step, probe: this.probe });
  }

  #showOpening(after: StopCause, refused: string | undefined): void {
    const inFlight = this.#inFlight.map(({ step }) => step);
    const damaged = this.#damaged;
    this.#inFlight = [];
    this.#damaged = [];
    this.#parts.panel.opening({ node: this.id, probe: this.probe, after, refused, inFlight, damaged });
  }

  #refused(error: unknown, after: StopCause): void {
    const { recorder, queue, disk } = this.#parts;
    if (!(error instanceof KeelsonError)) throw error;
    recorder.tell({ node: this.id, kind: 'open', what: after, outcome: 'refused', detail: error.code });
    if (error.code === 'damaged-store') recorder.fault('rot', 'observed', this.#damaged.length);
    this.#showOpening(after, error.code);
    this.#refusedFor = error.code;
    this.#isResyncing = error.code === 'rolled-back';
    if (this.#isResyncing) recorder.mark('snapshot-refused');
    else {
      recorder.mark('damage-detected');
      disk.wipe();
      this.#downBy = 'damage';
    }
    queue.add(queue.now + attendance, () => this.open());
  }

  /** A person has the machine try again whether it may act for its AIDs. */
  #planReturn(): void {
    const { queue } = this.#parts;
    const generation = this.#generation;
    queue.add(queue.now + resyncTime, () => {
      if (generation !== this.#generation) return;
      this.#isResyncing = false;
      this.stop('stop', 0);
    });
  }
}
