/** Changes that are held back: seen by reads, made in one call or in their order, and overwritten afterwards. */
import { describe, expect, test } from 'vitest';
import { openBatch } from '../../shell/keys/key-batch.ts';
import { openMemoryKeys } from '../../shell/keys/index.ts';
import type { KeyChange, KeyProvider } from '../../shell/keys/index.ts';
import { providerSuite } from './provider-suite.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

providerSuite('a batch', () => Promise.resolve(openBatch(openMemoryKeys()).provider));

/** A provider in memory that notes every call that changes something. */
function noting(isWhole: boolean): {
  readonly provider: KeyProvider;
  readonly calls: (readonly KeyChange[])[];
} {
  const { changeKeys, ...memory } = openMemoryKeys();
  const calls: (readonly KeyChange[])[] = [];
  const provider: KeyProvider = {
    getKey: memory.getKey,
    storeKey: async (id, key, options) => {
      calls.push([{ id, key }]);
      await memory.storeKey(id, key, options);
    },
    deleteKey: async (id) => {
      calls.push([{ id, key: undefined }]);
      return memory.deleteKey(id);
    },
  };
  if (!isWhole) return { provider, calls };
  const whole: KeyProvider['changeKeys'] = async (changes) => {
    calls.push(changes.map(({ id, key }) => ({ id, key: key?.slice() })));
    await changeKeys?.(changes);
  };
  return { provider: { ...provider, changeKeys: whole }, calls };
}

describe.each([true, false])('a batch over a provider that makes several changes as one: %s', (isWhole) => {
  test('changes nothing before it is committed', async () => {
    const { provider, calls } = noting(isWhole);
    await provider.storeKey('a', bytes(1));
    const batch = openBatch(provider);
    await batch.provider.storeKey('a', bytes(2), { replace: true });
    await batch.provider.storeKey('b', bytes(3));
    expect(await batch.provider.getKey('a')).toEqual(bytes(2));
    expect(await provider.getKey('a')).toEqual(bytes(1));
    expect(calls.length).toBe(1);
  });

  test('commits in the order of its changes', async () => {
    const { provider, calls } = noting(isWhole);
    await provider.storeKey('old', bytes(1));
    const batch = openBatch(provider);
    await batch.provider.storeKey('a', bytes(2));
    expect(await batch.provider.deleteKey('old')).toBe(true);
    expect(await batch.provider.deleteKey('none')).toBe(false);
    await batch.provider.storeKey('a', bytes(3), { replace: true });
    await batch.commit();
    const made = [
      { id: 'a', key: bytes(2) },
      { id: 'old', key: undefined },
      { id: 'a', key: bytes(3) },
    ];
    expect(calls.slice(1)).toEqual(isWhole ? [made] : made.map((change) => [change]));
    expect(await provider.getKey('a')).toEqual(bytes(3));
  });

  test('without changes makes no call', async () => {
    const { provider, calls } = noting(isWhole);
    const batch = openBatch(provider);
    expect(await batch.provider.deleteKey('a')).toBe(false);
    await batch.commit();
    expect(calls).toEqual([]);
  });
});

test('a batch overwrites what it held back', async () => {
  const given: Uint8Array[] = [];
  const batch = openBatch({
    ...openMemoryKeys(),
    changeKeys: async (changes) => void given.push(...changes.flatMap(({ key }) => key ?? [])),
  });
  await batch.provider.storeKey('a', bytes(1, 2));
  await batch.provider.storeKey('a', bytes(3, 4), { replace: true });
  await batch.commit();
  expect(given).toEqual([bytes(1, 2), bytes(3, 4)]);
  batch.wipe();
  expect(given).toEqual([bytes(0, 0), bytes(0, 0)]);
});
