/** Damage is found before it is used, and what can be rebuilt is rebuilt: dst.md R6, R7, I-38, I-39, I-44. */
import { expect, test } from 'vitest';
import fc from 'fast-check';
import { openLedger } from '../../storage/ledger.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { decodeRecord, encodeRecord } from '../../storage/record.ts';
import { rebuildStore } from '../../storage/rebuild.ts';
import { openRow, sealRow } from '../../storage/sealed-row.ts';
import { statsOf } from '../../storage/stats.ts';
import { StoreDamaged } from '../../storage/store.ts';
import type { Store } from '../../storage/store.ts';
import { derivedTables, tables } from '../../storage/tables.ts';
import type { TableName } from '../../storage/tables.ts';
import { verifyStore } from '../../storage/verify.ts';
import { copyOf } from './copies.ts';
import { algorithms, contentOf, deliverInBatches, mixedDeliveries } from './drive.ts';
import { otherWrites } from './records.ts';

const options = { algorithms, keyStateCacheCountMax: 100 };

function filledStore(): Store {
  const store = openMemoryStore();
  const ledger = openLedger(store, options);
  deliverInBatches(ledger, mixedDeliveries(), 100);
  ledger.apply(otherWrites());
  for (const prefix of ledger.history.prefixes(undefined, 3)) {
    const { sn, said } = ledger.reader.keyState(prefix) ?? expect.fail();
    ledger.mark([{ kind: 'witness', prefix, sn, said }]);
  }
  ledger.commit();
  return store;
}

const filled = filledStore();

function verify(store: Store): ReturnType<typeof verifyStore> {
  return verifyStore({ store, scratch: openMemoryStore(), algorithms });
}

const rowsOf = (
  store: Store,
): readonly { readonly table: TableName; readonly key: string; readonly value: Uint8Array }[] =>
  tables.flatMap(({ name }) =>
    Array.from(store.range(name, {}), ([key, value]) => ({ table: name, key, value })),
  );

test('the filled store has rows in every table, and verifies', () => {
  const { tables: counted, head } = statsOf(filled);
  expect(counted.filter(({ rows }) => rows === 0)).toEqual([]);
  expect(head?.count).toBe(counted.find(({ table }) => table === 'log')?.rows);
  expect(verify(filled)).toEqual({ records: head?.count, findings: [], findingsCount: 0 });
});

test('R6: one flipped bit in any row of any table is found', () => {
  const rows = rowsOf(filled);
  fc.assert(
    fc.property(
      fc.constantFrom(...tables.map(({ name }) => name)),
      fc.nat(),
      fc.nat(),
      fc.nat(7),
      (table, pick, place, bit) => {
        const candidates = rows.filter((row) => row.table === table);
        const row = candidates[pick % candidates.length] ?? expect.fail();
        const value = row.value.slice();
        const at = place % value.length;
        value[at] = (value[at] ?? 0) ^ (1 << bit);
        const store = copyOf(filled);
        store.commit([{ ...row, value }]);
        expect(verify(store).findingsCount).toBeGreaterThan(0);
      },
    ),
    { numRuns: 60 },
  );
});

test('R6: a row that is missing, or stands at another key, is found', () => {
  for (const { name } of tables) {
    const [first, second] = [...filled.range(name, { countMax: 2 })];
    const missing = copyOf(filled);
    missing.commit([{ table: name, key: first?.[0] ?? '', value: undefined }]);
    expect([name, verify(missing).findingsCount > 0]).toEqual([name, true]);
    const moved = copyOf(filled);
    moved.commit([{ table: name, key: second?.[0] ?? 'elsewhere', value: first?.[1] }]);
    expect([name, verify(moved).findingsCount > 0]).toEqual([name, true]);
  }
});

test('R6: a bit of the key of any record is missed', () => {
  const [[key, value] = expect.fail()] = [...filled.range('log', { countMax: 1 })];
  const others = Array.from(key).flatMap((character, at) =>
    Array.from({ length: 7 }, (_, bit) => String.fromCharCode(character.charCodeAt(0) ^ (1 << bit)))
      .filter((other) => other >= ' ' && other <= '~')
      .map((other) => key.slice(0, at) + other + key.slice(at + 1)),
  );
  const placed = others.filter((other, at) => at % 9 === 0 && filled.get('log', other) === undefined);
  expect(placed.length).toBeGreaterThan(5);
  for (const other of placed) {
    const store = copyOf(filled);
    store.commit([
      { table: 'log', key, value: undefined },
      { table: 'log', key: other, value },
    ]);
    expect(verify(store).findings, other).toContainEqual(expect.objectContaining({ table: 'log' }));
    expect(() => rebuildStore(store, openMemoryStore(), algorithms), other).toThrow(StoreDamaged);
  }
});

test('I-39: a derived row that was sealed properly and says something else is found by its key', () => {
  for (const table of derivedTables) {
    const [key, value] = [...filled.range(table, { countMax: 1 })][0] ?? expect.fail();
    const store = copyOf(filled);
    store.commit([
      {
        table,
        key,
        value: sealRow(table, key, Buffer.concat([openRow(table, key, value), Buffer.from(' ')])),
      },
    ]);
    expect(verify(store).findings).toEqual([{ table, key, says: 'the row is not what a rebuild makes' }]);
    store.commit([
      { table, key, value },
      { table, key: 'zzz', value: sealRow(table, 'zzz', '1') },
    ]);
    expect(verify(store).findings).toEqual([{ table, key: 'zzz', says: 'nothing asks for this row' }]);
  }
});

test('I-44: a damaged row throws when it is read, and names its table and key', () => {
  const store = copyOf(filled);
  const [key, value] = [...store.range('states', { countMax: 1 })][0] ?? expect.fail();
  value[20] = (value[20] ?? 0) ^ 1;
  store.commit([{ table: 'states', key, value }]);
  const { reader } = openLedger(store, options);
  const read = (): unknown => reader.keyState(key as never);
  expect(read).toThrow(StoreDamaged);
  expect(read).toThrow(`row ${key} of table states is damaged`);
});

test('R7: a store whose head and last record disagree is not opened', () => {
  const last = [...filled.range('log', { reverse: true, countMax: 1 })][0] ?? expect.fail();
  const shorter = copyOf(filled);
  shorter.commit([{ table: 'log', key: last[0], value: undefined }]);
  expect(() => openLedger(shorter, options)).toThrow(StoreDamaged);
  const headless = copyOf(filled);
  headless.commit([{ table: 'meta', key: 'head', value: undefined }]);
  expect(() => openLedger(headless, options)).toThrow(StoreDamaged);
  const formless = copyOf(filled);
  formless.commit([{ table: 'meta', key: 'format', value: undefined }]);
  expect(() => openLedger(formless, options)).toThrow(StoreDamaged);
});

test('I-38: derived tables that were lost, changed or added to are rebuilt to the same bytes', () => {
  const store = copyOf(filled);
  for (const table of derivedTables) {
    const keys = Array.from(store.range(table, {}), ([key]) => key);
    store.commit([
      ...keys.slice(0, 3).map((key) => ({ table, key, value: undefined })),
      ...keys.slice(3, 5).map((key) => ({ table, key, value: new Uint8Array([1, 2, 3]) })),
      { table, key: 'zzz', value: new Uint8Array([1]) },
    ]);
  }
  expect(verify(store).findingsCount).toBeGreaterThan(derivedTables.length);
  const { changed, records } = rebuildStore(store, openMemoryStore(), algorithms);
  expect([...changed.keys()].sort()).toEqual([...derivedTables].sort());
  expect(records).toBeGreaterThan(100);
  expect(contentOf(store)).toEqual(contentOf(filled));
  expect(verify(store).findings).toEqual([]);
  expect(rebuildStore(store, openMemoryStore(), algorithms).changed.size).toBe(0);
});

test('nothing is rebuilt from a damaged log', () => {
  const store = copyOf(filled);
  const [key, value] = [...store.range('log', { countMax: 1 })][0] ?? expect.fail();
  value[100] = (value[100] ?? 0) ^ 1;
  store.commit([{ table: 'log', key, value }]);
  expect(() => rebuildStore(store, openMemoryStore(), algorithms)).toThrow(StoreDamaged);
});

test('a record that was changed and given a fitting CRC32C is found by the chain', () => {
  const rows = [...filled.range('log', {})];
  for (const place of [0, Math.floor(rows.length / 2), rows.length - 1]) {
    const [key, value] = rows[place] ?? expect.fail();
    const { priorHash, ...record } = decodeRecord(value, place);
    const store = copyOf(filled);
    const later = (record.at + 1n) as typeof record.at;
    store.commit([{ table: 'log', key, value: encodeRecord({ ...record, at: later }, place, priorHash) }]);
    const { findings } = verify(store);
    const isLast = place === rows.length - 1;
    const follower = isLast ? key : (rows[place + 1]?.[0] ?? '');
    expect(findings.some((finding) => finding.table === 'log' && finding.key === follower)).toBe(true);
  }
});

test('a record whose head was changed into nonsense is a finding, not a crash', () => {
  const rows = [...filled.range('log', {})];
  for (const [place, [key, value]] of rows.entries()) {
    if (place % 23 !== 0) continue;
    const { priorHash, ...record } = decodeRecord(value, place);
    for (const head of ['', '[]', '[["KERI","JSON",1,0],null,7]', '{}']) {
      const store = copyOf(filled);
      store.commit([{ table: 'log', key, value: encodeRecord({ ...record, head }, place, priorHash) }]);
      expect(verify(store).findings.some((finding) => finding.table === 'log' && finding.key === key)).toBe(
        true,
      );
    }
  }
});
