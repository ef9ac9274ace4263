/** Keyrings that identities are made with: over seeds, over a signer in memory, over a program that signs. */
import { describe, expect, test } from 'vitest';
import {
  openKeyring,
  openMemoryKeys,
  openMemorySigner,
  openProviderSigner,
  openSecureKeyring,
} from '../../shell/keys/index.ts';
import type { KeyProvider, SecureKeyring, SecureSigner } from '../../shell/keys/index.ts';
import { KeelsonError } from '../../shell/errors.ts';
import { openNextDigest } from '../../shell/keys/next-digest.ts';
import { openSignerOf, programOf } from './external-standing.ts';
import { keysSuite } from './keys-suite.ts';
import { countingEntropy, knownSalt, standingClock } from './standing.ts';
import { spellings } from './written-down.ts';

const signerInMemory = await openMemorySigner();
const signerProgram = await openSignerOf(programOf('sound-signer'));
const nextDigest = await openNextDigest();
const message = new TextEncoder().encode('what is signed');

function over(signer: SecureSigner, records: KeyProvider): Promise<SecureKeyring> {
  return openSecureKeyring({ signer, records, clock: standingClock });
}

keysSuite({
  name: 'a keyring of seeds',
  open: (provider) =>
    openKeyring({ provider, salt: knownSalt, clock: standingClock, entropy: countingEntropy() }),
});
keysSuite({ name: 'a keyring over a signer', open: (records) => over(signerInMemory, records) });
keysSuite({ name: 'a keyring over a program', open: (records) => over(signerProgram, records) });

/** A signer that says what it was called for. */
function noting(signer: SecureSigner): { readonly signer: SecureSigner; readonly calls: string[] } {
  const calls: string[] = [];
  const noted =
    <A extends readonly unknown[], R>(name: string, act: (id: string, ...more: A) => R) =>
    (id: string, ...more: A): R => {
      calls.push(`${name} ${id.split('.').slice(2).join('.')}`);
      return act(id, ...more);
    };
  return {
    calls,
    signer: {
      generateKey: noted('generate', signer.generateKey),
      publicKey: noted('public', signer.publicKey),
      signSecure: noted('sign', signer.signSecure),
      verifySecure: noted('verify', signer.verifySecure),
      deleteKey: noted('delete', signer.deleteKey),
    },
  };
}

test('each key is made under its place, and shows that it signs before anybody commits to it', async () => {
  const { signer, calls } = noting(await openMemorySigner());
  const keyring = await over(signer, openMemoryKeys());
  await keyring.incept({ codes: ['A', 'Q'], nextCount: 1 });
  expect(calls).toEqual([
    'generate 0.0.0.A',
    'sign 0.0.0.A',
    'generate 0.0.1.Q',
    'sign 0.0.1.Q',
    'generate 0.1.2.A',
    'sign 0.1.2.A',
  ]);
});

test('keys that were rotated out are deleted after the rotation is kept', async () => {
  const { signer, calls } = noting(await openMemorySigner());
  const keyring = await over(signer, openMemoryKeys());
  const first = (await keyring.incept()).keys[0] ?? '';
  await keyring.rotate(first);
  calls.length = 0;
  await keyring.rotate(first, {}, async () => {
    expect(calls).toEqual(['sign 0.2.2.A', 'generate 0.3.3.A', 'sign 0.3.3.A']);
    return {};
  });
  expect(calls.at(-1)).toBe('delete 0.0.0.A');
});

test('a key that cannot be deleted holds no rotation up, and is deleted with the next one', async () => {
  const inner = await openMemorySigner();
  let code: 'program-ended' | 'key-refused' | undefined = 'program-ended';
  const { signer, calls } = noting({
    ...inner,
    deleteKey: async (id) => {
      if (code !== undefined) throw new KeelsonError(code, { says: 'no' });
      return inner.deleteKey(id);
    },
  });
  const keyring = await over(signer, openMemoryKeys());
  const first = (await keyring.incept()).keys[0] ?? '';
  await keyring.rotate(first);
  await keyring.rotate(first);
  await expect(keyring.rotate(first)).rejects.toMatchObject({ code: 'program-ended' });
  code = undefined;
  await keyring.rotate(first);
  expect(calls.filter((call) => call.startsWith('delete'))).toEqual([
    'delete 0.0.0.A',
    'delete 0.0.0.A',
    'delete 0.0.0.A',
    'delete 0.1.1.A',
  ]);
  code = 'key-refused';
  await keyring.rotate(first);
  await keyring.rotate(first);
});

test('keys of a call that was cut off are taken by the next one, and nobody else', async () => {
  const records = openMemoryKeys();
  const signer = await openMemorySigner();
  const keyring = await over(signer, records);
  let told: readonly string[] = [];
  const cut = keyring.incept({}, (draft) => {
    told = draft.keys;
    return Promise.reject(new KeelsonError('usage', { says: 'no' }));
  });
  await expect(cut).rejects.toThrow('no');
  expect((await keyring.incept()).keys).toEqual(told);
  const other = await over(signer, openMemoryKeys());
  expect((await other.incept()).keys).not.toEqual(told);
});

/** A signer that is gone after so many calls; `isLate` has it make the last one without saying so. */
function dying(signer: SecureSigner, calls: number, isLate: boolean): SecureSigner {
  let left = calls;
  const once =
    <A extends readonly unknown[], R>(act: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      left -= 1;
      if (left === -1 && isLate) await act(...args);
      if (left < 0) throw new KeelsonError('program-ended', { says: 'gone' });
      return act(...args);
    };
  return {
    generateKey: once(signer.generateKey),
    publicKey: once(signer.publicKey),
    signSecure: once(signer.signSecure),
    verifySecure: once(signer.verifySecure),
    deleteKey: once(signer.deleteKey),
  };
}

describe.each([
  ['before', false],
  ['after', true],
] as const)('a signer that dies %s any of its calls is made', (_, isLate) => {
  test('leaves an identifier that was not begun, or one that can be rotated', async () => {
    for (let calls = 0, isCut = true; isCut; calls++) {
      const [signer, records] = [await openMemorySigner(), openMemoryKeys()];
      const doomed = await over(dying(signer, calls, isLate), records);
      const made = await doomed.incept({ count: 2, nextCount: 2 }).catch(() => undefined);
      isCut = made === undefined;
      const again = await over(signer, records);
      const { keys } = made ?? (await again.incept({ count: 2, nextCount: 2 }));
      expect((await again.known(keys[0] ?? ''))?.parameters.pidx).toBe(0);
      await again.rotate(keys[0] ?? '');
    }
  });

  test('leaves an identifier whose next keys are those that it committed to', async () => {
    for (let calls = 0, isCut = true; isCut; calls++) {
      const [signer, records] = [await openMemorySigner(), openMemoryKeys()];
      const keyring = await over(signer, records);
      const first = (await keyring.incept()).keys[0] ?? '';
      const { nextKeyDigests } = await keyring.rotate(first);
      const doomed = await over(dying(signer, calls, isLate), records);
      const rotated = await doomed.rotate(first).catch(() => undefined);
      isCut = rotated === undefined;
      const again = await over(signer, records);
      const { keys } = rotated ?? (await again.rotate(first));
      expect(keys.map((key) => nextDigest(key, 'E'))).toEqual(nextKeyDigests);
      expect((await again.sign(message, { by: { prefix: first } })).length).toBe(1);
      await again.rotate(first);
      await expect(again.sign(message, { by: { keys: [first] } })).rejects.toMatchObject({
        code: 'unknown-key',
      });
    }
  });
});

test('a keyring of seeds and one over a signer share a provider and do not meet', async () => {
  const provider = openMemoryKeys();
  const secure = await openSecureKeyring({
    signer: await openProviderSigner({ provider }),
    records: provider,
  });
  const seeds = await openKeyring({ provider, algo: 'randy' });
  const [a, b] = [(await secure.incept()).keys[0] ?? '', (await seeds.incept()).keys[0] ?? ''];
  expect([await secure.known(b), await seeds.known(a)]).toEqual([undefined, undefined]);
  await secure.rotate(a);
  await seeds.rotate(b);
});

test('what is kept of a keyring over a signer holds no secret of it', async () => {
  const [secrets, records] = [new Map<string, Uint8Array>(), new Map<string, Uint8Array>()];
  const watched = (kept: Map<string, Uint8Array>): KeyProvider => {
    const { getKey, storeKey, deleteKey } = openMemoryKeys();
    return {
      getKey,
      deleteKey,
      storeKey: async (id, key, options) => {
        kept.set(`${id} ${kept.size}`, key.slice());
        await storeKey(id, key, options);
      },
    };
  };
  const signer = await openProviderSigner({ provider: watched(secrets) });
  const keyring = await openSecureKeyring({ signer, records: watched(records) });
  const first = (await keyring.incept({ count: 2, nextCount: 2 })).keys[0] ?? '';
  await keyring.rotate(first, { nextCount: 3 });
  const seeds = [...secrets.values()].map((kept) => kept.slice(1));
  expect(seeds.length).toBe(7);
  const text = [...records.values()].map((kept) => Buffer.from(kept).toString('latin1')).join('\n');
  expect(text).toContain(first);
  for (const one of seeds.flatMap(spellings)) expect(text).not.toContain(one);
});

test('salts, seeds and sets that are known beforehand are not for a signer', async () => {
  const keyring = await over(signerInMemory, openMemoryKeys());
  await expect(keyring.incept({ salt: knownSalt })).rejects.toMatchObject({ code: 'usage' });
  await expect(keyring.incept({ algo: 'salty' })).rejects.toMatchObject({ code: 'usage' });
  await expect(keyring.ingest()).rejects.toMatchObject({ code: 'key-refused' });
  const made = await keyring.incept({ algo: 'randy' });
  const first = made.keys[0] ?? '';
  expect(await keyring.replay(first, { advance: false })).toEqual(made);
  await expect(keyring.replay(first)).rejects.toMatchObject({ code: 'no-next-keys' });
});

test('a signature by another key leaves no keyring, whoever the signer is', async () => {
  const inner = await openMemorySigner();
  let isLying = false;
  const signer: SecureSigner = {
    ...inner,
    signSecure: async (id, payload) => {
      const signature = await inner.signSecure(id, payload);
      return isLying ? signature.with(0, (signature[0] ?? 0) ^ 1) : signature;
    },
  };
  const keyring = await over(signer, openMemoryKeys());
  const first = (await keyring.incept()).keys[0] ?? '';
  const before = await keyring.known(first);
  isLying = true;
  const by = { prefix: first };
  for (const call of [
    () => keyring.sign(message, { by }),
    () => keyring.signUnindexed(message, { by }),
    () => keyring.rotate(first),
    () => keyring.incept(),
  ])
    await expect(call()).rejects.toMatchObject({ code: 'wrong-signature' });
  expect(await keyring.known(first)).toEqual(before);
  isLying = false;
  await keyring.rotate(first);
});
