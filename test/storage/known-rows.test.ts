/** Rows that are known decode once, and never hide that a row is another. R6. */
import { describe, expect, test } from 'vitest';
import { openKnownRows } from '../../storage/known-rows.ts';
import { ordinalCodec } from '../../storage/codec/plain.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { openPendingTable } from '../../storage/pending-table.ts';
import { StoreDamaged } from '../../storage/store.ts';

function counting(): { readonly decode: (value: string) => () => string; readonly count: () => number } {
  let count = 0;
  const decode = (value: string) => (): string => {
    count += 1;
    return value;
  };
  return { decode, count: () => count };
}

const bytesOf = (text: string): Uint8Array => Buffer.from(text);

describe('known rows', () => {
  test('equal bytes at a key are decoded once', () => {
    const known = openKnownRows<string>();
    const { decode, count } = counting();
    expect(known.read('a', bytesOf('one'), decode('1'))).toBe('1');
    expect(known.read('a', bytesOf('one'), decode('never'))).toBe('1');
    expect(count()).toBe(1);
  });

  test('other bytes at the key, and equal bytes at another key, are decoded', () => {
    const known = openKnownRows<string>();
    const { decode } = counting();
    known.read('a', bytesOf('one'), decode('1'));
    expect(known.read('a', bytesOf('two'), decode('2'))).toBe('2');
    expect(known.read('b', bytesOf('two'), decode('3'))).toBe('3');
    expect(known.read('a', bytesOf('one'), decode('4'))).toBe('4');
  });

  test('nothing is kept of bytes that could not be decoded', () => {
    const known = openKnownRows<string>();
    const refuse = (): string => {
      throw new StoreDamaged('events', 'a', 'it is wrong');
    };
    expect(() => known.read('a', bytesOf('one'), refuse)).toThrow(StoreDamaged);
    expect(() => known.read('a', bytesOf('one'), refuse)).toThrow(StoreDamaged);
  });

  test('a key that was not asked for while a thousand others were is decoded anew', () => {
    const known = openKnownRows<string>();
    const { decode, count } = counting();
    known.read('a', bytesOf('one'), decode('1'));
    for (let at = 0; at < 1024; at++) known.read(`other ${String(at)}`, bytesOf('one'), decode('1'));
    const before = count();
    known.read('a', bytesOf('one'), decode('1'));
    expect(count()).toBe(before + 1);
  });

  test('a long row is decoded each time', () => {
    const known = openKnownRows<string>();
    const { decode, count } = counting();
    known.read('a', new Uint8Array(513), decode('1'));
    known.read('a', new Uint8Array(513), decode('1'));
    expect(count()).toBe(2);
  });

  test('a row that changes behind a table that read it is found', () => {
    const store = openMemoryStore();
    const table = openPendingTable(store, 'events', ordinalCodec);
    table.put('a', 7);
    store.commit(table.rows());
    table.clear();
    expect(table.get('a')).toBe(7);
    const sealed = Buffer.from(store.get('events', 'a') ?? []);
    sealed.writeUInt8((sealed.at(-1) ?? 0) ^ 1, sealed.length - 1);
    store.commit([{ table: 'events', key: 'a', value: sealed }]);
    expect(() => table.get('a')).toThrow(StoreDamaged);
  });
});
