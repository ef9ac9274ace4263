/** Events by first-seen number, K-224, K-225: only those that differ from their sequence number have a row. */
import { expect, test } from 'vitest';
import { openLedger } from '../../storage/ledger.ts';
import type { Ledger } from '../../storage/ledger.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { StoreDamaged } from '../../storage/store.ts';
import { algorithms, deliverInBatches, mixedDeliveries } from './drive.ts';

const options = { algorithms, keyStateCacheCountMax: 100 };

/** A store over which logs recovered, and its ledger. */
function filled(): { readonly store: ReturnType<typeof openMemoryStore>; readonly ledger: Ledger } {
  const store = openMemoryStore();
  const ledger = openLedger(store, options);
  deliverInBatches(ledger, mixedDeliveries(), 50);
  return { store, ledger };
}

test('every accepted event is found by its first-seen number, superseded ones too, and no number is left out', () => {
  const { ledger } = filled();
  const { reader, history } = ledger;
  let superseded = 0;
  for (const prefix of history.prefixes(undefined, 1000)) {
    const numbers = Array.from(history.eventsByFn(prefix, 0n as never), ({ stored, isSuperseded }) => {
      superseded += isSuperseded ? 1 : 0;
      expect(reader.eventAtFn(prefix, stored.fn)?.event.said).toBe(stored.event.said);
      return stored.fn;
    });
    expect(numbers).toEqual(numbers.map((_, at) => BigInt(at)));
    expect(numbers).toHaveLength([...history.eventsBySn(prefix, 0n as never)].length);
    expect(reader.keyState(prefix)?.fn).toBe(numbers.at(-1));
  }
  expect(superseded).toBeGreaterThan(0);
});

test('rows stand only where first-seen number and sequence number differ', () => {
  const { store, ledger } = filled();
  const rows = [...store.range('fels', {})].map(([key]) => key);
  const differing = ledger.history
    .prefixes(undefined, 1000)
    .flatMap((prefix) => [...ledger.history.eventsByFn(prefix, 0n as never)])
    .filter(({ stored }) => (stored.fn as bigint) !== stored.event.sn)
    .map(({ stored }) => `${stored.event.prefix}.${stored.fn.toString(16).padStart(32, '0')}`);
  expect(rows).toEqual(differing.sort());
  expect(rows.length).toBeGreaterThan(0);
});

test('a row that is gone is damage, never another event', () => {
  const { store } = filled();
  const rows = [...store.range('fels', {})].map(([key]) => key);
  let taken = 0;
  for (const key of rows) {
    const [prefix = '', number = ''] = key.split('.');
    const fn = BigInt(`0x${number}`);
    if (store.get('kels', key) === undefined) continue;
    store.commit([{ table: 'fels', key, value: undefined }]);
    const damaged = openLedger(store, options).reader;
    expect(() => damaged.eventAtFn(prefix as never, fn as never)).toThrow(StoreDamaged);
    taken += 1;
  }
  expect(taken).toBeGreaterThan(0);
});
