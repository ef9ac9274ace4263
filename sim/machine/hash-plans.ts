/**
 * Runs the plans of a file, one JSON a line, and prints the trace hash of each: what every version of Node, in
 * every zone and locale, has to print alike.
 *
 * Source: dst.md 5.2 (identical trace hash), 6.2.
 */
import { readFileSync } from 'node:fs';
import { parsePlan } from '../plan-read.ts';
import { runPlan } from '../run.ts';

const [file = ''] = process.argv.slice(2);
const lines = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '');
for (const line of lines) {
  const { traceHash, steps, violations } = await runPlan(parsePlan(line));
  process.stdout.write(`${traceHash} ${String(steps)} ${String(violations.length)}\n`);
}
