/** Room on the disk: dst.md R9; `storage/headroom.ts`. */
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openHeadroom } from '../../storage/headroom.ts';
import { openLmdbStore } from '../../storage/lmdb.ts';
import type { LmdbStore } from '../../storage/lmdb.ts';
import { StoreError } from '../../storage/store.ts';
import type { Row } from '../../storage/store.ts';
import { temporaryFolder } from './backends.ts';

const row = (key: string, sizeBytes: number): Row => ({
  table: 'log',
  key,
  value: new Uint8Array(sizeBytes),
});

function codeOf(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof StoreError ? error.code : String(error);
  }
}

describe('room for a commit', () => {
  test('two of the largest transactions have to be left, and the least that was asked for', () => {
    let free = 3000;
    const assertRoomFor = openHeadroom({ freeBytes: () => free, headroomBytesMin: 1000 });
    assertRoomFor([row('a', 100)]);
    assertRoomFor([row('b', 1400)]);
    expect(codeOf(() => assertRoomFor([row('c', 1600)]))).toBe('disk-full');
    free = 2000;
    expect(codeOf(() => assertRoomFor([row('d', 1)]))).toBe('disk-full');
    free = 3300;
    assertRoomFor([row('d', 1)]);
  });

  test('a row of a table that is not written in order counts a page', () => {
    const assertRoomFor = openHeadroom({ freeBytes: () => 8000, headroomBytesMin: 0 });
    assertRoomFor([row('a', 3000)]);
    expect(codeOf(() => assertRoomFor([{ table: 'kels', key: 'a', value: new Uint8Array(0) }]))).toBe(
      'disk-full',
    );
  });

  test('a disk with much room is asked once in many commits, a disk that is nearly full at each', () => {
    let [free, looks] = [1_000_000_000, 0];
    const freeBytes = (): number => ((looks += 1), free);
    const assertRoomFor = openHeadroom({ freeBytes, headroomBytesMin: 1000 });
    for (let commit = 0; commit < 640; commit++) assertRoomFor([row('a', 100)]);
    expect(looks).toBe(10);
    assertRoomFor([row('a', 20_000_000)]);
    assertRoomFor([row('a', 100)]);
    expect(looks).toBe(12);
    free = 50_000_000;
    for (let commit = 0; commit < 64; commit++) assertRoomFor([row('a', 100)]);
    looks = 0;
    for (let commit = 0; commit < 100; commit++) assertRoomFor([row('a', 100)]);
    expect(looks).toBe(100);
  });

  test('what was written since the disk was asked counts', () => {
    const assertRoomFor = openHeadroom({ freeBytes: () => 10_000_000, headroomBytesMin: 1_000_000 });
    const sizes = Array.from({ length: 20 }, () => codeOf(() => assertRoomFor([row('a', 490_000)])));
    expect(sizes.filter((code) => code !== undefined)).toEqual([]);
  });
});

describe('an LMDB store on a disk that is full', () => {
  let folder: string;
  let store: LmdbStore;
  let free: number;
  beforeEach(() => {
    folder = temporaryFolder();
    free = 1_000_000;
    store = openLmdbStore(folder, { freeBytes: () => free, headroomBytesMin: 500_000 });
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('refuses the commit, writes nothing of it, answers reads, and takes commits when there is room', () => {
    store.commit([row('a', 10)]);
    free = 499_999;
    for (let attempt = 0; attempt < 3; attempt++)
      expect(codeOf(() => store.commit([row('b', 10), row('c', 10)]))).toBe('disk-full');
    expect(Array.from(store.range('log', {}), ([key]) => key)).toEqual(['a']);
    expect(store.get('log', 'a')).toHaveLength(10);
    free = 1_000_000;
    store.commit([row('b', 10)]);
    expect(Array.from(store.range('log', {}), ([key]) => key)).toEqual(['a', 'b']);
  });

  test('asks the disk of its folder when nobody says otherwise', async () => {
    await store.close();
    store = openLmdbStore(folder);
    store.commit([row('a', 10)]);
    await store.close();
    store = openLmdbStore(folder, { headroomBytesMin: Number.MAX_SAFE_INTEGER });
    expect(codeOf(() => store.commit([row('b', 10)]))).toBe('disk-full');
  });
});
