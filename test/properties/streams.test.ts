/** Laws of streams over the recorded ones: chunks, reopening, and spoiled bytes. DESIGN 1, 3. */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Micros } from '../../kernel/cesr/qualified.ts';
import { parseMessage } from '../../kernel/event/parse.ts';
import { defaultReceiver } from '../../kernel/receiver.ts';
import { settle } from '../../kernel/settle.ts';
import { defaultReadingLimits } from '../../shell/reading-limits.ts';
import { openReading } from '../../shell/reading.ts';
import type { StreamPiece } from '../../shell/reading.ts';
import { openLedger } from '../../storage/ledger.ts';
import type { Ledger } from '../../storage/ledger.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import type { Store } from '../../storage/store.ts';
import { lmdbBackend } from '../storage/backends.ts';
import { algorithms, contentOf, deliver, deliveriesOf, streamBytes, streamNames } from '../storage/drive.ts';
import type { Delivery } from '../storage/drive.ts';
import { cut } from '../support/feeding.ts';

const short = streamNames.filter((name) => streamBytes(name).length < 30_000);
const anyStream = fc.constantFrom(...short);
const at = 1_704_067_200_000_000n as Micros;

function decide(ledger: Ledger, pieces: readonly StreamPiece[]): void {
  const view = { log: ledger.reader, algorithms, receiver: defaultReceiver };
  for (const piece of pieces) {
    if (piece.kind === 'fault') continue;
    const { message, attachments } = piece;
    settle(view, { kind: 'receive', message, attachments, source: 'remote', sourceId: '', at }, ledger.apply);
  }
}

/** What a fresh store holds after these chunks: all of it but how often was tried. */
function after(chunks: readonly Uint8Array[], delivery: 'whole' | 'each') {
  const store = openMemoryStore();
  const ledger = openLedger(store, { algorithms, keyStateCacheCountMax: 1 });
  const reading = openReading(algorithms, defaultReadingLimits);
  for (const chunk of chunks) {
    decide(ledger, reading.feed(chunk));
    if (delivery === 'each') decide(ledger, reading.settle());
  }
  decide(ledger, [...reading.settle(), ...reading.finish()]);
  return { store, ledger };
}

const anySizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 4000 })), {
  minLength: 1,
  maxLength: 12,
});

describe('chunks', () => {
  test('any chunks of a stream give the same store, byte for byte', () => {
    fc.assert(
      fc.property(anyStream, anySizes, (name, sizes) => {
        const bytes = streamBytes(name);
        const [whole, parted] = [after([bytes], 'whole'), after(cut(bytes, sizes), 'whole')];
        for (const { ledger } of [whole, parted]) ledger.commit();
        expect(contentOf(parted.store)).toEqual(contentOf(whole.store));
      }),
      { numRuns: 80 },
    );
  });

  test('a stream of which each chunk is a delivery of its own ends with the same key states and logs', () => {
    fc.assert(
      fc.property(anyStream, anySizes, (name, sizes) => {
        const bytes = streamBytes(name);
        const [whole, parted] = [after([bytes], 'whole').ledger, after(cut(bytes, sizes), 'each').ledger];
        const prefixes = [...whole.history.prefixes(undefined, 1000)];
        expect([...parted.history.prefixes(undefined, 1000)]).toEqual(prefixes);
        expect(prefixes.map((prefix) => parted.reader.keyState(prefix))).toEqual(
          prefixes.map((prefix) => whole.reader.keyState(prefix)),
        );
      }),
      { numRuns: 80 },
    );
  });
});

describe('reopening', () => {
  const lmdb = lmdbBackend();
  afterAll(() => {
    lmdb.clean();
  });

  /** Delivers all; after each message of `places` the ledger (and, if it can be, the store) is closed and opened. */
  async function reopened(
    deliveries: readonly Delivery[],
    places: ReadonlySet<number>,
    { first, next, cacheCount }: Reopening,
  ) {
    let store = first;
    let ledger = openLedger(store, { algorithms, keyStateCacheCountMax: cacheCount });
    const decisions: unknown[] = [];
    for (const [place, delivery] of deliveries.entries()) {
      decisions.push(...deliver(ledger, [delivery], place).map(({ step }) => step.decision));
      ledger.commit();
      if (!places.has(place)) continue;
      store = await next(store);
      ledger = openLedger(store, { algorithms, keyStateCacheCountMax: cacheCount });
    }
    return { decisions, content: contentOf(store), store };
  }

  type Reopening = {
    readonly first: Store;
    readonly next: (store: Store) => Promise<Store>;
    readonly cacheCount: number;
  };

  const cases = fc.record({
    names: fc.uniqueArray(anyStream, { minLength: 1, maxLength: 3 }),
    places: fc.array(fc.nat(40)),
    cacheCount: fc.integer({ min: 1, max: 4 }),
  });

  test('after any messages of any streams, with any size of cache, changes no later outcome', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ names, places, cacheCount }) => {
        const deliveries = names.flatMap((name) => deliveriesOf(streamBytes(name)));
        const stay = (store: Store) => Promise.resolve(store);
        const straight = await reopened(deliveries, new Set(), {
          first: openMemoryStore(),
          next: stay,
          cacheCount: 1000,
        });
        const parted = await reopened(deliveries, new Set(places), {
          first: openMemoryStore(),
          next: stay,
          cacheCount,
        });
        expect(parted.decisions).toEqual(straight.decisions);
        expect(parted.content).toEqual(straight.content);
      }),
      { numRuns: 40 },
    );
  });

  test('so it is on disk, where the environment of LMDB is closed and opened too', async () => {
    const deliveries = ['recovery', 'delegat', 'receipts']
      .flatMap((kind) => short.filter((name) => name.includes(kind)).slice(0, 2))
      .flatMap((name) => deliveriesOf(streamBytes(name)));
    const straight = await reopened(deliveries, new Set(), {
      first: openMemoryStore(),
      next: (store) => Promise.resolve(store),
      cacheCount: 1000,
    });
    const { reopen } = lmdb;
    if (reopen === undefined) throw new Error('LMDB can be reopened');
    const next = async (store: Store): Promise<Store> => {
      await store.close();
      return reopen();
    };
    const parted = await reopened(deliveries, new Set(deliveries.keys()), {
      first: lmdb.open(),
      next,
      cacheCount: 1,
    });
    expect(deliveries.length).toBeGreaterThan(10);
    expect(parted.decisions).toEqual(straight.decisions);
    expect(parted.content).toEqual(straight.content);
    await parted.store.close();
  });
});

describe('spoiled bodies', () => {
  const bodies = short
    .flatMap((name) => deliveriesOf(streamBytes(name)).slice(0, 3))
    .map(({ message }) => message);

  test('parsing answers with a message or a fault of its own, and never throws', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...bodies),
        fc.array(fc.record({ at: fc.nat(5000), byte: fc.integer({ min: 0, max: 255 }) }), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.nat(5000),
        ({ raw, serialization, version }, changes, end) => {
          const spoiled = raw.slice(0, 1 + (end % (2 * raw.length)));
          for (const { at: place, byte } of changes) spoiled[place % spoiled.length] = byte;
          const parsed = parseMessage(
            { raw: spoiled, protocol: 'KERI', version, serialization },
            0,
            algorithms,
          );
          if (parsed.ok) expect(parsed.value.raw).toEqual(spoiled);
          else expect(parsed.error.code).toMatch(/^[a-z-]+$/);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
