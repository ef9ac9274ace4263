/**
 * What a key store in a folder leaves: no secret and no passcode in its files, in what it shows and throws, or in
 * memory after it was locked. Files are searched for raw bytes and for every text of them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import sodium from 'libsodium-wrappers-sumo';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openKeyring, openSalter, Secret } from '../../shell/keys/index.ts';
import type { KeyProvider } from '../../shell/keys/index.ts';
import { openSealedBoxes } from '../../shell/crypto/sealed-box.ts';
import { openLmdbKeyRows } from '../../storage/lmdb-keys.ts';
import { keysFolder, openKeys, otherPasscode, passcode, refusalOf } from './lmdb-standing.ts';
import { knownAid, knownSalt } from './standing.ts';
import { isWiped, spellings, writtenDown } from './written-down.ts';

const passcodes = [passcode, otherPasscode];

/** A provider that notes what is stored as a seed or a salt. */
function watched(provider: KeyProvider): { readonly provider: KeyProvider; readonly secrets: Uint8Array[] } {
  const secrets: Uint8Array[] = [];
  const changeKeys: KeyProvider['changeKeys'] = async (changes) => {
    for (const { id, key } of changes)
      if (key !== undefined && /^(?:seed\.|salt\.|root\.salt)/.test(id)) secrets.push(Uint8Array.from(key));
    await provider.changeKeys?.(changes);
  };
  return { provider: { ...provider, changeKeys }, secrets };
}

/** The seed that a passcode is stretched to in a closed store. */
async function storeSeedOf(path: string, text: string): Promise<Uint8Array> {
  const rows = openLmdbKeyRows(path);
  const lock = Buffer.from(rows.get('about', 'lock') ?? []).toString('utf8');
  await rows.close();
  const { salt, aeid } = JSON.parse(lock.slice(16)) as { readonly salt: string; readonly aeid: string };
  const salter = await openSalter(new Secret(Buffer.from(salt, 'hex')), 'low');
  const signer = await salter.signer({ path: text, temp: true, code: 'A', transferable: false });
  expect(signer.key).toBe(aeid);
  return signer.seed.use((bytes) => Uint8Array.from(bytes));
}

function unlessRefused<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

/** What of `secrets` and `texts` stands in a file of a folder. */
function foundIn(
  folder: string,
  secrets: readonly Uint8Array[],
  texts: readonly string[],
): readonly string[] {
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  const spelled = [
    ...secrets.flatMap(spellings),
    ...texts,
    ...texts.map((text) => Buffer.from(text).toString('hex')),
    ...texts.map((text) => Buffer.from(text).toString('base64')),
  ];
  const needles = [
    ...secrets.map((secret) => Buffer.from(secret)),
    ...spelled.map((text) => Buffer.from(text)),
    ...texts.map((text) => Buffer.from(text, 'utf16le')),
  ];
  return needles
    .filter((needle) => files.some((file) => file.includes(needle)))
    .map((needle) => needle.toString('latin1'));
}

test('no file holds a seed, a salt, a passcode, or a name of an identifier', async () => {
  const path = keysFolder();
  const keys = await openKeys(path);
  const { provider, secrets } = watched(keys);
  const keyring = await openKeyring({ provider, salt: knownSalt });
  const { keys: made } = await keyring.incept({ codes: ['A', 'J', 'Q'], nextCount: 2, temp: true });
  const first = made[0] ?? '';
  await keyring.incept({ stem: 'a stem', rooted: false, algo: 'salty', temp: true });
  await keyring.incept({ algo: 'randy' });
  await keyring.move({ from: first, to: knownAid });
  for (let round = 0; round < 3; round++) await keyring.rotate(knownAid, { temp: true });
  const texts = [...passcodes, knownSalt, knownAid, first, 'a stem', 'seed.', 'pidx'];
  expect(secrets.length).toBeGreaterThan(12);
  expect(foundIn(path, secrets, texts)).toEqual([]);
  await keys.close();
  const before = await storeSeedOf(path, passcode);
  const again = await openKeys(path);
  await again.rekey(otherPasscode);
  await again.close();
  const after = await storeSeedOf(path, otherPasscode);
  expect(foundIn(path, [...secrets, before, after], texts)).toEqual([]);
  // The search finds what is there.
  const rows = openLmdbKeyRows(path);
  rows.commit([{ table: 'kept', key: 'planted', value: secrets[3] }]);
  await rows.close();
  expect(foundIn(path, secrets, texts).length).toBe(1);
});

test.each([
  ['as it was made', false],
  ['with another passcode', true],
])(
  '%s, seeds and salts are in boxes to the key of the store, and what is public in none',
  async (_, isRekeyed) => {
    const path = keysFolder();
    const keys = await openKeys(path);
    const keyring = await openKeyring({ provider: keys });
    await keyring.incept({ count: 3, nextCount: 2, temp: true });
    await keyring.changeRecords([{ id: 'a', record: new Uint8Array(20) }]);
    if (isRekeyed) await keys.rekey(otherPasscode);
    await keys.close();
    const opening = isRekeyed ? otherPasscode : passcode;
    const pair = (await openSealedBoxes()).pairOf(await storeSeedOf(path, opening));
    const rows = openLmdbKeyRows(path);
    const opened = rows.kept().flatMap(([, value]) => {
      // Behind the digest and the kind of the box stands the box.
      const plain = unlessRefused(() =>
        sodium.crypto_box_seal_open(value.subarray(33), pair.publicKey, pair.privateKey),
      );
      return plain === undefined ? [] : [Buffer.from(plain).toString('latin1')];
    });
    await rows.close();
    const ids = opened.map((plain) => /[a-z.]+/.exec(plain)?.[0]);
    expect(ids.filter((id) => id !== undefined).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      'root.salt',
      'seed.',
      'seed.',
      'seed.',
      'seed.',
      'seed.',
    ]);
  },
);

test('what it shows and throws holds no secret and no passcode', async () => {
  const path = keysFolder();
  const keys = await openKeys(path);
  const secret = Uint8Array.from({ length: 32 }, (_, place) => place * 5 + 3);
  await keys.storeKey('seed', secret);
  const shown: unknown[] = [keys, keys.aeid()];
  const note = async (act: Promise<unknown>): Promise<void> => void shown.push(await refusalOf(act));
  await note(keys.storeKey('seed', secret));
  await note(openKeys(path, { passcode: otherPasscode }));
  await note(openKeys(path, { passcode: 'too short, all of it' }));
  await note(keys.unlock(otherPasscode));
  keys.lock();
  shown.push(keys);
  await note(keys.getKey('seed'));
  await note(keys.unlock(otherPasscode));
  await keys.unlock(passcode);
  await note(keys.rekey('too short, all of it'));
  const beside = openLmdbKeyRows(path);
  for (const [key, value] of beside.kept()) beside.commit([{ table: 'kept', key, value: value.subarray(1) }]);
  await beside.close();
  // A reader looks at one state of the file until others had their turn.
  await setTimeout(5);
  await note(keys.unlock(passcode));
  await keys.close();
  await note(keys.getKey('seed'));
  const text = shown.map(writtenDown).join('\n');
  for (const code of [
    'key-exists',
    'wrong-passcode',
    'usage',
    'keys-locked',
    'damaged-store',
    'store-failed',
  ])
    expect(text).toContain(`[${code}]`);
  for (const one of [...passcodes, 'too short, all of it', ...spellings(secret)])
    expect(text).not.toContain(one);
});

describe('in memory', () => {
  afterEach(() => vi.restoreAllMocks());

  /** What libsodium was given and gave that is a secret: seeds, private keys, keys of digests, what is in boxes. */
  function spied(): () => readonly Uint8Array[] {
    const pairs = vi.spyOn(sodium, 'crypto_sign_seed_keypair');
    const converted = vi.spyOn(sodium, 'crypto_sign_ed25519_sk_to_curve25519');
    const digests = vi.spyOn(sodium, 'crypto_generichash');
    const sealed = vi.spyOn(sodium, 'crypto_box_easy');
    const opened = vi.spyOn(sodium, 'crypto_box_seal_open');
    const closedPublic = vi.spyOn(sodium, 'crypto_secretbox_easy');
    const openedPublic = vi.spyOn(sodium, 'crypto_secretbox_open_easy');
    return () => [
      ...pairs.mock.calls.map(([seed]) => seed),
      ...pairs.mock.results.map(({ value }) => (value as { readonly privateKey: Uint8Array }).privateKey),
      ...converted.mock.results.map(({ value }) => value as Uint8Array),
      ...digests.mock.calls.flatMap(([, , key]) => (key instanceof Uint8Array ? [key] : [])),
      ...sealed.mock.calls.flatMap(([message, , , key]) => [message as Uint8Array, key]),
      ...closedPublic.mock.calls.map(([, , key]) => key),
      ...openedPublic.mock.calls.map(([, , key]) => key),
      ...opened.mock.results.flatMap(({ type, value }) =>
        type === 'return' ? [value as unknown as Uint8Array] : [],
      ),
    ];
  }

  test.each(['lock', 'close'] as const)('nothing is left after %s', async (how) => {
    const secrets = spied();
    const keys = await openKeys(keysFolder());
    await keys.storeKey('a', new Uint8Array(32).fill(7));
    await keys.getKey('a');
    await keys.storeKey('b', new Uint8Array(32).fill(8), { isPublic: true });
    await keys.getKey('b');
    await keys.rekey(otherPasscode);
    await keys.unlock(otherPasscode);
    await refusalOf(keys.unlock(passcode));
    expect(secrets().some((bytes) => !isWiped(bytes))).toBe(true);
    await keys[how]();
    expect(secrets().length).toBeGreaterThan(20);
    expect(secrets().filter((bytes) => !isWiped(bytes))).toEqual([]);
  });

  test('nothing is left of an opening that was refused', async () => {
    const path = keysFolder();
    const keys = await openKeys(path);
    await keys.close();
    const secrets = spied();
    await refusalOf(openKeys(path, { passcode: otherPasscode }));
    expect(secrets().length).toBeGreaterThan(3);
    expect(secrets().filter((bytes) => !isWiped(bytes))).toEqual([]);
  });

  test('what is asked for is the own copy of who asked', async () => {
    const keys = await openKeys(keysFolder());
    await keys.storeKey('a', new Uint8Array(32).fill(7));
    const secrets = spied();
    const key = await keys.getKey('a');
    expect(isWiped(key)).toBe(false);
    expect(secrets().filter((bytes) => bytes.length > 40 && !isWiped(bytes))).toEqual([]);
  });

  test('a passcode of bytes stays with who gave it', async () => {
    const given = Buffer.from(passcode);
    const keys = await openKeys(keysFolder(), { passcode: given });
    expect(given.toString()).toBe(passcode);
    await keys.close();
  });
});
