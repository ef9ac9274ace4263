/**
 * `npm run sim:kill -- --cycles N --seed S [--verify-every N] [--control]`: kills ingesting processes and looks for what they
 * acknowledged. Ends with 1 when something is lost or damaged; the control must find losses, and ends with 1
 * when it finds none.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killLane } from './kill.ts';

const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '300' },
    seed: { type: 'string', default: 'kill' },
    'verify-every': { type: 'string', default: '20' },
    control: { type: 'boolean', default: false },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'keelson-kill-'));
const started = performance.now();
const report = await killLane({
  folder,
  cycles: Number(values.cycles),
  seed: values.seed,
  victims: values.control ? ['early'] : ['host', 'host', 'command'],
  verifyEvery: Number(values['verify-every']),
  progress: ({ cycles, acknowledged, records }) => {
    if (cycles % 10 === 0)
      process.stderr.write(
        `${String(cycles)} cycles, ${String(acknowledged)} acknowledged, ${String(records)} records\n`,
      );
  },
});
const seconds = Math.round((performance.now() - started) / 1000);
process.stdout.write(`${JSON.stringify({ ...report, seconds })}\n`);
const isFound = report.lost.length > 0 || report.findings.length > 0;
if (isFound && !values.control) process.stderr.write(`the store is kept in ${folder}\n`);
else rmSync(folder, { recursive: true, force: true });
process.exitCode = isFound === values.control ? 0 : 1;
