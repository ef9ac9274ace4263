/** What the command says of files that hold no message, and of files that cannot be read. DESIGN 5. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, vector } from './calling.ts';

let folder = '';
const one = vector('s001-single-sig-basic-D');
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keelson-cli-no-message-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A new file, and the options of a store that is not there yet. */
function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const inStore = (): readonly string[] => ['--store', join(folder, 'store')];
const strange = ['such as `keelson export` writes', 'holds no message of KERI'];

test.each([
  ['words', 'hello, this is a letter', strange],
  ['a picture', Buffer.from('ffd8ffe000104a46494600010100', 'hex'), strange],
  ['JSON of others', '{"name": "keelson", "version": "0.1.0", "license": "Apache-2.0"}', strange],
  [
    'the beginning of a stream',
    readFileSync(one).subarray(0, 200),
    ['holds no whole message', 'bring the rest'],
  ],
  ['nothing', '', ['is empty', 'name a file of CESR']],
])(
  '%s: ingest, explain and annotate say that there is no message, and what to do',
  async (name, content, words) => {
    const path = file(name, content);
    for (const [word, code] of [
      ['ingest', 2],
      ['explain', 2],
      ['annotate', 1],
    ] as const) {
      const called = await call(word, path, ...inStore());
      expect([word, called.code]).toEqual([word, code]);
      for (const part of words) expect(called.err).toContain(part);
      expect(called.err).toMatch(/^keelson: .* \[no-message\]\n$/);
    }
  },
);

test('a stream with a message among what is none is told by its messages alone', async () => {
  const path = file('mixed', Buffer.concat([Buffer.from('!!!'), readFileSync(one)]));
  expect(await call('ingest', path, ...inStore())).toMatchObject({ code: 2, err: '' });
  expect(await call('annotate', path)).toMatchObject({ code: 1, err: '' });
});

test('of several files each without a message is named', async () => {
  const paths = [file('first', 'no'), one, file('second', 'neither')];
  const { code, err } = await call('ingest', ...paths, ...inStore());
  expect([code, err.match(/first|second/g)]).toEqual([2, ['first', 'second']]);
});

test('explain speaks of bytes that are no message in words, and of a message as far as it is known', async () => {
  const noise = await call('explain', file('noise', 'no stream'), ...inStore());
  expect(noise.out).toMatch(/^rejected: bytes that are no message \(byte 0\)\n/);
  const tampered = await call('explain', vector('s087-tampered-body-bit-0'), ...inStore());
  expect(tampered.out).toMatch(/^rejected: ixn E\S+ of E\S+ \(byte 391\)$/m);
  expect(noise.out + tampered.out).not.toMatch(/nobody|sn -|undefined/);
});

test('what is neither a SAID nor a file is said to be so', async () => {
  await call('ingest', one, ...inStore());
  const called = await call('explain', 'away.cesr', ...inStore());
  expect([called.code, called.err]).toEqual([
    1,
    expect.stringMatching(/no SAID, and there is no file of that name; .* \[unknown-said\]/),
  ]);
});

test('a folder is no file', async () => {
  for (const word of ['ingest', 'explain', 'annotate']) {
    const called = await call(word, folder, ...inStore());
    expect([called.code, called.err]).toEqual([
      74,
      expect.stringMatching(/it is a folder; name the files in it \[cannot-read\]\n$/),
    ]);
  }
});

test.skipIf(process.getuid?.() === 0)('a file without permission to read is said to be so', async () => {
  const path = file('closed', 'x');
  chmodSync(path, 0);
  for (const word of ['ingest', 'explain', 'annotate']) {
    const called = await call(word, path, ...inStore());
    expect([called.code, called.err]).toEqual([
      74,
      expect.stringMatching(/EACCES.*its permissions \[cannot-read\]/),
    ]);
  }
});

test('a named pipe is read, and opened only once', async () => {
  const pipe = join(folder, 'pipe');
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  const writer = spawn('sh', ['-c', 'cat "$1" > "$2"', 'sh', one, pipe]);
  const called = await call('ingest', pipe, '--store', join(folder, 'piped'));
  writer.kill();
  expect([called.code, called.out]).toEqual([0, expect.stringContaining('"accepted":3')]);
});
