/** Passcodes that a person types: not shown, mended with the usual keys, and the terminal as it was whatever happens. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askSecret } from '../../../../shell/cli/identity/prompt.ts';
import { Output } from '../../../../shell/cli/output.ts';
import { runKeelson } from '../../../../shell/cli/run.ts';
import { builtTree } from '../../../support/built-tree.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keelson-prompt-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const passcode = 'correct horse battery staple';

/** A terminal in which somebody types, and the modes that it was given. */
function terminal() {
  const modes: boolean[] = [];
  const keyboard = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (isRaw: boolean): void => void modes.push(isRaw),
  });
  const stderr = new PassThrough();
  const said = text(stderr);
  const shown = async (): Promise<string> => {
    stderr.end();
    return await said;
  };
  return { keyboard, modes, stderr, shown };
}

/** What is asked on a terminal in which `typed` is typed, part by part. */
async function asked(...typed: readonly (string | Uint8Array)[]) {
  const { keyboard, modes, stderr, shown } = terminal();
  const output = new Output({ stdout: new PassThrough(), stderr, isDumb: false, closed: () => undefined });
  const { signal } = new AbortController();
  const answer = askSecret('Passcode: ', { keyboard, output, signal }).then(
    (bytes) => Buffer.from(bytes).toString('utf8'),
    (error: unknown) => String(error),
  );
  for (const part of typed) keyboard.write(part);
  return { answer: await answer, modes, shown: await shown() };
}

describe('a question', () => {
  test.each([
    ['a line', ['secret words\r'], 'secret words'],
    ['a line in parts', ['sec', 'ret', ' words', '\n'], 'secret words'],
    ['backspace', ['secrex\u007ft\r'], 'secret'],
    ['backspace over a character of two bytes', ['né\u0008e\r'], 'ne'],
    ['backspace at the beginning', ['\u007f\u007fabc\r'], 'abc'],
    ['Ctrl-U', ['nonsense\u0015secret\r'], 'secret'],
    ['arrows and other keys', ['se\u001b[Dcr\u001b[3~et\u001bOP\t\r'], 'secret'],
    ['Ctrl-D within a line', ['sec\u0004ret\r'], 'secret'],
  ])('takes %s, and shows nothing of it', async (_, typed, answer) => {
    const called = await asked(...typed);
    expect(called.answer).toBe(answer);
    expect(called.modes).toEqual([true, false]);
    expect(called.shown).toBe('Passcode: \n');
  });

  test.each([
    ['Ctrl-C', 'sec\u0003'],
    ['Ctrl-D on an empty line', '\u0004'],
  ])('is given up with %s, and the terminal is as before', async (_, typed) => {
    const { answer, modes, shown } = await asked(typed);
    expect(answer).toMatch(/interrupted at the question; nothing was changed \[aborted\]/);
    expect([modes, shown]).toEqual([[true, false], 'Passcode: \n']);
  });

  test('is given up when the input ends, and when the process is told to end', async () => {
    for (const way of ['end', 'abort'] as const) {
      const { keyboard, modes, stderr } = terminal();
      const output = new Output({
        stdout: new PassThrough(),
        stderr,
        isDumb: false,
        closed: () => undefined,
      });
      const abort = new AbortController();
      const answer = askSecret('?', { keyboard, output, signal: abort.signal }).catch(String);
      keyboard.write('half');
      await new Promise((resolve) => setImmediate(resolve));
      if (way === 'end') keyboard.end();
      else abort.abort();
      expect(await answer).toMatch(/\[aborted\]/);
      expect(modes).toEqual([true, false]);
      expect(keyboard.listenerCount('data')).toBe(0);
    }
  });

  test('wipes what was typed', async () => {
    const { keyboard, stderr } = terminal();
    const output = new Output({ stdout: new PassThrough(), stderr, isDumb: false, closed: () => undefined });
    const typed = Buffer.from(`${passcode}\r`);
    const answer = askSecret('?', { keyboard, output, signal: new AbortController().signal });
    keyboard.emit('data', typed);
    const bytes = await answer;
    expect(Buffer.from(bytes).toString()).toBe(passcode);
    expect(typed.every((byte) => byte === 0)).toBe(true);
  });
});

/** Founds keys on a terminal in which `typed` is typed. */
async function inited(store: string, typed: string) {
  const { keyboard, modes, stderr, shown } = terminal();
  keyboard.write(typed);
  const stdout = new PassThrough().resume();
  const args = ['init', '--temp', '--store', join(folder, store)];
  const on = { stdout, stderr, stdin: keyboard, env: {}, on: () => undefined, off: () => undefined };
  const code = await runKeelson(args, on);
  return { code, modes, shown: await shown() };
}

describe('a new passcode', () => {
  test('is asked for twice, and once when it is known', async () => {
    const first = await inited('twice', `${passcode}\r${passcode}\r`);
    expect([first.code, first.shown]).toEqual([0, 'Passcode: \nPasscode again: \n']);
    expect(first.modes).toEqual([true, false, true, false]);
    const second = await inited('twice', `${passcode}\r`);
    expect([second.code, second.shown]).toEqual([0, 'Passcode: \n']);
  });

  test('that is typed differently founds nothing', async () => {
    const { code, shown } = await inited('different', `${passcode}\r${passcode}!\r`);
    expect([code, shown]).toEqual([64, expect.stringMatching(/the two passcodes differ; .* \[usage\]/)]);
    expect(shown).not.toContain('horse');
    expect(existsSync(join(folder, 'different-keys'))).toBe(false);
  });

  test('that is given up founds nothing', async () => {
    const { code, modes } = await inited('given-up', `${passcode}\u0003`);
    expect([code, modes]).toEqual([74, [true, false]]);
    expect(existsSync(join(folder, 'given-up-keys'))).toBe(false);
  });
});

const hasTerminals = spawnSync('script', ['--version']).status === 0;

/** Types `typed` on a real terminal as soon as the command asks; answers all that the terminal showed. */
async function onTerminal(line: string, typed: string): Promise<string> {
  const env: NodeJS.ProcessEnv = { ...process.env };
  delete env['KEELSON_PASSCODE'];
  const child = spawn('script', ['-qec', line, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    const isAsked = shown.includes('Passcode: ');
    shown += part;
    if (!isAsked && shown.includes('Passcode: ')) child.stdin.write(typed);
  });
  await once(child, 'close');
  return shown;
}

test.skipIf(!hasTerminals)(
  'on a real terminal Ctrl-C leaves it echoing, and nothing typed is shown',
  async () => {
    const main = join(await builtTree(), 'shell', 'cli', 'main.js');
    const store = join(folder, 'real');
    const line = `"${process.execPath}" "${main}" init --temp --store "${store}"; echo "ended $?"; stty -a`;
    const shown = await onTerminal(line, 'correct horse\u0003');
    expect(shown).toMatch(/Passcode: \r\n.*\[aborted\]\r\nended 74\r\n/);
    expect(shown).toMatch(/(?<!-)\bisig\b/);
    expect(shown).toMatch(/(?<!-)\becho\b/);
    expect(shown).not.toContain('horse');
  },
);
