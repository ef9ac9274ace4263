/** The command, called wrongly: one sentence that says what to do, and the exit code of DESIGN 5. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runKeelson } from '../../shell/cli/run.ts';
import { readSwarmState, writeSwarmState } from '../../sim/machine/swarm-state.ts';
import { redPlan } from '../../sim/red-plan.ts';
import { openTally } from '../../sim/tally.ts';

let folder = '';
let file = '';
let plan = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keelson-cli-misuse-'));
  file = join(folder, 'words.txt');
  plan = join(folder, 'red.json');
  writeFileSync(file, 'no CESR, no JSON');
  writeFileSync(plan, JSON.stringify(redPlan));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Called = { readonly code: number; readonly out: string; readonly err: string };

async function call(args: readonly string[], interrupts = false): Promise<Called> {
  const parts: Buffer[] = [];
  const notes: Buffer[] = [];
  const stdout = new PassThrough().on('data', (part: Buffer) => void parts.push(part));
  const stderr = new PassThrough().on('data', (part: Buffer) => void notes.push(part));
  const on = (signal: string, heard: () => void): void => {
    if (interrupts && signal === 'SIGINT') heard();
  };
  const code = await runKeelson(args, { stdout, stderr, env: {}, on, off: () => undefined });
  await new Promise((resolve) => setImmediate(resolve));
  return { code, out: Buffer.concat(parts).toString('utf8'), err: Buffer.concat(notes).toString('utf8') };
}

const vectors = fileURLToPath(new URL('../vectors', import.meta.url));

test('wrong calls end with 64 or 74 and one sentence that says what to do', async () => {
  const away = join(folder, 'away', 'file');
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [['aids', '--store', file], 64, /is a file; a store is a folder: name one with --store \[usage\]/],
    [['ingest', plan, '--store', file], 64, /is a file; a store is a folder/],
    [
      ['ingest', plan, '--store', '/proc/none'],
      74,
      /could not be opened: .*; name a folder that you may .* \[store-failed\]/,
    ],
    [['ingest', plan, '--workers', '100000'], 64, /more than the 64/],
    [
      ['ingest', plan, '--strict', '--batch', '8'],
      64,
      /--strict takes one message a transaction.*leave --batch/,
    ],
    [['conformance', vectors, '--kind', 'delegatoin'], 64, /no case of kind delegatoin/],
    [['sim', 'run', '--plan', away], 74, /cannot be read .*; check the name/],
    [['sim', 'run', '--plan', plan, '--out', away], 74, /cannot be written .*\[cannot-write\]/],
    [['sim', 'run', '--plan', plan, '--trace', folder], 74, /it is a folder/],
    [['sim', 'run', '--plan', plan, '--profile', 'small'], 64, /not with --plan/],
    [['sim', 'run', '--seed', ''], 64, /the seed is empty/],
    [['sim', 'shrink', plan, '--out', away], 74, /cannot be written/],
    [['sim', 'report', away, '--html', file], 74, /cannot be read/],
    [['sim', 'swarm', '--seeds', '1', '--state', file], 64, /no state of a swarm.*--state/],
  ];
  for (const [args, code, says] of cases) {
    const called = await call(args);
    expect([args, called.code, called.out]).toEqual([args, code, '']);
    expect(called.err).toMatch(says);
    expect(called.err.trim().split('\n')).toHaveLength(1);
  }
});

test('the first word of several alone is wrong usage, and shows on standard error what may follow', async () => {
  for (const [word, next] of [
    ['store', 'verify'],
    ['escrow', 'list'],
    ['sim', 'swarm'],
  ] as const) {
    const { code, out, err } = await call([word]);
    expect([word, code, out]).toEqual([word, 64, '']);
    expect(err).toMatch(new RegExp(`^ {2}keelson ${word} ${next} `, 'm'));
    expect(err).toMatch(new RegExp(`keelson: ${word} needs one more word: .* \\[usage\\]\n$`));
  }
});

test('help is asked for with a word as well, and the version is that of the package', async () => {
  expect(await call(['help', 'store', 'verify'])).toEqual(await call(['store', 'verify', '--help']));
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(manifest) as { readonly version: string };
  expect(await call(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

test('a strict call may say that each message has a transaction', async () => {
  const args = ['ingest', file, '--strict', '--batch', '1', '--store', join(folder, 'strict')];
  expect((await call(args)).code).toBe(2);
});

test('an entry of the log that is not there yet has no key state', async () => {
  const store = ['--store', join(folder, 'past'), '--json'];
  const stream = join(vectors, 'streams', 's001-single-sig-basic-D.cesr');
  const { out } = await call(['ingest', stream, ...store]);
  const { i: prefix } = JSON.parse(out.split('\n')[0] ?? '') as { readonly i: string };
  const at = async (ordinal: string) => await call(['state', prefix, '--at-ordinal', ordinal, ...store]);
  expect(await at('2')).toMatchObject({ code: 0, out: expect.stringContaining('"s":"2"') as string });
  for (const ordinal of ['3', '99999999999999999999']) {
    const { code, out: none, err } = await at(ordinal);
    expect([code, none]).toEqual([1, '']);
    expect(err).toMatch(new RegExp(`no entry ${ordinal}: its last is 2; .* \\[not-in-the-past\\]\n$`));
  }
});

test('a filter that nothing fits is said, and removes nothing', async () => {
  const store = join(folder, 'store');
  expect((await call(['ingest', file, '--store', store])).code).toBe(2);
  for (const word of ['retry', 'remove']) {
    const called = await call(['escrow', word, '--said', 'EAbc', '--store', store]);
    expect(called).toMatchObject({
      code: 0,
      out: expect.stringMatching(/nothing that waits fits/) as string,
    });
  }
});

test('work that was interrupted does not end with 0', async () => {
  const state = join(folder, 'swarm.json');
  const swarm = await call(['sim', 'swarm', '--seeds', '9', '--state', state, '--quiet'], true);
  expect([swarm.code, existsSync(state)]).toEqual([74, true]);
  expect(swarm.err).toMatch(/interrupted: 0 of 9 seeds were run; .*--state .*\[aborted\]/);
  const cases = await call(['conformance', vectors], true);
  expect([cases.code, cases.err]).toEqual([74, expect.stringMatching(/\[aborted\]/)]);
});

test('the state of a swarm of another profile is refused with what to do', () => {
  const state = join(folder, 'other.json');
  const tally = openTally().read();
  writeSwarmState(state, {
    profile: 'small',
    once: true,
    done: [],
    tally,
    failed: [],
    eventsRun: 0,
    seconds: 0,
  });
  expect(readSwarmState(state, { profile: 'small', once: true })?.profile).toBe('small');
  expect(() => readSwarmState(state, { profile: 'smoke', once: false })).toThrow(
    /of a swarm of the profile small with --once; go on with that/,
  );
});
