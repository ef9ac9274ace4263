/**
 * Which logs of a large store are judged together: parts of bounded size, each with the logs that its own
 * lean on. Judging a part needs no more than these in memory.
 *
 * Source: I-17 (receipts lean on the log of the receiptor), I-24 and I-25 (delegates lean on the logs of their delegators, up
 * to the root).
 */
import type { Attachments } from '../kernel/cesr/attachments.ts';
import type { Prefix } from '../kernel/cesr/qualified.ts';
import type { Entry } from './entry.ts';

/** Some of the logs of a store. */
export type LogPart = {
  readonly judged: ReadonlySet<Prefix>;
  /** Those that the judged ones lean on. */
  readonly known: ReadonlySet<Prefix>;
};

type Leaning = { count: number; delegator: Prefix | undefined; readonly receiptors: Set<Prefix> };

/** The identifier whose log an entry is about; undefined for entries that are about no log of key events. */
export function logOfEntry(entry: Entry): Prefix | undefined {
  if (entry.kind === 'append-event') return entry.stored.event.prefix;
  if (entry.kind === 'append-attachments') return entry.prefix;
  return entry.kind === 'append-duplicity' ? entry.evidence.event.prefix : undefined;
}

/** Divides the logs among parts of about `eventCountMax` events, in the order of their first entries. */
export function logParts(entries: Iterable<Entry>, eventCountMax: number): readonly LogPart[] {
  const logs = leaningsOf(entries);
  const parts: LogPart[] = [];
  let judged = new Set<Prefix>();
  let count = 0;
  const close = (): void => {
    if (judged.size > 0) parts.push({ judged, known: leanedOn(judged, logs) });
  };
  for (const [prefix, leaning] of logs) {
    if (count + leaning.count > eventCountMax && judged.size > 0) {
      close();
      [judged, count] = [new Set(), 0];
    }
    judged.add(prefix);
    count += leaning.count;
  }
  close();
  return parts;
}

function leaningsOf(entries: Iterable<Entry>): ReadonlyMap<Prefix, Leaning> {
  const logs = new Map<Prefix, Leaning>();
  for (const entry of entries) {
    const prefix = logOfEntry(entry);
    if (prefix === undefined) continue;
    const leaning = logs.get(prefix) ?? { count: 0, delegator: undefined, receiptors: new Set() };
    logs.set(prefix, leaning);
    leaning.count += 1;
    if (entry.kind === 'append-event' && 'delegator' in entry.stored.event)
      leaning.delegator = entry.stored.event.delegator;
    if (entry.kind !== 'append-duplicity' && 'attachments' in entry)
      addReceiptors(leaning.receiptors, entry.attachments);
  }
  return logs;
}

function addReceiptors(receiptors: Set<Prefix>, { transferableReceipts }: Attachments): void {
  for (const { prefix } of transferableReceipts) receiptors.add(prefix);
}

function leanedOn(judged: ReadonlySet<Prefix>, logs: ReadonlyMap<Prefix, Leaning>): ReadonlySet<Prefix> {
  const known = new Set<Prefix>();
  for (const prefix of judged) {
    let boss = logs.get(prefix)?.delegator;
    while (boss !== undefined && !known.has(boss)) {
      known.add(boss);
      boss = logs.get(boss)?.delegator;
    }
  }
  for (const prefix of judged)
    for (const receiptor of logs.get(prefix)?.receiptors ?? []) known.add(receiptor);
  for (const prefix of judged) known.delete(prefix);
  return known;
}
