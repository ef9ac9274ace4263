/**
 * The swarm: many seeds over a few threads, resumable, ended cleanly by a signal.
 *
 * Source: dst.md 1.5 (swarm testing), 5.2.
 */
import type { Worker } from 'node:worker_threads';
import type { ProfileName } from '../expand/index.ts';
import { openTally } from '../tally.ts';
import type { Tally } from '../tally.ts';
import type { FailedSeed, Part, PartReport } from './swarm-part.ts';
import { partsLeft, readSwarmState, withSpan, writeSwarmState } from './swarm-state.ts';
import type { Span, SwarmState } from './swarm-state.ts';
import { startThread } from './thread.ts';

export type SwarmOptions = {
  readonly from: number;
  readonly seeds: number;
  readonly workers: number;
  readonly profile: ProfileName;
  /** One run a seed instead of two that are compared. */
  readonly once: boolean;
  /** File to go on from, and to keep. */
  readonly statePath: string | undefined;
  readonly signal: AbortSignal;
  readonly heard: (news: SwarmNews) => void;
};

/** How far the swarm is, and which seeds just turned out red. */
export type SwarmNews = {
  readonly done: number;
  readonly failed: readonly FailedSeed[];
  readonly failedCount: number;
  readonly eventsPerSecond: number;
};

export type SwarmReport = {
  /** Seeds that were run, earlier calls on the same state included. */
  readonly seeds: number;
  readonly failed: readonly FailedSeed[];
  readonly tally: Tally;
  /** Commands decided a second, second runs included, over all threads. */
  readonly eventsPerSecond: number;
  readonly seconds: number;
  readonly isWhole: boolean;
};

/** Seeds that a thread takes at a time. */
const partSize = 8;
const saveMilliseconds = 2_000;
const milli = 1_000;

/** Runs the swarm. Resolves with what was done, also when the signal came before the end. */
export async function runSwarm(options: SwarmOptions): Promise<SwarmReport> {
  const swarm = new Swarm(options);
  await swarm.run();
  return swarm.report();
}

class Swarm {
  readonly #options: SwarmOptions;
  readonly #tally = openTally();
  readonly #started = performance.now();
  readonly #secondsBefore: number;
  readonly #parts: Part[];
  #done: readonly Span[];
  readonly #failed: FailedSeed[];
  #eventsRun: number;
  #savedAt = 0;

  constructor(options: SwarmOptions) {
    this.#options = options;
    const before = options.statePath === undefined ? undefined : readSwarmState(options.statePath, options);
    this.#done = before?.done ?? [];
    this.#eventsRun = before?.eventsRun ?? 0;
    this.#secondsBefore = before?.seconds ?? 0;
    if (before !== undefined) this.#tally.merge(before.tally);
    this.#failed = [...(before?.failed ?? [])];
    const wanted: Span = [options.from, options.from + options.seeds];
    this.#parts = [...partsLeft(wanted, this.#done, partSize)];
  }

  async run(): Promise<void> {
    const count = Math.min(this.#options.workers, this.#parts.length);
    await Promise.all(Array.from({ length: count }, () => this.#work()));
    this.#save(true);
  }

  report(): SwarmReport {
    const seconds = this.#seconds();
    return {
      seeds: this.#seedsDone(),
      failed: this.#failed,
      tally: this.#tally.read(),
      eventsPerSecond: Math.round(this.#eventsRun / Math.max(seconds, 1 / milli)),
      seconds,
      isWhole: this.#parts.length === 0,
    };
  }

  /** One thread's share of the work: parts until there are none, or the signal comes. */
  async #work(): Promise<void> {
    const { profile, once, signal } = this.#options;
    let thread: Worker | undefined;
    try {
      for (let part = this.#next(); part !== undefined; part = this.#next()) {
        thread ??= startThread('swarm-worker', { profile, once });
        const report = await answerOf(thread, part, signal);
        if (report === 'stopped') {
          this.#parts.unshift(part);
          return;
        }
        if (report instanceof Error) {
          await thread.terminate();
          thread = undefined;
          this.#lost(part, report);
        } else this.#take(report);
      }
    } finally {
      await thread?.terminate();
    }
  }

  #next(): Part | undefined {
    return this.#options.signal.aborted ? undefined : this.#parts.shift();
  }

  #take({ from, count, tally, failed, eventsRun }: PartReport): void {
    this.#tally.merge(tally);
    this.#eventsRun += eventsRun;
    this.#finish([from, from + count], failed);
  }

  /** A thread that died takes its seeds with it: they are red until somebody has looked. */
  #lost({ from, count }: Part, error: Error): void {
    const { profile } = this.#options;
    const detail = `the thread of seeds ${from} to ${from + count - 1} ended: ${error.message}`;
    this.#finish([from, from + count], [{ seed: String(from), profile, invariant: 'run', step: 0, detail }]);
  }

  #finish(span: Span, failed: readonly FailedSeed[]): void {
    this.#done = withSpan(this.#done, span);
    this.#failed.push(...failed);
    this.#save(false);
    this.#options.heard({
      done: this.#seedsDone(),
      failed,
      failedCount: this.#failed.length,
      eventsPerSecond: Math.round(this.#eventsRun / Math.max(this.#seconds(), 1 / milli)),
    });
  }

  #seedsDone(): number {
    return this.#done.reduce((sum, [from, end]) => sum + end - from, 0);
  }

  #seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#started) / milli;
  }

  #save(isLast: boolean): void {
    const { statePath, profile, once } = this.#options;
    const now = performance.now();
    if (statePath === undefined || (!isLast && now - this.#savedAt < saveMilliseconds)) return;
    this.#savedAt = now;
    const state: Omit<SwarmState, 'format'> = {
      profile,
      once,
      done: this.#done,
      tally: this.#tally.read(),
      failed: this.#failed,
      eventsRun: this.#eventsRun,
      seconds: this.#seconds(),
    };
    writeSwarmState(statePath, state);
  }
}

/** What the thread makes of the part; an error when it ends without an answer. */
async function answerOf(
  thread: Worker,
  part: Part,
  signal: AbortSignal,
): Promise<PartReport | Error | 'stopped'> {
  return await new Promise((resolve) => {
    const answer = (found: PartReport | Error | 'stopped'): void => {
      thread.off('message', answer);
      thread.off('error', answer);
      thread.off('exit', ended);
      signal.removeEventListener('abort', stopped);
      resolve(found);
    };
    const stopped = (): void => answer('stopped');
    const ended = (code: number): void => answer(new Error(`exit code ${code}`));
    thread.on('message', answer);
    thread.on('error', answer);
    thread.on('exit', ended);
    signal.addEventListener('abort', stopped, { once: true });
    thread.postMessage(part);
  });
}
