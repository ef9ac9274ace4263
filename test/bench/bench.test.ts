/** A benchmark says all its rows, and never a rate of events that were not accepted. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sodium from 'libsodium-wrappers-sumo';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bench } from '../../shell/bench/bench.ts';
import type { BenchFile, BenchRow } from '../../shell/bench/bench.ts';
import { messagesOfShape } from '../../shell/bench/stream.ts';

const folder = mkdtempSync(join(tmpdir(), 'keelson-test-'));
const path = join(folder, 'small.cesr');
const small: BenchFile = { name: 'small', path, events: 100 };

beforeAll(async () => {
  await sodium.ready;
  writeFileSync(path, Buffer.concat([...messagesOfShape({ aids: 20, events: 5, signed: true })]));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function rowsOf(streams: readonly BenchFile[]): Promise<ReadonlyMap<string, BenchRow>> {
  const rows = new Map<string, BenchRow>();
  for await (const row of bench({ streams, runs: 1, growth: 3000, folder: undefined }))
    rows.set(row.name, row);
  return rows;
}

test('a benchmark of a recorded stream says every row', { timeout: 120_000 }, async () => {
  const rows = await rowsOf([
    { ...small, events: undefined },
    { ...small, name: 'other' },
  ]);
  const compared = [
    'ingest-durable/verify',
    'ingest-durable-2workers/verify',
    'parse-mb',
    'lookup-hot',
    'lookup-cold',
    'growth-1e6/1e3',
  ];
  expect([...rows.keys()].sort()).toEqual(
    [...compared, 'ingest-other', 'memory', 't-flush', 'verify'].sort(),
  );
  for (const { value } of rows.values()) expect(value).toBeGreaterThan(0);
  for (const name of compared) expect(rows.get(name)?.ratio).toBeGreaterThan(0);
  expect(rows.get('ingest-other')?.says).toBe('100 of 100 events accepted');
});

test('a stream of which events are missing gives no figure', async () => {
  await expect(rowsOf([small, { ...small, events: 101 }])).rejects.toThrow(
    /^100 of the 101 messages of .* give a stream in which all are/,
  );
});
