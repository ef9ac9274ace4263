/** The command, called as other programs call it. DESIGN 5: output shapes and exit codes. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call as callPlainly, vector } from './calling.ts';
import type { Called as PlainlyCalled } from './calling.ts';
import { streamOf } from './feeding.ts';

let folder: string;
let store: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keelson-cli-test-'));
  store = join(folder, 'store');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Called = PlainlyCalled & { readonly rows: readonly Row[] };
type Row = { readonly [field: string]: unknown };

async function call(...args: readonly string[]): Promise<Called> {
  const called = await callPlainly(...args);
  const rows = args.includes('--json')
    ? called.out
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Row)
    : [];
  return { ...called, rows };
}

const now = ['--now', '2024-01-01T00:00:00.000000+00:00'];

describe('ingest and its questions', () => {
  let prefix = '';
  let last = '';

  test('ingest prints one row a message and a summary, and ends with 0', async () => {
    const { code, rows } = await call(
      'ingest',
      vector('s001-single-sig-basic-D'),
      '--store',
      store,
      '--json',
      ...now,
    );
    expect(code).toBe(0);
    expect(rows).toHaveLength(4);
    expect(rows[0]).toMatchObject({ decision: 'accepted', ilk: 'icp', s: '0', fn: 0, offset: 0 });
    expect(rows[3]).toEqual({
      summary: true,
      accepted: 3,
      duplicate: 0,
      escrowed: 0,
      rejected: 0,
      bytes: streamOf('streams/s001-single-sig-basic-D').length,
    });
    prefix = String(rows[0]?.['i']);
    last = String(rows[2]?.['d']);
  });

  test('the same again is known and still 0', async () => {
    const { code, rows } = await call(
      'ingest',
      vector('s001-single-sig-basic-D'),
      '--store',
      store,
      '--json',
      ...now,
    );
    expect([code, rows.at(-1)?.['duplicate']]).toEqual([0, 3]);
  });

  test('what waits and what is refused ends with 2, with reason, escrow and error class', async () => {
    const short = await call('ingest', vector('s039-witnesses-short'), '--store', store, '--json', ...now);
    expect(short.code).toBe(2);
    expect(short.rows[0]).toMatchObject({
      decision: 'escrowed',
      escrow: 'pwes',
      reason: 'toad-unmet',
      error: 'MissingWitnessSignatureError',
    });
    const bad = await call('ingest', vector('s087-tampered-body-bit-0'), '--store', store, '--json', ...now);
    expect(bad.code).toBe(2);
    expect(
      bad.rows.some(
        (row) =>
          row['decision'] === 'rejected' &&
          typeof row['reason'] === 'string' &&
          typeof row['error'] === 'string',
      ),
    ).toBe(true);
  });

  test('state prints the record; its past; 1 for the unknown', async () => {
    const { code, rows } = await call('state', prefix, '--store', store, '--json');
    expect(code).toBe(0);
    expect(rows[0]).toMatchObject({
      i: prefix,
      s: '2',
      d: last,
      f: '2',
      dt: '2024-01-01T00:00:00.000000+00:00',
    });
    expect((await call('state', prefix, '--store', store, '--json', '--at-sn', '1')).rows[0]).toMatchObject({
      s: '1',
    });
    expect((await call('state', prefix, '--store', store, '--json', '--at-fn', '0')).rows[0]).toMatchObject({
      s: '0',
    });
    expect(
      (await call('state', prefix, '--store', store, '--json', '--at-ordinal', '1')).rows[0],
    ).toMatchObject({ s: '1' });
    expect((await call('state', prefix, '--store', store, '--at-sn', '9')).code).toBe(1);
    const unknown = await call('state', 'EAAA', '--store', store);
    expect(unknown.code).toBe(1);
    expect(unknown.err).toMatch(/\[unknown-prefix\]/);
    expect(unknown.err.trim().split('\n')).toHaveLength(1);
  });

  test('aids, kel and export', async () => {
    const aids = await call('aids', '--store', store, '--json');
    expect(aids.rows).toContainEqual({ i: prefix, s: '2', d: last });
    const kel = await call('kel', prefix, '--store', store, '--json', '--all');
    expect(kel.rows.map((row) => [row['fn'], row['decision'], row['s']])).toEqual([
      [0, 'accepted', '0'],
      [1, 'accepted', '1'],
      [2, 'accepted', '2'],
    ]);
    const file = join(folder, 'exported.cesr');
    writeFileSync(file, (await call('export', prefix, '--store', store)).out);
    const again = await call('ingest', file, '--store', join(folder, 'second'), '--json');
    expect([again.code, again.rows.at(-1)?.['accepted']]).toEqual([0, 3]);
  });

  test('escrow list, retry and remove; explain in words', async () => {
    const list = await call('escrow', 'list', '--store', store, '--json', '--kind', 'pwes', ...now);
    expect(list.rows[0]).toMatchObject({ escrow: 'pwes', ilk: 'icp' });
    const said = String(list.rows[0]?.['d']);
    const explained = await call('explain', said, '--store', store, ...now);
    expect([explained.code, explained.out]).toEqual([
      0,
      expect.stringMatching(/rule .*\n.*waits for .*receipt/),
    ]);
    expect((await call('escrow', 'retry', '--store', store, '--json', '--said', said, ...now)).code).toBe(2);
    expect((await call('escrow', 'remove', '--store', store)).code).toBe(64);
    expect((await call('escrow', 'remove', '--store', store, '--said', said, '--json', ...now)).code).toBe(0);
    expect((await call('escrow', 'list', '--store', store, '--json', '--said', said)).rows).toEqual([]);
    expect((await call('explain', said, '--store', store)).code).toBe(1);
  });

  test('explain of a file decides it and keeps nothing', async () => {
    const before = (await call('aids', '--store', store, '--json')).rows;
    const explained = await call(
      'explain',
      vector('s012-multi-sig-integer-2keys-0'),
      '--store',
      store,
      '--json',
    );
    expect(explained.rows.every((row) => row['decision'] === 'accepted')).toBe(true);
    expect((await call('aids', '--store', store, '--json')).rows).toEqual(before);
  });

  test('annotate names every byte of a stream once', async () => {
    for (const name of [
      's001-single-sig-basic-D',
      's048-trans-receipts-rct-0',
      's051-delegation-in-order-0',
    ]) {
      const { code, rows } = await call('annotate', vector(name), '--json');
      expect(code).toBe(0);
      const leaves = rows.filter((row) => row['kind'] !== 'field');
      let at = 0;
      for (const row of leaves) {
        expect(row['offset']).toBe(at);
        at = Number(row['end']);
      }
      expect(at).toBe(streamOf(`streams/${name}`).length);
    }
  });

  test('the store verifies, rebuilds to itself, counts and compacts', async () => {
    const verified = await call('store', 'verify', '--store', store, '--json');
    expect([verified.code, verified.rows.at(-1)]).toEqual([
      0,
      expect.objectContaining({ summary: true, findings: 0, ok: true }),
    ]);
    expect((await call('store', 'rebuild', '--store', store, '--json')).code).toBe(0);
    expect((await call('store', 'stats', '--store', store, '--json')).code).toBe(0);
    expect((await call('store', 'compact', '--store', store, '--json')).code).toBe(0);
    expect((await call('store', 'verify', '--store', store)).code).toBe(0);
  });
});

describe('ingest of what follows a recovery that comes after it', () => {
  /** The stream of a recovery, in which the event after the recovery rotation stands before it. */
  async function reordered(): Promise<string> {
    const bytes = streamOf('streams/s061-recovery-rot-over-ixn-0');
    const file = join(folder, 'recovery-late.cesr');
    const { rows } = await call(
      'ingest',
      vector('s061-recovery-rot-over-ixn-0'),
      '--store',
      join(folder, 'in-order'),
      '--json',
      ...now,
    );
    const starts = rows.slice(0, -1).map(({ offset }) => Number(offset));
    const [icp, one, old, rot, next, ...rest] = starts.map((start, at) =>
      bytes.subarray(start, starts[at + 1]),
    );
    const parts = [icp, one, old, next, rot].map((part) => part ?? expect.fail());
    expect(rest).toEqual([]);
    writeFileSync(file, Buffer.concat(parts));
    return file;
  }

  async function ingested(name: string, ...flags: readonly string[]) {
    const place = join(folder, name);
    const { code, rows } = await call(
      'ingest',
      await reordered(),
      '--store',
      place,
      '--json',
      ...now,
      ...flags,
    );
    const aids = (await call('aids', '--store', place, '--json')).rows;
    const kel = (await call('kel', String(rows[0]?.['i']), '--store', place, '--json')).rows;
    return { code, rows, aids, kel: kel.map(({ d }) => d) };
  }

  test('it is refused, and stays so when the recovery comes', async () => {
    const { code, rows, kel } = await ingested('not-awaiting');
    const [, , , next, rot, summary] = rows;
    expect(code).toBe(2);
    expect(next).toMatchObject({ decision: 'rejected', ilk: 'ixn', s: '3', reason: 'prior-differs' });
    expect(rot).toMatchObject({ decision: 'accepted', ilk: 'rot', s: '2' });
    expect(summary).toMatchObject({ accepted: 4, escrowed: 0, rejected: 1 });
    expect(kel.at(-1)).toBe(rot?.['d']);
  });

  test('with --await-recoveries it is refused as well, and accepted when the recovery comes', async () => {
    const { code, rows, aids, kel } = await ingested('awaiting', '--await-recoveries');
    const [icp, , , next] = rows;
    expect(code).toBe(2);
    expect(next).toMatchObject({ decision: 'rejected', ilk: 'ixn', s: '3', reason: 'prior-differs' });
    expect(aids).toEqual([{ i: icp?.['i'], s: '3', d: next?.['d'] }]);
    expect(kel.at(-1)).toBe(next?.['d']);
    expect((await call('aids', '--store', join(folder, 'in-order'), '--json')).rows).toEqual(aids);
  });
});

describe('exit codes', () => {
  test.each([
    [64, ['bogus']],
    [64, ['state']],
    [64, ['ingest', '--batch', 'many']],
    [64, ['ingest', '--now', 'yesterday']],
    [64, ['ingest', '--no-such-flag']],
    [64, ['escrow', 'list', '--kind', 'none']],
    [74, ['ingest', '/no/such/file']],
    [74, ['ingest', '/']],
    [74, ['annotate', '/no/such/file']],
    [74, ['aids', '--store', '/no/such/store']],
    [74, ['conformance', '/no/such/folder']],
    [0, ['--help']],
    [0, ['ingest', '--help']],
    [0, ['escrow', 'list', '--help']],
  ])('%d for %j, with at most one sentence of error', async (code, args) => {
    const called = await call(...args);
    expect(called.code).toBe(code);
    expect(called.err.trim().split('\n').length).toBe(1);
    if (code !== 0) expect(called.err.trim()).not.toBe('');
  });

  test('strict stops at the first refused message', async () => {
    const file = join(folder, 'bad-first.cesr');
    writeFileSync(file, Buffer.concat([Buffer.from('!!!'), readFileSync(vector('s001-single-sig-basic-D'))]));
    const called = await call('ingest', file, '--strict', '--json', '--store', join(folder, 'strict'));
    expect([called.code, called.rows.at(-1)]).toEqual([
      2,
      expect.objectContaining({ accepted: 0, rejected: 1 }),
    ]);
  });
});

test('conformance fails a case whose expectation is changed, and says where', async () => {
  const place = join(folder, 'cases');
  const name = 's001-single-sig-basic-D';
  const text = readFileSync(fileURLToPath(new URL(`../vectors/cases/${name}.json`, import.meta.url)), 'utf8');
  const whole = JSON.parse(text) as { readonly expected: { readonly accepted: { said: string }[] } };
  const second = whole.expected.accepted[1];
  if (second === undefined) throw new Error('the case accepts two events');
  second.said = 'EChanged';
  mkdirSync(place);
  writeFileSync(
    join(place, 'manifest.json'),
    JSON.stringify({ cases: [{ name, kind: 'single-sig', type: 'stream', file: 'case.json' }] }),
  );
  writeFileSync(join(place, 'case.json'), JSON.stringify(whole));
  const emit = join(folder, 'observed');
  const called = await call('conformance', place, '--emit', emit, '--json');
  expect(called.code).toBe(1);
  expect(called.rows[0]).toMatchObject({ name, outcome: 'failed', difference: { expected: '"EChanged"' } });
  const observed = JSON.parse(readFileSync(join(emit, `${name}.json`), 'utf8')) as Row;
  expect(observed['accepted']).toHaveLength(3);
});
