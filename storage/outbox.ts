/**
 * The outbox: what was decided to be told to others and was not handed off yet, a row a send, in order.
 *
 * Source: dst.md 2.5 R5, decisions/0018. Rows are put in the transaction of the decision they follow from,
 * and removed after the hand-off. Sends are numbered from 0 on and never twice; the head says from which
 * number on (`handedOff`) up to which (`sends`) there are rows, so a row too few or too many is found.
 */
import type { Send } from '../kernel/state/effect.ts';
import { isUnreadable } from './codec/message.ts';
import { readSend, writeSend } from './codec/send.ts';
import type { StoreHead } from './head.ts';
import { ordinalKey } from './key.ts';
import { openRow, sealRow, sealOf } from './sealed-row.ts';
import { StoreDamaged } from './store.ts';
import type { Row, Store } from './store.ts';

/** A send that waits for its hand-off. */
export type PlacedSend = {
  /** Sends before it, over the whole life of the store. */
  readonly number: number;
  /**
   * The same at every hand-off of this send, and another for every other send, also after the store was
   * set back: the number and the digest of the row.
   */
  readonly key: string;
  readonly send: Send;
};

type Bounds = Pick<StoreHead, 'sends' | 'handedOff'>;

export type Outbox = {
  /** The numbers that the head gets, what is not committed included. */
  readonly bounds: () => Bounds;
  readonly put: (sends: readonly Send[]) => void;
  /** Sends below `number` were handed off; none above what is committed. */
  readonly removeBelow: (number: number) => void;
  /** Committed sends from `number` on, at most `countMax`; throws `StoreDamaged` when a row is not what was put. */
  readonly from: (number: number, countMax: number) => readonly PlacedSend[];
  /** The rows to commit. */
  readonly rows: () => readonly Row[];
  /** What was pending is committed. */
  readonly advance: () => void;
  /** Forgets what is not committed. */
  readonly discard: () => void;
};

/** The outbox of `store`, whose head says `start`. */
export function openOutbox(store: Store, start: Bounds): Outbox {
  let committed: Bounds = { sends: start.sends, handedOff: start.handedOff };
  let { handedOff } = committed;
  let pending: Send[] = [];

  function bounds(): Bounds {
    return { sends: committed.sends + pending.length, handedOff };
  }

  return {
    bounds,
    put: (sends) => {
      for (const send of sends) pending.push(send);
    },
    removeBelow: (number) => {
      handedOff = Math.max(handedOff, Math.min(number, committed.sends));
    },
    from: (number, countMax) =>
      Array.from(rowsBetween(store, number, Math.min(committed.sends, number + countMax))),
    rows: () => [
      ...removals(committed.handedOff, handedOff),
      ...pending.map((send, place) => rowOf(committed.sends + place, send)),
    ],
    advance: () => {
      committed = bounds();
      pending = [];
    },
    discard: () => {
      pending = [];
      ({ handedOff } = committed);
    },
  };
}

function rowOf(number: number, send: Send): Row {
  const key = ordinalKey(number);
  return { table: 'outbox', key, value: sealRow('outbox', key, writeSend(send)) };
}

function removals(from: number, to: number): readonly Row[] {
  return Array.from({ length: to - from }, (_, place) => ({
    table: 'outbox',
    key: ordinalKey(from + place),
    value: undefined,
  }));
}

/** The sends from one number to another; all of them have to be there. */
function* rowsBetween(store: Store, from: number, to: number): Iterable<PlacedSend> {
  let number = from;
  for (const [key, value] of store.range('outbox', { from: ordinalKey(from), to: ordinalKey(to) })) {
    if (key !== ordinalKey(number)) break;
    yield readPlaced(number, value);
    number += 1;
  }
  if (number < to) throw missing(number);
}

function readPlaced(number: number, value: Uint8Array): PlacedSend {
  const row = ordinalKey(number);
  const send = readSend(openRow('outbox', row, value).toString('utf8'));
  if (isUnreadable(send)) throw new StoreDamaged('outbox', row, `it holds no send: ${send.unreadable}`);
  return { number, key: `${row}-${sealOf(value)}`, send };
}

function missing(number: number): StoreDamaged {
  return new StoreDamaged('outbox', ordinalKey(number), 'the row is missing');
}

/** Everything that is wrong with the outbox of a store with that head. Reads it once, in order. */
export function* flawsOfOutbox(store: Store, { sends, handedOff }: Bounds): Iterable<StoreDamaged> {
  let number = handedOff;
  for (const [key, value] of store.range('outbox', {})) {
    for (; number < sends && ordinalKey(number) < key; number++) yield missing(number);
    if (number >= sends || key !== ordinalKey(number)) {
      yield new StoreDamaged('outbox', key, 'the head knows nothing of this row');
      continue;
    }
    const flaw = flawOfRow(number, value);
    if (flaw !== undefined) yield flaw;
    number += 1;
  }
  for (; number < sends; number++) yield missing(number);
}

function flawOfRow(number: number, value: Uint8Array): StoreDamaged | undefined {
  try {
    readPlaced(number, value);
    return undefined;
  } catch (error) {
    if (error instanceof StoreDamaged) return error;
    throw error;
  }
}
