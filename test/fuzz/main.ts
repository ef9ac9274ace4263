/**
 * Fuzzing without end in sight: `npm run fuzz -- --seconds 60 [--seed 7]`. Real streams are spoiled and fed; a case that
 * breaks an invariant is written into `regressions/`, which `npm test` replays, and the run ends with code 1.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { feedAndCheck } from './invariants.ts';
import { mutations } from './mutations.ts';
import type { Mutation } from './mutations.ts';
import { randomOf } from './random.ts';
import { realStreams } from './streams.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '10' }, seed: { type: 'string' } },
});
const seconds = Number(values.seconds);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(values.seed);
if (!(seconds > 0) || !Number.isSafeInteger(seed) || seed < 0) {
  process.stderr.write(
    'use: npm run fuzz -- --seconds N [--seed S], where N is above 0 and S a whole number\n',
  );
  process.exit(64);
}

const streams = realStreams();
const names = Object.keys(mutations);
const folder = join(import.meta.dirname, 'regressions');
const started = performance.now();
const elapsedSeconds = (): number => (performance.now() - started) / 1000;
const total = { cases: 0, bytes: 0, messages: 0, accepted: 0 };
const found: string[] = [];

for (let shownAt = 0; elapsedSeconds() < seconds; ) {
  runCase((seed + total.cases) >>> 0);
  if (process.stderr.isTTY && elapsedSeconds() - shownAt >= 0.2) {
    shownAt = elapsedSeconds();
    process.stderr.write(
      `\r${shownAt.toFixed(0)} of ${String(seconds)} s, ${String(total.cases)} cases, ${String(found.length)} found `,
    );
  }
}
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');

const rate = (count: number): string => (count / elapsedSeconds()).toFixed(0);
process.stdout.write(
  `seed ${String(seed)}: ${String(total.cases)} cases in ${elapsedSeconds().toFixed(1)} s (${rate(total.cases)}/s, ${rate(total.bytes / 1024)} KiB/s), ` +
    `${String(total.messages)} messages, ${String(total.accepted)} events accepted, ${String(found.length)} found\n`,
);
for (const path of found) process.stdout.write(`found: ${path}\n`);
process.exitCode = found.length === 0 ? 0 : 1;

/** One case: its seed alone decides what is fed. */
function runCase(caseSeed: number): void {
  const random = randomOf(caseSeed);
  const name = names[random.below(names.length)] ?? 'untouched';
  const mutation: Mutation | undefined = mutations[name];
  if (mutation === undefined) throw new Error('a mutation has a name');
  const bytes = mutation(random, random.pick(streams), random.pick(streams));
  const chunkSize = random.pick([65_536, 1 + random.below(2000), 65_536]);
  total.cases += 1;
  total.bytes += bytes.length;
  try {
    const fed = feedAndCheck(bytes, chunkSize);
    total.messages += fed.messages;
    total.accepted += fed.accepted;
  } catch (error) {
    keep(bytes, {
      caseSeed,
      name,
      chunkSize,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}

function keep(
  bytes: Uint8Array,
  about: {
    readonly caseSeed: number;
    readonly chunkSize: number;
    readonly name: string;
    readonly error: string;
  },
): void {
  const path = join(
    folder,
    `${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}-${String(about.chunkSize)}.cesr`,
  );
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, bytes);
  found.push(path);
  process.stderr.write(`\nseed ${String(about.caseSeed)}, ${about.name}: ${about.error}\n`);
}
