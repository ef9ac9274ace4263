/** Small worlds, exhausted: a machine that stops anywhere finds what it acknowledged, and ends where it would have. */
import { expect, test } from 'vitest';
import type { Disk } from '../../../sim/disk/disk.ts';
import { smallCommands, smallWorlds } from '../../../sim/small-worlds.ts';
import type { Store } from '../../../storage/store.ts';
import { earlyStore } from '../../../sim/machine/early-store.ts';

test('plans of one command, stopped everywhere, and every 23rd plan of two', {
  timeout: 600_000,
}, async () => {
  const report = await smallWorlds({ lengthMax: 1 });
  expect(report.violations).toEqual([]);
  expect(report.plans).toBe(smallCommands.length);
  expect(report.worlds).toBe(report.plans + 10 * report.commits + 6 * report.plans);
  expect(report.lost).toBe(6 * report.commits);
  expect(report.kept).toBe(4 * report.commits);
  const longer = await smallWorlds({ lengthMax: 2, share: { part: 20, of: 23 } });
  expect(longer.violations).toEqual([]);
  expect(longer.plans).toBe(8);
});

/** The same disk, with another store on it. */
function withStore(spoilt: (store: Store) => Store): (disk: Disk) => Disk {
  return (disk) => ({ ...disk, open: () => spoilt(disk.open()) });
}

async function broken(spoilt: (store: Store) => Store): Promise<string> {
  const report = await smallWorlds({ lengthMax: 1, disk: withStore(spoilt), violationsMax: 1 });
  return report.violations.map(({ says }) => says).join('\n');
}

test('control: a store that writes a commit in two is caught', { timeout: 120_000 }, async () => {
  const says = await broken((store) => ({
    ...store,
    commit: (rows, unchanged) => {
      const half = Math.ceil(rows.length / 2);
      store.commit(rows.slice(0, half), unchanged);
      store.commit(rows.slice(half));
    },
  }));
  expect(says).toMatch(/AtomicCommand|IndexEqualsLog|did not come up|RotDetected|AckImpliesDurable/);
});

test('control: a store that answers before it commits is caught', { timeout: 120_000 }, async () => {
  const says = await broken(earlyStore);
  expect(says).toMatch(/AckImpliesDurable/);
});

test('control: a store that leaves a table out of its commits is caught', { timeout: 120_000 }, async () => {
  const says = await broken((store) => ({
    ...store,
    commit: (rows, unchanged) => {
      store.commit(
        rows.filter(({ table }) => table !== 'escrow-due'),
        unchanged,
      );
    },
  }));
  expect(says).not.toBe('');
});
