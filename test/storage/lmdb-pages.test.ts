/** Pages of an LMDB file that lead where they must not are found before LMDB follows them. dst.md 2.1, R7. */
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { dataFile } from '../../storage/lmdb-file.ts';
import { openLmdbKeyRows } from '../../storage/lmdb-keys.ts';
import type { KeyRow } from '../../storage/lmdb-keys.ts';
import { flawOfPages } from '../../storage/lmdb-pages.ts';
import { temporaryFolder } from './backends.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = temporaryFolder();
  folders.push(folder);
  return folder;
}

/** A closed store with rows of all sizes, in one commit: hardly a page of it is free. */
async function closedStore(): Promise<string> {
  const folder = newFolder();
  const rows = openLmdbKeyRows(folder);
  rows.commit(
    Array.from({ length: 120 }, (_, at) => ({
      table: 'kept' as const,
      key: `row ${at} ${'x'.repeat(at)}`,
      value: new Uint8Array(at % 10 === 0 ? 9000 : 200).fill(at),
    })),
  );
  await rows.close();
  return join(folder, dataFile);
}

const row = fc.record({
  table: fc.constant('kept' as const),
  key: fc.tuple(fc.nat(80), fc.nat(2)).map(([name, long]) => `k${name}${'x'.repeat(200 * long)}`),
  value: fc.option(
    fc.oneof(fc.nat(300), fc.nat(3000), fc.nat(30_000)).map((size) => new Uint8Array(size)),
    { nil: undefined },
  ),
});

test('what LMDB writes has no flaw, whatever was kept and removed', async () => {
  const commits = fc.array(fc.array(row, { minLength: 1, maxLength: 12 }), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(commits, async (all: readonly (readonly KeyRow[])[]) => {
      const folder = newFolder();
      const rows = openLmdbKeyRows(folder);
      for (const one of all) {
        rows.commit(one);
        expect(flawOfPages(join(folder, dataFile))).toBeUndefined();
      }
      await rows.close();
      expect(flawOfPages(join(folder, dataFile))).toBeUndefined();
    }),
    { numRuns: 25 },
  );
});

describe('a page', () => {
  const pageSize = 4096;
  type Damage = (page: Buffer) => void;
  const damages: readonly (readonly [what: string, damage: Damage])[] = [
    ['of another number', (page) => page.writeUInt8(page.readUInt8(0) ^ 1, 0)],
    ['of a transaction that was not yet', (page) => page.writeUInt8(1, 13)],
    ['of another kind', (page) => page.writeUInt8(0, 18)],
    ['with more entries than it has room for', (page) => page.writeUInt16LE(0xfffe, 20)],
  ];
  /** Those of pages that have entries. */
  const damagesOfEntries: typeof damages = [
    ['with half an entry', (page) => page.writeUInt16LE(page.readUInt16LE(20) | 1, 20)],
    ['with an entry outside of it', (page) => page.writeUInt16LE(0xfff0, 24)],
    ['with an entry in its free space', (page) => page.writeUInt16LE(0, 24)],
    [
      'with a key that does not end in it',
      (page) => page.writeUInt16LE(0xffff, 24 + page.readUInt16LE(24) + 6),
    ],
    [
      'with data or a page below that is not there',
      (page) => page.writeUInt16LE(0xffff, 24 + page.readUInt16LE(24) + 2),
    ],
  ];

  test('that is not as it was written is found', async () => {
    const file = await closedStore();
    const sound = readFileSync(file);
    const flawWith = (at: number, damage: Damage): string | undefined => {
      const bytes = Buffer.from(sound);
      damage(bytes.subarray(at * pageSize, (at + 1) * pageSize));
      writeFileSync(file, bytes);
      return flawOfPages(file);
    };
    const pages = Array.from({ length: sound.length / pageSize - 2 }, (_, at) => at + 2);
    const used = pages.filter((at) => flawWith(at, (page) => page.writeUInt8(0, 18)) !== undefined);
    const kindOf = (at: number): number => sound.readUInt8(at * pageSize + 18);
    expect(new Set(used.map(kindOf))).toEqual(new Set([1, 2, 4]));
    expect(used.length).toBeGreaterThan(20);
    for (const at of used) {
      const all = kindOf(at) === 4 ? damages : [...damages, ...damagesOfEntries];
      for (const [what, damage] of all)
        expect([at, what, flawWith(at, damage)]).not.toEqual([at, what, undefined]);
    }
    writeFileSync(file, sound);
    expect(flawOfPages(file)).toBeUndefined();
  });

  test('that is damaged is refused with what to do', async () => {
    const file = await closedStore();
    const bytes = readFileSync(file);
    for (let at = 2; at < bytes.length / pageSize; at++) bytes.writeUInt8(0xff, at * pageSize + 20);
    writeFileSync(file, bytes);
    expect(() => openLmdbKeyRows(join(file, '..'))).toThrow(/restore it from a copy \[damaged\]/);
  });

  test('that is cut off is missed', async () => {
    const file = await closedStore();
    truncateSync(file, 8 * pageSize);
    expect(flawOfPages(file)).toBeDefined();
  });
});

test('what is no LMDB file is left to those who look at its head', () => {
  const file = join(newFolder(), dataFile);
  expect(flawOfPages(file)).toBeUndefined();
  writeFileSync(file, 'x'.repeat(20_000));
  expect(flawOfPages(file)).toBeUndefined();
});
