/** The model disk against the plain memory store: whatever is committed, asked, stopped and copied, they answer alike. */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { openDisk } from '../../../sim/disk/open-disk.ts';
import { openMemoryStore } from '../../../storage/memory.ts';
import type { Range, Row, Store } from '../../../storage/store.ts';

const key = fc.oneof(
  fc.integer({ min: 0, max: 400 }).map((at) => at.toString(16).padStart(4, '0')),
  fc.string({ unit: fc.constantFrom('a', 'b', '.', '~'), minLength: 1, maxLength: 4 }),
);
const row: fc.Arbitrary<Row> = fc.record({
  table: fc.constantFrom('kels', 'log', 'escrow'),
  key,
  value: fc.option(fc.uint8Array({ maxLength: 40 }), { nil: undefined, freq: 3 }),
});
const range: fc.Arbitrary<Range> = fc.record(
  { from: key, to: key, reverse: fc.boolean(), countMax: fc.integer({ min: 0, max: 20 }) },
  { requiredKeys: [] },
);

const act = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('commit'), rows: fc.array(row, { maxLength: 200 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('range'), range }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stop'), power: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash'), rows: fc.array(row, { maxLength: 20 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('copy') }) },
);

const answerTo = (store: Store, asked: Range): readonly string[] =>
  Array.from(store.range('kels', asked), ([name, value]) => `${name} ${value.join(',')}`);

test.prop([fc.array(act, { maxLength: 40 })], { numRuns: 300 })(
  'commits, ranges, stops and copies leave what a store in memory holds',
  (acts) => {
    const disk = openDisk({ now: () => 0, draw: () => 0, overlap: false });
    const memory = openMemoryStore();
    let store = disk.open();
    for (const one of acts) {
      if (one.do === 'commit') for (const each of [store, memory]) each.commit(one.rows);
      if (one.do === 'range') expect(answerTo(store, one.range)).toEqual(answerTo(memory, one.range));
      if (one.do === 'stop') {
        disk.stop(one.power);
        store = disk.open();
      }
      if (one.do === 'crash') {
        disk.strikeNextCommit({ kind: 'crash', part: 'sync', power: true });
        expect(() => store.commit(one.rows)).toThrow(/stopped/);
        store = disk.open();
      }
      if (one.do === 'copy') expect(answerTo(disk.copy(), {})).toEqual(answerTo(memory, {}));
    }
    expect(answerTo(store, {})).toEqual(answerTo(memory, {}));
    expect(answerTo(store, { reverse: true })).toEqual(answerTo(memory, { reverse: true }));
    expect(store.sizeBytes()).toBe(memory.sizeBytes());
  },
);

test.prop([fc.array(row, { minLength: 1, maxLength: 300 }), fc.array(row, { maxLength: 50 }), fc.boolean()])(
  'a walk sees every row that stands before and after it, whatever is committed meanwhile, each once and in order',
  (rows, more, reverse) => {
    const store = openDisk({ now: () => 0, draw: () => 0, overlap: false }).open();
    store.commit(rows);
    const before = answerTo(store, {}).map((line) => line.split(' ')[0]);
    const seen: string[] = [];
    for (const [name] of store.range('kels', { reverse })) {
      seen.push(name);
      if (seen.length === 3) store.commit(more);
    }
    const after = new Set(answerTo(store, {}).map((line) => line.split(' ')[0]));
    const sorted = [...seen].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    expect(seen).toEqual(reverse ? sorted.toReversed() : sorted);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(before.filter((name) => after.has(name ?? ''))));
  },
);
