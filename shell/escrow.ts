/** The escrow of a host, for people: what waits and why, try it now, take it out. */
import type { Micros } from '../kernel/cesr/qualified.ts';
import type { EscrowKind, Waiting } from '../kernel/state/escrow.ts';
import type { Decision } from '../kernel/state/decision.ts';
import type { Outcome } from '../kernel/settle.ts';
import type { History } from '../storage/history.ts';
import { KeelsonError } from './errors.ts';
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

export class Escrow {
  readonly #parts: EscrowParts;

  constructor(parts: EscrowParts) {
    this.#parts = parts;
  }

  /** What waits, in order of arrival. */
  list(filter: EscrowFilter = {}): readonly Waiting[] {
    const page = this.#parts.history.waiting({ countMax: Number.POSITIVE_INFINITY });
    return page.map(({ waiting }) => waiting).filter((waiting) => matches(waiting, filter));
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
    const tries = this.list(filter).map(({ id }) => this.#run((at) => command(id, at)));
    const outcomes = await Promise.all(tries);
    return outcomes.flat().map(({ step }) => step.decision);
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
