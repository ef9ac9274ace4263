/**
 * Plans that once broke a promise, or from which a planted bug was found. They are run for ever, twice each, and nothing
 * is to be found. A new one: `keelson sim shrink FILE --out test/regressions/NAME.json`.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parsePlan } from '../../sim/plan-read.ts';
import { replayPlan } from '../../sim/replay.ts';
import { runPlan } from '../../sim/run.ts';

const files = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.json'))
  .sort((a, b) => (a < b ? -1 : 1));

test.each(files)('%s breaks no promise, and is the same twice', async (name) => {
  const plan = parsePlan(readFileSync(join(import.meta.dirname, name), 'utf8'));
  const { report, mismatch } = await replayPlan(plan, runPlan);
  expect(report.violations).toEqual([]);
  expect(mismatch).toBeUndefined();
  expect(report.steps).toBeGreaterThan(0);
});
