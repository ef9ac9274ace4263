/**
 * The lane on the real file: commits of a real ledger go to LMDB under a journal of writes and syncs, every
 * disk that a power loss may leave is built from the journal, opened as a store in another process, and
 * must hold what the model disk allows there. With it the model is not kinder than the real thing.
 *
 * Source: dst.md 2.1, 2.6 (conformance lane). The control builds the images of a disk that ignores syncs; it
 * has to find losses and tears, or the lane sees nothing.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { scriptArguments } from './child-script.ts';
import { readHistory } from './commit-history.ts';
import { crashPointsOf, openDiskMoment } from './crash-images.ts';
import type { CrashImage, CrashPoint } from './crash-images.ts';
import { legalOutcomesOf } from './legal-outcomes.ts';
import type { LegalOutcomes } from './legal-outcomes.ts';
import { compileJournal, readJournal } from './write-journal.ts';
import type { Deed } from './write-journal.ts';

export type ImagesOptions = {
  /** An empty folder; best in memory. */
  readonly folder: string;
  readonly images: number;
  readonly commits: number;
  readonly seed: string;
  /** The disk lies: nothing is certain to be there. */
  readonly ignoresSyncs: boolean;
  /** Processes that open images at the same time. */
  readonly processes: number;
  /** Told how many images were opened. */
  readonly progress?: (images: number) => void;
};

/** What became of the images that the model does not allow. */
export type Outside = 'lost' | 'too-early' | 'torn' | 'refused' | 'cannot-go-on' | 'died';

export type ImagesReport = {
  readonly images: number;
  readonly points: number;
  readonly commits: number;
  /** Images by part of the commit, `part ok` and `part <outside>`. */
  readonly outcomes: ReadonlyMap<string, number>;
  readonly outside: number;
  /** The first images outside of the model, in words. */
  readonly examples: readonly string[];
  /** Of opening the images alone. */
  readonly seconds: number;
};

const exampleCountMax = 10;

/** Runs the lane; `missing` says what the machine lacks for it. */
export async function imagesLane(
  options: ImagesOptions,
): Promise<ImagesReport | { readonly missing: string }> {
  const library = compileJournal(options.folder);
  if ('missing' in library) return library;
  const run = watchedRun(options, library.path);
  const deeds = readJournal(run.journal);
  const points = crashPointsOf(deeds);
  const images = chosenImages(options, deeds, points);
  const legal = legalOutcomesOf(readHistory(run.history));
  const started = performance.now();
  const outcomes = await openedImages(options, { ...run, library: library.path, images });
  const seconds = (performance.now() - started) / 1000;
  const judged = images.map((image, place) => judgedImage(legal, points, { image, said: outcomes[place] }));
  const bad = judged.filter(({ verdict }) => verdict !== 'ok');
  return {
    images: images.length,
    points: points.length,
    commits: options.commits,
    outcomes: tally(judged.map(({ part, verdict }) => `${part} ${verdict}`)),
    outside: bad.length,
    examples: bad.slice(0, exampleCountMax).map(({ says }) => says),
    seconds,
  };
}

type WatchedRun = { readonly journal: string; readonly history: string };

/** Runs the process whose disk is watched. */
function watchedRun({ folder, commits, seed }: ImagesOptions, library: string): WatchedRun {
  const [journal, history] = [join(folder, 'journal'), join(folder, 'history.json')];
  const store = join(folder, 'store');
  mkdirSync(store);
  const words = [store, history, join(folder, 'marks'), String(commits), seed];
  const { status, signal, stderr } = spawnSync(
    process.execPath,
    [...scriptArguments('images-writer-child'), ...words],
    { encoding: 'utf8', env: { ...process.env, LD_PRELOAD: library, KEELSON_JOURNAL: journal } },
  );
  if (status !== 0) throw new Error(`the watched run ended with ${String(signal ?? status)}: ${stderr}`);
  return { journal, history };
}

/**
 * As many images as asked for, or as there are: all points in turn get one more, extremes first, until it
 * is enough. No two images of a point are equal.
 */
function chosenImages(
  { images, seed, ignoresSyncs }: ImagesOptions,
  deeds: readonly Deed[],
  points: readonly CrashPoint[],
): readonly CrashImage[] {
  const share = Math.ceil((2 * images) / points.length) + 4;
  const moment = openDiskMoment(deeds, { seed, ignoresSyncs });
  const byPoint = points.map(({ at }, point): readonly CrashImage[] => {
    moment.advance(at);
    const known = new Set<string>();
    const distinct: CrashImage[] = [];
    for (let choice = 0; choice < 2 * share && distinct.length < share; choice++) {
      const { name } = moment.drawn(choice);
      if (!known.has(name)) distinct.push({ point, choice });
      known.add(name);
    }
    return distinct;
  });
  const chosen: CrashImage[] = [];
  for (let round = 0; round < share && chosen.length < images; round++) {
    chosen.push(...byPoint.flatMap((list) => list.slice(round, round + 1)));
  }
  return chosen.slice(0, images).sort((a, b) => a.point - b.point || a.choice - b.choice);
}

type Opening = WatchedRun & { readonly library: string; readonly images: readonly CrashImage[] };

/** What was said of every image, several processes side by side. */
async function openedImages(options: ImagesOptions, opening: Opening): Promise<readonly string[]> {
  const { images } = opening;
  const bootId = join(options.folder, 'boot-id');
  writeFileSync(bootId, '11111111-2222-4333-8444-555555555555\n');
  const size = Math.ceil(images.length / options.processes);
  let opened = 0;
  const parts = await Promise.all(
    Array.from({ length: options.processes }, async (_, at) => {
      const said: string[] = [];
      const part = images.slice(at * size, (at + 1) * size);
      for (let life = 0; said.length < part.length; life++) {
        const folder = join(options.folder, `images-${String(at)}-${String(life)}`);
        mkdirSync(folder);
        const ending = await openPart(
          options,
          { ...opening, folder, bootId, images: part.slice(said.length) },
          (outcome) => {
            said.push(outcome);
            opened += 1;
            options.progress?.(opened);
          },
        );
        if (said.length < part.length) said.push(`died:${ending}`);
      }
      return said;
    }),
  );
  return parts.flat();
}

/** One process that opens images until all are open, or until one ends it; answers how it ended. */
function openPart(
  { seed, ignoresSyncs }: ImagesOptions,
  {
    library,
    journal,
    history,
    images,
    folder,
    bootId,
  }: Opening & { readonly folder: string; readonly bootId: string },
  told: (outcome: string) => void,
): Promise<string> {
  const words = [journal, history, folder, seed, ignoresSyncs ? 'ignores-syncs' : 'honours-syncs'];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...scriptArguments('images-inspect-child'), ...words], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, LD_PRELOAD: library, KEELSON_BOOT_ID: bootId },
    });
    createInterface({ input: child.stdout }).on('line', told);
    child.stdin.on('error', () => undefined);
    child.stdin.end(images.map(({ point, choice }) => `${String(point)} ${String(choice)}\n`).join(''));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal ?? String(code)));
  });
}

type Judged = {
  readonly part: CrashPoint['part'];
  readonly verdict: 'ok' | Outside;
  readonly says: string;
};

function judgedImage(
  legal: LegalOutcomes,
  points: readonly CrashPoint[],
  { image, said = 'died:nothing' }: { readonly image: CrashImage; readonly said: string | undefined },
): Judged {
  const point = points[image.point];
  if (point === undefined) throw new Error('an image is of a crash point');
  const verdict = verdictOf(legal, point, said);
  const { at, part, returned } = point;
  const says = `${verdict}: deed ${String(at)} (${part}, ${String(returned)} commits had returned), draw ${String(image.choice)}: ${said}`;
  return { part, verdict, says };
}

function verdictOf(legal: LegalOutcomes, point: CrashPoint, said: string): Judged['verdict'] {
  if (legal.at(point).has(said)) return 'ok';
  if (said.startsWith('refused:')) return 'refused';
  if (said.startsWith('died:')) return 'died';
  if (said === 'cannot-go-on') return 'cannot-go-on';
  const commits = legal.commitsOf(said);
  if (commits === undefined) return 'torn';
  const needed = point.part === 'after' ? point.returned + 1 : point.returned;
  return commits < needed ? 'lost' : 'too-early';
}

function tally(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)))
    counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
