/**
 * Judges one log that is kept somewhere: every promise that its entries alone can break.
 *
 * Source: dst.md 4, when R. A log is read once, in order, and what it remembers stays in memory meanwhile; one
 * of more entries than `entryCountMax` is read once to be divided, and once for each part.
 */
import type { Prefix } from '../kernel/cesr/qualified.ts';
import type { KeyState } from '../kernel/state/key-state.ts';
import type { Entry } from './entry.ts';
import type { Finding, Given, Judge } from './judge.ts';
import { judgeClaims, keyStateIsFold } from './log/key-state-is-fold.ts';
import { logOfEntry, logParts } from './log-parts.ts';
import type { LogPart } from './log-parts.ts';
import { openPanel } from './panel.ts';
import type { Judged } from './panel.ts';
import { judges } from './registry.ts';

type PlacedEntry = { readonly ordinal: number; readonly entry: Entry };

/** What is judged. */
export type JudgedLog = {
  /** Reads all entries from the first one on, without a gap; asked again for each part of a large log. */
  readonly entries: () => Iterable<PlacedEntry>;
  /** How many entries there are. */
  readonly count: number;
  /** The key states that are claimed at the end of the log; undefined when nobody claims any. */
  readonly keyState: ((prefix: Prefix) => KeyState | undefined) | undefined;
  /** Entries that are held in memory at once, about; some 2 kilobytes each. */
  readonly entryCountMax?: number;
  /** Told now and then how many entries were read of all that are to be read. */
  readonly progress?: (read: number, of: number) => void;
};

/** Findings name the ordinal as their step. */
export type LogVerdict = { readonly findings: readonly Finding[]; readonly judged: Judged };

/** The judges that need no more than the entries of one log. */
export const judgesOfLogs: readonly Judge[] = judges.filter(({ needs }) => needs === 'log');

/** The name that a log has among nodes when it is judged alone. */
const loneNode = 'store';
const entryCountMaxDefault = 200_000;
const progressCount = 1000;

/** Judges a log. */
export function judgeLog(log: JudgedLog, given: Given): LogVerdict {
  const { count, entryCountMax = entryCountMaxDefault, progress } = log;
  if (count <= entryCountMax)
    return judgePart({ ...log, entries: counted(log.entries, count, progress) }, given);
  const parts = logParts(entriesOf(log.entries), entryCountMax);
  let read = count;
  const of = count * (parts.length + 1);
  const told = (done: number): void => progress?.(read + done, of);
  const verdicts = parts.map((part, at) => {
    const verdict = judgePart({ ...log, entries: counted(log.entries, count, told) }, given, {
      part,
      isFirst: at === 0,
    });
    read += count;
    return verdict;
  });
  return verdicts.reduce(joined);
}

function* entriesOf(entries: JudgedLog['entries']): Iterable<Entry> {
  for (const { entry } of entries()) yield entry;
}

function counted(
  entries: JudgedLog['entries'],
  count: number,
  progress: JudgedLog['progress'],
): JudgedLog['entries'] {
  return function* read() {
    let done = 0;
    for (const placed of entries()) {
      yield placed;
      done += 1;
      if (done % progressCount === 0) progress?.(done, count);
    }
  };
}

/** Some of the logs; entries that are about no log belong to the first part. */
type Portion = { readonly part: LogPart; readonly isFirst: boolean };

function judgePart({ entries, keyState }: JudgedLog, given: Given, portion?: Portion): LogVerdict {
  let at = 0;
  const panel = openPanel(judgesOfLogs, given, () => at);
  for (const { ordinal, entry } of entries()) {
    at = ordinal;
    const use = useOf(entry, portion);
    if (use !== 'none') panel[use === 'judge' ? 'entry' : 'keep'](loneNode, ordinal, entry);
  }
  const [findings, judged] = [panel.findings(), panel.judged()];
  if (keyState === undefined) return { findings, judged };
  const claims = judgeClaims(keyState, panel.book(loneNode), portion?.part.known ?? new Set());
  if (claims === undefined) return { findings, judged };
  const { name: invariant } = keyStateIsFold;
  const found = claims === 'holds' ? [] : [{ invariant, node: loneNode, step: at, detail: claims.broken }];
  return {
    findings: [...findings, ...found],
    judged: judged.map(([of, count]) => [of, of === invariant ? count + 1 : count]),
  };
}

function useOf(entry: Entry, portion: Portion | undefined): 'judge' | 'keep' | 'none' {
  if (portion === undefined) return 'judge';
  const prefix = logOfEntry(entry);
  if (prefix === undefined) return portion.isFirst ? 'judge' : 'none';
  if (portion.part.judged.has(prefix)) return 'judge';
  return portion.part.known.has(prefix) ? 'keep' : 'none';
}

function joined(one: LogVerdict, other: LogVerdict): LogVerdict {
  const counts = new Map(other.judged);
  return {
    findings: [...one.findings, ...other.findings].sort((a, b) => a.step - b.step),
    judged: one.judged.map(([name, count]) => [name, count + (counts.get(name) ?? 0)]),
  };
}
