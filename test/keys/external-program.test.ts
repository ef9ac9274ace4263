/** How a program that holds keys is started, spoken to, and ended: no shell, bounds, time, deaths, and nothing left over. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { pino } from 'pino';
import { openExternalKeys, openKeyring, openMemoryKeys, openSecureKeyring } from '../../shell/keys/index.ts';
import type { ExternalKeys } from '../../shell/keys/index.ts';
import type { Timers } from '../../shell/ports.ts';
import { openKeysOf, openSignerOf, programOf } from './external-standing.ts';
import { keysFolder, refusalOf } from './lmdb-standing.ts';
import { spellings, writtenDown } from './written-down.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const message = new TextEncoder().encode('what is signed');

/** The processes whose command line has a word; zombies have none. */
function processesOf(word: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(word);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** The one process whose command line has a word. */
async function processOf(word: string): Promise<number> {
  for (let look = 0; look < 100; look++) {
    const [pid] = processesOf(word);
    if (pid !== undefined) return pid;
    await delay(10);
  }
  throw new Error('the program does not run');
}

describe('a program is started', () => {
  test('without a shell: what a shell would make of its words is not made', async () => {
    const trace = keysFolder();
    const options = programOf('sound-keys', 'whole', `; touch ${trace}; $(touch ${trace})`);
    expect(await refusalOf(openKeysOf(options))).toBeUndefined();
    const asShell = { command: `${options.command} ${options.args?.[0] ?? ''}; touch ${trace}` };
    expect(await refusalOf(openExternalKeys(asShell))).toMatchObject({ code: 'program-not-started' });
    expect(existsSync(trace)).toBe(false);
  });

  test.each([['/nowhere/at-all'], ['no-such-program-on-the-path'], ['/etc/passwd'], ['/tmp']])(
    'or not, and then the error says what was to be started: %s',
    async (command) => {
      const error = await refusalOf(openExternalKeys({ command }));
      expect(error).toMatchObject({ code: 'program-not-started', facts: { command } });
      expect(String(error)).toContain(command);
    },
  );

  test('with no variables of ours but those that it is given', async () => {
    vi.stubEnv('KEELSON_PASSCODE', 'correct horse battery staple');
    const keys = await openKeysOf({
      ...programOf('sound-keys', 'environment'),
      environment: { PIN_FILE: '/pin' },
    });
    vi.unstubAllEnvs();
    const pid = await processOf('environment');
    const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .map((row) => row.split('=')[0]);
    expect(names).toContain('PIN_FILE');
    expect(names).toContain('PATH');
    expect(names).not.toContain('KEELSON_PASSCODE');
    await keys.close();
  });

  test('with limits that make sense, or not', async () => {
    for (const callsMax of [0, -1, 1.5, Number.NaN])
      expect(
        await refusalOf(openExternalKeys({ ...programOf('sound-keys'), limits: { callsMax } })),
      ).toMatchObject({ code: 'usage' });
  });

  test('and its users are warned until somebody says that it was audited', async () => {
    const lines: string[] = [];
    const logger = pino({}, { write: (line) => void lines.push(line) });
    await openKeysOf({ ...programOf('sound-keys'), logger });
    expect(lines.join()).toContain('unaudited');
    await openKeysOf({ ...programOf('sound-keys'), logger, isAudited: true });
    expect(lines.length).toBe(1);
  });
});

describe('a program that is killed', () => {
  test('in the middle of calls: each call ends with what is true, or says that it does not know', async () => {
    const file = `${keysFolder()}.rows`;
    const keys = await openKeysOf({
      ...programOf('sound-keys', 'whole', file),
      limits: { startsMax: 100 },
    });
    const seen = { kept: 0, unknown: 0 };
    for (let round = 0; round < 12; round++) {
      const pid = await processOf(file);
      const stored = Array.from({ length: 20 }, (_, at) =>
        refusalOf(keys.storeKey(`${round}.${at}`, bytes(round, at))),
      );
      await stored[round];
      process.kill(pid, 'SIGKILL');
      const told = await Promise.all(stored);
      for (const [at, refusal] of told.entries()) {
        const there = await keys.getKey(`${round}.${at}`).catch(() => undefined);
        if (refusal === undefined) expect(there).toEqual(bytes(round, at));
        else expect(refusal).toMatchObject({ code: 'program-ended' });
        seen[refusal === undefined ? 'kept' : 'unknown'] += 1;
      }
    }
    expect(seen.kept).toBeGreaterThan(0);
    expect(seen.unknown).toBeGreaterThan(0);
  });

  test('while it signs is started anew, and every signature comes', async () => {
    const file = `${keysFolder()}.rows`;
    const signer = await openSignerOf(programOf('sound-signer', file));
    await signer.generateKey('a');
    const signing = Array.from({ length: 60 }, () => signer.signSecure('a', message));
    process.kill(await processOf(file), 'SIGKILL');
    for (const signature of await Promise.all(signing))
      expect(await signer.verifySecure('a', message, signature)).toBe(true);
  });

  test('while a keyring rotates leaves an identifier that can be rotated', { timeout: 120_000 }, async () => {
    const file = `${keysFolder()}.rows`;
    const signer = await openSignerOf({
      ...programOf('sound-signer', file),
      limits: { startsMax: 100 },
    });
    const keyring = await openSecureKeyring({ signer, records: openMemoryKeys() });
    const first = (await keyring.incept({ count: 2, nextCount: 2 })).keys[0] ?? '';
    // Kills are spread over the time that a rotation takes: signing, making keys, deleting them.
    await keyring.rotate(first, { nextCount: 2 });
    const start = performance.now();
    await keyring.rotate(first, { nextCount: 2 });
    const wholeMillis = performance.now() - start;
    let cuts = 0;
    for (let round = 0; round < 12 || (cuts === 0 && round < 90); round++) {
      const before = (await keyring.known(first))?.situation;
      const pid = await processOf(file);
      const rotating = refusalOf(keyring.rotate(first, { nextCount: 2 }));
      await delay(((round % 12) / 12) * wholeMillis);
      process.kill(pid, 'SIGKILL');
      const refusal = await rotating;
      if (refusal !== undefined) expect(refusal).toMatchObject({ code: 'program-ended' });
      cuts += refusal === undefined ? 0 : 1;
      const after = (await keyring.known(first))?.situation;
      expect(after?.now.keys).toEqual(refusal === undefined ? before?.next.keys : before?.now.keys);
      expect((await keyring.sign(message, { by: { prefix: first } })).length).toBe(2);
    }
    expect(cuts).toBeGreaterThan(0);
    await keyring.rotate(first);
  });

  test('again and again is not started without end', async () => {
    let now = 0;
    const keys = await openKeysOf({
      ...programOf('misbehaving', 'provider', 'exits', 'store'),
      clock: { monotonic: () => now },
      limits: { startsMax: 3, startsMicros: 1_000_000 },
    });
    const store = () => refusalOf(keys.storeKey('a', bytes(1)));
    for (let time = 0; time < 3; time++) expect(await store()).toMatchObject({ code: 'program-ended' });
    expect(await store()).toMatchObject({ code: 'program-not-started' });
    expect(String(await store())).toContain('3 times within 1 s');
    now = 1_000_000;
    expect(await store()).toMatchObject({ code: 'program-ended' });
  });
});

describe('time', () => {
  /** Timers that never fire by themselves. */
  function held(): { readonly timers: Timers; readonly waiting: Map<number, () => void> } {
    const waiting = new Map<number, () => void>();
    let count = 0;
    return {
      waiting,
      timers: {
        after: (_, run) => {
          const at = (count += 1);
          waiting.set(at, run);
          return () => void waiting.delete(at);
        },
        yield: () => Promise.resolve(),
      },
    };
  }

  test('comes from the port alone: a silent program waits until it says so, and no timer is left', async () => {
    const { timers, waiting } = held();
    const keys = await openKeysOf({
      ...programOf('misbehaving', 'provider', 'is-silent', 'store', `${keysFolder()}.once`),
      timers,
      limits: { answerMicrosMax: 1 },
    });
    expect(waiting.size).toBe(0);
    const stored = refusalOf(keys.storeKey('a', bytes(1)));
    const first = await Promise.race([stored.then(() => 'stored'), delay(300).then(() => 'waits')]);
    expect([first, waiting.size]).toEqual(['waits', 1]);
    for (const run of [...waiting.values()]) run();
    expect(await stored).toMatchObject({ code: 'program-silent', facts: { op: 'store' } });
    expect(waiting.size).toBe(0);
    await keys.storeKey('a', bytes(1));
    expect(waiting.size).toBe(0);
  });

  test('that one call took too long ends the others too, and they say so', async () => {
    const { timers, waiting } = held();
    const keys = await openKeysOf({
      ...programOf('misbehaving', 'provider', 'is-silent', 'store'),
      timers,
    });
    const calls = ['a', 'b', 'c'].map((id) => refusalOf(keys.storeKey(id, bytes(1))));
    while (waiting.size < 3) await delay(5);
    [...waiting.values()][1]?.();
    expect((await Promise.all(calls)).map((error) => (error as { code?: string }).code)).toEqual([
      'program-ended',
      'program-silent',
      'program-ended',
    ]);
  });
});

describe('calls', () => {
  test('are answered in any order, each by its own, and so many at a time as the program takes', async () => {
    const keys = await openKeysOf({ ...programOf('sound-keys'), limits: { callsMax: 3 } });
    const ids = Array.from({ length: 200 }, (_, at) => `k${at}`);
    await Promise.all(ids.map((id, at) => keys.storeKey(id, bytes(at % 256, at >> 8))));
    const got = await Promise.all(ids.map((id) => keys.getKey(id)));
    expect(got).toEqual(ids.map((_, at) => bytes(at % 256, at >> 8)));
  });

  test('that do not fit into a line are refused before they are made', async () => {
    const keys = await openKeysOf({ ...programOf('sound-keys'), limits: { lineSizeBytesMax: 1000 } });
    expect(await refusalOf(keys.storeKey('a', new Uint8Array(1000)))).toMatchObject({ code: 'usage' });
    await keys.storeKey('a', new Uint8Array(500));
    expect(await keys.getKey('a')).toEqual(new Uint8Array(500));
  });

  test('carry any id and any bytes', async () => {
    const keys = await openKeysOf(programOf('sound-keys'));
    const all = Uint8Array.from({ length: 256 }, (_, at) => at);
    for (const id of ['', 'a\nb', '{"id":1}', '\u2028', '\ud800', '\u0000', 'x'.repeat(10_000)]) {
      await keys.storeKey(id, all);
      expect(await keys.getKey(id)).toEqual(all);
    }
  });
});

describe('the end', () => {
  test('is told to the program by the end of its input, and it is gone when `close` resolves', async () => {
    const file = `${keysFolder()}.rows`;
    const keys = await openExternalKeys(programOf('sound-keys', 'whole', file));
    expect(processesOf(file).length).toBe(1);
    await keys.close();
    await keys.close();
    expect(processesOf(file)).toEqual([]);
    for (const call of [
      () => keys.getKey('a'),
      () => keys.storeKey('a', bytes(1)),
      () => keys.deleteKey('a'),
    ])
      expect(await refusalOf(call())).toMatchObject({ code: 'keys-locked' });
  });

  test('comes to a program that does not want it, and to what it started', async () => {
    const keys = await openExternalKeys({
      ...programOf('misbehaving', 'provider', 'stays-on', 'get'),
      limits: { closeMicrosMax: 100_000 },
    });
    const pids = new TextDecoder()
      .decode(await keys.getKey('a'))
      .split(' ')
      .map(Number);
    expect(pids.length).toBe(2);
    await keys.close();
    for (const pid of pids) expect(await isGone(pid)).toBe(true);
  });

  test('comes while calls wait, and each of them is told', async () => {
    const keys: ExternalKeys = await openExternalKeys({
      ...programOf('misbehaving', 'provider', 'is-silent', 'get'),
      limits: { callsMax: 2 },
    });
    const calls = Array.from({ length: 5 }, () => refusalOf(keys.getKey('a')));
    await delay(50);
    await keys.close();
    const codes = (await Promise.all(calls)).map((error) => (error as { code?: string }).code);
    expect(codes).toEqual(['program-ended', 'program-ended', 'keys-locked', 'keys-locked', 'keys-locked']);
  });

  test('of our process, however it comes, is that of the program: its input ends', async () => {
    const file = `${keysFolder()}.rows`;
    const [owner = ''] = programOf('owner').args ?? [];
    const [program = ''] = programOf('sound-keys').args ?? [];
    const child = spawn(process.execPath, [owner, program, 'whole', file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    expect(processesOf(file).length).toBe(2);
    child.kill('SIGKILL');
    for (let look = 0; look < 100 && processesOf(file).length > 0; look++) await delay(20);
    expect(processesOf(file)).toEqual([]);
  });
});

async function isGone(pid: number): Promise<boolean> {
  for (let look = 0; look < 100; look++) {
    if (!isThere(pid)) return true;
    await delay(10);
  }
  return false;
}

/** Whether a process runs; one that only waits to be buried does not. */
function isThere(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test('what a keyring over a program shows, throws and logs holds no secret', async () => {
  const file = `${keysFolder()}.rows`;
  const lines: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
  const provider = await openKeysOf({ ...programOf('sound-keys', 'whole', file), logger });
  const salt = '0AAwMTIzNDU2Nzg5YWJjZGVm';
  const keyring = await openKeyring({ provider, salt });
  const shown: unknown[] = [provider, keyring];
  const note = async (act: Promise<unknown>): Promise<void> => {
    shown.push(await act.catch((error: unknown) => error));
  };
  const first = (await keyring.incept({ count: 2, temp: true })).keys[0] ?? '';
  await note(keyring.rotate(first, { temp: true }));
  await note(keyring.sign(message, { by: { prefix: first } }));
  await note(provider.storeKey('root.salt', bytes(1)));
  await note(provider.getKey('nothing'));
  const secrets = (JSON.parse(readFileSync(file, 'utf8')) as [string, string][])
    .filter(([id]) => /^(seed|salt|root\.salt)/.test(id))
    .map(([, data]) => Uint8Array.from(Buffer.from(data, 'base64')));
  expect(secrets.length).toBeGreaterThan(4);
  process.kill(await processOf(file), 'SIGKILL');
  await note(provider.storeKey('seed.x', secrets[0] ?? bytes(), { replace: true }));
  await note(provider.changeKeys?.([{ id: 'seed.x', key: secrets[0] ?? bytes() }]) ?? Promise.resolve());
  await provider.close();
  await note(provider.storeKey('seed.x', secrets[0] ?? bytes()));
  const text = [...shown.map(writtenDown), ...lines].join('\n');
  expect(text).toContain('[key-exists]');
  expect(text).toContain('[keys-locked]');
  for (const one of secrets.flatMap(spellings)) expect(text).not.toContain(one);
});
