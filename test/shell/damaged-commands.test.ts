/** A damaged store ends every command that reads it with a code and a sentence: DESIGN 5, dst.md R7, decisions/0019. */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readsUnwalked, runApart } from '../../shell/cli/apart.ts';
import { asKeelsonError } from '../../shell/errors.ts';
import { openHost } from '../../shell/open.ts';
import { dataFile } from '../../storage/lmdb.ts';
import { flawOfDataFile } from '../../storage/lmdb-file.ts';
import { temporaryFolder } from '../storage/backends.ts';
import { call } from './calling.ts';
import { streamOf } from './feeding.ts';

const pageSizeBytes = 4096;

let root: string;
let source: string;
let prefix: string;

beforeAll(async () => {
  root = temporaryFolder();
  source = join(root, 'source');
  // The same commits each time, so the same pages.
  const batch = { countMax: 64, delayMicrosMax: Number.MAX_SAFE_INTEGER };
  const host = await openHost({ path: source, tickMilliseconds: 0, now: '2024-01-01T00:00:00Z', batch });
  await host.ingest(streamOf('bench/aids-500').subarray(0, 300_000));
  prefix = [...host.aids()].at(-1)?.prefix ?? '';
  await host.close();
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A copy of the store whose file went through `spoil`. */
function spoilt(name: string, spoil: (file: string) => void): string {
  const folder = join(root, name);
  mkdirSync(folder);
  copyFileSync(join(source, dataFile), join(folder, dataFile));
  spoil(join(folder, dataFile));
  return folder;
}

const commands = (): readonly (readonly string[])[] => [
  ['state', prefix],
  ['kel', prefix],
  ['export', prefix],
  ['store', 'stats'],
  ['store', 'rebuild'],
];

const ended =
  /^keelson: reading the store ended the process \(SIG[A-Z]+\): a page of its file is damaged; see/;

/** Cuts a file as short as it can be without its head pages telling of it. */
function cutUnseen(file: string): void {
  const whole = readFileSync(file);
  for (let size = 3 * pageSizeBytes; size < whole.length; size += pageSizeBytes) {
    writeFileSync(file, whole.subarray(0, size));
    if (flawOfDataFile(file) === undefined) return;
  }
  expect.fail('the last page of the file is a root');
}

test('a file that lost its end behind the roots of its tables ends commands by a sentence and not by a signal', {
  timeout: 120_000,
}, async () => {
  const folder = spoilt('cut', cutUnseen);
  for (const words of [
    ['store', 'stats'],
    ['store', 'rebuild'],
  ])
    expect(await runApart([...words, '--store', folder], 'ignore')).toEqual({
      code: 1,
      says: expect.stringMatching(ended) as string,
    });
});

test('a sound store is read in a process of its own as in this one', { timeout: 60_000 }, async () => {
  expect(await runApart(['state', prefix, '--store', source], 'ignore')).toEqual({
    code: 0,
    says: undefined,
  });
});

/** What each command that reads the store in a folder comes to, in this process. */
async function outcomes(folder: string): Promise<readonly (readonly [number, string])[]> {
  const found: (readonly [number, string])[] = [];
  for (const words of [
    ...commands(),
    ['aids'],
    ['duplicity', prefix],
    ['escrow', 'list'],
    ['store', 'verify'],
  ]) {
    const { code, out, err } = await call(...words, '--store', folder);
    expect(out).toBe('');
    found.push([code, err]);
  }
  return found;
}

test('a file that was cut within a page ends no command as if it were shorter', async () => {
  const folder = spoilt('cut within', (file) => {
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, whole.length - pageSizeBytes / 2));
  });
  for (const [code, err] of await outcomes(folder)) {
    expect(code).toBe(1);
    expect(err).toMatch(/it was cut short; restore .* \[damaged-store\]\n$/);
  }
});

test('an empty file is no store', async () => {
  const folder = spoilt('empty', (file) => writeFileSync(file, ''));
  for (const [code, err] of await outcomes(folder)) {
    expect(code).toBe(74);
    expect(err).toMatch(/there is no store in .* \(data\.mdb is empty\); make one .* \[cannot-read\]\n$/);
  }
});

test('a file of noise is refused before LMDB maps it', async () => {
  const folder = spoilt('noise', (file) => writeFileSync(file, Buffer.alloc(65_536, 'noise')));
  for (const [code, err] of await outcomes(folder)) {
    expect(code).toBe(1);
    expect(err).toMatch(/it is no LMDB file; restore .* \[damaged-store\]\n$/);
  }
});

test('what LMDB says of damaged pages is damage, and no fault of ours', () => {
  for (const says of [
    'MDB_PAGE_NOTFOUND: Requested page not found',
    'MDB_CORRUPTED: Located page was wrong type',
  ])
    expect(asKeelsonError(new Error(says))).toMatchObject({ code: 'damaged-store' });
  expect(asKeelsonError(new Error('MDB_READERS_FULL: too many'))).toMatchObject({ code: 'our-fault' });
});

test('commands that walk the store first, or read none, run where they are', () => {
  expect(commands().every(readsUnwalked)).toBe(true);
  expect([['ingest'], ['store', 'verify'], ['sim', 'run'], ['escrow', 'list'], []].some(readsUnwalked)).toBe(
    false,
  );
});
