/** What an event costs in a large store, to what it costs in a small one. */
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import { median, secondsOf } from './measure.ts';
import { batch, inFolder, withOpen } from './run.ts';
import type { Bench, BenchRow } from './run.ts';
import { messagesOfShape } from './stream.ts';

const smallCount = 1000;
const eventsOfAid = 1000;

/** Time an event takes in a large store against a small one, without signature checks to hide it. */
export async function growthRow({ algorithms, options }: Bench): Promise<BenchRow> {
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
          unit:
            options.growth >= 1_000_000
              ? 'us/event'
              : `us/event at ${(blocks * smallCount).toLocaleString('en-US')}`,
          ratio: large / small,
          says: `at ${(blocks * smallCount).toLocaleString('en-US')} events, to ${(smallCount).toLocaleString('en-US')} to ${(6 * smallCount).toLocaleString('en-US')}`,
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
