/**
 * What the model disk costs, in time of a core: `npx tsx test/sim/disk/measure.ts`. Commits of 10 rows of 300
 * bytes, gets and short ranges, on tables that grow.
 */
import { chanceOf } from '../../../sim/random.ts';
import { openDisk } from '../../../sim/disk/open-disk.ts';
import { openMemoryStore } from '../../../storage/memory.ts';
import type { Row, Store } from '../../../storage/store.ts';

const { draw } = chanceOf('measure');
const value = new Uint8Array(300).fill(7);
const spread = ['events', 'kels', 'states', 'seals'] as const;

function rowsOf(commit: number): readonly Row[] {
  const log: Row[] = [{ table: 'log', key: commit.toString(16).padStart(16, '0'), value }];
  for (let at = 0; at < 9; at++) {
    const key = `E${draw(2 ** 31, 1, commit * 9 + at)
      .toString(36)
      .padEnd(43, 'x')}`;
    log.push({ table: spread[at % spread.length] ?? 'kels', key, value });
  }
  return log;
}

/** Time that the process had a core for, in microseconds: others may be busy on the same machine. */
function cpuMicros(): number {
  return process.cpuUsage().user;
}

function measure(name: string, store: Store, commitCount: number): void {
  const all = Array.from({ length: commitCount }, (_, commit) => rowsOf(commit));
  const started = cpuMicros();
  for (const rows of all) store.commit(rows);
  const committed = cpuMicros();
  let found = 0;
  for (const rows of all) found += store.get('kels', rows[2]?.key ?? '') === undefined ? 0 : 1;
  const got = cpuMicros();
  for (const rows of all) {
    const from = rows[2]?.key ?? '';
    for (const [,] of store.range('kels', { from, countMax: 3 })) found += 1;
  }
  const ranged = cpuMicros();
  const micros = (from: number, to: number): string => ((to - from) / commitCount).toFixed(2);
  console.log(
    `${name}: ${String(commitCount)} commits: commit ${micros(started, committed)} us, get ${micros(committed, got)} us, range of 3 ${micros(got, ranged)} us; ${String(found)} found`,
  );
}

for (const commitCount of [1_000, 10_000, 100_000]) {
  const disk = openDisk({ now: () => 0, draw: (below) => draw(below, 0, 0), overlap: false });
  measure('model', disk.open(), commitCount);
  if (commitCount <= 1_000) measure('memory', openMemoryStore(), commitCount);
}
