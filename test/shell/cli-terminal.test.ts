/** Progress on terminals: one line that fits, and nothing where a line cannot be written over. DESIGN 5. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runKeelson } from '../../shell/cli/run.ts';
import { vector } from './calling.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keelson-cli-terminal-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What an ingestion writes to a terminal on standard error. */
async function progressOn(terminal: { readonly columns?: number }, env: { readonly TERM?: string } = {}) {
  const stderr = Object.assign(new PassThrough(), { isTTY: true, ...terminal });
  const said = text(stderr);
  const stdout = new PassThrough().resume();
  const args = ['ingest', vector('s013-multi-sig-weighted-ok-0'), '--store', join(folder, 'store')];
  const on = { stdout, stderr, env, on: () => undefined, off: () => undefined };
  expect(await runKeelson(args, on)).toBe(0);
  stderr.end();
  return (await said).split('\r\u001b[2K');
}

test.each([20, 40, 80, 200])('progress fits into a line of %d columns', async (columns) => {
  const [before, bar, after] = await progressOn({ columns });
  expect([before, after]).toEqual(['', '']);
  expect(bar?.length).toBeGreaterThan(10);
  expect(bar?.length).toBeLessThan(columns);
});

test('a terminal that does not say how wide it is gets the usual width', async () => {
  expect((await progressOn({}))[1]?.length).toBe(79);
});

test('a dumb terminal gets no progress', async () => {
  expect(await progressOn({ columns: 80 }, { TERM: 'dumb' })).toEqual(['']);
});
