/** Those who want to hear what a host decided and what it has to tell others, after it is durable. */
import type { Command } from '../kernel/command.ts';
import type { Outcome } from '../kernel/settle.ts';
import type { Decision } from '../kernel/state/decision.ts';
import type { Send, Write } from '../kernel/state/effect.ts';
import type { LogEntry } from '../storage/entry.ts';
import type { Heard, Hearer } from './channels/channel.ts';
import type { KeelsonError } from './errors.ts';

export type HostEvent =
  /** An entry of the log from before the subscription; `from` asks for these. */
  | { readonly kind: 'entry'; readonly ordinal: number; readonly entry: LogEntry }
  /**
   * A decision. `cause` says whether the message arrived, was tried again, or was removed; `outcome` is the
   * command with everything the decision wrote and sent, for judges.
   */
  | {
      readonly kind: 'decision';
      readonly decision: Decision;
      readonly cause: Command['kind'];
      readonly outcome: Outcome;
    }
  /** Something to tell others. KERIpy: cue. */
  | { readonly kind: 'cue'; readonly cue: Send };

export type Listener = (event: HostEvent) => void;

export class Subscriptions {
  readonly #listeners = new Set<Listener>();
  readonly #hearers = new Set<Hearer>();
  readonly #failed: (error: unknown) => void;
  #entryCount: number;

  /** `failed` is told what a listener throws; it disturbs nobody else. The log has `entryCount` entries so far. */
  constructor(failed: (error: unknown) => void, entryCount: number) {
    this.#failed = failed;
    this.#entryCount = entryCount;
  }

  /** Entries of the log that everybody was told. */
  get entryCount(): number {
    return this.#entryCount;
  }

  /** Adds a channel; answers a function that takes it out. */
  join(hearer: Hearer): () => void {
    this.#hearers.add(hearer);
    return () => void this.#hearers.delete(hearer);
  }

  /** False while a channel wants whoever brings `more` to be held back. */
  hasRoomFor(more: number): boolean {
    for (const hearer of this.#hearers) if (!hearer.hasRoomFor(more)) return false;
    return true;
  }

  /** Nothing is decided any more; listeners need not know, channels end. */
  end(reason: KeelsonError): void {
    for (const hearer of this.#hearers) hearer.end(reason);
    this.#hearers.clear();
  }

  get isEmpty(): boolean {
    return this.#listeners.size === 0;
  }

  /** Adds a listener; answers a function that takes it out. */
  add(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Tells everybody what one command and what it freed came to. Throws, after everybody was told, what a channel threw that
   * could not read.
   */
  publish(outcomes: readonly Outcome[]): void {
    const failures: unknown[] = [];
    for (const outcome of outcomes) {
      const { command, step } = outcome;
      const from = this.#entryCount;
      this.#entryCount += step.writes.filter(isEntry).length;
      this.#hear({ outcome, from, next: this.#entryCount }, failures);
      this.#tell({ kind: 'decision', decision: step.decision, cause: command.kind, outcome });
      for (const cue of step.sends) this.#tell({ kind: 'cue', cue });
    }
    if (failures.length > 0) throw failures[0];
  }

  #hear(heard: Heard, failures: unknown[]): void {
    for (const hearer of this.#hearers) {
      try {
        hearer.hear(heard);
      } catch (error) {
        failures.push(error);
      }
      if (hearer.hasEnded) this.#hearers.delete(hearer);
    }
  }

  #tell(event: HostEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#failed(error);
      }
    }
  }
}

/** Whether a write is an entry of the log, and not a change of the escrow. */
function isEntry({ kind }: Write): boolean {
  return kind !== 'put-waiting' && kind !== 'remove-waiting';
}
