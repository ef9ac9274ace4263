/**
 * Secrets and the command: where passcodes come from, and that no passcode, salt or seed stands in what it says, in its
 * files, or in its variables afterwards.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSalter, parseSalt } from '../../../shell/keys/index.ts';
import { builtTree } from '../../support/built-tree.ts';
import { callerOf } from '../../support/caller.ts';
import { spellings } from '../../keys/written-down.ts';
import { filesOf, openNode, passcode, runKeelson } from './node.ts';
import type { Node } from './node.ts';

const otherPasscode = 'Tr0ub4dor&3 is not as long';
const salt = '0AAwMTIzNDU2Nzg5YWJjZGVm';
const givenSeed = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g';

/** Calls with an open file of `content` in the place of `FD`. */
async function withFile(node: Node, content: string | Uint8Array, ...words: readonly string[]) {
  const descriptor = openSync(node.file('given', content), 'r');
  try {
    return await node.call(...words.map((word) => (word === 'FD' ? String(descriptor) : word)));
  } finally {
    closeSync(descriptor);
    node.file('given', '');
  }
}

describe('a passcode', () => {
  test('comes from an open file, with and without an end of line, and goes before that of the environment', async () => {
    const node = openNode({ KEELSON_PASSCODE: 'another one, that is wrong here' });
    for (const text of [passcode, `${passcode}\n`, `${passcode}\r\n`])
      expect((await withFile(node, text, 'init', '--temp', '--passcode-fd', 'FD')).code).toBe(0);
    expect((await withFile(node, `${passcode}\n\n`, 'alias', 'list', '--passcode-fd', 'FD')).err).toMatch(
      /\[wrong-passcode\]/,
    );
    expect((await node.call('alias', 'list')).err).toMatch(/\[wrong-passcode\]/);
  });

  test('of letters beyond ASCII is the same in every form and from every source', async () => {
    const composed = 'naïve café, Zürich, déjà vu';
    const node = openNode({ KEELSON_PASSCODE: composed.normalize('NFD') });
    expect(
      (await withFile(node, composed.normalize('NFC'), 'init', '--temp', '--passcode-fd', 'FD')).code,
    ).toBe(0);
    await node.good('alias', 'list');
    const bytes = Uint8Array.from({ length: 32 }, (_, at) => 255 - at);
    const machine = openNode();
    for (const words of [
      ['init', '--temp'],
      ['alias', 'list'],
    ])
      expect((await withFile(machine, bytes, ...words, '--passcode-fd', 'FD')).code).toBe(0);
  });

  test('that is wrong changes nothing, and any number of tries may follow', async () => {
    const node = openNode();
    await node.good('init', '--temp');
    await node.good('incept', 'alice');
    const data = (): string => readFileSync(join(node.keys, 'data.mdb'), 'base64');
    const before = data();
    for (const words of [['rotate', 'alice'], ['keys', 'list'], ['incept', 'bob'], ['init']]) {
      const refused = await withFile(node, otherPasscode, ...words, '--passcode-fd', 'FD');
      expect([refused.code, refused.out]).toEqual([1, '']);
      expect(refused.err).toMatch(
        /does not open the key store; nothing was changed, try again \[wrong-passcode\]\n$/,
      );
    }
    expect(data()).toBe(before);
    expect((await node.good('rotate', 'alice')).row).toMatchObject({ s: '1' });
  });

  test('that is not there, too short, or in no file is said, and nothing is made', async () => {
    const node = openNode({});
    expect(await node.call('init')).toMatchObject({
      code: 64,
      err: expect.stringMatching(
        /there is no passcode: .* KEELSON_PASSCODE, .* --passcode-fd N .* \[usage\]/,
      ) as string,
    });
    expect((await withFile(node, 'short', 'init', '--passcode-fd', 'FD')).err).toMatch(
      /21 to 1024 .*\[usage\]/,
    );
    expect((await withFile(node, '', 'init', '--passcode-fd', 'FD')).err).toMatch(/is empty \[usage\]/);
    expect(await node.call('init', '--passcode-fd', '999')).toMatchObject({
      code: 74,
      err: expect.stringMatching(
        /--passcode-fd names by 999 cannot be read \(EBADF\).*\[cannot-read\]/,
      ) as string,
    });
    for (const wrong of ['1', '2', '-1', 'x', '03', passcode]) {
      const refused = await node.call('init', '--passcode-fd', wrong);
      expect([wrong, refused.code]).toEqual([wrong, 64]);
      expect(refused.err).not.toContain('horse');
    }
    expect(filesOf(node).map((bytes) => bytes.length)).toEqual([0]);
  });

  test('is taken out of the environment when it is used', async () => {
    const env: Record<string, string | undefined> = { KEELSON_PASSCODE: passcode, OTHER: 'stays' };
    const node = openNode();
    const { PassThrough } = await import('node:stream');
    const streams = { stdout: new PassThrough().resume(), stderr: new PassThrough().resume() };
    const on = { ...streams, env, on: () => undefined, off: () => undefined };
    expect(await runKeelson(['init', '--temp', '--store', node.store], on)).toBe(0);
    expect(env).toEqual({ OTHER: 'stays' });
  });

  test('is never an argument', async () => {
    const call = callerOf(runKeelson);
    for (const words of [['init'], ['incept', 'a'], ['keys', 'rekey'], ['rotate', 'a']]) {
      const { out } = await call(...words.slice(0, 2).filter((word) => word !== 'a'), '--help');
      expect(out).not.toMatch(/--passcode(?!-fd)|--bran|--salt(?!-fd)|--seeds(?!-fd)/);
    }
    for (const words of [['--passcode', passcode], [passcode], ['--passcode-fd', passcode]]) {
      const refused = await call('init', ...words);
      expect([words, refused.code, refused.err.includes('horse')]).toEqual([words, 64, false]);
    }
  });

  test('comes by a pipe on standard input of a real process', async () => {
    const node = openNode();
    const main = join(await builtTree(), 'shell', 'cli', 'main.js');
    const line = '(sleep 0.2; printf "%s\\n" "$SECRET") | "$@"';
    const words = [process.execPath, main, 'init', '--temp', '--passcode-fd', '0', '--store', node.store];
    const env = { ...process.env, SECRET: passcode };
    const { status, stdout } = spawnSync('bash', ['-c', line, 'sh', ...words], { encoding: 'utf8', env });
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^Keys are kept in /)]);
    await node.good('alias', 'list');
  });

  test('is changed to another one, which alone opens from then on', async () => {
    const node = openNode();
    await node.good('init', '--temp');
    await node.good('incept', 'alice');
    expect((await withFile(node, otherPasscode, 'keys', 'rekey', '--new-passcode-fd', 'FD')).code).toBe(0);
    expect((await node.call('rotate', 'alice')).err).toMatch(/\[wrong-passcode\]/);
    expect((await withFile(node, otherPasscode, 'rotate', 'alice', '--passcode-fd', 'FD')).code).toBe(0);
    expect(
      (await withFile(node, 'x', 'keys', 'rekey', '--passcode-fd', 'FD', '--new-passcode-fd', 'FD')).err,
    ).toMatch(/name the same file.*\[usage\]/);
  });
});

test('nothing that is said or written holds a passcode, a salt or a seed', async () => {
  const node = openNode();
  const good = async (content: string, ...words: readonly string[]): Promise<void> => {
    const { code, err } = await withFile(node, content, ...words);
    expect([words, code, err]).toEqual([words, 0, '']);
  };
  await good(salt, 'init', '--temp', '--salt-fd', 'FD');
  expect((await withFile(node, `${salt.slice(0, 20)}AAAA`, 'init', '--salt-fd', 'FD')).err).toMatch(
    /\[key-exists\]/,
  );
  expect((await withFile(node, givenSeed, 'init', '--salt-fd', 'FD')).err).toMatch(/\[usage\]/);
  await node.good('incept', 'alice', '--icount', '2', '--out', node.path('icp'));
  await good(JSON.stringify([[givenSeed]]), 'import', '--alias', 'old', '--seeds-fd', 'FD');
  await good(salt, 'import', '--alias', 'salted', '--salt-fd', 'FD');
  expect(
    (await withFile(node, JSON.stringify([[salt]]), 'import', '--alias', 'x', '--seeds-fd', 'FD')).code,
  ).not.toBe(0);
  expect((await withFile(node, givenSeed, 'import', '--alias', 'x', '--salt-fd', 'FD')).code).not.toBe(0);
  for (const words of [
    ['rotate', 'alice', '--out', node.path('rot')],
    ['interact', 'alice'],
    ['recover', 'alice'],
    ['sign', 'alice', '--text', 'hello', '--out', node.path('sig')],
    ['keys', 'list'],
    ['keys', 'export-public', 'alice'],
    ['alias', 'list'],
    ['store', 'stats'],
    ['store', 'verify'],
  ])
    await node.good(...words);
  await node.call('rotate', 'nobody');
  await node.call('incept', 'alice');
  await good(otherPasscode, 'keys', 'rekey', '--new-passcode-fd', 'FD');
  const salter = await openSalter(parseSalt(salt), 'low');
  const seeds: Uint8Array[] = [Buffer.from(givenSeed, 'base64url').subarray(1)];
  for (const path of [
    'alice00',
    'alice01',
    'alice12',
    'alice13',
    'alice24',
    'alice25',
    'alice36',
    'alice37',
    'salted00',
    'salted11',
  ])
    seeds.push(
      (await salter.signer({ path, temp: true, code: 'A', transferable: true })).seed.use((bytes) =>
        Uint8Array.from(bytes),
      ),
    );
  const { row } = await withFile(
    node,
    otherPasscode,
    'keys',
    'export-public',
    'alice',
    '--passcode-fd',
    'FD',
  );
  expect(row['keys']).toContain(
    (await salter.signer({ path: 'alice24', temp: true, code: 'A', transferable: true })).key,
  );
  const raw = Buffer.from(salt, 'base64url').subarray(2);
  const texts = [passcode, otherPasscode, ...[raw, ...seeds].flatMap(spellings)];
  const needles = [
    ...texts.map((text) => Buffer.from(text)),
    ...[passcode, otherPasscode].flatMap((text) => [
      Buffer.from(text, 'utf16le'),
      Buffer.from(Buffer.from(text).toString('base64')),
    ]),
    ...[raw, ...seeds].map((bytes) => Buffer.from(bytes)),
  ];
  const said = Buffer.from(node.said());
  const files = filesOf(node);
  expect([said.length > 2000, files.length > 5]).toEqual([true, true]);
  const found = needles.filter((needle) => [said, ...files].some((where) => where.includes(needle)));
  expect(found.map(String)).toEqual([]);
  // The search finds what is there.
  node.file('planted', seeds[3] ?? '');
  expect(needles.filter((needle) => filesOf(node).some((where) => where.includes(needle)))).toHaveLength(1);
});
