/** The command and the streams it is given: full devices, readers that go away, no streams at all. DESIGN 5. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtTree } from '../support/built-tree.ts';
import { vector } from './calling.ts';

let folder = '';
let main = '';
beforeAll(async () => {
  main = join(await builtTree(), 'shell', 'cli', 'main.js');
  folder = mkdtempSync(join(tmpdir(), 'keelson-cli-streams-'));
  expect(inShell('"$@" > "$FOLDER/first"', 'ingest', vector('s013-multi-sig-weighted-ok-0')).status).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a line of shell in which `"$@"` is the command with these words. */
function inShell(line: string, ...words: readonly string[]) {
  const args = ['-c', line, 'sh', process.execPath, main, ...words];
  const store = words[0] === 'annotate' ? [] : ['--store', join(folder, 'store')];
  const env = { ...process.env, FOLDER: folder };
  return spawnSync('bash', [...args, ...store], { encoding: 'utf8', env, timeout: 60_000 });
}

/** Commands that end with 0, in their process and in one of their own, with and without their own writing. */
const commands = [
  ['aids'],
  ['store', 'stats'],
  ['annotate', vector('s013-multi-sig-weighted-ok-0')],
  ['ingest', vector('s013-multi-sig-weighted-ok-0')],
  ['--help'],
];

test.skipIf(!existsSync('/dev/full')).each(commands)(
  'what cannot be written to a full device is an error: %s %s',
  (...words) => {
    const { status, stderr } = inShell('"$@" > /dev/full', ...words);
    expect(stderr).toMatch(/^keelson: standard output cannot be written .*ENOSPC.* \[cannot-write\]\n$/);
    expect(status).toBe(74);
  },
);

test.each(commands)('a reader that goes away ends it without a word: %s %s', (...words) => {
  const { stdout, stderr } = inShell('"$@" | true; echo ${PIPESTATUS[0]}', ...words);
  expect([stdout, stderr]).toEqual(['0\n', '']);
});

test.each(commands)('without standard streams it ends as with them: %s %s', (...words) => {
  const { status } = inShell('"$@" <&- >&- 2>&-', ...words);
  expect(status).toBe(0);
});
