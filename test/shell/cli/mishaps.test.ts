/** Commands that use keys, called wrongly or on what is not sound: one sentence that says what to do, and nothing lost. */
import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type * as Door from '../../../shell/index.ts';
import { builtModule, builtTree } from '../../support/built-tree.ts';
import { callerOf } from '../../support/caller.ts';
import { foundNode, openHost, openNode, passcode, runKeelson } from './node.ts';
import type { Answer } from './node.ts';

const { openLmdbKeys } = await builtModule<typeof Door>('shell/index.ts');

/** The error is one sentence with its code. */
function expectRefused({ code, out, err }: Answer, exit: number, says: RegExp): void {
  expect([code, out]).toEqual([exit, '']);
  expect(err).toMatch(says);
  expect(err.trim().split('\n')).toHaveLength(1);
}

const said = 'EIaGMMWJFPmtXznY1IIiKDIrg-vIyge6mBl2QV8dDjI3';

test('wrong arguments are said with what to do, and nothing is opened', async () => {
  const node = openNode();
  const away = join(node.folder, 'away', 'file');
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [['incept'], 64, /ALIAS.*\[usage\]/],
    [['rotate', 'alice', 'bob'], 64, /more words than the 1 .*\[usage\]/],
    [['incept', 'alice', '--icount', 'many'], 64, /--icount takes a whole number from 0 on \[usage\]/],
    [['incept', 'alice', '--isith', '["1/2"'], 64, /cannot be read as JSON.*\[usage\]/],
    [['incept', 'alice', '--est-only', '--traits', 'NO'], 64, /--traits takes a list of some of EO/],
    [['incept', 'alice', '--file', away], 74, /\[cannot-read\]/],
    [['rotate', 'alice', '--out', away], 74, /cannot be written .*\[cannot-write\]/],
    [['interact', 'alice', '--data', `@${away}`], 74, /\[cannot-read\]/],
    [['interact', 'alice', '--data', '["x"]'], 64, /--data takes a seal or a list of seals/],
    [['anchor', 'alice'], 64, /name an identifier, then files/],
    [['anchor', 'alice', away], 74, /\[cannot-read\]/],
    [['sign', 'alice'], 64, /name one file, or - for standard input, or give --text/],
    [['sign', 'alice', '-'], 64, /nothing comes on standard input/],
    [['sign', 'alice', away, '--text', 'x'], 64, /name one file/],
    [['verify', said, '--text', 'x'], 64, /say what to check: --signatures FILE/],
    [['verify', said, '--text', 'x', '--signature', 'no'], 74, /there is no store/],
    [['recover', 'alice', '--sn', 'x'], 64, /is no number/],
    [['witness', 'add', 'alice'], 64, /then witnesses by their prefixes/],
    [['delegate', 'confirm', 'alice'], 64, /then files of the other side/],
    [['challenge', 'generate', '--strength', '100'], 64, /\[usage\]/],
    [['challenge', 'verify', away, '--signer', said, '--words', 'a'], 74, /\[cannot-read\]/],
    [['challenge', 'respond', 'alice', '--words', '[]'], 64, /give the words on one line/],
    [['import'], 64, /name a file of CESR/],
    [['import', '--seeds-fd', '0'], 64, /name with --alias/],
    [['import', '--alias', 'a'], 64, /give the seeds with --seeds-fd N/],
    [['group', 'join'], 64, /name the group/],
  ];
  for (const [words, exit, says] of cases) expectRefused(await node.call(...words), exit, says);
});

test('the first word of several alone is wrong usage', async () => {
  for (const word of ['delegate', 'witness', 'challenge', 'alias', 'keys', 'group']) {
    const { code, out, err } = await callerOf(runKeelson)(word);
    expect([word, code, out]).toEqual([word, 64, '']);
    expect(err).toMatch(new RegExp(`keelson: ${word} needs one more word: .* \\[usage\\]\n$`));
  }
});

describe('places that are not what they should be', () => {
  test('no keys, a file in their place, and a store in their place', async () => {
    const node = await foundNode();
    const none = join(node.folder, 'none');
    for (const words of [
      ['rotate', 'alice'],
      ['alias', 'list'],
      ['keys', 'rekey'],
      ['group', 'list'],
    ])
      expectRefused(
        await node.call(...words, '--keys', none),
        74,
        /no keys in .*none; make them with `keelson init`.*\[cannot-read\]/,
      );
    const file = node.file('file', 'x');
    expectRefused(await node.call('rotate', 'alice', '--keys', file), 64, /is a file; keys are in a folder/);
    expectRefused(await node.call('init', '--keys', file), 64, /is a file; keys are in a folder/);
    const inStore = await node.call('alias', 'list', '--keys', node.store);
    expect([inStore.code === 0, inStore.out]).toEqual([false, '']);
    expectRefused(await node.call('init', '--keys', '/proc/none'), 74, /\[store-failed\]/);
    await node.good('alias', 'list');
  });

  test('keys that are damaged, cut short, or none are told so, and a copy goes on', async () => {
    const node = await foundNode();
    await node.good('incept', 'alice');
    const copy = join(node.folder, 'copy');
    cpSync(node.keys, copy, { recursive: true });
    const data = join(node.keys, 'data.mdb');
    for (const harm of [
      () => truncateSync(data, 5000),
      () => truncateSync(data, 0),
      () => writeFileSync(data, Buffer.alloc(20_480, 7)),
    ]) {
      harm();
      const refused = await node.call('rotate', 'alice');
      expect([refused.code === 0, refused.out]).toEqual([false, '']);
      expect(refused.err).toMatch(
        /\[(?:damaged-store|cannot-read|wrong-passcode|store-failed|unknown-hab)\]\n$/,
      );
    }
    rmSync(node.keys, { recursive: true });
    cpSync(copy, node.keys, { recursive: true });
    expect((await node.good('rotate', 'alice')).row).toMatchObject({ s: '1' });
  });

  test('a lost log comes back from its keys as far as they know it, and an older copy of the keys moves nothing', async () => {
    const node = await foundNode();
    await node.good('incept', 'alice');
    const copy = join(node.folder, 'copy');
    cpSync(node.keys, copy, { recursive: true });
    await node.good('rotate', 'alice');
    await node.good('rotate', 'alice');
    const before = (await node.good('aids')).out;
    const old = await node.call('rotate', 'alice', '--keys', copy);
    expectRefused(old, 1, /\[keys-differ\]\n$/);
    expect((await node.good('aids')).out).toBe(before);
    expect((await node.good('rotate', 'alice')).row).toMatchObject({ s: '3' });
  });

  test.skipIf(process.getuid?.() === 0)('a folder that may not be read', async () => {
    const node = await foundNode();
    chmodSync(join(node.keys, 'data.mdb'), 0);
    expectRefused(await node.call('alias', 'list'), 74, /\[(?:store-failed|cannot-read)\]/);
    chmodSync(join(node.keys, 'data.mdb'), 0o600);
    await node.good('alias', 'list');
  });
});

describe('names', () => {
  test('that are taken, unknown or none are refused', async () => {
    const node = await foundNode();
    const { row } = await node.good('incept', 'alice');
    await node.good('group', 'incept', 'team', '--member', 'alice', '--signing', String(row['i']));
    expectRefused(await node.call('incept', 'team'), 1, /team.* take another .*\[hab-exists\]/);
    expectRefused(
      await node.call('incept', 'alice'),
      1,
      /alice is there already, as E\S{43}; go on with it.*\[hab-exists\]/,
    );
    expectRefused(await node.call('rotate', 'bob'), 1, /\[unknown-hab\]/);
    expectRefused(await node.call('incept', ''), 64, /\[usage\]/);
    expectRefused(await node.call('incept', 'a\nb'), 64, /\[usage\]/);
    for (const name of ['ein Name mit Raum', 'a.b', '../up', '名前']) await node.good('incept', name);
    expect((await node.good('alias', 'list')).rows).toHaveLength(5);
  });
});

describe('two at a time', () => {
  test('processes on one store end well or say that somebody else was there, and every event told is there', async () => {
    const node = await foundNode();
    const { row } = await node.good('incept', 'alice');
    const rotator = join(await builtTree(), 'test', 'shell', 'cli', 'rotator.js');
    const children = [0, 1].map(() =>
      spawn(process.execPath, [rotator, passcode, 'alice', '--store', node.store]),
    );
    const told: string[] = [];
    const heard = children.map(async (child) => {
      child.stdin.write('go\n');
      const said = text(child.stderr);
      for await (const line of createInterface({ input: child.stdout })) {
        if (line !== 'ready') told.push((JSON.parse(line) as { readonly d: string }).d);
        if (told.length === 6) for (const one of children) one.kill('SIGKILL');
      }
      expect(await said).toMatch(/^(?:|keelson: .*\[(?:store-failed|keys-differ)\]\n)$/);
    });
    await Promise.all(heard);
    expect(told.length).toBeGreaterThan(0);
    const saids = (await node.good('kel', String(row['i']))).rows.map(({ d }) => d);
    expect(saids).toEqual(expect.arrayContaining(told));
    await node.good('rotate', 'alice');
    await node.good('store', 'verify', '--own', String(row['i']));
  });

  test('a host and keys that are open in another place do not keep a command from working', async () => {
    const node = await foundNode();
    await node.good('incept', 'alice');
    const host = await openHost({ path: node.store, tickMilliseconds: 0 });
    const keys = await openLmdbKeys({ path: node.keys, passcode });
    expect((await node.good('rotate', 'alice')).row).toMatchObject({ s: '1' });
    await expect(keys.storeKey('x', new Uint8Array(1))).rejects.toMatchObject({ code: 'store-failed' });
    await keys.close();
    await host.close();
    expect((await node.good('rotate', 'alice')).row).toMatchObject({ s: '2' });
  });
});

test('keys whose founding was cut off are founded to the end by init alone', async () => {
  const node = openNode();
  const keys = await openLmdbKeys({ path: node.keys, passcode, temp: true });
  await keys.close();
  expectRefused(await node.call('incept', 'alice'), 74, /give `keelson init` again .*\[cannot-read\]/);
  await node.good('init', '--temp');
  await node.good('incept', 'alice');
});

test('a command that was cut off between keys and log is finished by the next one', async () => {
  const node = await foundNode();
  const { row } = await node.good('incept', 'alice');
  // The log as it was before, as a process leaves it that dies when the keys are kept and the event is not.
  const copy = join(node.folder, 'copy');
  cpSync(node.store, copy, { recursive: true });
  const rotated = await node.good('rotate', 'alice');
  rmSync(node.store, { recursive: true });
  mkdirSync(node.store);
  for (const name of ['data.mdb']) copyFileSync(join(copy, name), join(node.store, name));
  expect((await node.good('alias', 'list')).row).toMatchObject({ s: '1', d: rotated.row['d'] });
  expect((await node.good('rotate', 'alice')).row).toMatchObject({ s: '2', i: row['i'] });
});

test('Ctrl-C while an event is made leaves it whole', async () => {
  const node = await foundNode();
  const { row } = await node.good('incept', 'alice');
  const stdout = new PassThrough();
  const code = await runKeelson(['rotate', 'alice', '--json', '--store', node.store], {
    stdout,
    stderr: new PassThrough().resume(),
    env: { KEELSON_PASSCODE: passcode },
    on: (signal, heard) => void (signal === 'SIGINT' && setImmediate(heard)),
    off: () => undefined,
  });
  stdout.end();
  const told = JSON.parse(await text(stdout)) as { readonly d: string };
  expect([code, (await node.good('aids')).row]).toEqual([0, { i: row['i'], s: '1', d: told.d }]);
});
