/** How fast bytes become messages. */
import { openReading } from '../reading.ts';
import { defaultReadingLimits } from '../reading-limits.ts';
import { median, rateOf } from './measure.ts';
import type { Bench, BenchRow } from './run.ts';

const bytesPerMegabyte = 1_000_000;

/** Framing, decoding and checks of form and SAID; the raw limit is the platform's own reading of JSON. */
export function parseRow({ stream: { bytes: stream }, algorithms, options }: Bench): BenchRow {
  const rates: number[] = [];
  const ratios: number[] = [];
  const bodies = bodiesOf(stream);
  for (let at = 0; at < options.runs; at++) {
    const parse = rateOf(
      () =>
        openReading(algorithms, { ...defaultReadingLimits, bufferSizeBytesMax: stream.length * 2 }).feed(
          stream,
        ),
      0.25,
    );
    const raw = rateOf(() => bodies.forEach((body) => void JSON.parse(body)), 0.15);
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
