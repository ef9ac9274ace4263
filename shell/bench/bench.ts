/**
 * Measures Keelson as ratios to the raw limits of this machine, all in one run.
 *
 * Source: limits.md 0: the raw rate of Ed25519 checks by the same library in the same process is taken
 * before and after each measurement; what counts is the ratio, since clocks drift.
 */
import { readFile } from 'node:fs/promises';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import { openAlgorithms } from '../crypto/index.ts';
import { KeelsonError } from '../errors.ts';
import { openReading } from '../reading.ts';
import { defaultReadingLimits } from '../reading-limits.ts';
import { growthRow } from './growth-row.ts';
import { ingestRow, streamRow } from './ingest-rows.ts';
import { lookupRows } from './lookup-rows.ts';
import { median } from './measure.ts';
import { parseRow } from './parse-row.ts';
import { flushMicros, verifyRate } from './raw-limits.ts';
import type { Bench, BenchFile, BenchOptions, BenchRow, BenchStream } from './run.ts';
import { messagesOfShape } from './stream.ts';

export type { BenchFile, BenchOptions, BenchRow } from './run.ts';

/** The rows, each as soon as it is known. */
export async function* bench(options: BenchOptions): AsyncIterable<BenchRow> {
  const algorithms = await openAlgorithms();
  const streams = await streamsOf(options.streams, algorithms);
  const stream = streams[0] ?? madeStream();
  const run: Bench = { algorithms, stream, options };
  const rates = [verifyRate(algorithms)];
  yield {
    name: 't-flush',
    value: await flushMicros(options.folder),
    unit: 'us',
    says: 'one 4 KiB write and its flush to the device',
  };
  for (const each of streams.slice(1)) yield await streamRow(run, each);
  yield await ingestRow(run, 'ingest-durable/verify', {});
  rates.push(verifyRate(algorithms));
  yield await ingestRow(run, 'ingest-durable-2workers/verify', { workers: 2 });
  yield parseRow(run);
  yield* await lookupRows(run);
  yield await growthRow(run);
  rates.push(verifyRate(algorithms));
  yield {
    name: 'verify',
    value: median(rates),
    unit: 'checks/s',
    says: 'Ed25519 by libsodium, before, between and after',
  };
  yield memoryRow();
}

const bytesPerMegabyte = 1_000_000;

function memoryRow(): BenchRow {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return {
    name: 'memory',
    value: (process.resourceUsage().maxRSS * 1024) / bytesPerMegabyte,
    unit: 'MB',
    says: `most ever resident, pages of the stores included; heap ${Math.round(heapUsed / bytesPerMegabyte)} MB, arrays ${Math.round(arrayBuffers / bytesPerMegabyte)} MB at the end`,
  };
}

const madeShape = { aids: 500, events: 5, signed: true } as const;

function madeStream(): BenchStream {
  const bytes = new Uint8Array(Buffer.concat([...messagesOfShape(madeShape)]));
  return { name: 'aids-500', bytes, events: madeShape.aids * madeShape.events };
}

async function streamsOf(
  files: readonly BenchFile[],
  algorithms: Algorithms,
): Promise<readonly BenchStream[]> {
  return await Promise.all(
    files.map(async ({ name, path, events }) => {
      const bytes = new Uint8Array(await readStream(path));
      return { name, bytes, events: events ?? countOf(bytes, algorithms) };
    }),
  );
}

async function readStream(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new KeelsonError('cannot-read', { says: `${path} cannot be read; name a file of CESR`, cause });
  }
}

/** Messages in the stream. */
function countOf(bytes: Uint8Array, algorithms: Algorithms): number {
  const reading = openReading(algorithms, { ...defaultReadingLimits, bufferSizeBytesMax: bytes.length * 2 });
  return reading.feed(bytes).length + reading.finish().length;
}
