/**
 * The derived tables made anew: the views from the log, the indexes of the escrow from its entries. Works
 * in bounded memory on stores of any size; the copy goes to a scratch store of the caller's choice.
 *
 * Source: DESIGN 3; dst.md I-38, I-39.
 */
import { LRUCache } from 'lru-cache';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import type { Said } from '../kernel/cesr/qualified.ts';
import { stateAfter } from '../kernel/state/evolve.ts';
import type { KeyState } from '../kernel/state/key-state.ts';
import type { StoredEvent } from '../kernel/state/stored.ts';
import { differencesOf } from './compare.ts';
import type { Difference } from './compare.ts';
import { readEntry, readStoredEvent, writeOf } from './entry.ts';
import { addWaiting, advanceEscrow, escrowRows, openEscrowTables } from './escrow.ts';
import { openHead } from './head.ts';
import { ordinalKey, ordinalOf } from './key.ts';
import { openPendingTable } from './pending-table.ts';
import { damaged, decodeRecord, ordinalOfKey } from './record.ts';
import { waitingCodec } from './codec/waiting.ts';
import type { Row, Store } from './store.ts';
import { derivedTables } from './tables.ts';
import type { TableName } from './tables.ts';
import { addToViews, clearViews, openViews, viewKey, viewRows } from './views.ts';

/** How many entries one commit of a rebuild takes. */
const batchCount = 1000;
const establishmentCountMax = 1000;

/** Adds one record after the other to the views of a scratch store. */
export type ViewBuilder = {
  /** Throws `StoreDamaged` when the record does not hold what its kind says. */
  readonly add: (ordinal: number, bytes: Uint8Array) => void;
  readonly finish: () => void;
};

/** Builds views in `scratch` from the records of `source`. */
export function openViewBuilder(source: Store, scratch: Store, algorithms: Algorithms): ViewBuilder {
  const views = openViews(scratch);
  const establishments = new LRUCache<Said, StoredEvent>({ max: establishmentCountMax });
  let pendingCount = 0;

  function establishmentOf(stored: StoredEvent): StoredEvent {
    if (stored.standing !== undefined) {
      establishments.set(stored.event.said, stored);
      return stored;
    }
    const { said } = stored.establishment;
    const known = establishments.get(said) ?? readEstablishment(said);
    establishments.set(said, known);
    return known;
  }

  function readEstablishment(said: Said): StoredEvent {
    const ordinal = views.events.get(viewKey.said(said));
    const bytes = ordinal === undefined ? undefined : source.get('log', ordinalKey(ordinal));
    if (ordinal === undefined || bytes === undefined)
      throw damaged(ordinal ?? 0, `the establishment event ${said} is missing`);
    return readStoredEvent({ record: decodeRecord(bytes, ordinal), ordinal, algorithms });
  }

  function stateOf(stored: StoredEvent): KeyState {
    return stateAfter(stored, establishmentOf(stored));
  }

  function flush(): void {
    scratch.commit(viewRows(views));
    clearViews(views);
    pendingCount = 0;
  }

  return {
    add: (ordinal, bytes) => {
      const entry = readEntry({ record: decodeRecord(bytes, ordinal), ordinal, algorithms });
      addToViews(views, writeOf(entry, stateOf), ordinal);
      pendingCount += 1;
      if (pendingCount >= batchCount) flush();
    },
    finish: flush,
  };
}

/** Builds the indexes of the escrow of `source` in `scratch`, and its entries beside them. */
export function rebuildEscrow(source: Store, scratch: Store, algorithms: Algorithms): void {
  const entries = openPendingTable(source, 'escrow', waitingCodec(algorithms));
  const tables = openEscrowTables(scratch, algorithms, 1);
  let count = 0;
  for (const [key, waiting] of entries.range({})) {
    addWaiting(tables, waiting, ordinalOf(key));
    count += 1;
    if (count % batchCount !== 0) continue;
    scratch.commit(escrowRows(tables));
    advanceEscrow(tables);
  }
  scratch.commit(escrowRows(tables));
}

/** Every difference between the derived tables of a store and those of a scratch store. */
export function* derivedDifferences(store: Store, scratch: Store): Iterable<Difference> {
  for (const table of derivedTables) yield* differencesOf(store, scratch, table);
}

export type RebuildReport = {
  /** Records read. */
  readonly records: number;
  /** Rows put right, by table; empty when everything was. */
  readonly changed: ReadonlyMap<TableName, number>;
};

/**
 * Makes the derived tables of `store` anew in the empty `scratch` and puts right every row that differs.
 * The log and the entries of the escrow are not touched. Throws `StoreDamaged` when they are damaged:
 * nothing can be rebuilt from those. A process that dies in between leaves a store that can be rebuilt.
 */
export function rebuildStore(store: Store, scratch: Store, algorithms: Algorithms): RebuildReport {
  const { count } = openHead(store);
  const builder = openViewBuilder(store, scratch, algorithms);
  for (const [key, bytes] of store.range('log', {})) builder.add(ordinalOfKey(key), bytes);
  builder.finish();
  rebuildEscrow(store, scratch, algorithms);
  const changed = new Map<TableName, number>();
  let rows: Row[] = [];
  for (const { table, key, right } of derivedDifferences(store, scratch)) {
    changed.set(table, (changed.get(table) ?? 0) + 1);
    rows.push({ table, key, value: right });
    if (rows.length < batchCount) continue;
    store.commit(rows);
    rows = [];
  }
  if (rows.length > 0) store.commit(rows);
  return { records: count, changed };
}
