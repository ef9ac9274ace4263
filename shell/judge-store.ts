/**
 * Judges the log of a store: every promise of docs/INVARIANTS.md that a log alone can break, and the key
 * states of the store against a second fold.
 *
 * Source: DESIGN 5 (`keelson store verify`), dst.md 4. For a store whose log was walked and found sound: rows
 * that cannot be read throw. What the node controls is not in its store; who knows it says so.
 */
import { parsePrefix } from '../kernel/cesr/identifiers.ts';
import type { Prefix } from '../kernel/cesr/qualified.ts';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import type { Receiver } from '../kernel/state/view.ts';
import type { Entry } from '../invariants/entry.ts';
import { judgeLog } from '../invariants/judge-log.ts';
import type { LogVerdict } from '../invariants/judge-log.ts';
import type { LogEntry } from '../storage/entry.ts';
import { headsEqual, readHead } from '../storage/head.ts';
import { openLedger } from '../storage/ledger.ts';
import { StoreError } from '../storage/store.ts';
import type { Store } from '../storage/store.ts';
import { KeelsonError } from './errors.ts';

export type JudgingStore = {
  readonly store: Store;
  readonly algorithms: Algorithms;
  /** AIDs that the node of the store controls; undefined when nobody says. */
  readonly own: readonly string[] | undefined;
  readonly compat: Receiver['compat'];
  /** Told now and then how many entries were read of all that are to be read. */
  readonly progress: (read: number, of: number) => void;
};

const keyStateCacheCountMax = 1024;

/** Judges a store. Throws `StoreError` when it cannot be read, or somebody writes to it meanwhile. */
export function judgeStore({ store, algorithms, own, compat, progress }: JudgingStore): LogVerdict {
  const { reader, history, head } = openLedger(store, { algorithms, keyStateCacheCountMax });
  const controlled = own?.map(prefixOf);
  const verdict = judgeLog(
    {
      entries: () => entriesOf(history.entries(0)),
      count: head().count,
      keyState: reader.keyState,
      progress,
    },
    { algorithms, compat, ...(controlled === undefined ? {} : { own: () => controlled }) },
  );
  const after = readHead(store);
  if (verdict.findings.length > 0 && (after === undefined || !headsEqual(head(), after)))
    throw new StoreError('conflict', 'another process writes to the store; end it, and look again');
  return verdict;
}

/** A stored log claims no key state entry by entry. */
function* entriesOf(
  stored: Iterable<{ readonly ordinal: number; readonly entry: LogEntry }>,
): Iterable<{ readonly ordinal: number; readonly entry: Entry }> {
  for (const { ordinal, entry } of stored)
    yield { ordinal, entry: entry.kind === 'append-event' ? { ...entry, state: undefined } : entry };
}

function prefixOf(text: string): Prefix {
  const parsed = parsePrefix(text);
  if (parsed.ok) return parsed.value;
  throw new KeelsonError('usage', { says: `${text} is no identifier: ${parsed.error.says}` });
}
