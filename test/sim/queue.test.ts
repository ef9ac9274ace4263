import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { Queue } from '../../sim/queue.ts';

async function drained(queue: Queue, until: number): Promise<void> {
  for (let run = queue.next(until); run !== undefined; run = queue.next(until)) await run();
}

describe('the queue of a run', () => {
  test.prop([fc.array(fc.nat(50), { maxLength: 200 })])(
    'lets happen what comes first, and of what has the same time what was added first',
    async (moments) => {
      const queue = new Queue();
      const happened: (readonly [at: number, order: number])[] = [];
      moments.forEach((at, order) => queue.add(at, () => void happened.push([at, order])));
      await drained(queue, 50);
      const expected = moments
        .map((at, order) => [at, order] as const)
        .sort(([a, i], [b, j]) => a - b || i - j);
      expect(happened).toEqual(expected);
      expect(queue.isEmpty).toBe(true);
    },
  );

  test('goes no further than it is asked to, and time stands at what happened last', async () => {
    const queue = new Queue();
    const happened: number[] = [];
    for (const at of [30, 10, 20]) queue.add(at, () => void happened.push(at));
    await drained(queue, 20);
    expect(happened).toEqual([10, 20]);
    expect(queue.now).toBe(20);
    expect(queue.isEmpty).toBe(false);
  });

  test('has no past: what is added for an earlier moment happens now', async () => {
    const queue = new Queue();
    const moments: number[] = [];
    queue.add(10, () => queue.add(5, () => void moments.push(queue.now)));
    await drained(queue, 100);
    expect(moments).toEqual([10]);
  });
});
