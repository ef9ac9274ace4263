/** Runs real streams through the kernel into a ledger, in batches of any size. */
import { readFileSync, readdirSync } from 'node:fs';
import type { Micros } from '../../kernel/cesr/qualified.ts';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import { defaultReceiver } from '../../kernel/receiver.ts';
import { settle } from '../../kernel/settle.ts';
import type { Outcome } from '../../kernel/settle.ts';
import { openAlgorithms } from '../../shell/crypto/index.ts';
import { openReading } from '../../shell/reading.ts';
import type { StreamPiece } from '../../shell/reading.ts';
import { defaultReadingLimits } from '../../shell/reading-limits.ts';
import type { Ledger } from '../../storage/ledger.ts';
import type { Store } from '../../storage/store.ts';
import { tables } from '../../storage/tables.ts';
import type { TableName } from '../../storage/tables.ts';

export const algorithms: Algorithms = await openAlgorithms();

export type Delivery = Extract<StreamPiece, { readonly kind: 'message' }>;

const vectors = new URL('../vectors/', import.meta.url);

/** Names of the recorded streams. */
export const streamNames: readonly string[] = readdirSync(new URL('streams/', vectors)).sort();

export function streamBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`streams/${name}`, vectors)));
}

export function benchBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`bench/${name}`, vectors)));
}

/** The messages of a stream. */
export function deliveriesOf(bytes: Uint8Array): readonly Delivery[] {
  const reading = openReading(algorithms, defaultReadingLimits);
  const pieces = [...reading.feed(bytes), ...reading.settle(), ...reading.finish()];
  return pieces.filter((piece) => piece.kind === 'message');
}

/** Messages of streams of many kinds, one stream after the other. */
export function mixedDeliveries(): readonly Delivery[] {
  const kinds = /random-mix|recovery|tel-|reply|receipt|delegat|order|witness|duplicit/;
  return streamNames.filter((name) => kinds.test(name)).flatMap((name) => deliveriesOf(streamBytes(name)));
}

/** 2024-01-01, and a microsecond more for each message. */
const start = 1_704_067_200_000_000n;

/** Decides messages over a ledger; the time is that of their place. */
export function deliver(ledger: Ledger, deliveries: readonly Delivery[], from = 0): readonly Outcome[] {
  const view = { log: ledger.reader, algorithms, receiver: defaultReceiver };
  return deliveries.flatMap(({ message, attachments }, place) => {
    const at = (start + BigInt(from + place)) as Micros;
    const outcomes = settle(
      view,
      { kind: 'receive', message, attachments, source: 'remote', sourceId: 'test', at },
      (writes) => {
        ledger.apply(writes);
      },
    );
    for (const { step } of outcomes) {
      ledger.send(step.sends);
      ledger.mark(step.sends);
    }
    return outcomes;
  });
}

/** Delivers with a commit after every `batchCount` messages. */
export function deliverInBatches(
  ledger: Ledger,
  deliveries: readonly Delivery[],
  batchCount: number,
): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  for (let at = 0; at < deliveries.length; at += batchCount) {
    outcomes.push(...deliver(ledger, deliveries.slice(at, at + batchCount), at));
    ledger.commit();
  }
  return outcomes;
}

/** Everything a store holds, in a form to compare. */
export function contentOf(store: Store): { readonly [table in TableName]?: readonly string[] } {
  return Object.fromEntries(
    tables.map(({ name }) => [
      name,
      Array.from(store.range(name, {}), ([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`),
    ]),
  );
}
