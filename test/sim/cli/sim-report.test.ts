/** `keelson sim report`, called as other programs call it: a page of a trace, and what it says of other files. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runKeelson } from '../../../shell/cli/run.ts';
import { pageOf } from '../../../sim/page/page.ts';
import { redPlan } from '../../../sim/red-plan.ts';
import { runPlan } from '../../../sim/run.ts';
import { parseTrace, printTrace } from '../../../sim/trace.ts';

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keelson-sim-report-'));
  const { plan, lines, traceHash, violations } = await runPlan(redPlan, { traced: true });
  writeFileSync(join(folder, 'red.trace'), printTrace({ plan, lines, traceHash, findings: violations }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function call(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const parts = { out: '', err: '' };
  const stdout = new PassThrough().on('data', (part: Buffer) => void (parts.out += part.toString('utf8')));
  const stderr = new PassThrough().on('data', (part: Buffer) => void (parts.err += part.toString('utf8')));
  const code = await runKeelson(['sim', 'report', ...args], {
    stdout,
    stderr,
    env: {},
    on: () => undefined,
    off: () => undefined,
  });
  await new Promise((resolve) => setImmediate(resolve));
  return { code, ...parts };
}

test('a trace becomes the page of that trace', async () => {
  const [from, to] = [join(folder, 'red.trace'), join(folder, 'red.html')];
  const { code, out } = await call(from, '--html', to, '--json');
  const trace = parseTrace(readFileSync(from, 'utf8'));
  expect(code).toBe(0);
  expect(trace?.findings.length).toBeGreaterThan(0);
  expect(JSON.parse(out)).toEqual({
    summary: true,
    html: to,
    lines: trace?.lines.length,
    findings: trace?.findings.length,
  });
  const page = readFileSync(to, 'utf8');
  expect(trace === undefined ? '' : pageOf(trace)).toBe(page);
  expect(page).toContain(`<b>${trace?.findings[0]?.invariant ?? ''}</b>`);
});

test('people are told where it is and what came of the run', async () => {
  const { code, out } = await call(join(folder, 'red.trace'), '--html', join(folder, 'said.html'));
  expect(code).toBe(0);
  expect(out).toMatch(/said\.html: \d+ steps, [1-9]\d* promises broken\n$/);
});

test('a trace that was cut, between lines or within one, is not taken for a shorter run', async () => {
  const lines = readFileSync(join(folder, 'red.trace'), 'utf8').split('\n');
  const cuts = [
    lines.slice(0, 10),
    lines.slice(0, 2),
    [...lines.slice(0, -2), (lines.at(-2) ?? '').slice(0, 9)],
  ];
  for (const cut of cuts) {
    writeFileSync(join(folder, 'cut.trace'), cut.join('\n'));
    const { code, err } = await call(join(folder, 'cut.trace'), '--html', join(folder, 'cut.html'));
    expect([code, err]).toEqual([
      64,
      expect.stringMatching(/it was cut after \d+ of \d+ lines; run its plan again/),
    ]);
  }
});

test('a file that is no trace, one whose plan is none, and one that is not there are refused in a sentence', async () => {
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(redPlan));
  const [heading = '', ...rest] = readFileSync(join(folder, 'red.trace'), 'utf8').split('\n');
  const spoilt = { ...(JSON.parse(heading) as object), plan: { format: 1 } };
  writeFileSync(join(folder, 'spoilt.trace'), [JSON.stringify(spoilt), ...rest].join('\n'));
  const to = join(folder, 'none.html');
  const none = await call(join(folder, 'plan.json'), '--html', to);
  expect([none.code, none.err]).toEqual([
    64,
    expect.stringMatching(/is no trace: make one with .* \[usage\]/),
  ]);
  const without = await call(join(folder, 'spoilt.trace'), '--html', to);
  expect([without.code, without.err]).toEqual([64, expect.stringMatching(/cannot be read: .* \[usage\]/)]);
  const missing = await call(join(folder, 'missing.trace'), '--html', to);
  expect([missing.code, missing.err]).toEqual([74, expect.stringMatching(/no such file.*\[cannot-read\]/)]);
});
