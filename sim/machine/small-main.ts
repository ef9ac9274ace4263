/**
 * `npm run sim:small -- [--length N] [--part K/N]`: small worlds, exhausted. Ends with 1 when a promise is broken.
 */
import { parseArgs } from 'node:util';
import { smallWorlds } from '../small-worlds.ts';

const { values } = parseArgs({
  options: { length: { type: 'string', default: '3' }, part: { type: 'string', default: '0/1' } },
});
const [part = 0, of = 1] = values.part.split('/').map(Number);
const started = performance.now();
const report = await smallWorlds({
  lengthMax: Number(values.length),
  share: { part, of },
  progress: ({ plans, worlds, violations }) => {
    if (plans % 100 !== 0) return;
    process.stderr.write(
      `${String(plans)} plans, ${String(worlds)} worlds, ${String(violations.length)} violations\n`,
    );
  },
});
const seconds = Math.round((performance.now() - started) / 1000);
const stops = Object.fromEntries(report.stops);
process.stdout.write(`${JSON.stringify({ ...report, stops, seconds }, undefined, 2)}\n`);
process.exitCode = report.violations.length === 0 ? 0 : 1;
