/**
 * Where the log ends, and which format the store has; checked when a store is opened.
 *
 * Source: dst.md 2.5 R7; DESIGN 3 (a stored format version).
 */
import { bytesEqual } from '../kernel/std/bytes.ts';
import { ordinalKey } from './key.ts';
import { chainStart, decodeRecord, ordinalOfKey, recordHash } from './record.ts';
import { openRow, sealRow } from './sealed-row.ts';
import { StoreDamaged, StoreError } from './store.ts';
import type { Row, Store } from './store.ts';
import { formatVersion, tables } from './tables.ts';

/** Where a store stands. */
export type StoreHead = {
  /** Records of the log; the next one gets this ordinal. */
  readonly count: number;
  /** Hash of the last record. */
  readonly hash: Uint8Array;
  /** Changes of the escrow so far; the next entry gets this arrival. */
  readonly escrowChanges: number;
  /** Sends put into the outbox so far; the next one gets this number. */
  readonly sends: number;
  /** How many of these were handed off; they are in the outbox no more. */
  readonly handedOff: number;
  /** High-water marks of own witnesses; never fewer than before. */
  readonly marks: number;
};

export const emptyHead: StoreHead = {
  count: 0,
  hash: chainStart,
  escrowChanges: 0,
  sends: 0,
  handedOff: 0,
  marks: 0,
};

/** The row that says `head`. The numbers of outbox and marks are left out while neither was ever used. */
export function headRow(head: StoreHead): Row & { readonly value: Uint8Array } {
  const hash = Buffer.from(head.hash).toString('hex');
  const { count, escrowChanges, sends, handedOff, marks } = head;
  const rest = sends === 0 && marks === 0 ? '' : ` ${String(sends)} ${String(handedOff)} ${String(marks)}`;
  const text = `${String(count)} ${hash} ${String(escrowChanges)}${rest}`;
  return { table: 'meta', key: 'head', value: sealRow('meta', 'head', text) };
}

/** True when nothing was added to, or taken from, what stands at `head`. */
export function isAt(head: StoreHead, numbers: Omit<StoreHead, 'hash'>): boolean {
  return (
    head.count === numbers.count &&
    head.escrowChanges === numbers.escrowChanges &&
    head.sends === numbers.sends &&
    head.handedOff === numbers.handedOff &&
    head.marks === numbers.marks
  );
}

/** True when two stores stand at the same place. */
export function headsEqual(a: StoreHead, b: StoreHead): boolean {
  return bytesEqual(headRow(a).value, headRow(b).value);
}

/** The head of a store; undefined for a store that was never written. */
export function readHead(store: Store): StoreHead | undefined {
  const value = store.get('meta', 'head');
  if (value === undefined) return undefined;
  const text = openRow('meta', 'head', value).toString('latin1');
  const [count, hash = '', escrowChanges, sends = 0, handedOff = 0, marks = 0] = text.split(' ');
  return {
    count: Number(count),
    hash: Buffer.from(hash, 'hex'),
    escrowChanges: Number(escrowChanges),
    sends: Number(sends),
    handedOff: Number(handedOff),
    marks: Number(marks),
  };
}

/**
 * Opens a store: makes an empty one ours, checks the format and the head of others. Throws `StoreError`
 * `unsupported-format`, or `StoreDamaged`.
 */
export function openHead(store: Store): StoreHead {
  const format = store.get('meta', 'format');
  if (format === undefined) return foundStore(store);
  const version = openRow('meta', 'format', format).toString('utf8');
  if (version !== formatVersion) {
    const says = `the store has format ${version}, this version reads format ${formatVersion}; read it with the version that wrote it`;
    throw new StoreError('unsupported-format', says);
  }
  const head = readHead(store);
  if (head === undefined) throw new StoreDamaged('meta', 'head', 'it is missing');
  checkLastRecord(store, head);
  return head;
}

/** Makes an empty store ours. One that holds any row is none: founding it anew would lose what waits in it. */
function foundStore(store: Store): StoreHead {
  for (const { name } of tables) {
    for (const [key] of store.range(name, { countMax: 1 }))
      throw new StoreDamaged('meta', 'format', `it is missing, but row ${key} of table ${name} is there`);
  }
  const format = { table: 'meta', key: 'format', value: sealRow('meta', 'format', formatVersion) } as const;
  store.commit([format, headRow(emptyHead)], { table: 'meta', key: 'format', value: undefined });
  return emptyHead;
}

/** R7: the head names the last record, and that record is sound. */
function checkLastRecord(store: Store, head: StoreHead): void {
  const [last] = store.range('log', { reverse: true, countMax: 1 });
  if (last === undefined) {
    if (head.count !== 0 || !bytesEqual(head.hash, chainStart))
      throw new StoreDamaged('log', ordinalKey(head.count), 'the log is empty, the head is not');
    return;
  }
  const [key, bytes] = last;
  const ordinal = ordinalOfKey(key);
  decodeRecord(bytes, ordinal);
  if (ordinal + 1 !== head.count)
    throw new StoreDamaged('log', key, `it is the last record, but the head counts ${String(head.count)}`);
  if (!bytesEqual(recordHash(bytes), head.hash))
    throw new StoreDamaged('log', key, 'it is not the record that the head names');
}
