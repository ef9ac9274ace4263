/** Every backend keeps the promises of the port. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeClosedMark } from '../../storage/closed-mark.ts';
import { openLmdbStore } from '../../storage/lmdb.ts';
import { backends } from '../../storage/registry.ts';
import { StoreError } from '../../storage/store.ts';
import { lmdbBackend, memoryBackend, temporaryFolder } from './backends.ts';
import { testBackend } from './suite.ts';
import type { Backend } from './suite.ts';

const tested: { readonly [name: string]: Backend } = { memory: memoryBackend, lmdb: lmdbBackend() };

for (const { name } of backends) {
  const backend = tested[name];
  if (backend === undefined) throw new Error(`backend ${name} has no suite`);
  testBackend(name, backend);
}

test('R3: a commit that the medium refuses is not there, and the store takes no further one', async () => {
  const folder = temporaryFolder();
  const store = openLmdbStore(folder);
  store.commit([{ table: 'kels', key: 'a', value: new Uint8Array([1]) }]);
  const notBytes = { length: 1 } as unknown as Uint8Array;
  const failing = (): void => {
    store.commit([
      { table: 'kels', key: 'b', value: new Uint8Array([2]) },
      { table: 'kels', key: 'c', value: notBytes },
    ]);
  };
  expect(failing).toThrow(StoreError);
  expect(store.get('kels', 'b')).toBeUndefined();
  expect(() => {
    store.commit([{ table: 'kels', key: 'd', value: new Uint8Array([1]) }]);
  }).toThrow(/poisoned/);
  await store.close();
  const again = openLmdbStore(folder);
  expect(Array.from(again.range('kels', {}), ([key]) => key)).toEqual(['a']);
  await again.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a store whose head pages name another root, or none, is refused and not founded anew', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'data.mdb');
  const store = openLmdbStore(folder);
  for (const key of ['a', 'b']) store.commit([{ table: 'kels', key, value: new Uint8Array(100) }]);
  await store.close();
  const whole = readFileSync(file);
  const pageSize = whole.readUInt32LE(48);
  const rootPlaces = [0, pageSize].map((head) => head + 136);
  const pages = Array.from({ length: whole.length / pageSize - 2 }, (_, page) => BigInt(page + 2));
  const entriesOf = (page: bigint) => whole.readUInt16LE(Number(page) * pageSize + 20);
  const entries = entriesOf(whole.readBigUInt64LE(rootPlaces[0] ?? 0));
  const others = pages.filter((page) => entriesOf(page) !== entries);
  expect(others.length).toBeGreaterThan(1);
  for (const root of [...others, (1n << 64n) - 1n]) {
    const content = Buffer.from(whole);
    for (const at of rootPlaces) content.writeBigUInt64LE(root, at);
    writeFileSync(file, content);
    expect(() => openLmdbStore(folder)).toThrow(/head page/);
    expect(readFileSync(file).equals(content)).toBe(true);
  }
  writeFileSync(file, whole);
  const healed = openLmdbStore(folder);
  expect(Array.from(healed.range('kels', {}), ([key]) => key)).toEqual(['a', 'b']);
  await healed.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a folder whose store was closed well and whose data file is gone or empty is no new store', async () => {
  const folder = temporaryFolder();
  await openLmdbStore(folder).close();
  await writeClosedMark(folder);
  const file = join(folder, 'data.mdb');
  writeFileSync(file, '');
  expect(() => openLmdbStore(folder)).toThrow(/it is empty; restore/);
  rmSync(file);
  expect(() => openLmdbStore(folder)).toThrow(/it is gone; restore/);
  rmSync(folder, { recursive: true, force: true });
});

test('a file that is no store, or was cut short, is refused with the reason and not changed', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'data.mdb');
  const store = openLmdbStore(folder);
  store.commit([{ table: 'kels', key: 'a', value: new Uint8Array(100_000) }]);
  await store.close();
  const whole = readFileSync(file);
  const damaged = [
    [Buffer.alloc(65_536, 'no store at all '), /no LMDB file/],
    [Buffer.alloc(65_536), /no LMDB file/],
    [whole.subarray(0, 10), /no LMDB file/],
    [whole.subarray(0, 4096), /second head page/],
    [whole.subarray(0, 8192), /cut short/],
    [whole.subarray(0, whole.length - 1), /cut short/],
  ] as const;
  for (const [content, says] of damaged) {
    writeFileSync(file, content);
    expect(() => openLmdbStore(folder)).toThrow(says);
    expect(() => openLmdbStore(folder)).toThrow(/\[damaged\]$/);
    expect(readFileSync(file).equals(content)).toBe(true);
  }
  expect(() => openLmdbStore(join(file, 'below'))).toThrow(/open-failed/);
  expect(() => openLmdbStore('/proc/none/of/these')).toThrow(/open-failed/);
  // What a failed write left behind the last page is not part of the store.
  for (const sound of [whole, Buffer.concat([whole, Buffer.alloc(100)])]) {
    writeFileSync(file, sound);
    const healed = openLmdbStore(folder);
    expect(healed.get('kels', 'a')?.length).toBe(100_000);
    await healed.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

describe('a file that a power loss cut while it was made', () => {
  const pageSize = 4096;

  /** The file before its first sync: two head pages of no transaction, and the first page of a table. */
  function unsynced(whole: Buffer): Buffer {
    const file = Buffer.from(whole.subarray(0, 3 * pageSize));
    for (const at of [0, pageSize]) {
      for (const root of [88, 136]) file.fill(0xff, at + root, at + root + 8);
      file.fill(0, at + 144, at + 160);
    }
    return file;
  }

  test.each([
    ['first', [0]],
    ['second', [pageSize]],
    ['first and second', [0, pageSize]],
  ])('without its %s head page it is refused with what to do about it, and that helps', async (_, lost) => {
    const folder = temporaryFolder();
    const file = join(folder, 'data.mdb');
    await openLmdbStore(folder).close();
    const cut = unsynced(readFileSync(file));
    for (const at of lost) cut.fill(0, at, at + 512);
    writeFileSync(file, cut);
    expect(() => openLmdbStore(folder)).toThrow(
      /nothing was ever kept in it; remove data\.mdb and lock\.mdb, and open the store again \[unfinished\]/,
    );
    for (const name of ['data.mdb', 'lock.mdb']) rmSync(join(folder, name));
    const store = openLmdbStore(folder);
    store.commit([{ table: 'kels', key: 'a', value: new Uint8Array([1]) }]);
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a store in which something was kept is never taken for one', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'data.mdb');
    const store = openLmdbStore(folder);
    store.commit([{ table: 'kels', key: 'a', value: new Uint8Array([1]) }]);
    await store.close();
    const whole = readFileSync(file);
    for (const pages of [2, 3, whole.length / pageSize]) {
      for (const lost of [0, pageSize]) {
        const cut = Buffer.from(whole.subarray(0, pages * pageSize));
        cut.fill(0, lost, lost + pageSize);
        writeFileSync(file, cut);
        expect(() => openLmdbStore(folder)).toThrow(/restore the store from a copy.* \[damaged\]/);
      }
    }
    rmSync(folder, { recursive: true, force: true });
  });
});
