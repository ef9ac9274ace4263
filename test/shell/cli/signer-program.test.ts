/** Keys that a program holds, by commands: `keelson init --signer`, and everything after it as with other keys. M-090. */
import { openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtTree } from '../../support/built-tree.ts';
import { openNode } from './node.ts';
import type { Node } from './node.ts';

const program = join(await builtTree(), 'test', 'keys', 'programs', 'sound-signer.js');
const salt = '0AAwMTIzNDU2Nzg5YWJjZGVm';

/** The file that describes a program which keeps its keys in a file of the user. */
function described(node: Node, more: object = { audited: true }): string {
  const description = { command: process.execPath, args: [program, node.path('rows')], ...more };
  return node.file('signer.json', JSON.stringify(description));
}

test('an identifier lives on keys that a program holds, and without the program there is no event', async () => {
  const node = openNode();
  await node.good('init', '--temp', '--signer', described(node));
  const made = await node.good('incept', 'alice', '--icount', '2', '--isith', '2', '--ncount', '2');
  expect(made.row).toMatchObject({ ilk: 'icp', s: '0', decision: 'accepted' });
  expect((await node.good('rotate', 'alice')).row).toMatchObject({ ilk: 'rot', s: '1' });
  expect((await node.good('keys', 'list')).row).toMatchObject({ algo: 'randy', tier: '', set: 1, keys: 2 });
  const letter = node.file('letter', 'a letter');
  const signed = node.path('letter.sig');
  await node.plain('sign', 'alice', letter, '--out', signed);
  await node.good('verify', String(made.row['i']), letter, '--signatures', signed);
  // The description is with the keys: nobody names it again, and the seeds are with the program alone.
  rmSync(node.path('signer.json'));
  expect((await node.good('interact', 'alice')).row).toMatchObject({ ilk: 'ixn', s: '2' });
  expect(readFileSync(node.path('rows'), 'utf8')).toContain('keelson.');
  rmSync(node.path('rows'));
  expect(await node.call('interact', 'alice')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/\[unknown-key\]\n$/) as string,
  });
  expect((await node.good('kel', String(made.row['i']))).rows).toHaveLength(3);
});

test('seeds that others made do not come into a signer', async () => {
  const node = openNode();
  await node.good('init', '--temp', '--signer', described(node));
  const seeds = node.file('seeds', '[["AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g"]]');
  expect(
    await node.call('import', '--alias', 'frank', '--seeds-fd', String(openSync(seeds, 'r'))),
  ).toMatchObject({ code: 1, err: expect.stringMatching(/\[key-refused\]\n$/) as string });
});

test('who did not say that a program was examined is told of it, once', async () => {
  const node = openNode();
  const founded = await node.call('init', '--temp', '--signer', described(node, {}));
  expect(founded).toMatchObject({
    code: 0,
    err: expect.stringContaining('external-keys.md') as string,
  });
  await node.good('incept', 'alice');
});

test('what is no description, or does not run, founds nothing that is in the way afterwards', async () => {
  const node = openNode();
  for (const wrong of [
    '[]',
    '{"command":""}',
    '{"args":["x"]}',
    '{"command":"x","args":"y"}',
    '{"command":"x","environment":{"A":1}}',
    '{"command":"x","shell":true}',
    '{"command":"x","cwd":7}',
    '{"command":"x","audited":"yes"}',
  ])
    expect([wrong, await node.call('init', '--temp', '--signer', node.file('wrong.json', wrong))]).toEqual([
      wrong,
      expect.objectContaining({ code: 64 }),
    ]);
  const absent = node.file('absent.json', '{"command":"/no/such/program","audited":true}');
  expect(await node.call('init', '--temp', '--signer', absent)).toMatchObject({
    err: expect.stringMatching(/\[program-not-started\]\n$/) as string,
  });
  expect((await node.call('incept', 'alice')).err).toMatch(/\[cannot-read\]\n$/);
  await node.good('init', '--temp', '--signer', described(node));
  await node.good('incept', 'alice');
});

test('keys that are made here and keys of a signer do not meet in one folder', async () => {
  const [here, signer] = [openNode(), openNode()];
  await here.good('init', '--temp');
  expect((await here.call('init', '--temp', '--signer', described(here))).err).toMatch(/\[key-exists\]\n$/);
  await here.good('incept', 'alice');
  await signer.good('init', '--temp', '--signer', described(signer));
  await signer.good('init', '--temp');
  const fd = (): string => String(openSync(signer.file('salt', salt), 'r'));
  expect((await signer.call('init', '--temp', '--salt-fd', fd())).err).toMatch(/\[key-exists\]\n$/);
  for (const more of [
    ['--algo', 'randy'],
    ['--salt-fd', fd()],
  ])
    expect(await openNode().call('init', '--temp', '--signer', described(signer), ...more)).toMatchObject({
      code: 64,
    });
  await signer.good('incept', 'bob');
});
