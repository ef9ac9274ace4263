/**
 * Judges one log that is kept somewhere: every promise that its entries alone can break.
 *
 * Source: dst.md 4, when R. Reads the entries once, in order. What the log remembers stays in memory meanwhile.
 */
import type { Prefix } from '../kernel/cesr/qualified.ts';
import type { KeyState } from '../kernel/state/key-state.ts';
import type { Entry } from './entry.ts';
import type { Finding, Given, Judge } from './judge.ts';
import { keyStateIsFold, judgeClaims } from './key-state-is-fold.ts';
import { openPanel } from './panel.ts';
import type { Judged } from './panel.ts';
import { judges } from './registry.ts';

/** What is judged. */
export type JudgedLog = {
  /** From the first entry on, without a gap. */
  readonly entries: Iterable<{ readonly ordinal: number; readonly entry: Entry }>;
  /** The key states that are claimed at the end of the log; undefined when nobody claims any. */
  readonly keyState: ((prefix: Prefix) => KeyState | undefined) | undefined;
};

export type LogVerdict = { readonly findings: readonly Finding[]; readonly judged: Judged };

/** The judges that need no more than the entries of one log. */
export const judgesOfLogs: readonly Judge[] = judges.filter(({ needs }) => needs === 'log');

/** The name that a log has among nodes when it is judged alone. */
export const loneNode = 'store';

/** Judges a log. Findings name the ordinal as their step. */
export function judgeLog({ entries, keyState }: JudgedLog, given: Given): LogVerdict {
  let at = 0;
  const panel = openPanel(judgesOfLogs, given, () => at);
  for (const { ordinal, entry } of entries) {
    at = ordinal;
    panel.entry(loneNode, ordinal, entry);
  }
  const [findings, judged] = [panel.findings(), panel.judged()];
  const claims = keyState === undefined ? undefined : judgeClaims(keyState, panel.book(loneNode), new Set());
  if (claims === undefined) return { findings, judged };
  const { name } = keyStateIsFold;
  return {
    findings:
      claims === 'holds'
        ? findings
        : [...findings, { invariant: name, node: loneNode, step: at, detail: claims.broken }],
    judged: judged.map(([of, count]) => [of, of === name ? count + 1 : count]),
  };
}
