/** A host in memory that took in a recorded stream, set up as its case says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../../shell/host.ts';
import { momentOf, openHost } from '../../shell/open.ts';
import { systemClock } from '../../shell/clock.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { algorithms } from './routed.ts';

const folder = join(import.meta.dirname, '..', 'vectors');

type Feed = {
  readonly text?: string;
  readonly base64?: string;
  readonly clock?: string;
  readonly process_escrows?: boolean;
};
type StreamCase = {
  readonly receiver: {
    readonly clock: string;
    readonly lax?: boolean;
    readonly local?: boolean;
    readonly cloned?: boolean;
    readonly own_prefixes?: readonly string[];
  };
  readonly feed: readonly Feed[];
};

/** Names and files of the recorded streams. */
export function streamCases(): readonly { readonly name: string; readonly file: string }[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    readonly cases: readonly { readonly name: string; readonly type: string; readonly file: string }[];
  };
  return manifest.cases.filter(({ type }) => type === 'stream');
}

/** Runs a recorded stream, and shows the host to `look` before it closes. */
export async function withStream<T>(
  file: string,
  look: (host: Host, own: readonly string[]) => T | Promise<T>,
): Promise<T> {
  const { receiver, feed } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as StreamCase;
  let now = momentOf(receiver.clock);
  const own = receiver.own_prefixes ?? [];
  const host = await openHost({
    store: openMemoryStore(),
    clock: { now: () => now, monotonic: systemClock.monotonic },
    algorithms,
    promiscuous: receiver.lax === true,
    ownPrefixes: own,
    cloned: receiver.cloned === true,
    tickMilliseconds: 0,
  });
  try {
    const stream = host.openStream({ source: receiver.local === true ? 'local' : 'remote' });
    for (const { text = '', base64, clock, process_escrows } of feed) {
      if (clock !== undefined) now = momentOf(clock);
      const bytes = base64 === undefined ? Buffer.from(text) : Buffer.from(base64, 'base64');
      if (bytes.length > 0) await stream.feed(new Uint8Array(bytes));
      await stream.settle();
      if (process_escrows !== false) await host.tick();
    }
    return await look(host, own);
  } finally {
    await host.close();
  }
}
