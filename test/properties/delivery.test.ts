/** Laws of delivery: order, repetition and batches of an unforked history change no key state. DESIGN 2.2, 3. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Micros } from '../../kernel/cesr/qualified.ts';
import { defaultReceiver } from '../../kernel/receiver.ts';
import { settle } from '../../kernel/settle.ts';
import { openLedger } from '../../storage/ledger.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { verifyStore } from '../../storage/verify.ts';
import { settledState, stateOf } from '../support/history.ts';
import type { Arriving } from '../support/history.ts';
import { algorithms, world } from '../support/routed.ts';
import { contentOf } from '../storage/drive.ts';
import type { LogReader } from '../../kernel/state/view.ts';
import { historyOf, sketches } from './histories.ts';
import type { History } from './histories.ts';

/** A history, and an order of its arrivals. */
const ordered = sketches.map(historyOf).chain((history) => {
  const places = [...history.arrivals.keys()];
  return fc.record({
    history: fc.constant(history),
    order: fc.shuffledSubarray(places, { minLength: places.length }),
  });
});

const inOrder = ({ arrivals }: History, order: readonly number[]): readonly Arriving[] =>
  order.flatMap((place) => arrivals[place] ?? []);

/** All that is to be the same in the end: key states, and what is kept with each event. */
function endOf(reader: LogReader, { logs }: History): unknown {
  return logs.map(({ prefix, events }) => ({
    state: settledState(reader.keyState(prefix)),
    kept: events.map(({ event: { said } }) => {
      const { controllerSignatures, witnessSignatures, receiptCouples, transferableReceipts } =
        reader.attachments(said);
      const signatures = [
        ...controllerSignatures,
        ...transferableReceipts.map(({ signature }) => signature),
        ...receiptCouples,
      ];
      return {
        signed: signatures.map(({ text }) => text).sort(),
        witnessed: witnessSignatures.map(({ index }) => index).sort((a, b) => a - b),
      };
    }),
  }));
}

function deliveredTo(arrivals: readonly Arriving[]) {
  const there = world();
  for (const { message, attachments } of arrivals) there.receive(message, attachments);
  return there;
}

describe('an unforked history with witnesses, delegation and receipts', () => {
  test('any order of delivery gives the same key states and receipts, and leaves nothing waiting', () => {
    fc.assert(
      fc.property(ordered, ({ history, order }) => {
        const [straight, shuffled] = [deliveredTo(history.arrivals), deliveredTo(inOrder(history, order))];
        for (const { prefix, last } of history.logs)
          expect(stateOf(straight, prefix)?.said).toBe(last.event.said);
        expect(endOf(shuffled.log.reader, history)).toEqual(endOf(straight.log.reader, history));
        expect(shuffled.log.waiting()).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('what is delivered again, any number of times, changes nothing', () => {
    fc.assert(
      fc.property(ordered, fc.integer({ min: 1, max: 3 }), ({ history, order }, times) => {
        const there = deliveredTo(history.arrivals);
        const written = there.log.writes.length;
        for (let turn = 0; turn < times; turn++) {
          for (const { message, attachments } of inOrder(history, order)) {
            expect(there.receive(message, attachments)[0].step.decision.outcome).toBe('duplicate');
          }
        }
        expect(there.log.writes.length).toBe(written);
      }),
      { numRuns: 25 },
    );
  });

  test('signatures that come one by one, in any order, end as when all come at once', () => {
    fc.assert(
      fc.property(sketches.map(historyOf), fc.integer(), (history, turn) => {
        const single = history.arrivals.flatMap(({ message, attachments }) => {
          const parts = attachments.controllerSignatures.map((one) => ({
            message,
            attachments: { ...attachments, controllerSignatures: [one] },
          }));
          return parts.length === 0
            ? [{ message, attachments }]
            : Math.abs(turn) % 2 === 0
              ? parts
              : parts.toReversed();
        });
        const there = deliveredTo(single);
        expect(endOf(there.log.reader, history)).toEqual(
          endOf(deliveredTo(history.arrivals).log.reader, history),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('the ledger', () => {
  function decided(arrivals: readonly Arriving[], sizes: readonly number[]) {
    const store = openMemoryStore();
    const ledger = openLedger(store, { algorithms, keyStateCacheCountMax: 1 });
    const view = { log: ledger.reader, algorithms, receiver: defaultReceiver };
    let [left, batch] = [sizes[0] ?? 1, 0];
    const outcomes = arrivals.map(({ message, attachments }, at) => {
      const when = (1_704_067_200_000_000n + BigInt(at)) as Micros;
      const decisions = settle(
        view,
        { kind: 'receive', message, attachments, source: 'remote', sourceId: '', at: when },
        ledger.apply,
      ).map(({ step }) => step.decision);
      left -= 1;
      if (left === 0) {
        ledger.commit();
        batch += 1;
        left = sizes[batch % sizes.length] ?? 1;
      }
      return decisions;
    });
    ledger.commit();
    return { store, ledger, outcomes };
  }

  test('any sizes of batches give the same decisions and byte-equal stores', () => {
    fc.assert(
      fc.property(
        ordered,
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 }),
        ({ history, order }, sizes) => {
          const arrivals = inOrder(history, order);
          const [single, batched] = [decided(arrivals, [1]), decided(arrivals, sizes)];
          expect(batched.outcomes).toEqual(single.outcomes);
          expect(contentOf(batched.store)).toEqual(contentOf(single.store));
          expect(
            verifyStore({ store: batched.store, scratch: openMemoryStore(), algorithms }).findings,
          ).toEqual([]);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('it decides as the model does, and ends with the same', () => {
    fc.assert(
      fc.property(ordered, ({ history, order }) => {
        const arrivals = inOrder(history, order);
        const { ledger, outcomes } = decided(arrivals, [arrivals.length]);
        const there = world();
        const model = arrivals.map(({ message, attachments }) =>
          there.receive(message, attachments).map(({ step }) => step.decision),
        );
        expect(outcomes).toEqual(model);
        expect(endOf(ledger.reader, history)).toEqual(endOf(there.log.reader, history));
      }),
      { numRuns: 30 },
    );
  });
});
