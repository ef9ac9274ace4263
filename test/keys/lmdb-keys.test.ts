/** Keys in a folder, sealed with a passcode. docs/decisions/0027. */
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openHost } from '../../shell/index.ts';
import { keyOf } from '../../kernel/cesr/identifiers.ts';
import { KeelsonError } from '../../shell/errors.ts';
import { openKeyring } from '../../shell/keys/index.ts';
import type { KeyringOptions, LmdbKeys } from '../../shell/keys/index.ts';
import { openNextDigest } from '../../shell/keys/next-digest.ts';
import { openLmdbKeyRows } from '../../storage/lmdb-keys.ts';
import type { KeyRow } from '../../storage/lmdb-keys.ts';
import { keysFolder, openKeys, otherPasscode, passcode, refusalOf } from './lmdb-standing.ts';
import { providerSuite } from './provider-suite.ts';
import { knownSalt } from './standing.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const nextDigest = await openNextDigest();

/** LMDB reads what it saw first in a turn of the loop of events, until the turn ends. */
const nextTurn = (): Promise<void> => setTimeout(20);

let last: LmdbKeys | undefined;
providerSuite('LMDB', async () => {
  await last?.close();
  last = await openKeys(keysFolder());
  return last;
});

/** The rows of a closed store. */
async function rowsOf(path: string): Promise<readonly (KeyRow & { readonly value: Uint8Array })[]> {
  const rows = openLmdbKeyRows(path);
  const about = (['head', 'lock'] as const).map((key) => ({
    table: 'about' as const,
    key,
    value: rows.get('about', key) ?? bytes(),
  }));
  const kept = rows.kept().map(([key, value]) => ({ table: 'kept' as const, key, value }));
  await rows.close();
  return [...about, ...kept];
}

/** Changes rows of a closed store behind its back. */
async function tamper(path: string, changes: readonly KeyRow[]): Promise<void> {
  const rows = openLmdbKeyRows(path);
  rows.commit(changes);
  await rows.close();
}

describe('a key store that is opened again', () => {
  test('has what was kept', async () => {
    const path = keysFolder();
    const keys = await openKeys(path);
    await keys.storeKey('a', bytes(1, 2));
    await keys.storeKey('b', bytes(3));
    await keys.deleteKey('b');
    const aeid = keys.aeid();
    await keys.close();
    const again = await openKeys(path);
    expect(await again.getKey('a')).toEqual(bytes(1, 2));
    await expect(again.getKey('b')).rejects.toMatchObject({ code: 'unknown-key' });
    expect(again.aeid()).toBe(aeid);
    expect(keyOf(aeid)).toMatchObject({ scheme: 'ed25519', transferable: false });
  });

  test('goes on where a keyring over it stood', async () => {
    const path = keysFolder();
    const keyringOf = async (options: Partial<KeyringOptions> = {}) => {
      const keys = await openKeys(path);
      return { keys, keyring: await openKeyring({ provider: keys, ...options }) };
    };
    const { keys, keyring } = await keyringOf({ salt: knownSalt });
    let committed = await keyring.incept({ stem: 'bob', temp: true });
    expect(committed.keys).toEqual(['DKiNnDmdOkcBjcAqL2FFhMZnSlPfNyGrJlCjJmX5b1nU']);
    const first = committed.keys[0] ?? '';
    await keys.close();
    for (let round = 0; round < 3; round++) {
      const again = await keyringOf();
      const rotated = await again.keyring.rotate(first, { temp: true });
      expect(rotated.keys.map((key) => nextDigest(key, 'E'))).toEqual(committed.nextKeyDigests);
      expect((await again.keyring.sign(bytes(1), { by: { prefix: first } })).length).toBe(1);
      committed = rotated;
      await again.keys.close();
    }
  });

  test('is for its owner alone', async () => {
    const path = keysFolder();
    await openKeys(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  test('opens with bytes as with text, and with a text however its accents were typed', async () => {
    const path = keysFolder();
    const keys = await openKeys(path, { passcode: new TextEncoder().encode('über ganz viele Wasser') });
    await keys.close();
    for (const text of ['über ganz viele Wasser', 'u\u0308ber ganz viele Wasser'])
      await (await openKeys(path, { passcode: text })).close();
  });

  test('stretches the passcode as it was founded, whatever is asked for then', async () => {
    const path = keysFolder();
    const founded = await openKeys(path, { tier: 'low', temp: false });
    const aeid = founded.aeid();
    await founded.close();
    expect((await openKeys(path, { tier: 'high', temp: true })).aeid()).toBe(aeid);
  });
});

describe('an inception over it', () => {
  test('is one commit, and so is a rotation', async () => {
    const keys = await openKeys(keysFolder());
    let commits = 0;
    const counting: typeof keys = {
      ...keys,
      storeKey: () => Promise.reject(new Error('not one by one')),
      deleteKey: () => Promise.reject(new Error('not one by one')),
      changeKeys: async (changes) => {
        commits += 1;
        await keys.changeKeys(changes);
      },
    };
    const keyring = await openKeyring({ provider: counting });
    const { keys: made } = await keyring.incept({ count: 3, nextCount: 3, temp: true });
    expect(commits).toBe(2);
    for (let round = 0; round < 3; round++) await keyring.rotate(made[0] ?? '', { temp: true });
    expect(commits).toBe(5);
  });
});

describe('a wrong passcode', () => {
  test('is refused, changes nothing, and locks nobody out', async () => {
    const path = keysFolder();
    const keys = await openKeys(path);
    await keys.storeKey('a', bytes(1));
    await keys.close();
    const before = await rowsOf(path);
    for (let round = 0; round < 12; round++) {
      const refusal = await refusalOf(openKeys(path, { passcode: otherPasscode }));
      expect(refusal).toMatchObject({ code: 'wrong-passcode', keripy: 'AuthError' });
      expect(String(refusal)).not.toContain(otherPasscode);
    }
    expect(await rowsOf(path)).toEqual(before);
    expect(await (await openKeys(path)).getKey('a')).toEqual(bytes(1));
  });

  test.each([
    ['20 characters of text', 'x'.repeat(20)],
    ['a text that is no Unicode', `${'x'.repeat(30)}\ud800`],
    ['20 bytes', new Uint8Array(20)],
    ['more than a kibibyte', 'x'.repeat(1025)],
    ['20 characters that take more bytes', '\u{1f511}'.repeat(20)],
  ])('is none of %s', async (_, given) => {
    const path = keysFolder();
    const refusal = await refusalOf(openKeys(path, { passcode: given }));
    expect(refusal).toMatchObject({ code: 'usage', keripy: 'ValueError' });
    const keys = await openKeys(path);
    await expect(keys.rekey(given)).rejects.toMatchObject({ code: 'usage' });
    await keys.close();
    await (await openKeys(path)).close();
  });

  test('of a tier that is none is refused', async () => {
    await expect(openKeys(keysFolder(), { tier: 'lowest' as 'low', temp: false })).rejects.toMatchObject({
      code: 'usage',
    });
  });
});

describe('another passcode', () => {
  test('opens everything from then on, and the one before opens nothing', async () => {
    const path = keysFolder();
    const keys = await openKeys(path);
    const before = keys.aeid();
    for (const id of ['a', 'b', 'c']) await keys.storeKey(id, new TextEncoder().encode(id));
    await keys.rekey(otherPasscode);
    expect(keys.aeid()).not.toBe(before);
    await keys.storeKey('d', bytes(4));
    expect(await keys.getKey('a')).toEqual(new TextEncoder().encode('a'));
    await keys.close();
    expect(await refusalOf(openKeys(path))).toMatchObject({ code: 'wrong-passcode' });
    const again = await openKeys(path, { passcode: otherPasscode });
    for (const id of ['a', 'b', 'c']) expect(await again.getKey(id)).toEqual(new TextEncoder().encode(id));
    expect(await again.getKey('d')).toEqual(bytes(4));
  });

  test('leaves no row as it was, and is drawn a salt for when it is the same', async () => {
    const path = keysFolder();
    const keys = await openKeys(path);
    for (const id of ['a', 'b', 'c']) await keys.storeKey(id, bytes(1));
    await keys.close();
    const before = await rowsOf(path);
    const again = await openKeys(path);
    await again.rekey(passcode);
    await again.close();
    const after = await rowsOf(path);
    expect(after.length).toBe(before.length);
    const spellings = before.map(({ value }) => Buffer.from(value).toString('hex'));
    expect(after.filter(({ value }) => spellings.includes(Buffer.from(value).toString('hex')))).toEqual([]);
    const names = before.filter(({ table }) => table === 'kept').map(({ key }) => key);
    expect(after.filter(({ key }) => names.includes(key))).toEqual([]);
  });

  test('can be given while keys are kept, and by two at once', async () => {
    const path = keysFolder();
    const keys = await openKeys(path);
    await keys.storeKey('a', bytes(1));
    const rekeyed = keys.rekey(otherPasscode);
    const again = keys.rekey(passcode);
    await keys.storeKey('b', bytes(2));
    await rekeyed;
    await keys.storeKey('c', bytes(3));
    await again;
    await keys.close();
    const { getKey } = await openKeys(path);
    expect([await getKey('a'), await getKey('b'), await getKey('c')]).toEqual([bytes(1), bytes(2), bytes(3)]);
  });
});

describe('a locked key store', () => {
  test('keeps and gives nothing until it is unlocked', async () => {
    const keys = await openKeys(keysFolder());
    await keys.storeKey('a', bytes(1));
    const aeid = keys.aeid();
    keys.lock();
    keys.lock();
    expect(keys.isLocked()).toBe(true);
    expect(keys.aeid()).toBe(aeid);
    const calls = [
      keys.getKey('a'),
      keys.getKey('none'),
      keys.storeKey('b', bytes(2)),
      keys.deleteKey('a'),
      keys.changeKeys([{ id: 'a', key: undefined }]),
      keys.rekey(otherPasscode),
    ];
    for (const call of calls)
      expect(await refusalOf(call)).toMatchObject({ code: 'keys-locked', keripy: 'DecryptError' });
    expect(await refusalOf(keys.unlock(otherPasscode))).toMatchObject({ code: 'wrong-passcode' });
    expect(keys.isLocked()).toBe(true);
    await keys.unlock(passcode);
    expect(keys.isLocked()).toBe(false);
    expect(await keys.getKey('a')).toEqual(bytes(1));
  });

  test('that is locked while it gets another passcode keeps the old one', async () => {
    const keys = await openKeys(keysFolder());
    await keys.storeKey('a', bytes(1));
    const rekeyed = refusalOf(keys.rekey(otherPasscode));
    keys.lock();
    expect(await rekeyed).toMatchObject({ code: 'keys-locked' });
    await keys.unlock(passcode);
    expect(await keys.getKey('a')).toEqual(bytes(1));
  });

  test('does not open for a wrong passcode when it is open, and stays open', async () => {
    const keys = await openKeys(keysFolder());
    await keys.storeKey('a', bytes(1));
    expect(await refusalOf(keys.unlock(otherPasscode))).toMatchObject({ code: 'wrong-passcode' });
    expect(await keys.getKey('a')).toEqual(bytes(1));
    await keys.unlock(passcode);
    expect(await keys.getKey('a')).toEqual(bytes(1));
  });
});

describe('a closed key store', () => {
  test('answers no call, and closing it again does no harm', async () => {
    const keys = await openKeys(keysFolder());
    const unlocking = refusalOf(keys.unlock(passcode));
    const rekeying = refusalOf(keys.rekey(otherPasscode));
    await keys.close();
    await keys.close();
    const calls = [unlocking, rekeying, refusalOf(keys.getKey('a')), refusalOf(keys.storeKey('a', bytes(1)))];
    for (const refusal of await Promise.all(calls))
      expect(refusal).toMatchObject({ code: 'store-failed', facts: { storeCode: 'closed' } });
    expect(keys.isLocked()).toBe(true);
  });
});

describe('two openings at once', () => {
  test.each(['here', 'there'])('do not change what the other one saw: a change %s', async (where) => {
    const path = keysFolder();
    const here = await openKeys(path);
    await here.storeKey('a', bytes(1));
    const there = await openKeys(path);
    const [one, other] = where === 'here' ? [here, there] : [there, here];
    await one.storeKey('b', bytes(2));
    await nextTurn();
    for (const call of [other.storeKey('c', bytes(3)), other.getKey('a'), other.rekey(otherPasscode)]) {
      const refusal = await refusalOf(call);
      expect(refusal).toMatchObject({ code: 'store-failed', facts: { storeCode: 'conflict' } });
      expect(String(refusal)).toContain('open it again');
    }
    expect(await one.getKey('b')).toEqual(bytes(2));
  });
});

describe('what is not as it was written', () => {
  /** A closed store with a few rows. */
  async function closedStore(): Promise<string> {
    const path = keysFolder();
    const keys = await openKeys(path);
    for (const id of ['a', 'b', 'c', 'd']) await keys.storeKey(id, new TextEncoder().encode(`secret ${id}`));
    await keys.close();
    return path;
  }

  test('is found on opening, whichever bit of whichever row it is', async () => {
    const path = await closedStore();
    const rows = await rowsOf(path);
    let flips = 0;
    for (const row of rows) {
      for (let at = 0; at < row.value.length; at += 7) {
        const value = Uint8Array.from(row.value);
        value[at] = (value[at] ?? 0) ^ (1 << (at % 8));
        await tamper(path, [{ ...row, value }]);
        const refusal = await refusalOf(openKeys(path));
        expect(refusal).toMatchObject({ code: 'damaged-store' });
        expect(String(refusal)).toContain('restore it from a copy');
        flips += 1;
      }
      await tamper(path, [row]);
    }
    expect(flips).toBeGreaterThan(60);
    await (await openKeys(path)).close();
  });

  test('is found when it happens to an open store', async () => {
    const path = await closedStore();
    const keys = await openKeys(path);
    const beside = openLmdbKeyRows(path);
    for (const [key, value] of beside.kept()) {
      const rotten = Uint8Array.from(value);
      rotten[40] = (rotten[40] ?? 0) ^ 1;
      beside.commit([{ table: 'kept', key, value: rotten }]);
    }
    await nextTurn();
    expect(await refusalOf(keys.getKey('a'))).toMatchObject({ code: 'damaged-store' });
    expect(await refusalOf(keys.rekey(otherPasscode))).toMatchObject({ code: 'damaged-store' });
    expect(await refusalOf(keys.unlock(passcode))).toMatchObject({ code: 'damaged-store' });
  });

  test('is found when a row is lost, stands for another, or comes of another time', async () => {
    const path = await closedStore();
    const rows = await rowsOf(path);
    const [first, second] = rows.filter(({ table }) => table === 'kept');
    const lock = rows.find(({ key }) => key === 'lock');
    if (first === undefined || second === undefined || lock === undefined)
      throw new Error('rows are missing');
    const tampered: readonly (readonly KeyRow[])[] = [
      [{ ...first, value: undefined }],
      [{ ...first, value: second.value }],
      [{ ...first, key: '0'.repeat(64) }],
      [{ ...first, value: bytes() }],
      [{ ...lock, value: undefined }],
      [{ ...lock, value: bytes() }],
      [{ table: 'about', key: 'head', value: undefined }],
      rows.filter(({ table }) => table === 'about').map((row) => ({ ...row, value: undefined })),
    ];
    for (const changes of tampered) {
      await tamper(path, changes);
      expect(await refusalOf(openKeys(path))).toMatchObject({ code: 'damaged-store' });
      await tamper(path, [...rows, { table: 'kept', key: '0'.repeat(64), value: undefined }]);
    }
    await (await openKeys(path)).close();
  });

  test.each([
    ['is no LMDB file', (file: string) => writeFileSync(file, 'x'.repeat(9000))],
    ['was cut short', (file: string) => truncateSync(file, statSync(file).size - 4000)],
  ])('says so of a file that %s', async (_, spoil) => {
    const path = await closedStore();
    spoil(join(path, 'data.mdb'));
    const refusal = await refusalOf(openKeys(path));
    expect(refusal).toMatchObject({ code: 'damaged-store' });
    expect(String(refusal)).toContain('restore the store from a copy');
  });

  test('is no key store when it is a log, and a key store is no log', async () => {
    const path = keysFolder();
    await (await openHost({ path })).close();
    const refusal = await refusalOf(openKeys(path));
    expect(refusal).toMatchObject({ code: 'store-failed' });
    expect(String(refusal)).toContain('name another folder');
    await (await openHost({ path })).close();
    expect(await refusalOf(openHost({ path: await closedStore(), checks: 'head' }))).toMatchObject({
      code: 'store-failed',
    });
  });

  test('is of a format that this version does not read when it says so', async () => {
    const path = await closedStore();
    const lock = (await rowsOf(path)).find(({ key }) => key === 'lock');
    const text = Buffer.from(lock?.value ?? bytes())
      .toString('utf8')
      .slice(16)
      .replace('"format":"2"', '"format":"3"');
    const { hash } = await import('node:crypto');
    const checksum = hash('sha256', `about\nlock\n${text}`, 'hex').slice(0, 16);
    await tamper(path, [{ table: 'about', key: 'lock', value: Buffer.from(checksum + text) }]);
    const refusal = await refusalOf(openKeys(path));
    expect(refusal).toMatchObject({ code: 'store-failed' });
    expect(String(refusal)).toContain('the version that wrote it');
  });

  test('is a folder that cannot be one', async () => {
    const path = keysFolder();
    mkdirSync(path);
    writeFileSync(join(path, 'file'), '');
    const refusal = await refusalOf(openKeys(join(path, 'file')));
    expect(refusal).toBeInstanceOf(KeelsonError);
    expect(refusal).toMatchObject({ code: 'store-failed' });
  });

  test('stays readable when something was appended to the file', async () => {
    const path = await closedStore();
    appendFileSync(join(path, 'data.mdb'), 'x'.repeat(4096));
    const keys = await openKeys(path);
    expect(await keys.getKey('a')).toEqual(new TextEncoder().encode('secret a'));
    expect(readdirSync(path)).toContain('data.mdb');
    expect(readFileSync(join(path, 'data.mdb')).length).toBeGreaterThan(4096);
  });
});
