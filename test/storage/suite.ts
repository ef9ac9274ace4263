/** What every backend must pass: the guarantees of the port in storage/store.ts, by number. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keySizeMax, StoreError } from '../../storage/store.ts';
import type { Range, Row, Store } from '../../storage/store.ts';

/** How a suite opens the backend it tests. */
export type Backend = {
  /** An empty store. */
  readonly open: () => Store;
  /** The store last opened, opened again after it was closed; undefined when nothing outlives closing. */
  readonly reopen: (() => Store) | undefined;
  /** Frees what `open` took. */
  readonly clean: () => void;
};

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const put = (key: string, text: string): Row => ({ table: 'kels', key, value: bytes(text) });
const removal = (key: string): Row => ({ table: 'kels', key, value: undefined });
const textAt = (store: Store, key: string): string | undefined => {
  const value = store.get('kels', key);
  return value === undefined ? undefined : Buffer.from(value).toString();
};
const keysIn = (store: Store, range: Range): readonly string[] =>
  Array.from(store.range('kels', range), ([key]) => key);

function codeOf(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof StoreError ? error.code : String(error);
  }
}

export function testBackend(name: string, backend: Backend): void {
  describe(`store: ${name}`, () => {
    let store: Store;
    beforeEach(() => {
      store = backend.open();
    });
    afterEach(async () => {
      await store.close();
      backend.clean();
    });

    test('what was never put is not there', () => {
      expect(store.get('kels', 'a')).toBeUndefined();
      expect(keysIn(store, {})).toEqual([]);
    });

    test('a commit puts, replaces and removes rows of several tables', () => {
      store.commit([put('a', '1'), put('b', '2'), { table: 'fels', key: 'a', value: bytes('f') }]);
      store.commit([put('a', '3'), removal('b'), removal('never there')]);
      expect(textAt(store, 'a')).toBe('3');
      expect(textAt(store, 'b')).toBeUndefined();
      expect(Buffer.from(store.get('fels', 'a') ?? []).toString()).toBe('f');
    });

    test('store 6: of several changes of one row the last holds', () => {
      store.commit([put('a', '1'), removal('a'), put('b', '1'), put('b', '2'), put('c', '1'), removal('c')]);
      store.commit([removal('b'), put('b', '3'), removal('a')]);
      expect(keysIn(store, {})).toEqual(['b']);
      expect(textAt(store, 'b')).toBe('3');
    });

    test('an empty value is a value', () => {
      store.commit([put('a', '')]);
      expect(store.get('kels', 'a')?.length).toBe(0);
      expect(keysIn(store, {})).toEqual(['a']);
    });

    test('rows are in the order of the bytes of their keys', () => {
      const keys = ['b', 'a.b', 'a', 'a-', 'aa', 'A', '0', 'a b', 'a.a', '~', '_', 'a/'];
      store.commit(keys.map((key) => put(key, key)));
      const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(keysIn(store, {})).toEqual(sorted);
      expect(keysIn(store, { reverse: true })).toEqual(sorted.toReversed());
    });

    test('a range holds its lower bound and not its upper one, both ways', () => {
      store.commit(['a', 'b', 'c', 'd'].map((key) => put(key, key)));
      expect(keysIn(store, { from: 'b', to: 'd' })).toEqual(['b', 'c']);
      expect(keysIn(store, { from: 'b', to: 'd', reverse: true })).toEqual(['c', 'b']);
      expect(keysIn(store, { from: 'bb' })).toEqual(['c', 'd']);
      expect(keysIn(store, { to: 'bb' })).toEqual(['a', 'b']);
      expect(keysIn(store, { to: 'bb', reverse: true })).toEqual(['b', 'a']);
      expect(keysIn(store, { from: 'x' })).toEqual([]);
      expect(keysIn(store, { from: 'c', to: 'b' })).toEqual([]);
      expect(keysIn(store, { from: 'a', countMax: 2 })).toEqual(['a', 'b']);
      expect(keysIn(store, { reverse: true, countMax: 1 })).toEqual(['d']);
      expect(keysIn(store, { countMax: 0 })).toEqual([]);
    });

    test('a range of many rows gives each once', () => {
      const keys = Array.from({ length: 1500 }, (_, at) => at.toString().padStart(5, '0'));
      store.commit(keys.toReversed().map((key) => put(key, key)));
      expect(keysIn(store, {})).toEqual(keys);
      expect(keysIn(store, { reverse: true })).toEqual(keys.toReversed());
      expect(keysIn(store, { from: '00256', to: '00512' })).toEqual(keys.slice(256, 512));
      expect(keysIn(store, { countMax: 512 })).toEqual(keys.slice(0, 512));
    });

    test('store 3: what get and range answer is the caller’s own copy', () => {
      store.commit([put('a', 'one'), put('b', 'two')]);
      const got = store.get('kels', 'a');
      got?.fill(0);
      const ranged = [...store.range('kels', {})];
      for (const [, value] of ranged) value.fill(0);
      store.get('kels', 'b');
      store.commit([put('a', 'six'), put('c', 'three')]);
      expect(textAt(store, 'b')).toBe('two');
      expect(ranged.every(([, value]) => value.every((byte) => byte === 0))).toBe(true);
    });

    test('what was given to a commit may be written over afterwards', () => {
      const value = bytes('one');
      store.commit([{ table: 'kels', key: 'a', value }]);
      value.fill(0);
      expect(textAt(store, 'a')).toBe('one');
    });

    test('store 5: a commit that expects another row changes nothing, and the store takes no more', () => {
      store.commit([put('a', '1')]);
      store.commit([put('a', '2')], { table: 'kels', key: 'a', value: bytes('1') });
      store.commit([put('b', '1')], { table: 'kels', key: 'b', value: undefined });
      expect(
        codeOf(() => store.commit([put('c', '1')], { table: 'kels', key: 'a', value: bytes('1') })),
      ).toBe('conflict');
      expect(keysIn(store, {})).toEqual(['a', 'b']);
      expect(codeOf(() => store.commit([put('c', '1')]))).toBe('poisoned');
    });

    test('a commit with a malformed key touches nothing and leaves the store usable', () => {
      for (const key of ['', 'x'.repeat(keySizeMax + 1), 'é', 'a\n', '\u0000']) {
        expect(codeOf(() => store.commit([put('a', '1'), put(key, '2')]))).toBe('bad-row');
      }
      expect(keysIn(store, {})).toEqual([]);
      store.commit([put('x'.repeat(keySizeMax), 'long')]);
      expect(textAt(store, 'x'.repeat(keySizeMax))).toBe('long');
    });

    test('large values come back whole', () => {
      const large = new Uint8Array(3_000_000).map((_, at) => at % 251);
      store.commit([{ table: 'log', key: 'a', value: large }]);
      expect(Buffer.compare(Buffer.from(store.get('log', 'a') ?? []), Buffer.from(large))).toBe(0);
      expect(store.sizeBytes()).toBeGreaterThan(large.length);
    });

    test('a closed store says so', async () => {
      await store.close();
      await store.close();
      expect(codeOf(() => store.get('kels', 'a'))).toBe('closed');
      expect(codeOf(() => store.commit([put('a', '1')]))).toBe('closed');
    });

    if (backend.reopen !== undefined)
      testReopening(
        backend.reopen,
        () => store,
        (opened) => (store = opened),
      );
  });
}

function testReopening(reopen: () => Store, current: () => Store, replace: (store: Store) => void): void {
  test('store 1: what was committed is there after closing and opening', async () => {
    current().commit([put('a', '1'), put('b', '2')]);
    current().commit([removal('a')]);
    await current().close();
    replace(reopen());
    expect(keysIn(current(), {})).toEqual(['b']);
    expect(textAt(current(), 'b')).toBe('2');
  });

  test('store 2: a store that was poisoned takes commits again after it was opened anew', async () => {
    current().commit([put('a', '1')]);
    expect(codeOf(() => current().commit([], { table: 'kels', key: 'a', value: undefined }))).toBe(
      'conflict',
    );
    await current().close();
    replace(reopen());
    current().commit([put('b', '2')]);
    expect(keysIn(current(), {})).toEqual(['a', 'b']);
  });
}
