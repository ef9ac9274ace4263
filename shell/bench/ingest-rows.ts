/** How fast events become durable, as ratios to the raw rate of signature checks. */
import { KeelsonError } from '../errors.ts';
import type { Host } from '../host.ts';
import type { HostOptions } from '../open.ts';
import { median, secondsOf } from './measure.ts';
import { verifyRate } from './raw-limits.ts';
import { batch, inFolder, withOpen } from './run.ts';
import type { Bench, BenchRow, BenchStream } from './run.ts';

/** Ingestions before any is measured: the platform compiles what runs often. */
const warmUps = 6;
/** Ratios drift with the machine: below this many runs a median says little. */
const runsMin = 7;

type Extra = Pick<HostOptions, 'workers'>;

/** The median of several ingestions of one stream, each between two measurements of the raw rate. */
export async function ingestRow(run: Bench, name: string, extra: Extra): Promise<BenchRow> {
  const rates: number[] = [];
  const ratios: number[] = [];
  const { stream, algorithms } = run;
  for (let at = 0; at < warmUps; at++) await ingestSeconds(run, stream, extra);
  let before = verifyRate(algorithms);
  for (let at = 0; at < Math.max(runsMin, run.options.runs); at++) {
    const rate = stream.events / (await ingestSeconds(run, stream, extra));
    const after = verifyRate(algorithms);
    rates.push(rate);
    ratios.push(rate / ((before + after) / 2));
    before = after;
  }
  return {
    name,
    value: median(rates),
    unit: 'events/s',
    ratio: median(ratios),
    says: `${stream.events} of ${stream.events} events of ${stream.name} accepted, ${rates.length} runs, to ${Math.round(before)} signature checks/s`,
  };
}

/** One ingestion of a stream: all of its events have to be accepted. */
export async function streamRow(run: Bench, stream: BenchStream): Promise<BenchRow> {
  const seconds = await ingestSeconds(run, stream, {});
  return {
    name: `ingest-${stream.name}`,
    value: stream.events / seconds,
    unit: 'events/s',
    says: `${stream.events} of ${stream.events} events accepted`,
  };
}

/** Seconds to ingest the stream into a fresh store, durably. */
async function ingestSeconds(
  { algorithms, options }: Bench,
  { name, bytes, events }: BenchStream,
  extra: Extra,
): Promise<number> {
  return await inFolder(options.folder, (path) =>
    withOpen({ path, batch, algorithms, ...extra }, async (host) => {
      const seconds = await secondsOf(() => host.ingest(bytes));
      const held = heldEvents(host);
      if (held !== events)
        throw new KeelsonError('usage', {
          says: `${held} of the ${events} messages of ${name} are events of a log in the end; give a stream in which all are`,
        });
      return seconds;
    }),
  );
}

/** Events on the trunks of all logs; those that waited first are among them. */
function heldEvents(host: Host): number {
  let count = 0;
  for (const { sn } of host.aids()) count += Number(sn) + 1;
  return count;
}
