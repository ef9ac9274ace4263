/**
 * One command and everything it frees: what arrives wakes what waited, until nothing more moves.
 *
 * Source: DESIGN 2.2. Bounded: what is left at `stepsMax` is tried again when it is due.
 */
import type { Command } from './command.ts';
import type { Write } from './state/effect.ts';
import type { Step } from './state/step.ts';
import type { View } from './state/view.ts';
import { step } from './step.ts';

export type Outcome = { readonly command: Command; readonly step: Step };

/** Steps one command may cause, itself included. */
export const stepsPerCommandMax = 16_384;

/**
 * Runs `command` and the retries it causes, in order of waking. `apply` makes the writes of each step
 * visible in `view` before the next one.
 */
export function settle(
  view: View,
  command: Command,
  apply: (writes: readonly Write[]) => void,
): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  const queue: Command[] = [command];
  const queued = new Set<string>();
  for (let at = 0; at < queue.length && outcomes.length < stepsPerCommandMax; at++) {
    const current = queue[at];
    if (current === undefined) break;
    if (current.kind === 'retry') queued.delete(current.id);
    const outcome = step(view, current);
    if (outcome === undefined) continue;
    apply(outcome.writes);
    outcomes.push({ command: current, step: outcome });
    for (const id of outcome.wakes.flatMap((key) => view.log.waitingFor(key))) {
      if (queued.has(id)) continue;
      queued.add(id);
      queue.push({ kind: 'retry', id, at: command.at });
    }
  }
  return outcomes;
}
