/**
 * Measures Keelson as ratios to the raw limits of this machine, all in one run.
 *
 * Source: limits.md 0: the raw rate of Ed25519 checks by the same library in the same process is taken
 * before and after each measurement; what counts is the ratio, since clocks drift.
 */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import { openLmdbStore } from '../../storage/lmdb.ts';
import { openAlgorithms } from '../crypto/index.ts';
import type { Host } from '../host.ts';
import { openHost } from '../open.ts';
import type { HostOptions } from '../open.ts';
import { openReading } from '../reading.ts';
import { defaultReadingLimits } from '../reading-limits.ts';
import { median, microsAt, rateOf, secondsOf } from './measure.ts';
import { messagesOfShape } from './stream.ts';

export type BenchRow = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly ratio?: number;
  readonly says?: string;
};

export type BenchOptions = {
  /** A stream to ingest; one is made when undefined. */
  readonly stream: string | undefined;
  /** Measurements of each kind; the median counts. */
  readonly runs: number;
  /** Events of the largest store of the growth row. */
  readonly growth: number;
  /** Folder for the stores; the system's own for temporary files when undefined. */
  readonly folder: string | undefined;
};

const verifySeconds = 0.5;
/** Ingestions before any is measured: the platform compiles what runs often. */
const warmUps = 4;
const batch = { countMax: 1000, delayMicrosMax: 1_000_000 } as const;

type Bench = {
  readonly algorithms: Algorithms;
  readonly stream: Uint8Array;
  readonly events: number;
  readonly options: BenchOptions;
};

/** The rows, each as soon as it is known. */
export async function* bench(options: BenchOptions): AsyncIterable<BenchRow> {
  const algorithms = await openAlgorithms();
  const stream = options.stream === undefined ? madeStream() : new Uint8Array(await readFile(options.stream));
  const events =
    openReading(algorithms, { ...defaultReadingLimits, bufferSizeBytesMax: stream.length * 2 }).feed(stream)
      .length + 1;
  const run: Bench = { algorithms, stream, events, options };
  yield {
    name: 't-flush',
    value: await flushMicros(options.folder),
    unit: 'us',
    says: 'one 4 KiB write and its flush to the device',
  };
  yield* ingestRows(run, 'ingest-durable/verify', {});
  yield* ingestRows(run, 'ingest-durable-2workers/verify', { workers: 2 });
  yield parseRow(run);
  yield* await lookupRows(run);
  yield await growthRow(run);
}

const madeShape = { aids: 500, events: 5, signed: true } as const;

function madeStream(): Uint8Array {
  return new Uint8Array(Buffer.concat([...messagesOfShape(madeShape)]));
}

async function inFolder<T>(parent: string | undefined, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(parent ?? tmpdir(), 'keelson-bench-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function flushMicros(parent: string | undefined): Promise<number> {
  return await inFolder(parent, async (folder) => {
    const file = openSync(join(folder, 'flush'), 'w');
    const block = randomBytes(4096);
    const rate = rateOf(() => {
      writeSync(file, block, 0, block.length, 0);
      fdatasyncSync(file);
    }, 0.3);
    closeSync(file);
    return microsAt(rate);
  });
}

/** Raw checks a second of signatures on messages as long as events are. */
function verifyRate({ algorithms }: Bench): number {
  const checks = signedTriples();
  return rateOf((call) => {
    const check = checks[call % checks.length];
    if (check === undefined || !algorithms.verify(check))
      throw new Error('a signature made here does not verify');
  }, verifySeconds);
}

let triples: readonly Parameters<Algorithms['verify']>[0][] | undefined;

/** Keys, messages and signatures of a small stream, made once. */
function signedTriples(): readonly Parameters<Algorithms['verify']>[0][] {
  triples ??= [...messagesOfShape({ aids: 64, events: 1, signed: true })].map((message) => {
    const text = Buffer.from(message).toString('latin1');
    const body = text.slice(0, text.indexOf('}-AAB') + 1);
    const key = Buffer.from(`A${/"k":\["D([^"]*)"/.exec(body)?.[1] ?? ''}`, 'base64url').subarray(1);
    const signature = Buffer.from(text.slice(-88), 'base64url').subarray(2);
    return {
      scheme: 'ed25519',
      key: new Uint8Array(key),
      message: Buffer.from(body, 'latin1'),
      signature: new Uint8Array(signature),
    };
  });
  return triples;
}

async function* ingestRows(
  run: Bench,
  name: string,
  extra: { readonly workers?: number },
): AsyncIterable<BenchRow> {
  const rates: number[] = [];
  const ratios: number[] = [];
  for (let at = 0; at < warmUps; at++) await ingestOnce(run, extra);
  let before = verifyRate(run);
  for (let at = 0; at < run.options.runs; at++) {
    const rate = run.events / (await ingestOnce(run, extra));
    const after = verifyRate(run);
    rates.push(rate);
    ratios.push(rate / ((before + after) / 2));
    before = after;
  }
  yield {
    name,
    value: median(rates),
    unit: 'events/s',
    ratio: median(ratios),
    says: `to ${Math.round(before)} signature checks/s`,
  };
}

/** Seconds to ingest the stream into a fresh store, durably. */
async function ingestOnce(
  { stream, events, algorithms, options }: Bench,
  extra: { readonly workers?: number },
): Promise<number> {
  return await inFolder(options.folder, async (path) => {
    const host = await openHost({ path, batch, tickMilliseconds: 0, algorithms, ...extra });
    try {
      let summary = { accepted: 0 };
      const seconds = await secondsOf(async () => (summary = await host.ingest(stream)));
      if (summary.accepted !== events)
        throw new Error(`${events - summary.accepted} of ${events} events were not accepted`);
      return seconds;
    } finally {
      await host.close();
    }
  });
}

const bytesPerMegabyte = 1_000_000;

/** Framing, decoding and checks of form and SAID; the raw limit is the platform's own reading of JSON. */
function parseRow({ stream, algorithms, options }: Bench): BenchRow {
  const rates: number[] = [];
  const ratios: number[] = [];
  const bodies = bodiesOf(stream);
  for (let at = 0; at < options.runs; at++) {
    const parse = rateOf(
      () =>
        openReading(algorithms, { ...defaultReadingLimits, bufferSizeBytesMax: stream.length * 2 }).feed(
          stream,
        ),
      0.5,
    );
    const raw = rateOf(() => bodies.forEach((body) => void JSON.parse(body)), 0.3);
    rates.push((parse * stream.length) / bytesPerMegabyte);
    ratios.push(parse / raw);
  }
  return {
    name: 'parse-mb',
    value: median(rates),
    unit: 'MB/s',
    ratio: median(ratios),
    says: 'to JSON.parse of the same bodies',
  };
}

function bodiesOf(stream: Uint8Array): readonly string[] {
  const text = Buffer.from(stream).toString('latin1');
  return text.split(/(?<=\})-[A-Z0-9][^{]*/).filter((body) => body.startsWith('{'));
}

async function lookupRows(run: Bench): Promise<readonly BenchRow[]> {
  return await inFolder(run.options.folder, async (path) => {
    await withOpen({ path, batch }, async (host) => void (await host.ingest(run.stream)));
    const hot = await withOpen({ path }, async (host) => lookupRate(host));
    const cold = await withOpen({ path, keyStateCacheCountMax: 1 }, async (host) => lookupRate(host));
    const raw = await rawLookupRate(path);
    return [
      {
        name: 'lookup-hot',
        value: hot,
        unit: 'key states/s',
        ratio: hot / raw,
        says: 'to raw gets of the store',
      },
      {
        name: 'lookup-cold',
        value: cold,
        unit: 'key states/s',
        ratio: cold / raw,
        says: 'to raw gets of the store',
      },
    ];
  });
}

async function withOpen<T>(options: HostOptions, use: (host: Host) => Promise<T>): Promise<T> {
  const host = await openHost({ tickMilliseconds: 0, ...options });
  try {
    return await use(host);
  } finally {
    await host.close();
  }
}

function lookupRate(host: Host): number {
  const prefixes = [...host.aids()].map(({ prefix }) => prefix);
  const stride = 7919;
  return rateOf((call) => void host.keyState(prefixes[(call * stride) % prefixes.length] ?? ''), 0.5);
}

async function rawLookupRate(path: string): Promise<number> {
  const store = openLmdbStore(path);
  try {
    const keys = Array.from(store.range('states', {}), ([key]) => key);
    return rateOf((call) => void store.get('states', keys[call % keys.length] ?? ''), 0.5);
  } finally {
    await store.close();
  }
}

const smallCount = 1000;
const eventsOfAid = 1000;

/** Time an event takes in a large store against a small one, without signature checks to hide it. */
async function growthRow({ algorithms, options }: Bench): Promise<BenchRow> {
  const trusting: Algorithms = { ...algorithms, verify: () => true };
  return await inFolder(
    options.folder,
    async (path) =>
      await withOpen({ path, batch, algorithms: trusting }, async (host) => {
        const blocks = Math.max(3, Math.ceil(options.growth / smallCount));
        const seconds: number[] = [];
        const source = messagesOfShape({ aids: blocks, events: eventsOfAid, signed: false })[
          Symbol.iterator
        ]();
        for (let block = 0; block < blocks; block++) {
          const part = takeBlock(source);
          seconds.push(await secondsOf(async () => await host.ingest(part)));
        }
        const small = median(seconds.slice(1, 6));
        const large = median(seconds.slice(-5));
        const value = (large / smallCount) * 1_000_000;
        return {
          name: 'growth-1e6/1e3',
          value,
          unit: 'us/event',
          ratio: large / small,
          says: `at ${blocks * smallCount} events, to ${smallCount} to ${6 * smallCount}`,
        };
      }),
  );
}

function takeBlock(source: Iterator<Uint8Array>): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < eventsOfAid; at++) {
    const next = source.next();
    if (next.done === true) break;
    parts.push(next.value);
  }
  return new Uint8Array(Buffer.concat(parts));
}
