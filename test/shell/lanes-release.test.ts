/** What a lane holds in memory while it never gets empty, as under a stream that has no end. */
import v8 from 'node:v8';
import vm from 'node:vm';
import { expect, test } from 'vitest';
import { Lanes } from '../../shell/lanes.ts';

type Cargo = { readonly sizeBytes: number; readonly content: Uint8Array };

function collectGarbage(): void {
  v8.setFlagsFromString('--expose-gc');
  vm.runInNewContext('gc()');
}

const cargo = (): Cargo => ({ sizeBytes: 1, content: new Uint8Array(1024) });

test('a job that was given out is let go of although others wait behind it', async () => {
  const lanes = new Lanes<Cargo>();
  const caller = {};
  lanes.add(caller, cargo());
  lanes.add(caller, cargo());
  const given = new WeakRef(lanes.next() ?? {});
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  expect(given.deref()).toBeUndefined();
  expect(lanes.countOf(caller)).toBe(1);
});

test('a lane that never gets empty keeps places for what waits, not for what has passed', () => {
  const lanes = new Lanes<{ readonly sizeBytes: number; readonly number: number }>();
  const caller = {};
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  lanes.add(caller, { sizeBytes: 1, number: 0 });
  for (let number = 1; number <= 2_000_000; number++) {
    lanes.add(caller, { sizeBytes: 1, number });
    if (lanes.next()?.number !== number - 1) throw new Error(`${number} was not in its turn`);
  }
  collectGarbage();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(8 * 1024 * 1024);
  expect(lanes.count).toBe(1);
});
