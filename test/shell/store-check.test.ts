/** A store is looked at before it is trusted, by a process that damage may end: dst.md R7, decisions/0019. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from '../../shell/host.ts';
import type { Checks } from '../../shell/store-check.ts';
import { closedMarkFile } from '../../storage/lmdb-file.ts';
import { dataFile, openLmdbStore } from '../../storage/lmdb.ts';
import { sealRow } from '../../storage/sealed-row.ts';
import { temporaryFolder } from '../storage/backends.ts';
import type * as Running from '../../shell/cli/run.ts';
import type * as Errors from '../../shell/errors.ts';
import type * as Opening from '../../shell/open.ts';
import type * as Stores from '../../storage/store.ts';
import type * as Checking from '../../shell/store-check.ts';
import { builtModule } from '../support/built-tree.ts';
import { streamOf } from './feeding.ts';

const { runKeelson } = await builtModule<typeof Running>('shell/cli/run.ts');
const { KeelsonError } = await builtModule<typeof Errors>('shell/errors.ts');
const { openHost } = await builtModule<typeof Opening>('shell/open.ts');
const { StoreError } = await builtModule<typeof Stores>('storage/store.ts');
const { assertSound, checkStore } = await builtModule<typeof Checking>('shell/store-check.ts');

const pageSizeBytes = 4096;
const single = streamOf('streams/s001-single-sig-basic-D');

let root: string;
/** A store that was filled and closed. */
let source: string;

async function hostIn(path: string, checks?: Checks): Promise<Host> {
  return await openHost({ path, tickMilliseconds: 0, ...(checks === undefined ? {} : { checks }) });
}

/** A new folder with the files of `source` that are named. */
function copyIn(name: string, files: readonly string[] = [dataFile, closedMarkFile]): string {
  const folder = join(root, name);
  mkdirSync(folder);
  for (const file of files) copyFileSync(join(source, file), join(folder, file));
  return folder;
}

beforeAll(async () => {
  root = temporaryFolder();
  source = join(root, 'source');
  const host = await hostIn(source);
  for (const name of ['bench/shuffled-1000', 'streams/s039-witnesses-short'])
    await host.ingest(streamOf(name));
  await host.close();
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('how a store comes to be trusted', { timeout: 120_000 }, () => {
  test('a store that was closed is as it was; one that was not is walked, and then it is', async () => {
    expect(await assertSound(join(root, 'nowhere'), 'full')).toBe('new');
    expect(await assertSound(source, 'full')).toBe('closed');
    expect(await assertSound(source, 'head')).toBe('head');
    const crashed = copyIn('crashed', [dataFile]);
    expect(await assertSound(crashed, 'full')).toBe('walked');
    await (await hostIn(crashed)).close();
    expect(await assertSound(crashed, 'full')).toBe('closed');
    const host = await hostIn(crashed);
    await host.ingest(single);
    copyFileSync(join(crashed, dataFile), join(root, 'data-of-a-crash'));
    await host.close();
    expect(await assertSound(crashed, 'full')).toBe('closed');
    copyFileSync(join(root, 'data-of-a-crash'), join(crashed, dataFile));
    writeFileSync(join(crashed, closedMarkFile), readFileSync(join(source, closedMarkFile)));
    expect(await assertSound(crashed, 'full')).toBe('walked');
  });

  test('asked for, a store is walked although it was closed', async () => {
    expect(await assertSound(source, 'always')).toBe('walked');
  });

  test('what was not looked at is not marked as sound', async () => {
    const folder = copyIn('unseen', [dataFile]);
    const host = await hostIn(folder, 'head');
    await host.ingest(single);
    await host.close();
    expect(existsSync(join(folder, closedMarkFile))).toBe(false);
  });

  test('a host that failed leaves no mark', async () => {
    const folder = join(root, 'failed');
    const host = await openHost({
      path: folder,
      tickMilliseconds: 0,
      outlet: () => {
        throw new Error('unused');
      },
      decided: () => {
        throw new StoreError('commit-failed', 'the disk is gone');
      },
    });
    await expect(host.ingest(single)).rejects.toMatchObject({ code: 'host-stopped' });
    await host.close();
    expect(existsSync(join(folder, closedMarkFile))).toBe(false);
  });

  test('a bit that rotted while the store was closed is found although it was marked', async () => {
    const folder = copyIn('rotten');
    const store = openLmdbStore(folder);
    const [, record] = [...store.range('log', { countMax: 1 })][0] ?? expect.fail();
    await store.close();
    const bytes = readFileSync(join(folder, dataFile));
    for (let at = bytes.indexOf(record); at >= 0; at = bytes.indexOf(record, at + 1))
      bytes.writeUInt8(bytes.readUInt8(at + 80) ^ 1, at + 80);
    writeFileSync(join(folder, dataFile), bytes);
    await expect(hostIn(folder)).rejects.toMatchObject({
      code: 'damaged-store',
      message: expect.stringMatching(/row 0{16} of table log: its CRC32C does not fit/) as string,
    });
    await (await hostIn(folder, 'head')).close();
  });

  test('a view that says what the log does not is found before a host answers from it', async () => {
    const folder = copyIn('misled', [dataFile]);
    const store = openLmdbStore(folder);
    store.commit([{ table: 'fels', key: 'zzz', value: sealRow('fels', 'zzz', 'E') }]);
    await store.close();
    await expect(hostIn(folder)).rejects.toMatchObject({
      code: 'damaged-store',
      facts: { findingsCount: 1, findings: [{ table: 'fels', key: 'zzz' }] },
    });
  });
});

describe('a file whose pages are damaged', () => {
  /** Ways to spoil a page, each on pages all over the file. */
  const ways: { readonly [way: string]: (bytes: Buffer, at: number) => void } = {
    'a page of zeros': (bytes, at) => bytes.fill(0, at, at + pageSizeBytes),
    'another page in its place': (bytes, at) => {
      const other = (at * 7 + 31 * pageSizeBytes) % (bytes.length - pageSizeBytes);
      bytes.copyWithin(at, other - (other % pageSizeBytes), other - (other % pageSizeBytes) + pageSizeBytes);
    },
    'a page of noise': (bytes, at) => {
      for (let place = 0; place < pageSizeBytes; place++) bytes[at + place] = (place * 73 + at) % 251;
    },
  };

  /** A copy of the store with one page in some spoiled. */
  function spoil(way: string, first: number, step: number): string {
    const folder = copyIn(`${way} ${String(first)} ${String(step)}`, [dataFile]);
    const bytes = readFileSync(join(folder, dataFile));
    const pages = bytes.length / pageSizeBytes;
    for (let page = first; page < pages; page += step) ways[way]?.(bytes, page * pageSizeBytes);
    writeFileSync(join(folder, dataFile), bytes);
    return folder;
  }

  test.each(Object.keys(ways))(
    '%s: this process lives on, and is told of damage or that all is well',
    { timeout: 180_000 },
    async (way) => {
      const outcomes: (number | string)[] = [];
      for (const step of [5, 9, 14]) {
        const told = checkStore(spoil(way, 2 + (step % 3), step));
        outcomes.push(
          await told.then(
            ({ findingsCount }) => findingsCount,
            (error: unknown) => (error instanceof KeelsonError ? error.code : String(error)),
          ),
        );
      }
      expect(
        outcomes.filter((outcome) => typeof outcome !== 'number' && outcome !== 'damaged-store'),
      ).toEqual([]);
      expect(outcomes.some((outcome) => outcome !== 0)).toBe(true);
    },
  );

  test('`store verify` says so and ends with 1, also when reading ends the process', {
    timeout: 180_000,
  }, async () => {
    const seen: string[] = [];
    for (let first = 8; first < 20; first++) {
      const { code, rows } = await verifyCommand(spoil('a page of zeros', first, 12));
      if (rows.length === 0) continue;
      expect([code, rows.at(-1)?.ok]).toEqual(rows.length > 1 ? [1, false] : [0, true]);
      const says = rows[0]?.says ?? '';
      seen.push(says);
      if (/^reading the store ends the process \(SIG[A-Z]+\): a page of its file is damaged$/.test(says))
        return;
    }
    expect.fail(`no page ended the process: ${seen.join('; ')}`);
  });
});

type Row = { readonly says?: string; readonly ok?: boolean };

async function verifyCommand(
  folder: string,
): Promise<{ readonly code: number; readonly rows: readonly Row[] }> {
  const parts: Buffer[] = [];
  const stdout = new PassThrough().on('data', (part: Buffer) => void parts.push(part));
  const streams = { stdout, stderr: new PassThrough(), env: {}, on: () => undefined, off: () => undefined };
  const code = await runKeelson(['store', 'verify', '--store', folder, '--json'], streams);
  await new Promise((resolve) => setImmediate(resolve));
  const lines = Buffer.concat(parts).toString('utf8').split('\n');
  return { code, rows: lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Row) };
}

describe('an open host', { timeout: 120_000 }, () => {
  test('verifies its store while callers wait, and loses nothing', async () => {
    const folder = copyIn('open');
    const host = await hostIn(folder);
    const [report, summary] = await Promise.all([
      host.verify(),
      host.ingest(streamOf('bench/aids-500').subarray(0, 60_000)),
      host.verify(),
    ]);
    expect([report.findings, summary.accepted > 50]).toEqual([[], true]);
    expect((await host.verify()).records).toBe(host.stats().head?.count);
    expect(host.stats().tables.find(({ table }) => table === 'log')?.rows).toBe(host.stats().head?.count);
    await host.close();
    await expect(host.verify()).rejects.toMatchObject({ code: 'host-closed' });
  });
});
