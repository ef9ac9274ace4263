/** Hosts in memory and the bundled streams, for the tests of the shell. */
import { readFileSync } from 'node:fs';
import { openHost } from '../../shell/open.ts';
import type { Host } from '../../shell/host.ts';
import type { HostOptions } from '../../shell/open.ts';
import type { Report } from '../../shell/report.ts';
import { keyStateRecord } from '../../shell/key-state-record.ts';
import { openMemoryStore } from '../../storage/memory.ts';

const vectors = new URL('../vectors/', import.meta.url);

/** The bytes of a stream of test/vectors, such as `streams/s001-single-sig-basic-D`. */
export function streamOf(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`${name}.cesr`, vectors)));
}

type Given = Omit<HostOptions, 'path' | 'store'> & { readonly store?: ReturnType<typeof openMemoryStore> };

/** A host whose clock stands still, on a store in memory. */
export async function hostInMemory({ store = openMemoryStore(), ...options }: Given = {}): Promise<Host> {
  return await openHost({ now: '2024-01-01T00:00:00.000000+00:00', tickMilliseconds: 0, ...options, store });
}

/** Everything that a host holds, as one value to compare. */
export function contentOf(host: Host): object {
  const states = [...host.aids()]
    .map(({ prefix }) => host.keyState(prefix))
    .flatMap((state) => (state === undefined ? [] : [keyStateRecord(state)]));
  const log = [...host.log()].map(({ ordinal, entry }) => [
    ordinal,
    entry.kind,
    'stored' in entry && 'event' in entry.stored ? entry.stored.event.said : '',
  ]);
  return { states, log, waiting: host.escrow.list().map(({ id, kind, attempts }) => [id, kind, attempts]) };
}

/** The reports of a whole stream. */
export async function reportsOf(host: Host, bytes: Uint8Array): Promise<readonly Report[]> {
  const reports: Report[] = [];
  await host.ingest(bytes, { onDecision: (report) => void reports.push(report) });
  return reports;
}
