/** The model disk keeps the promises of the port, and breaks what it is asked to break, by dst.md 2.6. */
import { describe, expect, test } from 'vitest';
import { MachineStopped } from '../../../sim/disk/disk.ts';
import type { CommitResult, Disk, DiskOptions, Strike } from '../../../sim/disk/disk.ts';
import { openDisk } from '../../../sim/disk/open-disk.ts';
import { chanceOf } from '../../../sim/random.ts';
import { StoreError } from '../../../storage/store.ts';
import type { Row, Store } from '../../../storage/store.ts';
import { testBackend } from '../../storage/suite.ts';

const chance = chanceOf('disk');

function diskOf(options: Partial<DiskOptions> = {}): Disk {
  return openDisk({
    now: () => 0,
    draw: (below, counter) => chance.draw(below, 1, counter),
    overlap: false,
    ...options,
  });
}

let tested = diskOf();
testBackend('model disk', {
  open: () => {
    tested = diskOf();
    return tested.open();
  },
  reopen: () => tested.open(),
  clean: () => undefined,
});

const put = (key: string, text: string): Row => ({
  table: 'kels',
  key,
  value: new Uint8Array(Buffer.from(text)),
});

function content(store: Store): string {
  return Array.from(
    store.range('kels', {}),
    ([key, value]) => `${key}=${Buffer.from(value).toString()}`,
  ).join(' ');
}

/** How a commit ended: the code of its error, `stopped`, or `done`. */
function outcome(act: () => void): string {
  try {
    act();
    return 'done';
  } catch (error) {
    if (error instanceof MachineStopped) return 'stopped';
    return error instanceof StoreError ? error.code : String(error);
  }
}

const parts = ['pages', 'sync', 'meta', 'after'] as const;

describe('a crash inside of a commit', () => {
  const cases = parts.flatMap((part) => [true, false].map((power) => ({ part, power })));

  test.each(cases)(
    '$part, power $power: leaves what was acknowledged, and the commit whole or not at all',
    ({ part, power }) => {
      const seen = new Set<string>();
      for (let counter = 0; counter < 20; counter++) {
        const disk = diskOf({ draw: (below) => chance.draw(below, 2, counter) });
        const store = disk.open();
        store.commit([put('a', '1'), put('b', '1')]);
        disk.strikeNextCommit({ kind: 'crash', part, power });
        expect(outcome(() => store.commit([put('a', '2'), put('c', '2')]))).toBe('stopped');
        seen.add(content(disk.open()));
      }
      const [before, after] = ['a=1 b=1', 'a=2 b=1 c=2'];
      if (part === 'after') expect([...seen]).toEqual([after]);
      else if (part === 'meta') expect([...seen].sort()).toEqual([before, after]);
      else expect([...seen]).toEqual([before]);
    },
  );

  test('nothing of the store object works afterwards', () => {
    const disk = diskOf();
    const store = disk.open();
    store.commit([put('a', '1')]);
    disk.strikeNextCommit({ kind: 'crash', part: 'after', power: false });
    const walk = store.range('kels', {})[Symbol.iterator]();
    expect(outcome(() => store.commit([put('b', '1')]))).toBe('stopped');
    expect(outcome(() => store.get('kels', 'a'))).toBe('stopped');
    expect(outcome(() => store.range('kels', {}))).toBe('stopped');
    expect(outcome(() => walk.next())).toBe('stopped');
    expect(outcome(() => store.sizeBytes())).toBe('stopped');
    expect(outcome(() => store.commit([]))).toBe('stopped');
    expect(content(disk.open())).toBe('a=1 b=1');
  });

  test('with overlapping syncs the rows of a commit that stopped are there until power is lost', () => {
    const left = (power: boolean): string => {
      const disk = diskOf({ overlap: true });
      disk.strikeNextCommit({ kind: 'crash', part: 'sync', power });
      const store = disk.open();
      expect(outcome(() => store.commit([put('a', '1')]))).toBe('stopped');
      return content(disk.open());
    };
    expect(left(false)).toBe('a=1');
    expect(left(true)).toBe('');
  });
});

describe('a failing medium', () => {
  test('a commit that fails is not there, and the store takes no more until it is opened again', () => {
    const disk = diskOf();
    const store = disk.open();
    store.commit([put('a', '1')]);
    disk.strikeNextCommit({ kind: 'error', effect: 'none' });
    expect(outcome(() => store.commit([put('b', '1')]))).toBe('commit-failed');
    expect(content(store)).toBe('a=1');
    expect(outcome(() => store.commit([put('c', '1')]))).toBe('poisoned');
    expect(content(disk.open())).toBe('a=1');
  });

  test('with overlapping syncs a commit that fails may be seen; power loss takes it', () => {
    for (const [overlap, power, after] of [
      [true, false, 'a=1 b=1'],
      [true, true, 'a=1'],
      [false, false, 'a=1'],
    ] as const) {
      const disk = diskOf({ overlap });
      const store = disk.open();
      store.commit([put('a', '1')]);
      disk.strikeNextCommit({ kind: 'error', effect: 'visible' });
      expect(outcome(() => store.commit([put('b', '1')]))).toBe('commit-failed');
      disk.stop(power);
      expect(content(disk.open())).toBe(after);
    }
  });

  test('a false success is lost with the power, with all that came after it; never without overlap', () => {
    for (const [overlap, power, after] of [
      [true, true, 'a=1'],
      [true, false, 'a=1 b=1 c=1'],
      [false, true, 'a=1 b=1 c=1'],
    ] as const) {
      const disk = diskOf({ overlap });
      const store = disk.open();
      store.commit([put('a', '1')]);
      disk.strikeNextCommit({ kind: 'false-success' });
      store.commit([put('b', '1')]);
      store.commit([put('c', '1')]);
      expect(content(store)).toBe('a=1 b=1 c=1');
      disk.stop(power);
      expect(content(disk.open())).toBe(after);
      expect(disk.counts().get('false-success')).toEqual({
        requested: 1,
        applied: overlap ? 1 : 0,
        observed: overlap && power ? 1 : 0,
      });
    }
  });

  test('once the store is opened again, the next commit makes durable what the medium had kept back', () => {
    const disk = diskOf({ overlap: true });
    disk.strikeNextCommit({ kind: 'false-success' });
    disk.open().commit([put('a', '1')]);
    disk.stop(false);
    disk.open().commit([put('b', '1')]);
    disk.stop(true);
    expect(content(disk.open())).toBe('a=1 b=1');
  });

  test('a full disk refuses commits, answers reads, and takes commits again when there is room', () => {
    const disk = diskOf();
    const store = disk.open();
    store.commit([put('a', '1')]);
    disk.fill(true);
    expect(outcome(() => store.commit([put('b', '1')]))).toBe('disk-full');
    expect(outcome(() => store.commit([put('b', '1')]))).toBe('disk-full');
    expect(content(store)).toBe('a=1');
    disk.fill(false);
    store.commit([put('b', '2')]);
    expect(content(store)).toBe('a=1 b=2');
    expect(disk.counts().get('disk-full')).toEqual({ requested: 1, applied: 1, observed: 1 });
  });

  test('a read that fails is one read', () => {
    const disk = diskOf();
    const store = disk.open();
    store.commit([put('a', '1')]);
    disk.failNextRead();
    expect(() => store.get('kels', 'a')).toThrow(/could not read/);
    expect(content(store)).toBe('a=1');
    disk.failNextRead();
    expect(() => store.range('kels', {})).toThrow(/could not read/);
  });

  test('strikes hit one commit after the other, and healing takes them back', () => {
    const disk = diskOf();
    const strikes: readonly Strike[] = [
      { kind: 'error', effect: 'none' },
      { kind: 'crash', part: 'after', power: true },
      { kind: 'crash', part: 'after', power: true },
    ];
    for (const strike of strikes) disk.strikeNextCommit(strike);
    expect(outcome(() => disk.open().commit([put('a', '1')]))).toBe('commit-failed');
    expect(outcome(() => disk.open().commit([put('b', '1')]))).toBe('stopped');
    disk.fill(true);
    disk.heal();
    expect(outcome(() => disk.open().commit([put('c', '1')]))).toBe('done');
    expect(disk.counts().get('crash')).toEqual({ requested: 2, applied: 1, observed: 1 });
  });
});

describe('one store at a time', () => {
  test('opening ends the store before; stopping and wiping end it too', () => {
    const disk = diskOf();
    const first = disk.open();
    const second = disk.open();
    expect(outcome(() => first.get('kels', 'a'))).toBe('closed');
    second.commit([put('a', '1')]);
    disk.stop(false);
    expect(outcome(() => second.get('kels', 'a'))).toBe('stopped');
    const third = disk.open();
    disk.wipe();
    expect(outcome(() => third.get('kels', 'a'))).toBe('stopped');
    expect(content(disk.open())).toBe('');
    expect(disk.restore(0)).toBe(false);
  });

  test('every commit is told with its result, and with whether one before it had failed', () => {
    const told: [CommitResult, boolean][] = [];
    const disk = diskOf();
    disk.watch((...said) => void told.push(said));
    const store = disk.open();
    store.commit([put('a', '1')]);
    outcome(() => store.commit([put('', '1')]));
    disk.fill(true);
    outcome(() => store.commit([put('a', '2')]));
    disk.fill(false);
    outcome(() => store.commit([put('a', '2')], { table: 'kels', key: 'a', value: undefined }));
    outcome(() => store.commit([put('a', '2')]));
    disk.strikeNextCommit({ kind: 'crash', part: 'pages', power: true });
    outcome(() => disk.open().commit([put('a', '2')]));
    expect(told).toEqual([
      ['done', false],
      ['refused', false],
      ['refused', false],
      ['failed', false],
      ['refused', true],
      ['crashed', false],
    ]);
  });

  test('a copy has the same rows and goes its own way', () => {
    const disk = diskOf();
    const store = disk.open();
    store.commit([put('b', '1'), put('a', '1')]);
    const copy = disk.copy();
    copy.commit([put('a', '2'), put('c', '1')]);
    store.commit([put('b', '3')]);
    expect(content(copy)).toBe('a=2 b=1 c=1');
    expect(content(store)).toBe('a=1 b=3');
    expect(copy.sizeBytes()).toBe(6);
  });
});

describe('a snapshot', () => {
  test('the disk goes back to what was durable at a moment', () => {
    let now = 0;
    const disk = diskOf({ now: () => now });
    const store = disk.open();
    for (const [moment, rows] of [
      [10, [put('a', '1')]],
      [20, [put('a', '2'), put('b', '2')]],
      [30, [{ table: 'kels', key: 'a', value: undefined }, put('b', '3')]],
    ] as const) {
      now = moment;
      store.commit(rows);
    }
    expect(disk.restore(9)).toBe(false);
    expect(disk.restore(30)).toBe(true);
    expect(content(disk.open())).toBe('b=3');
    expect(disk.restore(29)).toBe(true);
    expect(content(disk.open())).toBe('a=2 b=2');
    expect(disk.restore(10)).toBe(true);
    expect(content(disk.open())).toBe('a=1');
    expect(disk.counts().get('restore-snapshot')).toEqual({ requested: 4, applied: 3, observed: 2 });
  });

  test('what the medium kept back is in no snapshot', () => {
    let now = 1;
    const disk = diskOf({ now: () => now, overlap: true });
    const store = disk.open();
    store.commit([put('a', '1')]);
    disk.strikeNextCommit({ kind: 'false-success' });
    now = 2;
    store.commit([put('b', '1')]);
    expect(disk.restore(2)).toBe(true);
    expect(content(disk.open())).toBe('a=1');
  });

  test('a bounded journal reaches back over as many commits as it was asked to', () => {
    let now = 0;
    const disk = diskOf({ now: () => now, undoCountMax: 10 });
    const store = disk.open();
    for (now = 1; now <= 100; now++) store.commit([put('a', String(now))]);
    now = 100;
    expect(disk.restore(1)).toBe(false);
    expect(disk.restore(91)).toBe(true);
    expect(content(disk.open())).toBe('a=91');
  });
});
