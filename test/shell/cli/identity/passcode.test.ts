/** What was read of a passcode is wiped when the command is done with it, however that ended. */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { Context } from '../../../../shell/cli/context.ts';
import { newPasscodeName, passcodeName, withPasscode } from '../../../../shell/cli/identity/passcode.ts';
import { Output } from '../../../../shell/cli/output.ts';

const passcode = 'correct horse battery staple';

/** A context of which only what a passcode needs is used. */
function contextOf(typed: string | undefined, env: Record<string, string | undefined> = {}): Context {
  const keyboard = Object.assign(new PassThrough(), { isTTY: true });
  if (typed !== undefined) keyboard.write(typed);
  const streams = { stdout: new PassThrough(), stderr: new PassThrough().resume() };
  return {
    process: { ...streams },
    output: new Output({ ...streams, isDumb: false, closed: () => undefined }),
    keyboard: () => (typed === undefined ? undefined : keyboard),
    env,
    signal: new AbortController().signal,
    letGo: () => undefined,
    end: () => undefined,
  };
}

test.each([
  ['a person types', 'typed', false],
  ['a person types twice', 'twice', false],
  ['an open file holds', 'file', false],
  ['was lent to what fails', 'file', true],
] as const)('what %s is wiped', async (_, source, fails) => {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-passcode-'));
  writeFileSync(join(folder, 'passcode'), `${passcode}\n`);
  const descriptor = source === 'file' ? openSync(join(folder, 'passcode'), 'r') : undefined;
  const typed = `${passcode}\r`;
  const context = contextOf(source === 'file' ? undefined : typed + typed);
  const wanted = { name: passcodeName, descriptor, isNew: source === 'twice' };
  let lent: unknown;
  const act = withPasscode(context, wanted, async (given) => {
    lent = given;
    expect(Buffer.from(given).toString()).toBe(passcode);
    await Promise.resolve();
    if (fails) throw new Error('it failed');
  });
  await act.catch((error: unknown) => expect(String(error)).toContain('it failed'));
  expect(lent).toBeInstanceOf(Uint8Array);
  expect((lent as Uint8Array).every((byte) => byte === 0)).toBe(true);
  if (descriptor !== undefined) closeSync(descriptor);
  rmSync(folder, { recursive: true, force: true });
});

test('each passcode has a variable of its own', async () => {
  const env = { KEELSON_PASSCODE: 'the old one', KEELSON_NEW_PASSCODE: 'the new one' };
  const context = contextOf(undefined, env);
  const asked = { descriptor: undefined, isNew: true };
  const given = async (name: typeof passcodeName) =>
    withPasscode(context, { name, ...asked }, (one) => Promise.resolve(one));
  expect(await given(newPasscodeName)).toBe('the new one');
  expect(env).toEqual({ KEELSON_PASSCODE: 'the old one' });
  expect(await given(passcodeName)).toBe('the old one');
  await expect(given(passcodeName)).rejects.toThrow(/\[usage\]/);
});
