/**
 * The one writer of a host: decide, commit, and only then answer and send.
 *
 * Source: DESIGN 1 and 3 (group commit). Commands that wait share a transaction; each is decided over
 * the writes of those before it, so the outcome does not depend on how many share one. A failed
 * commit stops the writer for good (dst.md 2.5, R3); one that the disk has no room for was not begun, fails
 * alone, and may be tried again (R9).
 */
import type { Micros } from '../kernel/cesr/qualified.ts';
import type { Attachments } from '../kernel/cesr/attachments.ts';
import type { Command } from '../kernel/command.ts';
import type { Message } from '../kernel/event/types.ts';
import type { Outcome } from '../kernel/settle.ts';
import { settle } from '../kernel/settle.ts';
import type { View } from '../kernel/state/view.ts';
import type { Ledger } from '../storage/ledger.ts';
import type { Ahead, Ticket } from './crypto/ahead.ts';
import { KeelsonError, asKeelsonError } from './errors.ts';
import type { HandOff } from './hand-off.ts';
import { Lanes } from './lanes.ts';
import type { LaneId } from './lanes.ts';
import type { Clock, Timers } from './ports.ts';

/** When a transaction is closed although more waits. */
export type BatchLimits = {
  /** Commands; 1 gives each its own transaction. */
  readonly countMax: number;
  /** Bytes of the messages in it. */
  readonly sizeBytesMax: number;
  /** Time from its first command on. */
  readonly delayMicrosMax: number;
};

export const defaultBatchLimits: BatchLimits = {
  countMax: 1024,
  sizeBytesMax: 4 * 1024 * 1024,
  delayMicrosMax: 200_000,
};

/** How much may wait for the writer before callers are held back. */
export const queueLimits = { laneCountMax: 1024, sizeBytesMax: 8 * 1024 * 1024 } as const;

/** Work for the writer. Exactly one of `done` and `fail` is called, once. */
export type WriterJob = {
  readonly sizeBytes: number;
  /** The command, given the time; undefined for work that only keeps its place in the row. */
  readonly commandAt: (at: Micros) => Command | undefined;
  /** What is to be decided, for those who verify ahead. */
  readonly message: { readonly message: Message; readonly attachments: Attachments } | undefined;
  /** Called after the commit. */
  readonly done: (outcomes: readonly Outcome[]) => void;
  readonly fail: (error: KeelsonError) => void;
};

export type WriterParts = {
  readonly ledger: Ledger;
  readonly view: View;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly batch: BatchLimits;
  /** Told what every committed command came to, in order. */
  readonly published: (outcomes: readonly Outcome[]) => void;
  /** Told what every command came to as soon as it is decided, before it is durable; undefined when nobody asks. */
  readonly decided: ((outcomes: readonly Outcome[]) => void) | undefined;
  /** Checks signatures ahead; undefined when nobody does. */
  readonly ahead: Pick<Ahead, 'offer' | 'flush'> | undefined;
  /** Takes sends out of the host; undefined when nobody does, and then none are kept. */
  readonly handOff: Pick<HandOff, 'handedOff' | 'hasRoomFor' | 'wake'> | undefined;
  /** Those who hear what is decided, and hold callers back while they have no room. */
  readonly hearers: {
    readonly hasRoomFor: (more: number) => boolean;
    /** Told when the writer takes no more work. */
    readonly end: (reason: KeelsonError) => void;
  };
};

/** Work in its lane, with the checks that were sent ahead. */
type Queued = { readonly job: WriterJob; readonly ticket: Ticket | undefined; readonly sizeBytes: number };

type Decided = { readonly job: WriterJob; readonly outcomes: readonly Outcome[] };

export class Writer {
  readonly #parts: WriterParts;
  readonly #lanes = new Lanes<Queued>();
  #running = false;
  /** While somebody is alone with the store. */
  #held: Promise<void> | undefined;
  #stopped: KeelsonError | undefined;
  #room: (() => void)[] = [];
  readonly #idle: (() => void)[] = [];

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  /** Why the writer takes no more work; undefined while it does. */
  get stopped(): KeelsonError | undefined {
    return this.#stopped;
  }

  /** Adds work to a caller's lane. */
  add(lane: LaneId, job: WriterJob): void {
    if (this.#stopped !== undefined) {
      job.fail(this.#stopped);
      return;
    }
    const ticket = job.message === undefined ? undefined : this.#parts.ahead?.offer(job.message);
    this.#lanes.add(lane, { job, ticket, sizeBytes: job.sizeBytes });
    if (this.#running) return;
    this.#running = true;
    void this.#run();
  }

  /** Resolves when the lane may add more; undefined when it may at once. */
  room(lane: LaneId): Promise<void> | undefined {
    return this.#isHeldBack(lane) ? this.#untilRoom(lane) : undefined;
  }

  /** There may be room again: callers that were held back look. */
  roomMade(): void {
    const waiters = this.#room;
    this.#room = [];
    for (const resolve of waiters) resolve();
  }

  /** Runs `work` while nothing is decided or committed; what comes waits. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#held !== undefined) await this.#held;
    let release = (): void => undefined;
    this.#held = new Promise((resolve) => (release = resolve));
    try {
      return await work();
    } finally {
      this.#held = undefined;
      release();
    }
  }

  /** Commits what is to be committed without a command; resolves after that, or when it failed. */
  sweep(): Promise<void> {
    return new Promise((resolve) => {
      const commandAt = (): undefined => undefined;
      const [done, fail] = [(): void => resolve(), (): void => resolve()];
      this.add(this, { sizeBytes: 0, commandAt, message: undefined, done, fail });
    });
  }

  /** Resolves when nothing waits. */
  idle(): Promise<void> {
    return this.#running ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve();
  }

  /** Takes no more work; what waits fails with `reason`. */
  stop(reason: KeelsonError): void {
    this.#stopped ??= reason;
    for (const { job } of this.#lanes.clear()) job.fail(reason);
    this.#parts.hearers.end(this.#stopped);
    this.roomMade();
  }

  /** True while as much waits for outlet or channels as may. */
  get isFull(): boolean {
    return !this.#mayTell(0);
  }

  #isHeldBack(lane: LaneId): boolean {
    if (this.#stopped !== undefined) return false;
    const hasRoom =
      this.#lanes.countOf(lane) < queueLimits.laneCountMax &&
      this.#lanes.sizeBytes < queueLimits.sizeBytesMax;
    return !hasRoom || !this.#mayTell(this.#lanes.count);
  }

  #mayTell(more: number): boolean {
    const { handOff, hearers } = this.#parts;
    return handOff?.hasRoomFor(more) !== false && hearers.hasRoomFor(more);
  }

  async #untilRoom(lane: LaneId): Promise<void> {
    while (this.#isHeldBack(lane)) await new Promise<void>((resolve) => this.#room.push(resolve));
  }

  async #run(): Promise<void> {
    try {
      while (this.#lanes.count > 0) {
        await this.#parts.timers.yield();
        await this.#verdicts();
        while (this.#held !== undefined) await this.#held;
        this.#runBatch();
        this.roomMade();
      }
    } catch (error) {
      this.stop(stopReason(error));
    }
    this.#running = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Resolves when what comes next was checked ahead, as far as it is going to be. */
  async #verdicts(): Promise<void> {
    this.#parts.ahead?.flush();
    const ticket = this.#lanes.peek()?.ticket;
    if (ticket !== undefined && !ticket.isDone) await ticket.done;
  }

  #runBatch(): void {
    const decided: Decided[] = [];
    try {
      this.#decide(decided);
      this.#commit();
    } catch (error) {
      this.#fail(decided, error);
      return;
    }
    for (const { job, outcomes } of decided) {
      job.done(outcomes);
      this.#parts.published(outcomes);
    }
    this.#parts.handOff?.wake();
  }

  /** Takes everything of a batch back. Without room on the disk the writer goes on, else it stops for good. */
  #fail(decided: readonly Decided[], error: unknown): void {
    const cause = asKeelsonError(error);
    const reason = cause.code === 'disk-full' ? cause : stopReason(cause);
    if (reason !== cause) this.#stopped = reason;
    this.#parts.ledger.discard();
    for (const { job } of decided) job.fail(reason);
    if (reason !== cause) throw reason;
  }

  #commit(): void {
    const { ledger, handOff } = this.#parts;
    if (handOff !== undefined) ledger.handedOff(handOff.handedOff);
    ledger.commit();
  }

  /** What is to be told to others goes into the transaction of its decision, when somebody tells it. R5, R8. */
  #keepSends(outcomes: readonly Outcome[]): void {
    const { ledger, handOff } = this.#parts;
    for (const { step } of outcomes) {
      ledger.mark(step.sends);
      if (handOff !== undefined) ledger.send(step.sends);
    }
  }

  /** Decides what waits until the batch is full; each over the writes of those before it. */
  #decide(decided: Decided[]): void {
    const { ledger, view, clock, batch } = this.#parts;
    const started = clock.monotonic();
    let sizeBytes = 0;
    while (decided.length < batch.countMax && sizeBytes < batch.sizeBytesMax) {
      if (decided.length > 0 && this.#lanes.peek()?.ticket?.isDone === false) return;
      const job = this.#lanes.next()?.job;
      if (job === undefined) return;
      const placed = { job, outcomes: [] as readonly Outcome[] };
      decided.push(placed);
      const command = job.commandAt(clock.now());
      if (command !== undefined) {
        placed.outcomes = settle(view, command, (writes) => ledger.apply(writes));
        this.#keepSends(placed.outcomes);
        this.#parts.decided?.(placed.outcomes);
      }
      sizeBytes += job.sizeBytes;
      if (clock.monotonic() - started >= batch.delayMicrosMax) return;
    }
  }
}

/** Why a host stops, given what was thrown. */
export function stopReason(error: unknown): KeelsonError {
  const cause = asKeelsonError(error);
  if (cause.code === 'host-stopped') return cause;
  return new KeelsonError('host-stopped', {
    says: `the host stopped: ${cause.message}; open the store again, what was acknowledged is in it`,
    facts: { code: cause.code },
    cause,
  });
}
