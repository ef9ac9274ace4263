/** `keelson bench`: ingest, parse and lookup, as ratios to this machine's raw limits. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bench } from '../../bench/bench.ts';
import type { BenchRow } from '../../bench/bench.ts';
import { command } from '../command.ts';
import { countFlag } from '../flags.ts';
import { startProgress } from '../progress.ts';

type Flags = {
  readonly stream?: string;
  readonly runs?: number;
  readonly growth?: number;
  readonly folder?: string;
};

const defaultRuns = 5;
const defaultGrowth = 1_000_000;
const stepCount = 7;

export const benchCommand = command<Flags, readonly []>({
  text: {
    brief: "Measure against this machine's raw limits",
    description:
      'Measures durable ingestion, parsing, lookups and growth, each as a ratio to a raw limit of this machine taken in the same run. ' +
      'Ratios are what to compare; absolute figures drift. The time of one device flush stands in front.',
    examples: [
      'keelson bench',
      'keelson bench --json --growth 20000',
      'keelson bench --stream log.cesr --runs 9',
    ],
  },
  flags: {
    stream: {
      kind: 'parsed',
      parse: String,
      brief: 'Stream to ingest instead of the bundled one',
      optional: true,
      placeholder: 'FILE',
    },
    runs: {
      kind: 'parsed',
      parse: countFlag,
      brief: 'Measurements of each kind (5)',
      optional: true,
      placeholder: 'N',
    },
    growth: {
      kind: 'parsed',
      parse: countFlag,
      brief: 'Events of the largest store (1000000)',
      optional: true,
      placeholder: 'N',
    },
    folder: {
      kind: 'parsed',
      parse: String,
      brief: 'Where the stores are made (temporary files)',
      optional: true,
      placeholder: 'DIR',
    },
  },
  positional: { each: [] },
  async run(flags) {
    const progress = startProgress(this.output, { quiet: flags.quiet === true, total: stepCount });
    let done = 0;
    const options = {
      stream: flags.stream ?? bundledStream(),
      runs: flags.runs ?? defaultRuns,
      growth: flags.growth ?? defaultGrowth,
      folder: flags.folder,
    };
    progress.update(done, 'measuring');
    for await (const row of bench(options)) {
      if (this.signal.aborted) return;
      progress.end();
      if (flags.json === true) this.output.json(row);
      else this.output.line(lineOf(row));
      await this.output.flush();
      progress.update((done += 1), row.name);
    }
    progress.end();
  },
});

/** The stream of the test vectors, when they are there; an installed package makes its own. */
function bundledStream(): string | undefined {
  const places = [
    '../../../test/vectors/bench/aids-500.cesr',
    '../../../../test/vectors/bench/aids-500.cesr',
  ];
  return places
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((path) => existsSync(path));
}

const nameSize = 32;

function lineOf({ name, value, unit, ratio, says }: BenchRow): string {
  const rounded = value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(2);
  const compared = ratio === undefined ? '' : `ratio ${ratio.toFixed(2)} `;
  return `${name.padEnd(nameSize)} ${rounded.padStart(12)} ${unit.padEnd(14)} ${compared}${says ?? ''}`.trimEnd();
}
