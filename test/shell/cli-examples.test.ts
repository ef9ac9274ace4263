/** The examples in the help of every command run as they stand, on files of these names. */
import { copyFileSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { judges } from '../../invariants/index.ts';
import type * as Running from '../../shell/cli/run.ts';
import { mutants } from '../../sim/mutants/registry.ts';
import { redPlan } from '../../sim/red-plan.ts';
import { builtModule } from '../support/built-tree.ts';
import { callerOf } from '../support/caller.ts';
import { openedCall, wordsOfLine } from '../support/shell-line.ts';
import { vector } from './calling.ts';

const { runKeelson } = await builtModule<typeof Running>('shell/cli/run.ts');
const passcode = 'correct horse battery staple';
const otherPasscode = 'Tr0ub4dor&3 is not as long';
const call = callerOf(runKeelson, {
  env: { KEELSON_PASSCODE: passcode, KEELSON_NEW_PASSCODE: otherPasscode },
});

/** Every command that is no first word of others. */
const commands = [
  ...[
    'ingest',
    'state',
    'aids',
    'kel',
    'export',
    'explain',
    'annotate',
    'duplicity',
    'bench',
    'conformance',
    'tour',
  ],
  ...[
    'init',
    'incept',
    'sign',
    'verify',
    'rotate',
    'interact',
    'anchor',
    'recover',
    'witness add',
    'witness cut',
  ],
  ...['delegate request', 'delegate confirm', 'challenge generate', 'challenge respond', 'challenge verify'],
  ...[
    'group incept',
    'group proposals',
    'group join',
    'group rotate',
    'group interact',
    'group share',
    'group event',
    'group end-role',
    'group location',
    'group send',
    'group message',
    'group sign',
    'group forget',
    'group list',
  ],
  ...['import', 'alias list', 'keys list', 'keys export-public', 'keys rekey'],
  ...['escrow list', 'escrow retry', 'escrow remove'],
  ...['store verify', 'store rebuild', 'store stats', 'store compact'],
  ...['sim run', 'sim swarm', 'sim shrink', 'sim mutants', 'sim report'],
];

/** The lines of shell in the help of a command. */
async function examplesOf(command: string): Promise<readonly string[]> {
  const { out } = await call(...command.split(' '), '--help');
  const lines = /^Examples:\n((?: {2}.*\n)+)/m.exec(out)?.[1] ?? '';
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

let folder = '';
let prefix = '';
let alice = '';
const before = process.cwd();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keelson-cli-examples-'));
  process.chdir(folder);
  symlinkSync(fileURLToPath(new URL('../', import.meta.url)), 'test');
  copyFileSync(vector('s051-delegation-in-order-0'), 'log.cesr');
  writeFileSync('red.json', JSON.stringify(redPlan));
  for (const store of ['keelson-data', 'data', 'witness'])
    expect((await call('ingest', 'log.cesr', '--store', store)).code).toBe(0);
  prefix = String((JSON.parse((await call('aids', '--json')).out.split('\n')[0] ?? '') as { i: string }).i);
  await foundIdentities();
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

/** Identifiers and files as the examples of commands that use keys name them. */
async function foundIdentities(): Promise<void> {
  writeFileSync('passcode.txt', `${passcode}\n`);
  writeFileSync('other-passcode.txt', `${otherPasscode}\n`);
  writeFileSync('salt.txt', '0AAwMTIzNDU2Nzg5YWJjZGVm\n');
  for (const name of ['letter.txt', 'picture.png']) writeFileSync(name, `this is ${name}`);
  writeFileSync('seeds.json', '[["AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g"]]');
  writeFileSync('words.json', '["agent", "goat", "olive"]');
  for (const name of ['receipts', 'signed', 'proposal']) copyFileSync('log.cesr', `${name}.cesr`);
  writeFileSync('incept.json', '{ "icount": 2, "isith": ["1/2", "1/2"], "transferable": true }');
  writeFileSync('rotate.json', '{ "ncount": 2 }');
  writeFileSync('seals.json', '[{ "d": "EIaGMMWJFPmtXznY1IIiKDIrg-vIyge6mBl2QV8dDjI3" }]');
  const signer = {
    command: process.execPath,
    args: [fileURLToPath(new URL('../../docs/examples/memory_signer.mjs', import.meta.url))],
    audited: true,
  };
  writeFileSync('signer.json', JSON.stringify(signer));
  await ended0('init', '--temp');
  await ended0('init', '--temp', '--store', 'alice');
  await ended0('init', '--temp', '--store', 'again', '--salt-fd', String(openSync('salt.txt', 'r')));
  const heidi = JSON.parse((await ended0('incept', 'heidi', '--json', '--store', 'again')).out) as {
    i: string;
  };
  await ended0('rotate', 'heidi', '--store', 'again');
  writeFileSync('heidi.cesr', (await ended0('export', heidi.i, '--store', 'again')).out);
  const { out } = await ended0('incept', 'alice', '--json');
  alice = String((JSON.parse(out) as { i: string }).i);
  await ended0('incept', 'dee', '--delpre', alice);
  await ended0('delegate', 'request', 'dee', '--out', 'request.cesr');
  await ended0('incept', 'bob');
  await ended0('interact', 'bob');
  await ended0('sign', 'alice', 'letter.txt', '--out', 'letter.sig');
  await ended0('sign', 'alice', '--text', 'hello', '--out', 'hello.sig');
  await ended0('anchor', 'alice', 'letter.txt');
}

async function ended0(...words: readonly string[]) {
  const called = await call(...words);
  expect([words, called.code, called.err]).toEqual([words, 0, '']);
  return called;
}

/** The words of an example, on what is here, and no longer than it takes to see that it runs. */
function wordsOf(example: string): readonly string[] {
  const words = example
    .replace(/^.*\| keelson/, 'keelson')
    .replace('verify EAbc…', `verify ${alice}`)
    .replace('--signer EAbc…', `--signer ${alice}`)
    .replaceAll('EAbc…', prefix)
    .replaceAll('E…', prefix)
    .replace('*.cesr', 'log.cesr')
    .replace(/--at-ordinal \d+/, '--at-ordinal 0')
    .replace(/--at-sn \d+/, '--at-sn 1')
    .replace(/--seeds \d+/, '--seeds 1')
    .replace('sim run --seed', 'sim run --once --seed')
    .replace(/(conformance test\/vectors)(?! --kind)/, '$1 --kind seals')
    .replace('--out test/regressions/', '--out ');
  const [first, ...others] = wordsOfLine(words);
  expect(first).toBe('keelson');
  return others;
}

/** Examples that take minutes, or need what is not here; what they name is looked at instead. */
const long = /sim (?:mutants|swarm)|bench|ingest -$|npm start|group (?!list|proposals$)/;

/** Commands of which only what their examples name is looked at. */
const longCommands = [
  ...['sim mutants', 'sim swarm', 'sim shrink', 'bench'],
  ...[
    'group incept',
    'group proposals',
    'group join',
    'group rotate',
    'group interact',
    'group share',
    'group event',
    'group end-role',
    'group location',
    'group send',
    'group message',
    'group sign',
    'group forget',
  ],
];

test('every command has examples of itself', async () => {
  for (const command of commands) {
    const examples = await examplesOf(command);
    expect([command, examples.length]).not.toEqual([command, 0]);
    for (const example of examples)
      expect(example).toMatch(new RegExp(`keelson ${command}(?: |$)|^npm start$`));
  }
});

test('examples end as they should on a sound store and sound files', { timeout: 300_000 }, async () => {
  const ended: (readonly [string, number])[] = [];
  for (const command of commands) {
    for (const example of await examplesOf(command)) {
      if (long.test(example)) continue;
      const { words, close } = openedCall(wordsOf(example));
      const { code } = await call(...words);
      close();
      ended.push([example, code]);
    }
  }
  expect(ended.length).toBeGreaterThan(35);
  expect(ended.filter(([, code]) => code !== 0)).toEqual([
    ['keelson sim shrink run.trace --invariant AckImpliesDurable', 1],
  ]);
});

test('what examples of long work name is there', async () => {
  const lines = (await Promise.all(longCommands.map(examplesOf))).flat();
  const named = (flag: string): readonly string[] =>
    lines.flatMap((line) =>
      [...line.matchAll(new RegExp(`--${flag} (\\S+)`, 'g'))].map(([, name = '']) => name),
    );
  for (const name of named('name')) expect(mutants.map((one) => [one.name, one.id]).flat()).toContain(name);
  for (const name of named('invariant')) expect(judges.map((one) => one.name)).toContain(name);
  const flags = lines.flatMap((line) => line.match(/--[a-z-]+/g) ?? []);
  const help = (await Promise.all(longCommands.map((one) => call(...one.split(' '), '--help'))))
    .map(({ out }) => out.replace(/Examples:[^]*FLAGS/, ''))
    .join('');
  for (const flag of flags) expect(help).toContain(flag);
});
