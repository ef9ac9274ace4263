/**
 * Secrets are in no error, text, JSON or log: everything that a keyring shows and throws is searched for every seed
 * and salt that its provider holds, as text, hex and base64.
 */
import { describe, expect, test } from 'vitest';
import {
  openKeyring,
  openMemoryKeys,
  openSalter,
  openSigners,
  parseSalt,
  Secret,
} from '../../shell/keys/index.ts';
import type { KeyProvider } from '../../shell/keys/index.ts';
import { keyringOf, knownAid, knownSalt } from './standing.ts';
import { spellings, writtenDown } from './written-down.ts';

/** A provider that remembers what was stored as a seed or a salt. */
function watched(): { readonly provider: KeyProvider; readonly secrets: Uint8Array[] } {
  const provider = openMemoryKeys();
  const secrets: Uint8Array[] = [];
  const watch = (id: string, key: Uint8Array): void => {
    if (id.startsWith('seed.') || id.startsWith('salt.') || id === 'root.salt') secrets.push(key.slice());
  };
  const storeKey: KeyProvider['storeKey'] = async (id, key, options) => {
    watch(id, key);
    await provider.storeKey(id, key, options);
  };
  const changeKeys: KeyProvider['changeKeys'] = async (changes) => {
    for (const { id, key } of changes) if (key !== undefined) watch(id, key);
    await provider.changeKeys?.(changes);
  };
  return { provider: { ...provider, storeKey, changeKeys }, secrets };
}

test('what a keyring shows and throws holds no secret', async () => {
  const { provider, secrets } = watched();
  const { keyring } = await keyringOf({ provider });
  const shown: unknown[] = [keyring];
  const note = async (act: Promise<unknown>): Promise<void> => {
    shown.push(await act.catch((error: unknown) => error));
  };
  const { keys } = await keyring.incept({ count: 2, temp: true });
  const first = keys[0] ?? '';
  const salt = '0ABKPJa3aqdS0pw0YeOtbW22';
  const seed = 'AGiNnDmdOkcBjcAqL2FFhMZnSlPfNyGrJlCjJmX5b1nU';
  const message = new TextEncoder().encode('message');
  /** A secret in every place where a name or a code belongs. */
  const noteMisplaced = async (text: string): Promise<void> => {
    await note(keyring.incept({ codes: [text as 'A'] }));
    await note(keyring.incept({ digestCode: text }));
    await note(keyring.incept({ tier: text as 'low' }));
    await note(keyring.incept({ algo: text as 'randy' }));
    await note(keyring.rotate(text));
    await note(keyring.move({ from: text, to: knownAid }));
    await note(keyring.move({ from: first, to: text }));
    await note(keyring.sign(message, { by: { prefix: text } }));
    await note(keyring.sign(message, { by: { keys: [text] } }));
    await note(openKeyring({ provider, tier: text as 'low' }));
    await note(openKeyring({ provider, algo: text as 'randy' }));
  };
  await note(keyring.incept({ salt, stem: 'other', temp: true }));
  await note(keyring.incept({ salt, stem: 'other', temp: true }));
  await note(keyring.incept({ salt: `${salt}A` }));
  await note(keyring.ingest([[seed]], { temp: true }));
  await note(keyring.ingest([[seed]], { temp: true }));
  await note(keyring.ingest([[`${seed}A`]]));
  await note(keyring.rotate(first, { temp: true }));
  await note(keyring.rotate(first, { temp: true, nextCount: 0 }));
  await note(keyring.rotate(first, { temp: true }));
  await note(keyring.replay(first));
  await note(keyring.sign(message, { by: { prefix: first } }));
  await note(keyring.sign(message, { by: { keys: [first] } }));
  await note(keyring.known(first));
  await noteMisplaced(seed);
  await noteMisplaced(salt);
  await note(keyring.salt());
  await provider.storeKey(`sequence.${first}`, secrets[0] ?? new Uint8Array(), { replace: true });
  await note(keyring.rotate(first));
  await provider.storeKey(`seed.${first}`, secrets[0]?.slice(1) ?? new Uint8Array(), { replace: true });
  await note(keyring.sign(message, { by: { keys: [first] } }));
  const text = shown.map(writtenDown).join('\n');
  for (const code of ['key-exists', 'usage', 'unknown-prefix', 'no-next-keys', 'damaged-store'])
    expect(text).toContain(`[${code}]`);
  expect(secrets.length).toBeGreaterThan(8);
  const whole = secrets.filter(({ length }) => length === 16 || length === 32);
  for (const one of [...whole.flatMap(spellings), salt, seed, knownSalt]) expect(text).not.toContain(one);
});

describe('a secret', () => {
  test('has no text, and its owner has none either', async () => {
    const signerOf = await openSigners();
    const signer = signerOf(new Secret(new Uint8Array(32).fill(7)), { code: 'A', transferable: true });
    const salter = await openSalter(parseSalt(knownSalt), 'low');
    const stretched = await salter.stretch({ path: 'x', temp: true, sizeBytes: 16 });
    const text = [signer, salter, stretched].map(writtenDown).join('\n');
    expect(text).toContain('[secret]');
    const seeds = [new Uint8Array(32).fill(7), stretched.use((bytes) => bytes.slice())];
    for (const one of [...seeds.flatMap(spellings), knownSalt]) expect(text).not.toContain(one);
  });

  test('is zero after it was wiped, and of no more use', () => {
    const bytes = Uint8Array.from([1, 2, 3]);
    const secret = new Secret(bytes);
    secret.wipe();
    secret.wipe();
    expect(bytes).toEqual(new Uint8Array(3));
    expect(() => secret.use((one) => one.length)).toThrow(/after it was wiped/);
  });

  test('is wiped by what disposes of it', () => {
    const bytes = Uint8Array.from([1, 2, 3]);
    new Secret(bytes)[Symbol.dispose]();
    expect(bytes).toEqual(new Uint8Array(3));
  });
});
