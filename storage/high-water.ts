/**
 * High-water marks of a witness: for each AID the highest event that an own AID was told to receipt.
 *
 * Source: dst.md 2.5 R8, decisions/0018. A mark is written in the transaction that accepts the event, so the
 * store never holds a mark without its event, unless rows were lost or put back. It does not follow from the
 * log, which does not know whose witness wrote it.
 */
import type { Prefix, Said, Sn } from '../kernel/cesr/qualified.ts';
import type { Send } from '../kernel/state/effect.ts';
import { saidsCodec } from './codec/plain.ts';
import { readReference, writeReference } from './codec/reference.ts';
import type { ReferenceRow } from './codec/reference.ts';
import type { StoreHead } from './head.ts';
import { openPendingTable } from './pending-table.ts';
import type { RowCodec } from './pending-table.ts';
import { openRow } from './sealed-row.ts';
import { StoreDamaged } from './store.ts';
import type { Row, Store } from './store.ts';
import { viewKey } from './views.ts';

/** The event at which a mark stands. */
export type HighWater = { readonly prefix: Prefix; readonly sn: Sn; readonly said: Said };

type Bounds = Pick<StoreHead, 'marks'>;

export type HighWaterMarks = {
  /** The number that the head gets, what is not committed included. */
  readonly bounds: () => Bounds;
  /** Raises the marks of what an own AID is to receipt as a witness; other sends change nothing. */
  readonly raise: (sends: readonly Send[]) => void;
  /** True when marks were raised since the last commit. */
  readonly isPending: () => boolean;
  /** The rows to commit. */
  readonly rows: () => readonly Row[];
  /** What was pending is committed. */
  readonly advance: () => void;
  /** Forgets what is not committed. */
  readonly discard: () => void;
};

const codec: RowCodec<HighWater> = {
  write: (mark) => JSON.stringify(writeReference(mark)),
  read: (payload) => readReference(JSON.parse(payload.toString('utf8')) as ReferenceRow),
};

/** The marks of `store`, whose head says `start`. */
export function openHighWaterMarks(store: Store, start: Bounds): HighWaterMarks {
  const table = openPendingTable(store, 'high-water', codec);
  let committed = start.marks;
  let { marks } = start;

  function raiseOne({ prefix, sn, said }: HighWater): void {
    const key = viewKey.prefix(prefix);
    const present = table.get(key);
    if (present !== undefined && present.sn > sn) return;
    if (present === undefined) marks += 1;
    table.put(key, { prefix, sn, said });
  }

  return {
    bounds: () => ({ marks }),
    raise: (sends) => {
      for (const send of sends) if (send.kind === 'witness') raiseOne(send);
    },
    isPending: () => table.pending.size > 0,
    rows: table.rows,
    advance: () => {
      committed = marks;
      table.clear();
    },
    discard: () => {
      marks = committed;
      table.clear();
    },
  };
}

/** Everything that is wrong with the marks of a store with that head: each has to name an accepted event. */
export function* flawsOfHighWater(store: Store, { marks }: Bounds): Iterable<StoreDamaged> {
  let count = 0;
  for (const [key, value] of store.range('high-water', {})) {
    count += 1;
    const flaw = flawOfMark(store, key, value);
    if (flaw !== undefined) yield flaw;
  }
  if (count !== marks)
    yield new StoreDamaged(
      'meta',
      'head',
      `it counts ${String(marks)} high-water marks, there are ${String(count)}`,
    );
}

function flawOfMark(store: Store, key: string, value: Uint8Array): StoreDamaged | undefined {
  try {
    const { prefix, sn, said } = codec.read(openRow('high-water', key, value));
    if (viewKey.prefix(prefix) === key && acceptedAt(store, prefix, sn).includes(said)) return undefined;
    const says = `the event ${said} that this witness was to receipt is not in the log`;
    return new StoreDamaged('high-water', key, says);
  } catch (error) {
    if (error instanceof StoreDamaged) return error;
    return new StoreDamaged('high-water', key, `it holds no mark: ${String(error)}`);
  }
}

function acceptedAt(store: Store, prefix: Prefix, sn: Sn): readonly Said[] {
  const key = viewKey.numbered(prefix, sn);
  const value = store.get('kels', key);
  return value === undefined ? [] : saidsCodec.read(openRow('kels', key, value));
}
