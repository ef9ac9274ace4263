/**
 * The ledger: what the kernel reads, and where its writes go. Writes are applied to decoded tables in
 * front of the store, reads see them at once, and one commit makes all of them durable: N applies and one
 * commit leave the same bytes as N applies and N commits.
 *
 * Source: DESIGN 3 (group commit), dst.md 2.5 (R2–R4, R7).
 */
import { LRUCache } from 'lru-cache';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import type { Send, Write } from '../kernel/state/effect.ts';
import type { KeyState } from '../kernel/state/key-state.ts';
import type { LogReader } from '../kernel/state/view.ts';
import {
  advanceEscrow,
  discardEscrow,
  escrowRows,
  openEscrowTables,
  putWaiting,
  removeWaiting,
} from './escrow.ts';
import { headRow, isAt, openHead } from './head.ts';
import type { StoreHead } from './head.ts';
import { openHighWaterMarks } from './high-water.ts';
import { historyOf } from './history.ts';
import type { History } from './history.ts';
import { openLog } from './log.ts';
import { openOutbox } from './outbox.ts';
import type { PlacedSend } from './outbox.ts';
import { readerOf } from './reader.ts';
import type { Sources } from './reader.ts';
import type { Store } from './store.ts';
import { addToViews, clearViews, openViews, viewRows } from './views.ts';

export type LedgerOptions = {
  readonly algorithms: Algorithms;
  /** Key states kept in memory; at least 1. */
  readonly keyStateCacheCountMax: number;
};

/**
 * A ledger over an open store.
 *  1. `reader` and `history` see every applied write.
 *  2. Nothing that depends on an applied write may leave before `commit` has returned.
 *  3. When `commit` throws, the store is poisoned: drop ledger and store, open anew, and go on from there.
 */
export type Ledger = {
  readonly reader: LogReader;
  readonly history: History;
  /** Applies the writes of a step, in order. */
  readonly apply: (writes: readonly Write[]) => void;
  /** Puts what is to be told to others into the outbox, in order. It stays there until it was handed off. */
  readonly send: (sends: readonly Send[]) => void;
  /** Committed sends from a number on, at most `countMax`. */
  readonly sendsFrom: (number: number, countMax: number) => readonly PlacedSend[];
  /** Sends below `number` were handed off: the next commit takes them out. */
  readonly handedOff: (number: number) => void;
  /** Raises the high-water marks of what an own AID is to receipt as a witness. */
  readonly mark: (sends: readonly Send[]) => void;
  /** Makes everything applied durable in one transaction; does nothing when nothing is. */
  readonly commit: () => void;
  /** Forgets everything applied since the last commit. */
  readonly discard: () => void;
  /** About how many bytes a commit would store, log records alone. */
  readonly pendingSizeBytes: () => number;
  /** Where the store stands; committed writes only. */
  readonly head: () => StoreHead;
};

/** Rows of a kind that are kept decoded, at most; fewer where the caller keeps fewer key states. */
const decodedCountMost = 1024;

function openSources(store: Store, options: LedgerOptions, head: StoreHead): Sources {
  const { algorithms, keyStateCacheCountMax } = options;
  const decodedCountMax = Math.min(keyStateCacheCountMax, decodedCountMost);
  return {
    log: openLog(store, { algorithms, decodedCountMax }, head),
    views: openViews(store),
    escrow: openEscrowTables(store, algorithms, decodedCountMax),
    keyStates: new LRUCache<string, KeyState>({ max: keyStateCacheCountMax }),
  };
}

/** Opens the ledger of a store; throws `StoreError` as `openHead` does. */
export function openLedger(store: Store, options: LedgerOptions): Ledger {
  let head = openHead(store);
  /** The row of `head`, which a commit expects to find. */
  let present = headRow(head);
  let escrowChanges = head.escrowChanges;
  let pendingSize = 0;
  const sources = openSources(store, options, head);
  const { log, views, escrow, keyStates } = sources;
  const reader = readerOf(sources);
  const outbox = openOutbox(store, head);
  const highWater = openHighWaterMarks(store, head);

  function applyOne(write: Write): void {
    if (write.kind === 'put-waiting' || write.kind === 'remove-waiting') {
      const { waiting } = write;
      if (write.kind === 'put-waiting') putWaiting(escrow, waiting, escrowChanges);
      else removeWaiting(escrow, waiting.id);
      escrowChanges += 1;
      return;
    }
    pendingSize += sizeOf(write);
    addToViews(views, write, log.append(write));
  }

  function commit(): void {
    const numbers = { count: log.count(), escrowChanges, ...outbox.bounds(), ...highWater.bounds() };
    if (isAt(head, numbers) && !highWater.isPending()) return;
    const { rows, end } = log.rows();
    const next: StoreHead = { ...numbers, ...end };
    const others = [...viewRows(views), ...escrowRows(escrow), ...outbox.rows(), ...highWater.rows()];
    const following = headRow(next);
    store.commit([...rows, ...others, following], present);
    head = next;
    present = following;
    outbox.advance();
    highWater.advance();
    for (const [key, state] of views.states.pending) keyStates.set(key, state);
    log.advance(end);
    clearViews(views);
    advanceEscrow(escrow);
    pendingSize = 0;
  }

  return {
    reader,
    history: historyOf(sources, reader),
    apply: (writes) => {
      writes.forEach(applyOne);
    },
    send: outbox.put,
    sendsFrom: outbox.from,
    handedOff: outbox.removeBelow,
    mark: highWater.raise,
    commit,
    discard: () => {
      outbox.discard();
      highWater.discard();
      log.discard();
      clearViews(views);
      discardEscrow(escrow);
      escrowChanges = head.escrowChanges;
      pendingSize = 0;
    },
    pendingSizeBytes: () => pendingSize,
    head: () => head,
  };
}

/** What a record holds beside its message, at least. */
const recordOverheadSizeBytes = 256;

function sizeOf(write: Write): number {
  switch (write.kind) {
    case 'append-event':
      return (
        recordOverheadSizeBytes +
        write.stored.event.raw.length +
        100 * write.attachments.controllerSignatures.length
      );
    case 'append-duplicity':
      return recordOverheadSizeBytes + write.evidence.event.raw.length;
    case 'append-reply':
      return recordOverheadSizeBytes + write.stored.reply.raw.length;
    case 'append-registry-event':
      return recordOverheadSizeBytes + write.stored.event.raw.length;
    case 'append-exchange':
      return recordOverheadSizeBytes + write.stored.exchange.raw.length;
    case 'append-credential':
      return recordOverheadSizeBytes + write.stored.credential.raw.length;
    case 'put-waiting':
    case 'remove-waiting':
      return write.waiting.sizeBytes;
    case 'append-attachments':
    case 'append-audit':
      return recordOverheadSizeBytes;
  }
}
