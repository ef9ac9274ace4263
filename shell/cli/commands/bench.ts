/** `keelson bench`: ingest, parse and lookup, as ratios to this machine's raw limits. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bench } from '../../bench/bench.ts';
import type { BenchFile, BenchRow } from '../../bench/bench.ts';
import { command } from '../command.ts';
import { assertWhole } from '../ending.ts';
import { countFlag } from '../flags.ts';
import { startProgress } from '../progress.ts';

type Flags = {
  readonly stream?: string;
  readonly runs?: number;
  readonly growth?: number;
  readonly folder?: string;
  readonly full?: boolean;
};

const defaultRuns = 7;
const defaultGrowth = 100_000;
const fullGrowth = 1_000_000;
const stepCount = 9;

export const benchCommand = command<Flags, readonly []>({
  text: {
    brief: "Measure against this machine's raw limits",
    description:
      'Measures durable ingestion, parsing, lookups and growth, each as a ratio to a raw limit of this machine taken in the same run. ' +
      'Ratios are what to compare; absolute figures drift. The time of one device flush stands in front.',
    examples: ['keelson bench', 'keelson bench --json --full', 'keelson bench --stream log.cesr --runs 9'],
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
      brief: 'Measurements of each kind; never fewer than 7 (7)',
      optional: true,
      placeholder: 'N',
    },
    growth: {
      kind: 'parsed',
      parse: countFlag,
      brief: 'Events of the largest store (100000)',
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
    full: {
      kind: 'boolean',
      brief: 'A largest store of 1,000,000 events; takes minutes',
      optional: true,
      withNegated: false,
    },
  },
  positional: { each: [] },
  async run(flags) {
    const streams = flags.stream === undefined ? bundledStreams() : [fileOf(flags.stream)];
    const total = stepCount + Math.max(0, streams.length - 1);
    const progress = startProgress(this.output, { quiet: flags.quiet === true, total });
    let done = 0;
    const options = {
      streams,
      runs: flags.runs ?? defaultRuns,
      growth: flags.growth ?? (flags.full === true ? fullGrowth : defaultGrowth),
      folder: flags.folder,
    };
    progress.update(done, 'measuring');
    for await (const row of bench(options)) {
      if (this.signal.aborted) break;
      progress.end();
      if (flags.json === true) this.output.json(row);
      else this.output.line(lineOf(row));
      await this.output.flush();
      progress.update((done += 1), row.name);
    }
    progress.end();
    assertWhole(this, 'what is printed was measured, the rest was not; call it again');
  },
});

/** A stream of the caller's, all of whose messages are accepted events. */
function fileOf(path: string): BenchFile {
  return { name: basename(path, '.cesr'), path, events: undefined };
}

const mainStream = 'aids-500.cesr';

/** The streams of the test vectors, when they are there; an installed package makes its own. */
function bundledStreams(): readonly BenchFile[] {
  const folder = ['../../../test/vectors/bench', '../../../../test/vectors/bench']
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((place) => existsSync(join(place, 'manifest.json')));
  if (folder === undefined) return [];
  const { streams } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    readonly streams: readonly { readonly file: string; readonly events: number }[];
  };
  const files = streams.map(({ file, events }) => ({ ...fileOf(join(folder, file)), events }));
  return files.sort((a, b) => Number(isMain(b)) - Number(isMain(a)));
}

function isMain({ path }: BenchFile): boolean {
  return basename(path) === mainStream;
}

const nameSize = 32;

function lineOf({ name, value, unit, ratio, says }: BenchRow): string {
  const rounded = value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(2);
  const compared = ratio === undefined ? '' : `ratio ${ratio.toFixed(2)} `;
  return `${name.padEnd(nameSize)} ${rounded.padStart(12)} ${unit.padEnd(14)} ${compared}${says ?? ''}`.trimEnd();
}
