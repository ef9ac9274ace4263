/**
 * The simulated disk, put together. Its state outlives the stores that are opened on it.
 *
 * Source: dst.md 2.6.
 */
import type { Store } from '../../storage/store.ts';
import type { Disk, DiskOptions } from './disk.ts';
import { diskStateOf, faultOf, rowName, showRows, stopMachine, syncRows } from './disk-state.ts';
import type { CommitListener, DiskState } from './disk-state.ts';
import { openModelStore } from './model-store.ts';
import { damageOf } from './rot.ts';
import type { RotKind } from './rot.ts';
import { clearRows, copyRows, emptyRows } from './rows.ts';
import type { Rows } from './rows.ts';

/** An empty disk. */
export function openDisk(options: DiskOptions): Disk {
  const listeners: CommitListener[] = [];
  const state = diskStateOf(options, emptyRows(), (result, afterFailure) => {
    for (const listener of listeners) listener(result, afterFailure);
  });
  const { counts } = state;
  return {
    open: () => openAgain(state),
    strikeNextCommit: (strike) => {
      counts.requested(faultOf(strike));
      state.strikes.push(strike);
    },
    failNextRead: () => {
      state.failsNextRead = true;
    },
    spareReads: () => {
      state.failsNextRead = false;
    },
    stop: (power) => {
      counts.requested('crash');
      counts.applied('crash');
      if (stopMachine(state, power) > 0) counts.observed('crash');
    },
    halt: (power) => void stopMachine(state, power),
    rot: (how, pick) => rot(state, how, pick),
    fill: (isFull) => {
      if (isFull) counts.requested('disk-full');
      state.room = isFull ? 'full' : 'free';
    },
    restore: (moment) => restore(state, moment),
    heal: () => {
      state.strikes.length = 0;
      state.room = 'free';
      state.failsNextRead = false;
      state.isLying = false;
    },
    wipe: () => {
      state.opening.standing = 'stopped';
      state.rotten.clear();
      state.undo.forget();
      clearRows(state.rows);
    },
    copy: () => copyOf(state.rows),
    version: () => state.rows.version,
    watch: (listener) => void listeners.push(listener),
    counts: counts.all,
  };
}

function openAgain(state: DiskState): Store {
  if (state.opening.standing === 'open') state.opening.standing = 'closed';
  state.opening = { standing: 'open', isPoisoned: false };
  state.failsNextRead = false;
  state.isLying = false;
  return openModelStore(state, state.opening);
}

/** How many draws of chance a damage may take. */
const drawsPerPick = 64;

function rot(state: DiskState, how: RotKind, pick: number): boolean {
  const { rows, undo, counts, rotten, options } = state;
  counts.requested('rot');
  const draw = (below: number, place: number): number => options.draw(below, pick * drawsPerPick + place);
  const damage = damageOf(how, { rows, undo, draw });
  if (damage === undefined) return false;
  const isSynced = undo.isSynced();
  showRows(state, damage, false);
  if (isSynced) syncRows(state);
  for (const { table, key } of damage) rotten.set(rowName(table, key), how);
  counts.applied('rot');
  return true;
}

function restore(state: DiskState, moment: number): boolean {
  const { counts } = state;
  counts.requested('restore-snapshot');
  const lost = state.undo.restore(moment);
  if (lost === undefined) return false;
  state.opening.standing = 'stopped';
  counts.applied('restore-snapshot');
  if (lost > 0) counts.observed('restore-snapshot');
  return true;
}

/** The rows in a store of its own that nothing strikes. */
function copyOf(rows: Rows): Store {
  const options = { now: () => 0, draw: () => 0, overlap: false, undoCountMax: 0 };
  return openAgain(diskStateOf(options, copyRows(rows), () => undefined));
}
