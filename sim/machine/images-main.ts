/**
 * `npm run sim:images -- [--images N] [--commits N] [--seed S] [--processes N] [--control]`: opens what a power
 * loss may leave of a real LMDB file. Ends with 1 when an image is outside of the model; the control must
 * find some, and ends with 1 when it finds none. Ends with 69 when the machine lacks something.
 */
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { imagesLane } from './images.ts';

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '10000' },
    commits: { type: 'string', default: '150' },
    seed: { type: 'string', default: 'images' },
    processes: { type: 'string', default: '2' },
    control: { type: 'boolean', default: false },
  },
});
const folder = mkdtempSync(join(memoryFolder(), 'keelson-images-'));
try {
  const report = await imagesLane({
    folder,
    images: Number(values.images),
    commits: Number(values.commits),
    seed: values.seed,
    ignoresSyncs: values.control,
    processes: Number(values.processes),
    progress: (images) => {
      if (images % 1000 === 0) process.stderr.write(`${String(images)} images\n`);
    },
  });
  if ('missing' in report) {
    process.stderr.write(`this lane cannot run here: it needs ${report.missing}\n`);
    process.exitCode = 69;
  } else {
    const rate = Math.round(report.images / report.seconds);
    const outcomes = Object.fromEntries(report.outcomes);
    process.stdout.write(`${JSON.stringify({ ...report, outcomes, imagesPerSecond: rate }, undefined, 2)}\n`);
    process.exitCode = report.outside > 0 === values.control ? 0 : 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A folder in memory where there is one: images are written and thrown away by the thousand. */
function memoryFolder(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}
