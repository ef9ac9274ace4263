/** The bounds that streams of any length and anybody's events have to stay within, as runs with figures. */
import { rmSync } from 'node:fs';
import sodium from 'libsodium-wrappers-sumo';
import { defaultEscrowLimits } from '../../kernel/receiver.ts';
import { messagesOfShape } from '../../shell/bench/stream.ts';
import { openLmdbStore } from '../../storage/lmdb.ts';
import { statsOf } from '../../storage/stats.ts';
import type { TableName } from '../../storage/tables.ts';
import { temporaryFolder } from '../storage/backends.ts';
import { taken } from './taken.ts';
import type { Taken } from './taken.ts';

export type LongStream = {
  /** Bytes of the stream, about. */
  readonly sizeBytes: number;
  readonly heapMib: number;
  /** Size of what each event anchors: long events make a long stream of few signatures. */
  readonly noteSize: number;
};

/** A long stream of signed events, and what a process with a small heap made of it. */
export async function longStream({
  sizeBytes,
  heapMib,
  noteSize,
}: LongStream): Promise<Taken & { readonly events: number }> {
  await sodium.ready;
  const shape = { events: 100, noteSize, signed: true } as const;
  const [first] = messagesOfShape({ ...shape, aids: 1, events: 2, from: 1 });
  const aids = Math.ceil(sizeBytes / ((first?.length ?? 1) * shape.events));
  const folder = temporaryFolder();
  try {
    return {
      ...(await taken(messagesOfShape({ ...shape, aids }), { folder, heapMib })),
      events: aids * shape.events,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export type Flood = {
  /** Out-of-order events, each of another AID that nobody knows. */
  readonly events: number;
  readonly heapMib: number;
};

export type FloodFigures = Taken & {
  readonly rows: { readonly [T in TableName]?: number };
  /** Bytes of the waiting messages, keys and rows of indexes included. */
  readonly escrowBytes: number;
  readonly storeBytes: number;
};

/** Out-of-order events of unknown AIDs, and what is left of them in memory and store. */
export async function flood({ events, heapMib }: Flood): Promise<FloodFigures> {
  await sodium.ready;
  const folder = temporaryFolder();
  try {
    const figures = await taken(messagesOfShape({ aids: events, events: 2, from: 1, signed: false }), {
      folder,
      heapMib,
    });
    const store = openLmdbStore(folder);
    const { tables, sizeBytes } = statsOf(store);
    await store.close();
    const escrow = tables.filter(({ table }) => table.startsWith('escrow'));
    return {
      ...figures,
      rows: Object.fromEntries(tables.map(({ table, rows }) => [table, rows])),
      escrowBytes: escrow.reduce((sum, table) => sum + table.sizeBytes, 0),
      storeBytes: sizeBytes,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What of the flood goes beyond the caps; empty when nothing does. */
export function beyondCaps(
  { events }: Flood,
  { accepted, escrowed, rejected, rows }: FloodFigures,
): readonly string[] {
  const { quarantineCountMax } = defaultEscrowLimits;
  const waiting = rows.escrow ?? 0;
  return [
    ...(accepted === 0 ? [] : [`${String(accepted)} were accepted`]),
    ...(escrowed + rejected === events ? [] : [`${String(events - escrowed - rejected)} were not decided`]),
    ...(waiting > 0 && waiting <= quarantineCountMax
      ? []
      : [`${String(waiting)} wait, at most ${String(quarantineCountMax)} may`]),
    ...((rows.log ?? 0) === 0 ? [] : [`${String(rows.log)} records stand in the log`]),
  ];
}
