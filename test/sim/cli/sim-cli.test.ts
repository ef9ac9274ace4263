/** `keelson sim run`, `swarm` and `shrink`, called as other programs call them. DESIGN 5: output shapes and exit codes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parsePlan } from '../../../sim/plan-read.ts';
import { redPlan } from '../../../sim/red-plan.ts';
import { parseTrace } from '../../../sim/trace.ts';
import type * as Running from '../../../shell/cli/run.ts';
import { builtModule } from '../../support/built-tree.ts';
import { callerOf } from '../../support/caller.ts';
import type { Called as PlainlyCalled } from '../../support/caller.ts';

const { runKeelson } = await builtModule<typeof Running>('shell/cli/run.ts');
const callPlainly = callerOf(runKeelson);

const minutes = 60_000;
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keelson-sim-cli-'));
  writeFileSync(join(folder, 'red.json'), JSON.stringify(redPlan));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Row = { readonly [field: string]: unknown };
type Called = PlainlyCalled & { readonly last: Row };

async function call(...args: readonly string[]): Promise<Called> {
  const called = await callPlainly(...args);
  const line = called.out.trimEnd().split('\n').at(-1) ?? '';
  const last = args.includes('--json') && line !== '' ? (JSON.parse(line) as Row) : {};
  return { ...called, last };
}

describe('run', () => {
  test('a seed ends with a summary and 0, the same every time', { timeout: 2 * minutes }, async () => {
    const one = await call('sim', 'run', '--seed', '3', '--profile', 'small', '--json');
    expect(one.code).toBe(0);
    expect(one.last).toMatchObject({ summary: true, seed: '3', violations: [], runs: 2, mismatch: null });
    expect(one.last['traceHash']).toMatch(/^[0-9a-f]{16}$/);
    expect(one.last['steps']).toBeGreaterThan(50);
    const other = await call('sim', 'run', '--seed', '3', '--profile', 'small', '--json', '--once');
    expect(other.last['traceHash']).toBe(one.last['traceHash']);
  });

  test('another seed is another run', { timeout: 2 * minutes }, async () => {
    const hashes = await Promise.all(
      ['4', '5'].map((seed) => call('sim', 'run', '--seed', seed, '--profile', 'small', '--json', '--once')),
    );
    expect(hashes[0]?.last['traceHash']).not.toBe(hashes[1]?.last['traceHash']);
  });

  test('a plan that breaks a promise ends with 1 and says where', async () => {
    const { code, last } = await call('sim', 'run', '--plan', join(folder, 'red.json'), '--json');
    expect(code).toBe(1);
    const violations = last['violations'] as readonly Row[];
    expect(violations.map(({ invariant }) => invariant)).toContain('AckImpliesDurable');
    expect(violations[0]).toMatchObject({ node: 'c0' });
    expect(violations[0]?.['step']).toBeGreaterThan(0);
  });

  test('a trace and a plan that are written can be run again', { timeout: 2 * minutes }, async () => {
    const [trace, plan] = [join(folder, 'run.trace'), join(folder, 'run.json')];
    const given = ['--seed', '3', '--profile', 'small', '--trace', trace, '--out', plan];
    const first = await call('sim', 'run', ...given, '--json', '--once');
    expect(parseTrace(readFileSync(trace, 'utf8'))?.traceHash).toBe(first.last['traceHash']);
    expect(parsePlan(readFileSync(plan, 'utf8')).seed).toBe('3');
    for (const file of [trace, plan]) {
      const again = await call('sim', 'run', '--plan', file, '--json', '--once');
      expect(again.last['traceHash']).toBe(first.last['traceHash']);
    }
  });

  test('people read tables and a sentence', async () => {
    const { out } = await call('sim', 'run', '--plan', join(folder, 'red.json'));
    for (const title of ['decisions', 'judged', 'fault', 'mark'])
      expect(out).toMatch(new RegExp(`^${title} `, 'm'));
    expect(out).toMatch(/^BROKEN AckImpliesDurable at step \d+/m);
  });

  test.each([
    ['neither a seed nor a plan', ['run']],
    ['both', ['run', '--seed', '1', '--plan', 'x.json']],
    ['a profile that is none', ['run', '--seed', '1', '--profile', 'none']],
    ['a swarm of 0 seeds', ['swarm', '--seeds', '0']],
    ['a mutant that is none', ['mutants', '--name', 'none']],
  ])('%s is wrong usage', async (_, given) => {
    const { code, err } = await call('sim', ...given);
    expect(code).toBe(64);
    expect(err).toContain('[usage]');
  });

  test('a file that holds no plan is wrong usage, one that is not there is an error of input', async () => {
    const path = join(folder, 'no-plan.json');
    writeFileSync(path, '{"format":1}');
    expect((await call('sim', 'run', '--plan', path)).code).toBe(64);
    expect((await call('sim', 'run', '--plan', join(folder, 'none.json'))).code).toBe(74);
  });
});

describe('shrink', () => {
  test('writes the smallest plan that breaks the same promise', { timeout: 3 * minutes }, async () => {
    const out = join(folder, 'shrunk.json');
    const { code, last } = await call('sim', 'shrink', join(folder, 'red.json'), '--out', out, '--json');
    expect(code).toBe(0);
    expect(last).toMatchObject({ summary: true, isMinimal: true });
    const plan = parsePlan(readFileSync(out, 'utf8'));
    expect(plan.entries.length).toBeLessThanOrEqual(redPlan.entries.length);
    const again = await call('sim', 'run', '--plan', out, '--json', '--once');
    expect(again.code).toBe(1);
    expect((again.last['violations'] as readonly Row[])[0]?.['invariant']).toBe(last['invariant']);
  });

  test('of a plan that breaks nothing there is nothing to shrink', { timeout: 2 * minutes }, async () => {
    const path = join(folder, 'green.json');
    await call('sim', 'run', '--seed', '3', '--profile', 'small', '--once', '--out', path, '--json');
    const { code, err } = await call('sim', 'shrink', path);
    expect(code).toBe(1);
    expect(err).toContain('breaks no promise');
  });
});

describe('swarm', () => {
  test('runs seeds twice on threads, and goes on where it stopped', { timeout: 5 * minutes }, async () => {
    const state = join(folder, 'swarm.json');
    const given = ['--profile', 'small', '--workers', '2', '--state', state, '--json'];
    const first = await call('sim', 'swarm', '--seeds', '4', ...given);
    expect(first.code).toBe(0);
    expect(first.last).toMatchObject({ summary: true, seeds: 4, failed: [], isWhole: true });
    expect(first.last['eventsPerSecond']).toBeGreaterThan(0);
    const second = await call('sim', 'swarm', '--seeds', '6', ...given);
    expect(second.last).toMatchObject({ seeds: 6, failed: [] });
    expect(second.last['events']).toBeGreaterThan(first.last['events'] as number);
    const third = await call('sim', 'swarm', '--seeds', '6', ...given);
    expect(third.last['events']).toBe(second.last['events']);
  });

  test('one thread takes part after part', { timeout: 3 * minutes }, async () => {
    const given = ['--seeds', '17', '--profile', 'small', '--workers', '1', '--once', '--json'];
    const { code, last } = await call('sim', 'swarm', ...given);
    expect(code).toBe(0);
    expect(last).toMatchObject({ seeds: 17, failed: [], isWhole: true });
  });

  test('a batch that came to too little fails when all is demanded of it', {
    timeout: 3 * minutes,
  }, async () => {
    const given = ['--seeds', '1', '--profile', 'small', '--workers', '1', '--once', '--quiet'];
    const { code, out } = await call('sim', 'swarm', ...given, '--require-marks');
    expect(code).toBe(1);
    expect(out).toContain('marks never hit');
    expect((await call('sim', 'swarm', ...given)).code).toBe(0);
  });
});
