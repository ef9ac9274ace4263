/** The ledger over every backend: DESIGN 3 (group commit), dst.md R2–R7, I-38, I-39. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { stateAt } from '../../kernel/state/evolve.ts';
import { openLedger } from '../../storage/ledger.ts';
import type { Ledger } from '../../storage/ledger.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { sealRow } from '../../storage/sealed-row.ts';
import { StoreError } from '../../storage/store.ts';
import type { Store } from '../../storage/store.ts';
import { verifyStore } from '../../storage/verify.ts';
import { lmdbBackend, memoryBackend } from './backends.ts';
import {
  algorithms,
  benchBytes,
  contentOf,
  deliver,
  deliverInBatches,
  deliveriesOf,
  mixedDeliveries,
  streamBytes,
  streamNames,
} from './drive.ts';
import type { Backend } from './suite.ts';

const options = { algorithms, keyStateCacheCountMax: 4 };

const mixed = mixedDeliveries();

function verified(store: Store): readonly unknown[] {
  return verifyStore({ store, scratch: openMemoryStore(), algorithms }).findings;
}

for (const [name, backend] of [
  ['memory', memoryBackend],
  ['lmdb', lmdbBackend()],
] as const)
  testLedger(name, backend);

function testLedger(name: string, backend: Backend): void {
  describe(`ledger over ${name}`, () => {
    let store: Store;
    let ledger: Ledger;
    beforeEach(() => {
      store = backend.open();
      ledger = openLedger(store, options);
    });
    afterEach(async () => {
      await store.close();
      backend.clean();
    });

    test('many applies and one commit leave the same bytes as a commit each', () => {
      const other = openMemoryStore();
      deliverInBatches(ledger, mixed, 1000);
      deliverInBatches(openLedger(other, options), mixed, 1);
      expect(contentOf(store)).toEqual(contentOf(other));
    });

    test('a store that was filled verifies', () => {
      deliverInBatches(ledger, mixed, 100);
      expect(verified(store)).toEqual([]);
    });

    test('reads see what is applied, and discard takes it back', () => {
      const deliveries = deliveriesOf(streamBytes(streamNames[0] ?? ''));
      const before = contentOf(store);
      const outcomes = deliver(ledger, deliveries);
      const prefix = outcomes[0]?.step.decision.subject.prefix;
      expect(prefix !== undefined && ledger.reader.keyState(prefix)).toBeTruthy();
      expect(ledger.pendingSizeBytes()).toBeGreaterThan(0);
      expect(contentOf(store)).toEqual(before);
      ledger.discard();
      expect(prefix !== undefined && ledger.reader.keyState(prefix)).toBeUndefined();
      expect(ledger.pendingSizeBytes()).toBe(0);
      ledger.commit();
      expect(contentOf(store)).toEqual(before);
    });

    test('what was discarded leaves no trace in what follows', () => {
      const other = openMemoryStore();
      deliver(ledger, mixed.slice(0, 40));
      ledger.discard();
      deliverInBatches(ledger, mixed.slice(0, 80), 7);
      deliverInBatches(openLedger(other, options), mixed.slice(0, 80), 80);
      expect(contentOf(store)).toEqual(contentOf(other));
    });

    test('two writers of one store: the second one to commit is refused', () => {
      const second = openLedger(store, options);
      deliver(ledger, mixed.slice(0, 3));
      deliver(second, mixed.slice(0, 3));
      ledger.commit();
      expect(() => {
        second.commit();
      }).toThrow(/conflict/);
      expect(() => openLedger(store, options)).not.toThrow();
    });

    test('the answers from the store are those from before the commit', () => {
      deliver(ledger, mixed);
      const before = answersOf(ledger);
      ledger.commit();
      expect(answersOf(ledger)).toEqual(before);
      expect(answersOf(openLedger(store, options))).toEqual(before);
    });

    test('the key state at any first-seen number and any ordinal is what it was then', () => {
      const seen: { readonly prefix: string; readonly state: unknown; readonly ordinal: bigint }[] = [];
      for (const [at, delivery] of mixed.slice(0, 120).entries()) {
        for (const { step } of deliver(ledger, [delivery], at)) {
          const { decision } = step;
          if (
            decision.outcome !== 'accepted' ||
            decision.fn === undefined ||
            decision.subject.prefix === undefined
          )
            continue;
          const ordinal = ledger.history.ordinalOf(decision.subject.said);
          const state = stateAt(ledger.reader, ledger.reader.event(decision.subject.said) ?? expect.fail());
          seen.push({ prefix: decision.subject.prefix, state, ordinal: BigInt(ordinal ?? -1) });
        }
      }
      ledger.commit();
      expect(seen.length).toBeGreaterThan(30);
      for (const { prefix, state, ordinal } of seen) {
        const typed = state as { fn: never };
        expect(ledger.history.keyStateAtOrdinal(prefix as never, ordinal as never)).toEqual(state);
        expect(ledger.history.keyStateAtFn(prefix as never, typed.fn)).toEqual(state);
      }
    });
  });
}

/** Every question of the reader and the history, over everything in the log. */
function answersOf({ reader, history }: Ledger): unknown {
  const prefixes = [...history.prefixes(undefined, 1000)];
  return {
    prefixes,
    pages: prefixes.flatMap((_, at) => history.prefixes(prefixes[at], 1)),
    states: prefixes.map((prefix) => reader.keyState(prefix)),
    bySn: prefixes.map((prefix) => [...history.eventsBySn(prefix, 0n as never)]),
    byFn: prefixes.map((prefix) => [...history.eventsByFn(prefix, 1n as never)]),
    attachments: prefixes.flatMap((prefix) =>
      Array.from(history.eventsByFn(prefix, 0n as never), ({ stored }) =>
        signatureTexts(reader, stored.event.said),
      ),
    ),
    duplicity: Array.from(history.duplicity(undefined), ({ event, against }) => [event.said, against]),
    waiting: Array.from(history.waiting({ countMax: 10_000 }), ({ waiting }) => ({
      ...waiting,
      attachments: undefined,
    })),
    freed: Array.from(history.waiting({ countMax: 10_000 }), ({ waiting }) =>
      waiting.waitsFor.map((key) => reader.waitingFor(key)),
    ),
    due: reader.waitingDue(9_000_000_000_000_000n as never, 50),
    replies: (['end-role', 'location', 'key-state-notice', 'registry-notice'] as const).map((table) =>
      Array.from(history.replies(table), ({ record, stored }) => [
        record,
        stored.reply.said,
        stored.at,
        stored.signedAtSn,
      ]),
    ),
    registries: [...history.registries()],
    credentials: [...history.credentials()],
    tels: Array.from(history.registries(), ({ registry }) =>
      Array.from(history.registryEvents(registry), ({ event, anchor }) => [event, anchor]),
    ),
    total: reader.escrowUsage('total'),
  };
}

function signatureTexts(
  reader: Ledger['reader'],
  said: Parameters<Ledger['reader']['attachments']>[0],
): unknown {
  const { controllerSignatures, witnessSignatures, receiptCouples, transferableReceipts } =
    reader.attachments(said);
  return [
    controllerSignatures.map(({ text, index }) => [text, index]),
    witnessSignatures.map(({ text }) => text),
    receiptCouples.map(({ prefix, text }) => [prefix, text]),
    transferableReceipts.map(({ prefix, sn, signature }) => [prefix, sn, signature.text]),
  ];
}

test('any cut of any order of messages into batches leaves the same bytes as a commit each', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...mixed.keys()], { minLength: 5, maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 40, maxLength: 40 }),
      (places, cuts) => {
        const deliveries = places.flatMap((place) => mixed[place] ?? []);
        const single = openMemoryStore();
        deliverInBatches(openLedger(single, options), deliveries, 1);
        const cut = openMemoryStore();
        const ledger = openLedger(cut, options);
        for (let at = 0, batch = 0; at < deliveries.length; batch++) {
          const count = cuts[batch] ?? 1;
          deliver(ledger, deliveries.slice(at, at + count), at);
          ledger.commit();
          at += count;
        }
        expect(contentOf(cut)).toEqual(contentOf(single));
        expect(verified(cut)).toEqual([]);
      },
    ),
    { numRuns: 40 },
  );
});

test('a store without its format is no new store while it holds any row (I-44)', () => {
  const store = openMemoryStore();
  openLedger(store, options);
  store.commit([{ table: 'meta', key: 'format', value: undefined }]);
  expect(() => openLedger(store, options)).toThrow(/format of table meta is damaged.*row head of table meta/);
});

test('a store of another format is refused with what to do', () => {
  const store = openMemoryStore();
  openLedger(store, options);
  store.commit([{ table: 'meta', key: 'format', value: sealRow('meta', 'format', '999') }]);
  expect(() => openLedger(store, options)).toThrow(StoreError);
  expect(() => openLedger(store, options)).toThrow(/format 999.*unsupported-format/);
});

test('shuffled logs leave nothing in the escrow once all of them came', () => {
  const store = openMemoryStore();
  const ledger = openLedger(store, options);
  const outcomes = deliverInBatches(ledger, deliveriesOf(benchBytes('shuffled-1000.cesr')), 100);
  expect(outcomes.filter(({ step }) => step.decision.outcome === 'accepted').length).toBeGreaterThan(900);
  const content = contentOf(store);
  for (const table of ['escrow', 'escrow-ids', 'escrow-waits', 'escrow-due', 'escrow-usage'] as const)
    expect(content[table]).toEqual([]);
  expect(verified(store)).toEqual([]);
});

test('a ledger opened anew after every message decides and stores the same, with a cache of one key state', () => {
  const all = streamNames.flatMap((name) => deliveriesOf(streamBytes(name)));
  const whole = openMemoryStore();
  const decisions = deliverInBatches(openLedger(whole, options), all, all.length);
  const parted = openMemoryStore();
  const reopened = all.flatMap((delivery, at) => {
    const fresh = openLedger(parted, { algorithms, keyStateCacheCountMax: 1 });
    const outcomes = deliver(fresh, [delivery], at);
    fresh.commit();
    return outcomes;
  });
  expect(reopened.map(({ step }) => step.decision)).toEqual(decisions.map(({ step }) => step.decision));
  expect(contentOf(parted)).toEqual(contentOf(whole));
});
