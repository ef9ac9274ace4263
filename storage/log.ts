/** The one log: entries by ordinal, those that are not committed yet included. DESIGN 3. */
import type { Attachments } from '../kernel/cesr/attachments.ts';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import type { StoredEvent } from '../kernel/state/stored.ts';
import { assert } from '../kernel/std/assert.ts';
import { keptOfCommitMax, openDecoded } from './decoded.ts';
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

/** Entries that are committed, and what of them is kept decoded. */
type Committed = {
  readonly entry: (ordinal: number) => LogEntry;
  readonly event: (ordinal: number) => StoredEvent;
  readonly attachments: (ordinal: number) => Attachments;
  /** It was committed just now: receipts, seals and successors ask for it soon. */
  readonly keep: (write: LogWrite, ordinal: number, sizeBytes: number) => void;
};

function openCommitted(store: Store, { algorithms, decodedCountMax }: LogOptions): Committed {
  const events = openDecoded<number, StoredEvent>(decodedCountMax);
  const attachments = openDecoded<number, Attachments>(decodedCountMax);

  function placed(ordinal: number): PlacedRecord {
    const bytes = store.get('log', ordinalKey(ordinal));
    if (bytes === undefined) throw damaged(ordinal, 'it is missing');
    return { record: decodeRecord(bytes, ordinal), ordinal, algorithms };
  }

  /** The part of an entry that `read` gives, decoded once while it is asked for often. */
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

  return {
    entry: (ordinal) => readEntry(placed(ordinal)),
    event: (ordinal) => part(events, ordinal, readStoredEvent),
    attachments: (ordinal) => part(attachments, ordinal, readStoredAttachments),
    keep: (write, ordinal, sizeBytes) => {
      if (write.kind === 'append-event') events.keep(ordinal, write.stored, sizeBytes);
      if (write.kind === 'append-event' || write.kind === 'append-attachments')
        attachments.keep(ordinal, write.attachments, sizeBytes);
    },
  };
}

/** The log of `store`, which ends at `start`. */
export function openLog(store: Store, options: LogOptions, start: LogPlace): Log {
  const committed = openCommitted(store, options);
  let place = start;
  let pending: LogWrite[] = [];
  /** Rows of what is pending, as they were made last. */
  let made: readonly Row[] = [];

  /** Behind the count stands what another process wrote since: whoever only reads may read it, a commit fails. */
  function pendingAt(ordinal: number): LogWrite | undefined {
    if (ordinal < place.count + pending.length) return pending[ordinal - place.count];
    assert(store.get('log', ordinalKey(ordinal)) !== undefined, 'an ordinal names an entry of the log');
    return undefined;
  }

  return {
    count: () => place.count + pending.length,
    committedCount: () => place.count,
    append: (write) => {
      pending.push(write);
      return place.count + pending.length - 1;
    },
    entry: (ordinal) => pendingAt(ordinal) ?? committed.entry(ordinal),
    event: (ordinal) => {
      const write = pendingAt(ordinal);
      return write?.kind === 'append-event' ? write.stored : committed.event(ordinal);
    },
    attachments: (ordinal) => {
      const write = pendingAt(ordinal);
      const isAbout = write?.kind === 'append-event' || write?.kind === 'append-attachments';
      return isAbout ? write.attachments : committed.attachments(ordinal);
    },
    rows: () => {
      const chained = chainedRows(place, pending);
      made = chained.rows;
      return chained;
    },
    advance: (end) => {
      if (pending.length <= keptOfCommitMax)
        pending.forEach((write, at) => {
          committed.keep(write, place.count + at, made[at]?.value?.length ?? 0);
        });
      place = end;
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
