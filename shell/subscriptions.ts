/** Those who want to hear what a host decided and what it has to tell others, after it is durable. */
import type { Command } from '../kernel/command.ts';
import type { Outcome } from '../kernel/settle.ts';
import type { Decision } from '../kernel/state/decision.ts';
import type { Send } from '../kernel/state/effect.ts';
import type { LogEntry } from '../storage/entry.ts';

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
  readonly #failed: (error: unknown) => void;

  /** `failed` is told what a listener throws; it disturbs nobody else. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  get isEmpty(): boolean {
    return this.#listeners.size === 0;
  }

  /** Adds a listener; answers a function that takes it out. */
  add(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Tells everybody what one command and what it freed came to. */
  publish(outcomes: readonly Outcome[]): void {
    if (this.#listeners.size === 0) return;
    for (const outcome of outcomes) {
      const { command, step } = outcome;
      this.#tell({ kind: 'decision', decision: step.decision, cause: command.kind, outcome });
      for (const cue of step.sends) this.#tell({ kind: 'cue', cue });
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
