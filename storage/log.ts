/** The one log: entries by ordinal, those that are not committed yet included. DESIGN 3. */
import type { Attachments } from '../kernel/cesr/attachments.ts';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import type { StoredEvent } from '../kernel/state/stored.ts';
import { assert } from '../kernel/std/assert.ts';
import { readEntry, readStoredAttachments, readStoredEvent, writeEntry } from './entry.ts';
import type { LogEntry, LogWrite, PlacedRecord } from './entry.ts';
import { ordinalKey } from './key.ts';
import { damaged, decodeRecord, encodeRecord, recordHash } from './record.ts';
import type { Row, Store } from './store.ts';

export type LogPlace = { readonly count: number; readonly hash: Uint8Array };

export type Log = {
  /** Entries, those not committed included. */
  readonly count: () => number;
  /** Entries that a commit has made durable. */
  readonly committedCount: () => number;
  /** Adds an entry and answers its ordinal. */
  readonly append: (write: LogWrite) => number;
  /** The entry at an ordinal below the count; throws `StoreDamaged` when it is not what was written. */
  readonly entry: (ordinal: number) => LogEntry;
  /** The event of an entry of kind `append-event`. */
  readonly event: (ordinal: number) => StoredEvent;
  /** The attachments of an entry about an event. */
  readonly attachments: (ordinal: number) => Attachments;
  /** The rows to commit, and where the log ends with them. */
  readonly rows: () => { readonly rows: readonly Row[]; readonly end: LogPlace };
  /** `end` is committed. */
  readonly advance: (end: LogPlace) => void;
  /** Forgets what is not committed. */
  readonly discard: () => void;
};

/** The log of `store`, which ends at `start`. */
export function openLog(store: Store, algorithms: Algorithms, start: LogPlace): Log {
  let committed = start;
  let pending: LogWrite[] = [];

  function placed(ordinal: number): PlacedRecord {
    assert(ordinal < committed.count, 'an ordinal is below the count');
    const bytes = store.get('log', ordinalKey(ordinal));
    if (bytes === undefined) throw damaged(ordinal, 'it is missing');
    return { record: decodeRecord(bytes, ordinal), ordinal, algorithms };
  }

  return {
    count: () => committed.count + pending.length,
    committedCount: () => committed.count,
    append: (write) => {
      pending.push(write);
      return committed.count + pending.length - 1;
    },
    entry: (ordinal) => pending[ordinal - committed.count] ?? readEntry(placed(ordinal)),
    event: (ordinal) => {
      const write = pending[ordinal - committed.count];
      return write?.kind === 'append-event' ? write.stored : readStoredEvent(placed(ordinal));
    },
    attachments: (ordinal) => {
      const write = pending[ordinal - committed.count];
      const isAbout = write?.kind === 'append-event' || write?.kind === 'append-attachments';
      return isAbout ? write.attachments : readStoredAttachments(placed(ordinal));
    },
    rows: () => chainedRows(committed, pending),
    advance: (end) => {
      committed = end;
      pending = [];
    },
    discard: () => {
      pending = [];
    },
  };
}

function chainedRows(
  start: LogPlace,
  writes: readonly LogWrite[],
): { readonly rows: readonly Row[]; readonly end: LogPlace } {
  let { count, hash } = start;
  const rows = writes.map((write) => {
    const value = encodeRecord(writeEntry(write), count, hash);
    const row: Row = { table: 'log', key: ordinalKey(count), value };
    hash = recordHash(value);
    count += 1;
    return row;
  });
  return { rows, end: { count, hash } };
}
