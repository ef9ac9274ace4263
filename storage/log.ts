/** The one log: entries by ordinal, those that are not committed yet included. DESIGN 3. */
import type { Attachments } from '../kernel/cesr/attachments.ts';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import type { StoredEvent } from '../kernel/state/stored.ts';
import { assert } from '../kernel/std/assert.ts';
import { openDecoded } from './decoded.ts';
import type { Decoded } from './decoded.ts';
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

export type LogOptions = {
  readonly algorithms: Algorithms;
  /** Events kept decoded. Entries never change, so what is kept stays right. */
  readonly decodedCountMax: number;
};

/** The log of `store`, which ends at `start`. */
export function openLog(store: Store, { algorithms, decodedCountMax }: LogOptions, start: LogPlace): Log {
  let committed = start;
  let pending: LogWrite[] = [];
  /** Rows of what is pending, as they were made last. */
  let made: readonly Row[] = [];
  const events = openDecoded<number, StoredEvent>(decodedCountMax);
  const attachments = openDecoded<number, Attachments>(decodedCountMax);

  function placed(ordinal: number): PlacedRecord {
    assert(ordinal < committed.count, 'an ordinal is below the count');
    const bytes = store.get('log', ordinalKey(ordinal));
    if (bytes === undefined) throw damaged(ordinal, 'it is missing');
    return { record: decodeRecord(bytes, ordinal), ordinal, algorithms };
  }

  /** The part of a committed entry that `read` gives, decoded once while it is asked for often. */
  function part<V extends object>(
    cache: Decoded<number, V>,
    ordinal: number,
    read: (record: PlacedRecord) => V,
  ): V {
    const value = cache.get(ordinal, () => {
      const record = placed(ordinal);
      const { raw, attachments: text, head } = record.record;
      return { value: read(record), sizeBytes: raw.length + text.length + head.length };
    });
    assert(value !== undefined, 'an entry of the log has its parts');
    return value;
  }

  /** What was committed is asked for soon: receipts, seals and successors follow an event. */
  function keep(write: LogWrite, ordinal: number): void {
    const sizeBytes = made[ordinal - committed.count]?.value?.length ?? 0;
    if (write.kind === 'append-event') events.keep(ordinal, write.stored, sizeBytes);
    if (write.kind === 'append-event' || write.kind === 'append-attachments')
      attachments.keep(ordinal, write.attachments, sizeBytes);
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
      return write?.kind === 'append-event' ? write.stored : part(events, ordinal, readStoredEvent);
    },
    attachments: (ordinal) => {
      const write = pending[ordinal - committed.count];
      const isAbout = write?.kind === 'append-event' || write?.kind === 'append-attachments';
      return isAbout ? write.attachments : part(attachments, ordinal, readStoredAttachments);
    },
    rows: () => {
      const chained = chainedRows(committed, pending);
      made = chained.rows;
      return chained;
    },
    advance: (end) => {
      pending.forEach((write, place) => {
        keep(write, committed.count + place);
      });
      committed = end;
      pending = [];
      made = [];
    },
    discard: () => {
      pending = [];
      made = [];
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
