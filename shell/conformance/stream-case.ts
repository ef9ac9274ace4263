/** Runs a case of type `stream` on a fresh host and answers what it showed. */
import { openMemoryStore } from '../../storage/memory.ts';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import type { Micros } from '../../kernel/cesr/qualified.ts';
import type { Receiver } from '../../kernel/state/view.ts';
import type { Ingestion } from '../ingestion.ts';
import type { Host } from '../host.ts';
import { momentOf, openHost } from '../open.ts';
import type { Report } from '../report.ts';
import { listOf, objectOf } from './json-path.ts';
import type { Json, JsonObject } from './json-path.ts';
import { observe } from './observe.ts';

export type StreamRun = {
  readonly algorithms: Algorithms;
  readonly compat: Receiver['compat'];
};

type Chunk = { readonly bytes: Uint8Array; readonly clock: Micros | undefined; readonly sweeps: boolean };

function chunkOf(step: Json): Chunk {
  const { text, base64, clock, process_escrows } = objectOf(step);
  const bytes =
    typeof base64 === 'string' ? Buffer.from(base64, 'base64') : Buffer.from(String(text ?? ''), 'utf8');
  return {
    bytes: new Uint8Array(bytes),
    clock: typeof clock === 'string' ? momentOf(clock) : undefined,
    sweeps: process_escrows !== false,
  };
}

/** The parts of a case that say how the receiver is set up and what it is fed. Nothing else is looked at. */
export type StreamInput = { readonly receiver: JsonObject; readonly feed: readonly Json[] };

/** What a fresh host in memory shows after the stream, in the shape of `expected`. */
export async function runStream({ receiver, feed }: StreamInput, run: StreamRun): Promise<JsonObject> {
  let now = momentOf(String(receiver['clock']));
  const host = await openHost({
    store: openMemoryStore(),
    clock: { now: () => now, monotonic: () => Number(now) },
    algorithms: run.algorithms,
    compat: run.compat,
    promiscuous: receiver['lax'] === true,
    ownPrefixes: listOf(receiver['own_prefixes']).map(String),
    cloned: receiver['cloned'] === true,
    tickMilliseconds: 0,
  });
  try {
    const reports: Report[] = [];
    const source = receiver['local'] === true ? 'local' : 'remote';
    const stream = host.openStream({ source, onDecision: (report) => void reports.push(report) });
    const steps: Step[] = [];
    for (const step of feed) {
      const chunk = chunkOf(step);
      if (chunk.clock !== undefined) now = chunk.clock;
      await feedChunk(host, stream, chunk);
      steps.push({ reports: reports.splice(0), pending: stream.isPending });
    }
    return { ...observe(host, now), steps: stepsOf(steps) };
  } finally {
    await host.close();
  }
}

async function feedChunk(host: Host, stream: Ingestion, chunk: Chunk): Promise<void> {
  if (chunk.bytes.length > 0) await stream.feed(chunk.bytes);
  await stream.settle();
  if (chunk.sweeps) await host.tick();
}

type Step = { readonly reports: readonly Report[]; readonly pending: boolean };

/** What came later for a message already reported changes that report. */
function stepsOf(steps: readonly Step[]): readonly Json[] {
  const rows: { [field: string]: Json }[] = [];
  return steps.map(({ reports, pending }) => {
    const messages: Json[] = [];
    for (const report of reports) {
      const last = rows.at(-1);
      if (report.isContinuation && last !== undefined) {
        last['error'] = errorOf(report);
        continue;
      }
      const row = { ilk: report.ilk ?? null, said: report.said ?? null, error: errorOf(report) };
      rows.push(row);
      messages.push(row);
    }
    return { messages, pending };
  });
}

function errorOf(report: Report): Json {
  if (report.isFraming) return 'framing';
  if (report.decision === 'escrowed') return 'escrowed';
  return report.decision === 'rejected' ? 'dropped' : null;
}
