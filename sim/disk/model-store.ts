/**
 * The store on the simulated disk, behind the port that LMDB stands behind: what a commit does in each of
 * its parts, and where it may stop.
 *
 * Source: dst.md 2.1 (order of pages, sync and head; in either mode), 2.6 (legal outcomes), storage/store.ts.
 *
 *  overlap off   pages → sync → head, synced → visible, and the commit returns.
 *  overlap on    pages → head, not synced → visible → sync → head again, synced → the commit returns.
 *
 * So a process that ends at `sync` leaves nothing with overlap off; with overlap on the rows are there, and
 * gone after a power loss. At `head` (`meta` in plans) they are there or not, which is drawn.
 */
import { bytesEqual } from '../../kernel/std/bytes.ts';
import { StoreError, checkRows } from '../../storage/store.ts';
import type { Range, Row, Store, Unchanged } from '../../storage/store.ts';
import type { TableName } from '../../storage/tables.ts';
import { MachineStopped } from './disk.ts';
import type { CommitResult, Strike } from './disk.ts';
import { faultOf, rowName, showRows, stopMachine, syncRows } from './disk-state.ts';
import type { DiskState, Opening } from './disk-state.ts';
import { keysIn, tableOf } from './rows.ts';
import type { TableRows } from './rows.ts';

/** A read that the machine could not carry out, as the platform says it. */
export class ReadFailed extends Error {
  readonly code = 'EIO';
}

/** The store of one opening. */
export function openModelStore(state: DiskState, opening: Opening): Store {
  return {
    get: (table, key) => {
      const { values } = readable(state, opening, table);
      noteRead(state, table, key);
      const value = values.get(key);
      return value === undefined ? undefined : state.copied(value);
    },
    range: (table, range) => {
      const found = readable(state, opening, table);
      return rowsOf(state, opening, { table, found, range });
    },
    commit: (rows, unchanged) => {
      commit(state, opening, { rows, unchanged });
    },
    sizeBytes: () => {
      assertStands(opening);
      return state.rows.sizeBytes;
    },
    close: () => {
      if (opening.standing === 'open') opening.standing = 'closed';
      return Promise.resolve();
    },
  };
}

function assertStands({ standing }: Opening): void {
  if (standing === 'closed') throw new StoreError('closed', 'the store is closed');
  if (standing === 'stopped') throw new MachineStopped('the machine has stopped');
}

function readable(state: DiskState, opening: Opening, table: TableName): TableRows {
  assertStands(opening);
  if (state.failsNextRead) {
    state.failsNextRead = false;
    state.counts.applied('read-error');
    state.counts.observed('read-error');
    throw new ReadFailed('the machine could not read');
  }
  return tableOf(state.rows, table);
}

type Reading = { readonly table: TableName; readonly found: TableRows; readonly range: Range };

function* rowsOf(
  state: DiskState,
  opening: Opening,
  { table, found, range }: Reading,
): Iterable<readonly [string, Uint8Array]> {
  for (const key of keysIn(found, range)) {
    assertStands(opening);
    noteRead(state, table, key);
    yield [key, state.copied(found.values.get(key) ?? new Uint8Array())];
  }
}

function noteRead({ rotten, counts }: DiskState, table: TableName, key: string): void {
  if (rotten.size > 0 && rotten.delete(rowName(table, key))) counts.observed('rot');
}

type Committing = { readonly rows: readonly Row[]; readonly unchanged: Unchanged | undefined };

function commit(state: DiskState, opening: Opening, committing: Committing): void {
  assertStands(opening);
  const afterFailure = opening.isPoisoned;
  state.attempts += 1;
  let result: CommitResult = 'refused';
  try {
    refuseWhatCannotBe(state, opening, committing.rows);
    result = 'failed';
    assertUnchanged(state, opening, committing.unchanged);
    result = write(state, opening, committing.rows);
  } finally {
    state.tell(opening.standing === 'stopped' ? 'crashed' : result, afterFailure);
  }
}

/** Throws what is found before anything is written, and what leaves the store as usable as it was. */
function refuseWhatCannotBe(state: DiskState, opening: Opening, rows: readonly Row[]): void {
  if (opening.isPoisoned) throw new StoreError('poisoned', 'an earlier commit failed');
  checkRows(rows);
  if (state.room === 'free') return;
  if (state.room === 'full') {
    state.room = 'full-and-told';
    state.counts.applied('disk-full');
    state.counts.observed('disk-full');
  }
  throw new StoreError('disk-full', 'the disk is full');
}

function assertUnchanged(state: DiskState, opening: Opening, unchanged: Unchanged | undefined): void {
  if (unchanged === undefined) return;
  const { table, key, value } = unchanged;
  const present = tableOf(state.rows, table).values.get(key);
  const isSame =
    present === undefined || value === undefined ? present === value : bytesEqual(present, value);
  if (isSame) return;
  opening.isPoisoned = true;
  throw new StoreError('conflict', 'another writer changed the store');
}

/** Carries the commit out as far as the strike that is next lets it. */
function write(state: DiskState, opening: Opening, rows: readonly Row[]): CommitResult {
  const strike = state.strikes.shift();
  const isStruck = strike !== undefined && (strike.kind !== 'false-success' || state.options.overlap);
  if (!isStruck) {
    showRows(state, rows, true);
    syncRows(state);
    return 'done';
  }
  state.counts.applied(faultOf(strike));
  if (strike.kind === 'false-success') {
    state.isLying = true;
    showRows(state, rows, true);
    return 'done';
  }
  state.counts.observed(faultOf(strike));
  if (strike.kind === 'crash') return crash(state, rows, strike);
  if (strike.effect === 'visible' && state.options.overlap) showRows(state, rows, true);
  opening.isPoisoned = true;
  throw new StoreError('commit-failed', 'the medium could not sync');
}

type Crash = Extract<Strike, { readonly kind: 'crash' }>;

/** The machine stops in a part of the commit. */
function crash(state: DiskState, rows: readonly Row[], { part, power }: Crash): never {
  const landed = landedAt(state, part);
  if (landed !== 'nowhere') showRows(state, rows, true);
  if (landed === 'on the medium') syncRows(state);
  stopMachine(state, power);
  throw new MachineStopped(`the machine stopped in a commit: ${part}`);
}

/** How far the rows of a commit came that stops in that part. */
function landedAt(
  { options, attempts }: DiskState,
  part: Crash['part'],
): 'nowhere' | 'in memory' | 'on the medium' {
  const isHeadWritten = part === 'after' || (part === 'meta' && options.draw(2, attempts) === 1);
  if (isHeadWritten) return 'on the medium';
  return options.overlap && part !== 'pages' ? 'in memory' : 'nowhere';
}
