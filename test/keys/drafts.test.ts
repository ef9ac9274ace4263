/**
 * Drafts: keys that sign before they are kept, and what is kept with them as one. Next keys that stay in reserve.
 * Calls are cut off at every change, with providers that make changes one by one and with those that make them as one.
 */
import { describe, expect, test } from 'vitest';
import { KeelsonError } from '../../shell/errors.ts';
import { openMemoryKeys } from '../../shell/keys/index.ts';
import type { KeyDraft, KeyProvider, Keyring } from '../../shell/keys/index.ts';
import { openNextDigest } from '../../shell/keys/next-digest.ts';
import { Cut, fused } from './fuse.ts';
import { keyringOf, knownAid } from './standing.ts';

const nextDigest = await openNextDigest();
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const record = async (keyring: Keyring, id: string): Promise<string | undefined> => {
  const found = await keyring.getRecord(id);
  return found === undefined ? undefined : new TextDecoder().decode(found);
};

describe('a draft', () => {
  test('signs as its keys do when they are kept', async () => {
    const { keyring } = await keyringOf();
    const message = bytes('an inception');
    let drafted: readonly string[] = [];
    const { keys } = await keyring.incept({ count: 3, temp: true }, async (draft) => {
      drafted = await draft.sign(message);
      return { prefix: knownAid };
    });
    expect(drafted).toEqual(await keyring.sign(message, { by: { prefix: knownAid } }));
    await keyring.rotate(knownAid, { nextCount: 2, temp: true }, async (draft) => {
      drafted = await draft.sign(message, { indices: [0], ondices: [undefined] });
      return {};
    });
    const again = await keyring.sign(message, {
      by: { prefix: knownAid },
      indices: [0],
      ondices: [undefined],
    });
    expect(drafted).toEqual(again);
    expect(keys.length).toBe(3);
  });

  test('says the keys that the call answers', async () => {
    const { keyring } = await keyringOf();
    let seen: KeyDraft | undefined;
    const answer = await keyring.incept({ count: 2, nextCount: 3, temp: true }, async (draft) => {
      seen = draft;
      return {};
    });
    expect([seen?.keys, seen?.nextKeyDigests]).toEqual([answer.keys, answer.nextKeyDigests]);
    expect(await keyring.known(answer.keys[0] ?? '')).toBeDefined();
  });

  test('is undone by what `using` throws, of an inception and of a rotation', async () => {
    const { keyring } = await keyringOf();
    const refusal = new KeelsonError('usage', { says: 'no' });
    const refuse = () => Promise.reject(refusal);
    await expect(keyring.incept({ stem: 'bob', temp: true }, refuse)).rejects.toBe(refusal);
    const { keys } = await keyring.incept({ stem: 'bob', temp: true });
    const [first = ''] = keys;
    const before = await keyring.known(first);
    await expect(keyring.rotate(first, { temp: true }, refuse)).rejects.toBe(refusal);
    expect(await keyring.known(first)).toEqual(before);
    await expect(keyring.rotate(first, { temp: true })).resolves.toBeDefined();
  });

  test('refuses a prefix that has keys, and then keeps nothing', async () => {
    const { keyring } = await keyringOf();
    await keyring.incept({ stem: 'bob', temp: true }, () => Promise.resolve({ prefix: knownAid }));
    const taken = keyring.incept({ stem: 'eve', temp: true }, () =>
      Promise.resolve({ prefix: knownAid, records: [{ id: 'a', record: bytes('1') }] }),
    );
    await expect(taken).rejects.toMatchObject({ code: 'key-exists' });
    expect(await record(keyring, 'a')).toBeUndefined();
  });

  test('of seeds that others made is of the current set, and so is that of a replay', async () => {
    const { keyring } = await keyringOf();
    const seeds = Array.from({ length: 3 }, (_, set) => [`A${'ABC'[set] ?? ''}${'a'.repeat(42)}`]);
    const drafts: KeyDraft[] = [];
    const sets = await keyring.ingest(seeds, { temp: true }, (draft) => {
      drafts.push(draft);
      return Promise.resolve({ prefix: knownAid });
    });
    await keyring.replay(knownAid, {}, async (draft) => {
      drafts.push(draft);
      expect(await draft.sign(bytes('x'))).toHaveLength(1);
      return {};
    });
    expect(drafts.map(({ keys }) => keys)).toEqual(sets.slice(0, 2));
    expect(drafts[1]?.nextKeyDigests).toEqual([nextDigest(sets[2]?.[0] ?? '', 'E')]);
  });
});

describe('records', () => {
  test('are kept, replaced and deleted by id', async () => {
    const { keyring } = await keyringOf();
    await keyring.changeRecords([
      { id: 'a', record: bytes('1') },
      { id: 'b', record: bytes('2') },
    ]);
    await keyring.changeRecords([
      { id: 'a', record: bytes('3') },
      { id: 'b', record: undefined },
    ]);
    expect([await record(keyring, 'a'), await record(keyring, 'b')]).toEqual(['3', undefined]);
  });
});

describe.each([
  ['one by one', false],
  ['as one', true],
] as const)('with changes made %s', (_, isWhole) => {
  test('an inception with its name and records is whole or nothing, wherever it is cut off', async () => {
    for (let changes = 0, cut = true; cut; changes++) {
      const provider = openMemoryKeys();
      await keyringOf({ provider });
      const doomed = await keyringOf({ provider: fused(provider, changes, isWhole) });
      const incept = (ring: Keyring) =>
        ring.incept({ stem: 'bob', temp: true }, () =>
          Promise.resolve({
            prefix: knownAid,
            records: [
              { id: 'a', record: bytes('1') },
              { id: 'b', record: bytes('2') },
            ],
          }),
        );
      cut = await incept(doomed.keyring).then(
        () => false,
        (error: unknown) => error instanceof Cut,
      );
      const again = (await keyringOf({ provider })).keyring;
      const isKnown = (await again.known(knownAid)) !== undefined;
      expect(await record(again, 'a')).toBe(isKnown ? '1' : undefined);
      expect(await record(again, 'b')).toBe(isKnown ? '2' : undefined);
      if (!isKnown) await incept(again);
      expect((await again.rotate(knownAid, { temp: true })).keys).toEqual([
        'DMm-PHnlVVw-yQGqxxQFH3ynIGBrwkOCll9NJsszS4M1',
      ]);
    }
  });

  test('a rotation and its record are whole or nothing, wherever it is cut off', async () => {
    let cuts = 0;
    for (let changes = 0, cut = true; cut; changes++) {
      const provider = openMemoryKeys();
      const { keyring } = await keyringOf({ provider });
      await keyring.incept({ nextCount: 2, temp: true }, () => Promise.resolve({ prefix: knownAid }));
      await keyring.rotate(knownAid, { nextCount: 2, temp: true });
      const before = await keyring.known(knownAid);
      const doomed = await keyringOf({ provider: fused(provider, changes, isWhole) });
      cut = await doomed.keyring
        .rotate(knownAid, { expose: [1], temp: true }, () =>
          Promise.resolve({ records: [{ id: 'a', record: bytes('1') }] }),
        )
        .then(
          () => false,
          (error: unknown) => error instanceof Cut,
        );
      cuts += cut ? 1 : 0;
      const again = (await keyringOf({ provider })).keyring;
      const { situation } = (await again.known(knownAid)) ?? {};
      const isDone = (await record(again, 'a')) === '1';
      expect(situation?.now.keys).toEqual(
        isDone ? [before?.situation.next.keys[1]] : before?.situation.now.keys,
      );
      const { keys } = await again.rotate(knownAid, { temp: true });
      expect(keys).toEqual(situation?.next.keys);
      expect(await again.sign(bytes('x'), { by: { prefix: knownAid } })).toHaveLength(keys.length);
    }
    expect(cuts > 5).toBe(!isWhole);
  });

  test('a keyring goes on after a change that failed, and sees whether it was made', async () => {
    for (let changes = 0, cut = true; cut; changes++) {
      const provider = openMemoryKeys();
      await (await keyringOf({ provider })).keyring.incept({ stem: 'bob', temp: true });
      let isOpen = false;
      const doomed = fused(provider, changes, isWhole);
      const { changeKeys } = doomed;
      const gated: KeyProvider = {
        ...doomed,
        storeKey: (...args) => (isOpen ? provider.storeKey(...args) : doomed.storeKey(...args)),
        deleteKey: (id) => (isOpen ? provider.deleteKey(id) : doomed.deleteKey(id)),
        ...(changeKeys === undefined
          ? {}
          : { changeKeys: async (all) => (isOpen ? provider.changeKeys?.(all) : changeKeys(all)) }),
      };
      const { keyring } = await keyringOf({ provider: gated });
      const bob = 'DKiNnDmdOkcBjcAqL2FFhMZnSlPfNyGrJlCjJmX5b1nU';
      cut = await keyring
        .rotate(bob, { temp: true }, () => Promise.resolve({ records: [{ id: 'a', record: bytes('1') }] }))
        .then(
          () => false,
          (error: unknown) => error instanceof Cut,
        );
      isOpen = true;
      const isDone = (await record(keyring, 'a')) === '1';
      expect((await keyring.known(bob))?.situation.now.ridx).toBe(isDone ? 1 : 0);
      expect((await keyring.rotate(bob, { temp: true })).keys).toHaveLength(1);
    }
  });
});

describe('a rotation that exposes some of its next keys', () => {
  test('keeps the others committed, first in the next list, and points to the prior one', async () => {
    const { keyring } = await keyringOf();
    const { nextKeyDigests } = await keyring.incept({ nextCount: 3, temp: true }, () =>
      Promise.resolve({ prefix: knownAid }),
    );
    let signatures: readonly string[] = [];
    const after = await keyring.rotate(knownAid, { expose: [2, 0], temp: true }, async (draft) => {
      signatures = await draft.sign(bytes('x'));
      return {};
    });
    expect(after.keys.map((key) => nextDigest(key, 'E'))).toEqual([nextKeyDigests[2], nextKeyDigests[0]]);
    expect(after.nextKeyDigests).toHaveLength(3);
    expect(after.nextKeyDigests[0]).toBe(nextKeyDigests[1]);
    expect(signatures.map((text) => text.slice(0, 4))).toEqual(['2AAA', '2AAB']);
    expect(signatures.map((text) => text.slice(0, 6))).not.toEqual(['2AAAAA', '2AABAB']);
    const last = await keyring.rotate(knownAid, { expose: [0], nextCount: 2, temp: true });
    expect(last.nextKeyDigests).toEqual(after.nextKeyDigests.slice(1));
  });

  test('numbers the keys that it makes on', async () => {
    const { keyring } = await keyringOf();
    await keyring.incept({ stem: 'bob', nextCount: 3, temp: true }, () =>
      Promise.resolve({ prefix: knownAid }),
    );
    await keyring.rotate(knownAid, { expose: [0], nextCount: 4, temp: true });
    await keyring.rotate(knownAid, { nextCount: 1, temp: true });
    const { situation } = (await keyring.known(knownAid)) ?? {};
    expect([situation?.now.kidx, situation?.now.keys.length, situation?.next.kidx]).toEqual([2, 4, 6]);
  });

  test('deletes seeds when the last set that has them is old', async () => {
    const { keyring, provider } = await keyringOf();
    await keyring.incept({ nextCount: 2, temp: true }, () => Promise.resolve({ prefix: knownAid }));
    const [, reserve = ''] = (await keyring.known(knownAid))?.situation.next.keys ?? [];
    const isKept = () =>
      provider.getKey(`seed.${reserve}`).then(
        () => true,
        () => false,
      );
    const kept: boolean[] = [];
    await keyring.rotate(knownAid, { expose: [0], temp: true });
    for (let round = 0; round < 4; round++) {
      await keyring.rotate(knownAid, { nextCount: 1, temp: true });
      kept.push(await isKept());
    }
    expect(kept).toEqual([true, true, false, false]);
  });

  test.each([
    ['no place', { expose: [] }],
    ['a place twice', { expose: [0, 0] }],
    ['a place that there is not', { expose: [3] }],
    ['fewer next keys than stay', { expose: [0], nextCount: 1 }],
  ])('refuses %s', async (_, plan) => {
    const { keyring } = await keyringOf();
    await keyring.incept({ nextCount: 3, temp: true }, () => Promise.resolve({ prefix: knownAid }));
    const before = await keyring.known(knownAid);
    await expect(keyring.rotate(knownAid, plan)).rejects.toMatchObject({ code: 'usage' });
    expect(await keyring.known(knownAid)).toEqual(before);
  });
});
