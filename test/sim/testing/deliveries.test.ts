/** Deliveries lose, repeat, move, cut and glue what they say, and nothing else. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunksOf, deliveries, faithful } from '../../../sim/testing/deliveries.ts';
import type { Delivery } from '../../../sim/testing/deliveries.ts';
import type { History } from '../../../sim/testing/history.ts';
import { expandSeed } from '../../../sim/expand/index.ts';

/** Messages of the bytes `0 0 …`, `1 1 …`, each one longer than the last. */
function historyOfCount(count: number): History {
  const messages = Array.from({ length: count }, (_, at) => ({
    from: 'c0',
    to: 'w0',
    source: 'remote' as const,
    note: `message ${at}`,
    bytes: new Uint8Array(at + 1).fill(at),
  }));
  return { plan: expandSeed('0', 'small'), messages };
}

function flat(chunks: readonly Uint8Array[]): readonly number[] {
  return chunks.flatMap((chunk) => [...chunk]);
}

/** The messages that begin in the chunks, in order. */
function orderOf(chunks: readonly Uint8Array[]): readonly number[] {
  const bytes = flat(chunks);
  const order: number[] = [];
  for (let at = 0; at < bytes.length; at += (bytes[at] ?? 0) + 1) order.push(bytes[at] ?? 0);
  return order;
}

function deliver(count: number, parts: Partial<Delivery>): readonly Uint8Array[] {
  return chunksOf(historyOfCount(count), { ...faithful, ...parts });
}

test('the faithful delivery is a chunk a message, in order', () => {
  const history = historyOfCount(5);
  expect(chunksOf(history, faithful)).toEqual(history.messages.map(({ bytes }) => bytes));
});

test('a late message comes behind those it lets pass', () => {
  expect(orderOf(deliver(5, { late: [[1, 2]] }))).toEqual([0, 2, 1, 3, 4]);
});

test('a repeated message comes once more', () => {
  expect(orderOf(deliver(4, { again: [[1, 2]] }))).toEqual([0, 1, 2, 1, 3]);
});

test('a lost message never comes, unless it is said again', () => {
  expect(orderOf(deliver(4, { lost: [2, 6] }))).toEqual([0, 1, 3]);
  expect(orderOf(deliver(4, { lost: [2], again: [[2, 1]] }))).toEqual([0, 1, 2, 3]);
});

test('a cut message comes in two chunks, and a glued one with the next', () => {
  expect(deliver(4, { cut: [[2, 1]] }).map((chunk) => chunk.length)).toEqual([1, 2, 1, 2, 4]);
  expect(deliver(4, { glued: [1] }).map((chunk) => chunk.length)).toEqual([1, 5, 4]);
  expect(deliver(4, { cut: [[2, 1]], glued: [1, 2] }).map((chunk) => chunk.length)).toEqual([1, 3, 6]);
});

test('of nothing there is nothing to deliver', () => {
  expect(deliver(0, { lost: [1], again: [[2, 3]], cut: [[4, 5]], glued: [6] })).toEqual([]);
});

describe('laws', () => {
  test('cutting and gluing change no byte', () => {
    const onlyCut = deliveries({ reorders: false, repeats: false, loses: false });
    fc.assert(
      fc.property(fc.nat({ max: 40 }), onlyCut, (count, delivery) => {
        const history = historyOfCount(count);
        const chunks = chunksOf(history, delivery);
        expect(flat(chunks)).toEqual(flat(history.messages.map(({ bytes }) => bytes)));
        expect(chunks.every((chunk) => chunk.length > 0)).toBe(true);
      }),
    );
  });

  test('what is neither lost nor repeated comes once, wherever it comes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), deliveries(), (count, delivery) => {
        const order = orderOf(chunksOf(historyOfCount(count), delivery));
        for (let at = 0; at < count; at++) {
          const lost = delivery.lost.some((place) => place % count === at) ? 0 : 1;
          const again = delivery.again.filter(([place]) => place % count === at).length;
          expect(order.filter((message) => message === at)).toHaveLength(lost + again);
        }
      }),
    );
  });

  test('a delivery shrinks to the faithful one', () => {
    const result = fc.check(fc.property(deliveries(), () => false));
    expect(result.counterexample).toEqual([faithful]);
  });

  test('what is switched off does not happen', () => {
    const none = deliveries({ reorders: false, repeats: false, loses: false, cuts: false });
    fc.assert(
      fc.property(none, (delivery) => {
        expect(delivery).toEqual(faithful);
      }),
    );
  });
});
