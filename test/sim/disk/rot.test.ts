/** Damage of the model disk on a real ledger: whatever row is struck in whatever way, a scrub finds it. I-44. */
import { expect, test } from 'vitest';
import type { Disk } from '../../../sim/disk/disk.ts';
import { openDisk } from '../../../sim/disk/open-disk.ts';
import { chanceOf } from '../../../sim/random.ts';
import { openLedger } from '../../../storage/ledger.ts';
import { openMemoryStore } from '../../../storage/memory.ts';
import type { Store } from '../../../storage/store.ts';
import { verifyStore } from '../../../storage/verify.ts';
import { tables } from '../../../storage/tables.ts';
import { algorithms, contentOf, deliverInBatches, mixedDeliveries } from '../../storage/drive.ts';

const deliveries = mixedDeliveries().slice(0, 250);

/** A disk with a ledger of many kinds of rows on it. Written at moment 1; it is 2 now. */
function writtenDisk(seed: string): Disk {
  const chance = chanceOf(seed);
  let now = 1;
  const disk = openDisk({
    now: () => now,
    draw: (below, counter) => chance.draw(below, 0, counter),
    overlap: false,
  });
  const store = disk.open();
  deliverInBatches(openLedger(store, { algorithms, keyStateCacheCountMax: 10 }), deliveries, 10);
  now = 2;
  return disk;
}

function findings(store: Store): number {
  return verifyStore({ store, scratch: openMemoryStore(), algorithms }).findingsCount;
}

test('a sound disk has no findings', () => {
  expect(findings(writtenDisk('sound').open())).toBe(0);
});

for (const [how, pickCount] of [
  ['bit', 120],
  ['misdirected', 60],
  ['stale', 40],
] as const) {
  test(`${how}: every damage is seen by who reads the row, and found`, () => {
    const disk = writtenDisk(how);
    const sound = contentOf(disk.copy());
    const struck = new Set<string>();
    for (let pick = 0; pick < pickCount; pick++) {
      expect(disk.rot(how, pick)).toBe(true);
      const rotten = contentOf(disk.copy());
      const table = tables.find(({ name }) => String(rotten[name]) !== String(sound[name]))?.name;
      expect(table, `pick ${String(pick)} changed a row`).toBeDefined();
      struck.add(table ?? '');
      expect(findings(disk.open()), `pick ${String(pick)} in ${table ?? ''} is found`).toBeGreaterThan(0);
      expect(disk.restore(1)).toBe(true);
    }
    expect(disk.counts().get('rot')?.observed).toBeGreaterThanOrEqual(pickCount);
    expect(contentOf(disk.copy())).toEqual(sound);
    expect(struck.size).toBeGreaterThan(how === 'stale' ? 1 : 8);
  });
}

test('a record under a key that names an ordinal far away is found in bounded time', () => {
  const disk = writtenDisk('far');
  const store = disk.open();
  for (const far of ['0000000010000005', '0800000000000005', '000000000000000z']) {
    const [[key, value] = ['', new Uint8Array()]] = store.range('log', { reverse: true, countMax: 1 });
    store.commit([
      { table: 'log', key, value: undefined },
      { table: 'log', key: far, value },
    ]);
    expect(findings(store)).toBeGreaterThan(0);
    store.commit([
      { table: 'log', key: far, value: undefined },
      { table: 'log', key, value },
    ]);
  }
  expect(findings(store)).toBe(0);
});
