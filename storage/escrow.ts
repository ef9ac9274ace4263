/**
 * The escrow: waiting messages in order of arrival, and what they are found by. Unlike the views it does
 * not follow from the log; its indexes follow from its entries.
 *
 * Source: DESIGN 2.2; `kernel/state/escrow.ts`.
 */
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import type { Micros } from '../kernel/cesr/qualified.ts';
import { scopesOf } from '../kernel/state/escrow.ts';
import type { EscrowScope, EscrowUsage, WaitKey, Waiting } from '../kernel/state/escrow.ts';
import { assert } from '../kernel/std/assert.ts';
import { ordinalCodec, textCodec, usageCodec } from './codec/plain.ts';
import { waitingCodec } from './codec/waiting.ts';
import { keptOfCommitMax, openDecoded } from './decoded.ts';
import type { Decoded } from './decoded.ts';
import { keyPart, ordinalKey, timeKey } from './key.ts';
import { openPendingTable, rowsOfTables } from './pending-table.ts';
import type { PendingTable } from './pending-table.ts';
import type { Row, Store } from './store.ts';
import { openWaitFilter } from './wait-filter.ts';
import type { WaitFilter } from './wait-filter.ts';

export type EscrowTables = {
  readonly entries: PendingTable<Waiting>;
  /** Entries of `entries` that are committed. */
  readonly decoded: Decoded<string, Waiting>;
  readonly ids: PendingTable<number>;
  readonly waits: PendingTable<string>;
  readonly due: PendingTable<string>;
  readonly usage: PendingTable<EscrowUsage>;
  /** Over the keys of `waits` that entries are found by. */
  readonly filter: WaitFilter;
  /** Over the keys of `ids`. */
  readonly idFilter: WaitFilter;
};

/** The tables of `store`; at most `decodedCountMax` entries are kept decoded. */
export function openEscrowTables(
  store: Store,
  algorithms: Algorithms,
  decodedCountMax: number,
): EscrowTables {
  const waits = openPendingTable(store, 'escrow-waits', textCodec);
  const ids = openPendingTable(store, 'escrow-ids', ordinalCodec);
  return {
    entries: openPendingTable(store, 'escrow', waitingCodec(algorithms)),
    decoded: openDecoded(decodedCountMax),
    ids,
    waits,
    due: openPendingTable(store, 'escrow-due', textCodec),
    usage: openPendingTable(store, 'escrow-usage', usageCodec),
    filter: openWaitFilter(() => partsOf(waits)),
    idFilter: openWaitFilter(() => Array.from(ids.range({}), ([key]) => key)),
  };
}

/** Rows to commit of the escrow. */
export function escrowRows({ entries, ids, waits, due, usage }: EscrowTables): readonly Row[] {
  return rowsOfTables([entries, ids, waits, due, usage]);
}

/** What is pending was committed. */
export function advanceEscrow(tables: EscrowTables): void {
  const { pending } = tables.entries;
  if (pending.size <= keptOfCommitMax)
    for (const [place, waiting] of pending)
      if (waiting !== undefined) tables.decoded.keep(place, waiting, waiting.sizeBytes);
  clearPending(tables);
}

function clearPending({ entries, ids, waits, due, usage }: EscrowTables): void {
  for (const table of [entries, ids, waits, due, usage]) table.clear();
}

/** Forgets what is pending, because it is not wanted. */
export function discardEscrow(tables: EscrowTables): void {
  clearPending(tables);
  tables.filter.forget();
  tables.idFilter.forget();
}

/** The wait keys of an index, as they stand in its keys. */
function* partsOf(waits: PendingTable<string>): Iterable<string> {
  for (const [key] of waits.range({})) yield key.slice(0, key.lastIndexOf('.'));
}

/** The waiting message of that id. */
export function waitingOf(tables: EscrowTables, id: string): Waiting | undefined {
  const { ids, idFilter } = tables;
  if (idFilter.isEmpty()) return undefined;
  const part = keyPart(id);
  const arrival = idFilter.mayHold(part) ? ids.get(part) : undefined;
  return arrival === undefined ? undefined : entryAt(tables, ordinalKey(arrival));
}

function entryAt({ entries, decoded }: EscrowTables, place: string): Waiting | undefined {
  if (entries.pending.has(place)) return entries.get(place);
  return decoded.get(place, () => {
    const value = entries.get(place);
    return value === undefined ? undefined : { value, sizeBytes: value.sizeBytes };
  });
}

/**
 * Puts an entry. `arrival` is its place in the order of arrival; an entry of the same id is replaced and
 * keeps its place.
 */
export function putWaiting(tables: EscrowTables, waiting: Waiting, arrival: number): void {
  const present = tables.ids.get(keyPart(waiting.id));
  if (present !== undefined) removeWaiting(tables, waiting.id);
  addWaiting(tables, waiting, present ?? arrival);
}

/** Adds an entry and its index rows; no entry of the id is there. */
export function addWaiting(tables: EscrowTables, waiting: Waiting, arrival: number): void {
  const place = ordinalKey(arrival);
  tables.entries.put(place, waiting);
  tables.decoded.forget(place);
  tables.ids.put(keyPart(waiting.id), arrival);
  tables.idFilter.add(keyPart(waiting.id));
  for (const part of waitParts(waiting)) {
    tables.waits.put(`${part}.${place}`, waiting.id);
    tables.filter.add(part);
  }
  tables.due.put(`${timeKey(waiting.due)}.${place}`, waiting.id);
  for (const scope of scopesOf(waiting)) addUsage(tables, scope, { count: 1, sizeBytes: waiting.sizeBytes });
}

/** Removes the entry of that id with its index rows; does nothing when there is none. */
export function removeWaiting(tables: EscrowTables, id: string): void {
  const arrival = tables.ids.get(keyPart(id));
  if (arrival === undefined) return;
  const place = ordinalKey(arrival);
  const waiting = entryAt(tables, place);
  assert(waiting?.id === id, 'an id leads to its entry');
  tables.entries.remove(place);
  tables.decoded.forget(place);
  tables.ids.remove(keyPart(id));
  tables.idFilter.remove(keyPart(id));
  for (const part of waitParts(waiting)) {
    tables.waits.remove(`${part}.${place}`);
    tables.filter.remove(part);
  }
  tables.due.remove(`${timeKey(waiting.due)}.${place}`);
  for (const scope of scopesOf(waiting))
    addUsage(tables, scope, { count: -1, sizeBytes: -waiting.sizeBytes });
}

/** What an entry waits for, each once, as key parts. */
function waitParts({ waitsFor }: Waiting): ReadonlySet<string> {
  return new Set(waitsFor.map(keyPart));
}

function addUsage(tables: EscrowTables, scope: EscrowScope, added: EscrowUsage): void {
  const before = usageOf(tables, scope);
  const after = { count: before.count + added.count, sizeBytes: before.sizeBytes + added.sizeBytes };
  assert(after.count >= 0 && after.sizeBytes >= 0, 'no scope holds less than nothing');
  if (after.count === 0) tables.usage.remove(keyPart(scope));
  else tables.usage.put(keyPart(scope), after);
}

const noUsage: EscrowUsage = { count: 0, sizeBytes: 0 };

export function usageOf({ usage }: EscrowTables, scope: EscrowScope): EscrowUsage {
  return usage.get(keyPart(scope)) ?? noUsage;
}

/** Ids of what waits for `key`, oldest first. */
export function idsWaitingFor({ waits, filter }: EscrowTables, key: WaitKey): readonly string[] {
  if (filter.isEmpty()) return [];
  const part = keyPart(key);
  return filter.mayHold(part) ? waits.group(part) : [];
}

/** Ids of what is due at `at`, most overdue first. */
export function idsDue({ due }: EscrowTables, at: Micros, countMax: number): readonly string[] {
  const to = `${timeKey(at + 1n)}`;
  return Array.from(due.range({ to, countMax }), ([, id]) => id);
}
