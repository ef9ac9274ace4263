/** The escrow of a host, for people: what waits and why, try it now, take it out. */
import type { Micros } from '../kernel/cesr/qualified.ts';
import type { EscrowKind, Waiting } from '../kernel/state/escrow.ts';
import type { Decision } from '../kernel/state/decision.ts';
import type { Outcome } from '../kernel/settle.ts';
import type { History } from '../storage/history.ts';
import { KeelsonError } from './errors.ts';
import { waitingEntries } from './waiting-pages.ts';
import type { Writer } from './writer.ts';

/** Which entries; what is not given matches all. */
export type EscrowFilter = {
  readonly kind?: EscrowKind;
  readonly prefix?: string;
  readonly said?: string;
  readonly id?: string;
};

/** What the escrow asks of its host. */
export type EscrowParts = {
  readonly writer: Writer;
  readonly history: History;
};

/** Entries handed to the writer at a time. */
const runCountMax = 1024;

export class Escrow {
  readonly #parts: EscrowParts;

  constructor(parts: EscrowParts) {
    this.#parts = parts;
  }

  /** What waits, in order of arrival, all at once; `entries` takes less memory. */
  list(filter: EscrowFilter = {}): readonly Waiting[] {
    return Array.from(this.entries(filter));
  }

  /** What waits, in order of arrival, read as it is asked for. */
  *entries(filter: EscrowFilter = {}): Iterable<Waiting> {
    for (const waiting of waitingEntries(this.#parts.history)) if (matches(waiting, filter)) yield waiting;
  }

  /** Tries entries again now; answers what each try, and what it freed, came to. */
  async retry(filter: EscrowFilter = {}): Promise<readonly Decision[]> {
    return await this.#each(filter, (id, at) => ({ kind: 'retry', id, at }));
  }

  /** Takes entries out for good; each removal is kept in the log. */
  async remove(filter: EscrowFilter): Promise<readonly Decision[]> {
    if (Object.values<unknown>(filter).every((value) => value === undefined)) {
      throw new KeelsonError('usage', {
        says: 'name what to remove by kind, prefix, said or id; nothing was removed',
      });
    }
    return await this.#each(filter, (id, at) => ({ kind: 'remove', id, at }));
  }

  async #each(
    filter: EscrowFilter,
    command: (id: string, at: Micros) => { kind: 'retry' | 'remove'; id: string; at: Micros },
  ): Promise<readonly Decision[]> {
    const ids = Array.from(this.entries(filter), ({ id }) => id);
    const decisions: Decision[] = [];
    for (let from = 0; from < ids.length; from += runCountMax) {
      const tries = ids.slice(from, from + runCountMax).map((id) => this.#run((at) => command(id, at)));
      const outcomes = await Promise.all(tries);
      for (const { step } of outcomes.flat()) decisions.push(step.decision);
    }
    return decisions;
  }

  #run(
    commandAt: (at: Micros) => { kind: 'retry' | 'remove'; id: string; at: Micros },
  ): Promise<readonly Outcome[]> {
    return new Promise((done, fail) => {
      this.#parts.writer.add(this, { sizeBytes: 0, commandAt, message: undefined, done, fail });
    });
  }

  /** Tries what is due, until nothing due is left that was not tried. */
  async tick(due: () => readonly string[]): Promise<void> {
    const tried = new Set<string>();
    for (;;) {
      const ids = due().filter((id) => !tried.has(id));
      if (ids.length === 0) return;
      for (const id of ids) tried.add(id);
      await Promise.all(ids.map((id) => this.#run((at) => ({ kind: 'retry', id, at }))));
    }
  }
}

function matches(waiting: Waiting, { kind, prefix, said, id }: EscrowFilter): boolean {
  return (
    (kind === undefined || waiting.kind === kind) &&
    (prefix === undefined || waiting.prefix === prefix) &&
    (said === undefined || waiting.said === said) &&
    (id === undefined || waiting.id === id)
  );
}
