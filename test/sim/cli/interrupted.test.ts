/** Long work of `keelson sim` that a signal ends: what was done is given, and the exit code is not that of a whole. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as Running from '../../../shell/cli/run.ts';
import { redPlan } from '../../../sim/red-plan.ts';
import { builtModule, builtTree } from '../../support/built-tree.ts';

let folder = '';
let red = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keelson-interrupted-'));
  red = join(folder, 'red.json');
  writeFileSync(red, JSON.stringify(redPlan));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Calls in this process; the interruption comes at once, or with the first word of progress. */
async function callInterrupted(when: 'at once' | 'at work', ...args: readonly string[]) {
  const { runKeelson } = await builtModule<typeof Running>('shell/cli/run.ts');
  let interrupt = (): void => undefined;
  const stdout = new PassThrough();
  const stderr = Object.assign(new PassThrough(), { isTTY: when === 'at work' });
  if (when === 'at work') stderr.once('data', () => interrupt());
  const on = (signal: string, heard: () => void): void => {
    if (signal !== 'SIGINT') return;
    if (when === 'at once') heard();
    else interrupt = heard;
  };
  const told = Promise.all([text(stdout), text(stderr)]);
  const code = await runKeelson(args, { stdout, stderr, env: {}, on, off: () => undefined });
  stdout.end();
  stderr.end();
  const [out, err] = await told;
  return { code, out, err };
}

test('shrinking that was interrupted at once does not say that the plan breaks nothing', async () => {
  const { code, out, err } = await callInterrupted('at once', 'sim', 'shrink', red);
  expect([code, out]).toEqual([74, '']);
  expect(err).toMatch(/^keelson: interrupted: nothing was left out .* \[aborted\]\n$/);
});

test('shrinking that was interrupted at work gives the plan that it has, and ends with 74', async () => {
  const { code, out, err } = await callInterrupted('at work', 'sim', 'shrink', red);
  expect(code).toBe(74);
  expect(err).toMatch(/; ended early\nkeelson: interrupted: the plan may get smaller yet; .* \[aborted\]\n$/);
  const left = join(folder, 'left.json');
  writeFileSync(left, out);
  const again = await callInterrupted('at once', 'sim', 'shrink', left);
  expect(again.err).toMatch(/nothing was left out/);
});

test('a hunt for mutants that was interrupted at once has hunted none, and ends with 74', async () => {
  const { code, out, err } = await callInterrupted('at once', 'sim', 'mutants', '--json');
  expect([code, JSON.parse(out)]).toEqual([74, expect.objectContaining({ mutants: 0, killed: 0, red: [] })]);
  expect(err).toMatch(/interrupted: (\d+) of \1 mutants were not hunted .* \[aborted\]\n$/);
});

/** Tells the parent that the process is about to hear signals: before that they end it by themselves. */
const tellsWhenHearing = `data:text/javascript,${encodeURIComponent(
  "process.on('newListener', (name) => { if (name === 'SIGTERM') process.send?.('hears'); });",
)}`;

const works = [
  ['mutants', ['--name', 'gaps-are-taken', '--shrink', '600']],
  ['shrink', []],
  ['swarm', ['--seeds', '100000', '--workers', '1']],
] as const;

test.each(
  works.flatMap(([word, options]) => [
    [word, 'SIGINT', options] as const,
    [word, 'SIGTERM', options] as const,
  ]),
)('the process of `sim %s` ends with 74 when %s comes', async (word, signal, options) => {
  const main = join(await builtTree(), 'shell', 'cli', 'main.js');
  const given = ['sim', word, ...(word === 'shrink' ? [red] : []), ...options];
  const child = spawn(process.execPath, ['--import', tellsWhenHearing, main, ...given], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.once('message', () => child.kill(signal));
  const ended = new Promise((resolve) => child.on('exit', (code, by) => resolve([code, by])));
  const said = text(child.stderr ?? expect.fail());
  expect(await ended).toEqual([74, null]);
  expect(await said).toMatch(/^keelson: interrupted: .* \[aborted\]\n$/m);
});
