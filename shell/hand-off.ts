/**
 * Hands the sends of the outbox to the outlet: in order, one after the other, each at least once.
 *
 * Source: dst.md 2.5 (R4, R5), decisions/0018. Sends are read from what is committed and from nowhere
 * else, page by page, so nothing is handed off that could still be lost, and none is kept in memory. What
 * was handed off leaves the store with the next commit. A refused hand-off holds up those behind it and is
 * tried again after a delay that doubles. Nothing more goes out once the writer stopped (R3).
 */
import type { Logger } from 'pino';
import type { Ledger } from '../storage/ledger.ts';
import type { PlacedSend } from '../storage/outbox.ts';
import type { Outlet, Timers } from './ports.ts';

/** How much may wait for its hand-off, when a refused one is tried again, and how long closing waits for one. */
export type OutboxLimits = {
  /**
   * Sends that wait before callers are held back. What the writer has already is counted as a send each; if
   * that causes more of them, they are put in nevertheless.
   */
  readonly countMax: number;
  /** Delay after the first refusal; each further one doubles it. */
  readonly retryMicrosMin: number;
  readonly retryMicrosMax: number;
  /** How long closing waits for a hand-off that is under way; an outlet that never settles holds it up no longer. */
  readonly closeMicrosMax: number;
};

export const defaultOutboxLimits: OutboxLimits = {
  countMax: 65_536,
  retryMicrosMin: 100_000,
  retryMicrosMax: 60_000_000,
  closeMicrosMax: 10_000_000,
};

/** How many sends are read at once, and handed off before other work has its turn. */
const pageCountMax = 64;
/** How many sends may be handed off before a commit is asked for that takes them out. */
const sweepCountMax = 1024;
/** How long what was handed off waits for a commit that takes it out, before one is made for it. */
const sweepDelayMicros = 1_000_000;

export type HandOffParts = {
  readonly ledger: Pick<Ledger, 'head' | 'sendsFrom'>;
  readonly outlet: Outlet;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly limits: OutboxLimits;
  /** False once nothing may leave any more. */
  readonly isGoing: () => boolean;
  /** Asks for a commit; resolves when there was one, or when there will be none. */
  readonly sweep: () => Promise<void>;
  /** Told when there is room again. */
  readonly roomMade: () => void;
  /** Told that the outbox cannot be read. */
  readonly failed: (error: unknown) => void;
};

/**
 *  1. The outlet gets the sends of committed transactions alone, by their numbers, with no gap.
 *  2. It gets the next one when it took the one before.
 *  3. A send leaves the store only after the outlet took it.
 */
export class HandOff {
  readonly #parts: HandOffParts;
  #handedOff: number;
  #delayMicros: number;
  #run: Promise<void> = Promise.resolve();
  #isRunning = false;
  #sweeping: Promise<void> | undefined;
  #isClosed = false;
  #callOffRetry: (() => void) | undefined;
  #callOffSweep: (() => void) | undefined;

  constructor(parts: HandOffParts) {
    this.#parts = parts;
    this.#handedOff = parts.ledger.head().handedOff;
    this.#delayMicros = parts.limits.retryMicrosMin;
  }

  /** The number of the first send that was not handed off. */
  get handedOff(): number {
    return this.#handedOff;
  }

  /** True while fewer sends wait than may, `more` that are to come included. */
  hasRoomFor(more: number): boolean {
    return this.#waitingCount() + more < this.#parts.limits.countMax;
  }

  /** Hands off what is committed, unless that is under way already or waits for its delay. */
  wake(): void {
    if (this.#isRunning || this.#callOffRetry !== undefined || !this.#mayGo()) return;
    if (this.#waitingCount() === 0) return;
    this.#isRunning = true;
    this.#run = this.#handOffAll();
  }

  /**
   * Hands nothing more off; resolves when a running hand-off has ended, with what it did in the store. One that
   * does not end in time is left alone: its send stays in the store.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#callOffRetry?.();
    this.#callOffRetry = undefined;
    this.#callOffSweep?.();
    if (this.#isRunning) await this.#ended();
    await this.#sweeping;
    if (this.#parts.isGoing()) await this.#sweep();
  }

  /** Resolves when the running hand-off has ended, or had its time. */
  async #ended(): Promise<void> {
    const { timers, logger, limits } = this.#parts;
    let callOff = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      const giveUp = (): void => {
        logger.warn({ number: this.#handedOff }, 'the outlet did not settle in time; its send is kept');
        resolve();
      };
      callOff = timers.after(limits.closeMicrosMax, giveUp, { keepsAlive: true });
    });
    await Promise.race([this.#run, over]);
    callOff();
  }

  #waitingCount(): number {
    return this.#parts.ledger.head().sends - this.#handedOff;
  }

  #mayGo(): boolean {
    return !this.#isClosed && this.#parts.isGoing();
  }

  async #handOffAll(): Promise<void> {
    try {
      while (this.#mayGo() && (await this.#handOffPage())) await this.#parts.timers.yield();
    } catch (error) {
      this.#parts.failed(error);
    }
    this.#isRunning = false;
    if (this.#mayGo()) {
      this.#planSweep();
      this.wake();
    }
  }

  /** Hands off one page; false when there is none, or when it was refused. */
  async #handOffPage(): Promise<boolean> {
    const page = this.#parts.ledger.sendsFrom(this.#handedOff, pageCountMax);
    for (const placed of page) {
      if (!this.#mayGo() || !(await this.#isTaken(placed))) return false;
      this.#advance(placed.number + 1);
    }
    return page.length > 0;
  }

  async #isTaken({ send, key }: PlacedSend): Promise<boolean> {
    try {
      await this.#parts.outlet(send, key);
      this.#delayMicros = this.#parts.limits.retryMicrosMin;
      return true;
    } catch (error) {
      const facts = { err: error, send: send.kind, key, retryMicros: this.#delayMicros };
      this.#parts.logger.warn(facts, 'the outlet refused a send; it is kept and handed off again');
      this.#planRetry();
      return false;
    }
  }

  #planRetry(): void {
    if (!this.#mayGo()) return;
    const { timers, limits } = this.#parts;
    this.#callOffRetry = timers.after(this.#delayMicros, () => {
      this.#callOffRetry = undefined;
      this.wake();
    });
    this.#delayMicros = Math.min(limits.retryMicrosMax, 2 * this.#delayMicros);
  }

  #advance(number: number): void {
    this.#handedOff = number;
    if (this.#waitingCount() === this.#parts.limits.countMax - 1) this.#parts.roomMade();
    if (number - this.#parts.ledger.head().handedOff >= sweepCountMax) void this.#sweep();
  }

  /** What was handed off leaves with the next commit; where none comes, with one of its own after a while. */
  #planSweep(): void {
    if (this.#parts.ledger.head().handedOff === this.#handedOff) return;
    this.#callOffSweep ??= this.#parts.timers.after(sweepDelayMicros, () => {
      this.#callOffSweep = undefined;
      if (this.#mayGo()) void this.#sweep();
    });
  }

  /** Has what was handed off taken out of the store, unless that is under way or done. */
  #sweep(): Promise<void> {
    if (this.#parts.ledger.head().handedOff === this.#handedOff) return Promise.resolve();
    this.#sweeping ??= this.#parts.sweep().finally(() => (this.#sweeping = undefined));
    return this.#sweeping;
  }
}
