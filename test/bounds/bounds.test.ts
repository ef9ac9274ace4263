/** Memory does not grow with the stream, and what cannot be checked stays within the caps. `npm run bounds` is the long form. */
import { expect, test } from 'vitest';
import { beyondCaps, flood, longStream } from './bounds.ts';

test('a stream of 30 MB passes through a heap of 64 MiB, every event accepted', {
  timeout: 120_000,
}, async () => {
  const { accepted, events, bytes } = await longStream({
    sizeBytes: 30_000_000,
    heapMib: 64,
    noteSize: 3000,
  });
  expect(accepted).toBe(events);
  expect(bytes).toBeGreaterThan(29_000_000);
});

test('30,000 out-of-order events of unknown AIDs leave no more than the quarantine may hold', {
  timeout: 120_000,
}, async () => {
  const plan = { events: 30_000, heapMib: 64 };
  const figures = await flood(plan);
  expect(beyondCaps(plan, figures)).toEqual([]);
  expect(figures.rejected).toBeGreaterThan(10_000);
  expect(figures.escrowBytes).toBeLessThan(64 * 1024 * 1024);
  expect(figures.storeBytes).toBeLessThan(256 * 1024 * 1024);
});
