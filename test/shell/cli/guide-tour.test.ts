/** docs/guides/tour.md: every line of shell runs as it stands, one after the other, and shows what the page says. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as Running from '../../../shell/cli/run.ts';
import { builtModule } from '../../support/built-tree.ts';
import { callerOf } from '../../support/caller.ts';
import { openedCall, wordsOfLine } from '../../support/shell-line.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'guides', 'tour.md'), 'utf8');

/** Lines of shell, with what the page says that they show. */
const steps = [...page.matchAll(/```sh\n([\s\S]*?)```(?:\s*```text\n([\s\S]*?)```)?/g)].map(
  ([, lines = '', shows = '']) => ({ lines: lines.trim().split('\n'), shows }),
);

const { runKeelson } = await builtModule<typeof Running>('shell/cli/run.ts');
const before = process.cwd();
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keelson-tour-guide-'));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

const variables: Record<string, string> = {};

/** What a terminal shows of one line. */
async function shownBy(line: string): Promise<string> {
  const [first = '', ...others] = wordsOfLine(line);
  if (first === 'export') {
    const [, name = '', value = ''] = /^export (\w+)='([^']*)'$/.exec(line) ?? [];
    variables[name] = value;
    return '';
  }
  const { words, into, close } = openedCall(others);
  if (first === 'printf') {
    writeFileSync(into ?? expect.fail(), words[0] ?? '');
    return '';
  }
  expect(first).toBe('keelson');
  const { code, out, err } = await callerOf(runKeelson, { env: variables })(...words);
  close();
  expect([line, code === 0]).toEqual([line, err === '']);
  if (into === undefined) return out + err;
  writeFileSync(into, out, 'latin1');
  return err;
}

test('the tour goes as the page says', { timeout: 120_000 }, async () => {
  expect(steps.length).toBeGreaterThan(8);
  for (const { lines, shows } of steps) {
    let shown = '';
    for (const line of lines) shown += await shownBy(line);
    expect({ lines, shown }).toEqual({ lines, shown: shows });
  }
});
