/** A keyring: inceptions, rotations, names, replays, who signs. keripy.md 8.3, 8.4. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyOf, signatureOf } from '../../kernel/cesr/identifiers.ts';
import { decodeIndexed } from '../../kernel/cesr/indexed-signature.ts';
import { openAlgorithms } from '../../shell/crypto/index.ts';
import { formatSalt, openMemoryKeys } from '../../shell/keys/index.ts';
import type { Keyring, KeyProvider } from '../../shell/keys/index.ts';
import { openNextDigest } from '../../shell/keys/next-digest.ts';
import { keyringOf, knownSalt, knownTime } from './standing.ts';

const message = new TextEncoder().encode('what is signed');
const algorithms = await openAlgorithms();
const nextDigest = await openNextDigest();

async function firstOf(keyring: Keyring, plan: Parameters<Keyring['incept']>[0] = {}): Promise<string> {
  const { keys } = await keyring.incept({ temp: true, ...plan });
  return keys[0] ?? '';
}

async function holds(provider: KeyProvider, key: string): Promise<boolean> {
  return provider.getKey(`seed.${key}`).then(
    () => true,
    () => false,
  );
}

describe('an inception', () => {
  test('makes the keys that KERIpy makes for the name bob', async () => {
    const { keyring } = await keyringOf();
    const { keys, nextKeyDigests } = await keyring.incept({ stem: 'bob', temp: true });
    expect(keys).toEqual(['DKiNnDmdOkcBjcAqL2FFhMZnSlPfNyGrJlCjJmX5b1nU']);
    expect(nextKeyDigests).toEqual(['EMP7Lg6BtehOYZt2RwOqXLNfMUiUllejAp8G_5EiANXR']);
    const rotated = await keyring.rotate(keys[0] ?? '', { temp: true });
    expect(rotated.keys).toEqual(['DMm-PHnlVVw-yQGqxxQFH3ynIGBrwkOCll9NJsszS4M1']);
    expect(rotated.nextKeyDigests).toEqual(['EGDpG5Ca3-vx-0O_rCXo44CG9VfjvDM8kXZlXt5TRGqq']);
  });

  test('says what it came of, and where the sequence stands', async () => {
    const { keyring } = await keyringOf({ tier: 'high', pidx: 3 });
    const first = await firstOf(keyring, { count: 2, nextCount: 3 });
    const known = await keyring.known(first);
    expect(known?.parameters).toEqual({ pidx: 3, algo: 'salty', stem: '', tier: 'high' });
    expect(known?.situation.old).toEqual({ keys: [], ridx: 0, kidx: 0, dt: '' });
    expect(known?.situation.now).toMatchObject({ ridx: 0, kidx: 0, dt: knownTime });
    expect(known?.situation.next).toMatchObject({ ridx: 1, kidx: 2, dt: knownTime });
    expect(known?.situation.next.keys.length).toBe(3);
  });

  test('counts its sequences, so that two without a stem have different keys', async () => {
    const { keyring } = await keyringOf();
    const [a, b] = [await firstOf(keyring), await firstOf(keyring)];
    expect(a).not.toBe(b);
    expect((await keyring.known(b))?.parameters.pidx).toBe(1);
  });

  test('gives each call a number of its own, also when they are made at once', async () => {
    const { keyring } = await keyringOf();
    const firsts = await Promise.all([firstOf(keyring), firstOf(keyring), firstOf(keyring)]);
    const numbers = await Promise.all(firsts.map(async (one) => (await keyring.known(one))?.parameters.pidx));
    expect(numbers).toEqual([0, 1, 2]);
  });

  test('is refused when its first key has been a sequence already, and takes no number', async () => {
    const { keyring } = await keyringOf();
    const first = await firstOf(keyring, { stem: 'bob' });
    await keyring.move({ from: first, to: 'EAid' });
    await expect(keyring.incept({ stem: 'bob', temp: true })).rejects.toMatchObject({ code: 'key-exists' });
    const second = await firstOf(keyring);
    expect((await keyring.known(second))?.parameters.pidx).toBe(1);
  });

  test('draws a salt of its own when nothing is to come from the keyring', async () => {
    const { keyring } = await keyringOf();
    const drawn = await firstOf(keyring, { rooted: false, algo: 'salty', stem: 'bob' });
    expect(drawn).not.toBe(await firstOf(keyring, { stem: 'bob' }));
    expect((await keyring.known(drawn))?.parameters.tier).toBe('low');
    const rotated = await keyring.rotate(drawn, { temp: true });
    expect(rotated.keys.length).toBe(1);
    await expect(keyring.incept({ rooted: false })).rejects.toThrow(/salty or randy/);
  });

  test('makes keys by chance, of no salt, stem or tier', async () => {
    const { keyring } = await keyringOf({ algo: 'randy' });
    const [a, b] = [await firstOf(keyring, { stem: 'bob' }), await firstOf(keyring, { stem: 'bob' })];
    expect(a).not.toBe(b);
    expect((await keyring.known(a))?.parameters).toEqual({ pidx: 0, algo: 'randy', stem: '', tier: '' });
    expect((await keyring.rotate(a)).keys.length).toBe(1);
  });

  test.each([
    [{ count: 0 }, /at least 1/],
    [{ count: 1.5 }, /at least 1/],
    [{ nextCount: -1 }, /at least 0/],
    [{ digestCode: '0B' }, /no code of a digest/],
    [{ salt: '0Anonsense' }, /a salt is a qualified text/],
  ])('%j is refused', async (plan, says) => {
    const { keyring } = await keyringOf();
    await expect(keyring.incept({ temp: true, ...plan })).rejects.toThrow(says);
    expect((await keyring.known(await firstOf(keyring)))?.parameters.pidx).toBe(0);
  });

  test.each(['E', 'F', 'G', 'H', 'I', '0D', '0E', '0F', '0G'])(
    'digests next keys by code %s',
    async (code) => {
      const { keyring } = await keyringOf();
      const { keys, nextKeyDigests } = await keyring.incept({ temp: true, digestCode: code });
      const next = (await keyring.known(keys[0] ?? ''))?.situation.next.keys ?? [];
      expect(nextKeyDigests).toEqual(next.map((key) => nextDigest(key, code)));
      expect(nextKeyDigests[0]?.startsWith(code)).toBe(true);
    },
  );

  test('makes keys of the schemes asked for', async () => {
    const { keyring } = await keyringOf();
    const { keys } = await keyring.incept({ codes: ['A', 'J', 'Q'], nextCodes: ['Q'], temp: true });
    expect(keys.map((key) => keyOf(key)?.scheme)).toEqual(['ed25519', 'ecdsa-secp256k1', 'ecdsa-secp256r1']);
    const rotated = await keyring.rotate(keys[0] ?? '', { temp: true });
    expect(keyOf(rotated.keys[0] ?? '')?.scheme).toBe('ecdsa-secp256r1');
  });
});

describe('a rotation', () => {
  test('reveals what the event before committed to, whatever the counts', async () => {
    const counts = fc.integer({ min: 1, max: 4 });
    const shape = fc.record({
      count: counts,
      rotations: fc.array(counts, { minLength: 1, maxLength: 5 }),
      stem: fc.constantFrom('', 'bob', 'é'),
      algo: fc.constantFrom('salty' as const, 'randy' as const),
    });
    await fc.assert(
      fc.asyncProperty(shape, async ({ count, rotations, stem, algo }) => {
        const { keyring, provider } = await keyringOf();
        let before = await keyring.incept({ count, nextCount: rotations[0] ?? 1, stem, algo, temp: true });
        const first = before.keys[0] ?? '';
        let kidx = count;
        for (const [at, size] of rotations.entries()) {
          const after = await keyring.rotate(first, { nextCount: rotations[at + 1] ?? 1, temp: true });
          expect(after.keys.map((key) => nextDigest(key, 'E'))).toEqual(before.nextKeyDigests);
          const { now, next } = (await keyring.known(first))?.situation ?? {};
          expect([now?.ridx, now?.kidx, next?.ridx, next?.kidx]).toEqual([at + 1, kidx, at + 2, kidx + size]);
          for (const key of next?.keys ?? []) expect(await holds(provider, key)).toBe(true);
          kidx += size;
          before = after;
        }
      }),
      { numRuns: 25 },
    );
  });

  test('deletes the seeds of two sets ago, unless told to keep them', async () => {
    const { keyring, provider } = await keyringOf();
    const [gone, kept] = [await firstOf(keyring), await firstOf(keyring)];
    for (const [first, erase] of [
      [gone, true],
      [kept, false],
    ] as const) {
      await keyring.rotate(first, { temp: true, erase });
      expect(await holds(provider, first)).toBe(true);
      await keyring.rotate(first, { temp: true, erase });
      expect(await holds(provider, first)).toBe(!erase);
    }
  });

  test('without next keys is refused, and so it stays', async () => {
    const { keyring } = await keyringOf();
    const first = await firstOf(keyring, { nextCount: 0, transferable: false });
    expect(first.startsWith('B')).toBe(true);
    await expect(keyring.rotate(first)).rejects.toMatchObject({ code: 'no-next-keys', keripy: 'ValueError' });
    const last = await firstOf(keyring);
    await keyring.rotate(last, { nextCount: 0, temp: true });
    await expect(keyring.rotate(last)).rejects.toMatchObject({ code: 'no-next-keys' });
  });

  test('of a prefix that is not known is refused', async () => {
    const { keyring } = await keyringOf();
    await expect(keyring.rotate('EAid')).rejects.toMatchObject({ code: 'unknown-prefix' });
  });

  test('does not go on when the seed of a next key is gone', async () => {
    const { keyring, provider } = await keyringOf();
    const first = await firstOf(keyring);
    const [next = ''] = (await keyring.known(first))?.situation.next.keys ?? [];
    await provider.deleteKey(`seed.${next}`);
    await expect(keyring.rotate(first, { temp: true })).rejects.toMatchObject({ code: 'unknown-key' });
    expect((await keyring.known(first))?.situation.now.ridx).toBe(0);
  });

  test('goes on in a keyring that was opened anew, with the salt that was kept', async () => {
    const { keyring, provider } = await keyringOf();
    const first = await firstOf(keyring);
    const other = await keyringOf();
    await other.keyring.incept({ temp: true });
    const expected = await other.keyring.rotate(first, { temp: true });
    const { keyring: again } = await keyringOf({ provider, salt: '0ABKPJa3aqdS0pw0YeOtbW22' });
    expect(await again.rotate(first, { temp: true })).toEqual(expected);
    expect(formatSalt(await again.salt())).toBe(knownSalt);
  });
});

describe('a name', () => {
  test('leads to the sequence, and the old one does no more', async () => {
    const { keyring } = await keyringOf();
    const first = await firstOf(keyring);
    await keyring.move({ from: first, to: 'EAid' });
    expect(await keyring.known(first)).toBeUndefined();
    expect((await keyring.known('EAid'))?.situation.now.keys).toEqual([first]);
    expect((await keyring.rotate('EAid', { temp: true })).keys.length).toBe(1);
    await expect(keyring.rotate(first)).rejects.toMatchObject({ code: 'unknown-prefix' });
  });

  test('that is taken is refused, and that is the same changes nothing', async () => {
    const { keyring } = await keyringOf();
    const [a, b] = [await firstOf(keyring), await firstOf(keyring)];
    await expect(keyring.move({ from: a, to: b })).rejects.toMatchObject({ code: 'key-exists' });
    await expect(keyring.move({ from: 'EAid', to: 'EB' })).rejects.toMatchObject({ code: 'unknown-prefix' });
    await keyring.move({ from: a, to: a });
    await keyring.move({ from: a, to: 'EAid' });
    await expect(keyring.move({ from: b, to: a })).rejects.toMatchObject({ code: 'key-exists' });
  });
});

describe('signing', () => {
  test('by prefix is by its current keys, in their places, and each signature verifies', async () => {
    const { keyring } = await keyringOf();
    const { keys } = await keyring.incept({ codes: ['A', 'J', 'Q'], temp: true });
    const signatures = await keyring.sign(message, { by: { prefix: keys[0] ?? '' } });
    expect(signatures).toEqual(await keyring.sign(message, { by: { keys } }));
    for (const [place, text] of signatures.entries()) {
      const indexed = decodeIndexed(text);
      const key = keyOf(keys[place] ?? '');
      if (!indexed.ok || key === undefined) throw new Error('no indexed signature of a key');
      expect([indexed.value.index, indexed.value.ondex]).toEqual([place, place]);
      const check = { scheme: key.scheme, key: key.raw, message, signature: indexed.value.raw };
      expect(algorithms.verify(check)).toBe(true);
    }
    const plain = await keyring.signUnindexed(message, { by: { prefix: keys[0] ?? '' } });
    expect(plain.map((text) => signatureOf(text)?.code)).toEqual(['0B', '0C', '0I']);
  });

  test('by prefix with indices is by the keys in those places', async () => {
    const { keyring } = await keyringOf();
    const { keys } = await keyring.incept({ count: 3, temp: true });
    const by = { prefix: keys[0] ?? '' };
    const some = await keyring.sign(message, { by, indices: [2, 0] });
    const all = await keyring.sign(message, { by });
    expect(some).toEqual([all[2], all[0]]);
    await expect(keyring.sign(message, { by, indices: [3] })).rejects.toThrow(/no current key at 3 of 3/);
  });

  test('by keys points where it is told, into both lists or the current one', async () => {
    const { keyring } = await keyringOf();
    const { keys } = await keyring.incept({ count: 3, temp: true });
    const texts = await keyring.sign(message, {
      by: { keys },
      indices: [5, 64, 2],
      ondices: [5, 1, undefined],
    });
    expect(texts.map((text) => text.slice(0, 2))).toEqual(['AF', '2A', 'BC']);
    expect(texts[1]?.slice(0, 6)).toBe('2ABAAB');
  });

  test('refuses lists of other sizes, places that are none, and keys that are not kept', async () => {
    const { keyring } = await keyringOf();
    const { keys } = await keyring.incept({ count: 2, temp: true });
    const by = { keys };
    await expect(keyring.sign(message, { by, indices: [1] })).rejects.toThrow(/2 indices, not 1/);
    await expect(keyring.sign(message, { by, ondices: [1, 2, 3] })).rejects.toThrow(/2 ondices, not 3/);
    await expect(keyring.sign(message, { by, indices: [-1, 0] })).rejects.toThrow(/whole number/);
    await expect(keyring.sign(message, { by, ondices: [0.5, 0] })).rejects.toThrow(/whole number/);
    const other = 'DKiNnDmdOkcBjcAqL2FFhMZnSlPfNyGrJlCjJmX5b1nU';
    for (const key of [other, 'no key'])
      await expect(keyring.sign(message, { by: { keys: [key] } })).rejects.toMatchObject({
        code: 'unknown-key',
      });
  });
});

describe('a replay', () => {
  const seeds = [
    ['AGiNnDmdOkcBjcAqL2FFhMZnSlPfNyGrJlCjJmX5b1nU'],
    ['AHiNnDmdOkcBjcAqL2FFhMZnSlPfNyGrJlCjJmX5b1nU', 'AIiNnDmdOkcBjcAqL2FFhMZnSlPfNyGrJlCjJmX5b1nU'],
    ['AJiNnDmdOkcBjcAqL2FFhMZnSlPfNyGrJlCjJmX5b1nU'],
  ];

  test('goes through the sets that were taken over, to the keys that were made behind them, and ends', async () => {
    const { keyring } = await keyringOf();
    const sets = await keyring.ingest(seeds, { temp: true });
    expect(sets.map((set) => set.length)).toEqual([1, 2, 1]);
    const first = sets[0]?.[0] ?? '';
    expect((await keyring.replay(first, { advance: false })).keys).toEqual(sets[0]);
    for (const at of [1, 2]) {
      const { keys, nextKeyDigests } = await keyring.replay(first);
      expect(keys).toEqual(sets[at]);
      const next = (await keyring.known(first))?.situation.next;
      expect(nextKeyDigests).toEqual(next?.keys.map((key) => nextDigest(key, 'E')));
    }
    expect((await keyring.known(first))?.situation.next).toMatchObject({ ridx: 3, kidx: 4 });
    await expect(keyring.replay(first)).rejects.toMatchObject({ code: 'no-next-keys', keripy: 'IndexError' });
    const rotated = await keyring.rotate(first, { temp: true });
    expect(rotated.keys.length).toBe(1);
  });

  test('can begin in the middle, and deletes what is two sets old', async () => {
    const { keyring, provider } = await keyringOf();
    const sets = await keyring.ingest(seeds, { ridx: 1, temp: true });
    const first = sets[0]?.[0] ?? '';
    expect((await keyring.known(first))?.situation.old.keys).toEqual(sets[0]);
    expect((await keyring.replay(first, { advance: false })).keys).toEqual(sets[1]);
    expect(await holds(provider, first)).toBe(true);
    await keyring.replay(first);
    expect(await holds(provider, first)).toBe(false);
  });

  test('of sets that make no sense is refused, without a word of the seeds', async () => {
    const { keyring } = await keyringOf();
    await expect(keyring.ingest([])).rejects.toThrow(/sets of one at least/);
    await expect(keyring.ingest([[]])).rejects.toThrow(/sets of one at least/);
    await expect(keyring.ingest(seeds, { ridx: 3 })).rejects.toThrow(/ridx names one of the sets/);
    await expect(keyring.ingest([['0AAwMTIzNDU2Nzg5YWJjZGVm']])).rejects.toThrow(/code A, J or Q/);
  });
});

describe('what a provider keeps', () => {
  test('as a seed and is none of its key is damage, and signs nothing', async () => {
    const { keyring, provider } = await keyringOf();
    const first = await firstOf(keyring);
    for (const wrong of [new Uint8Array(32).fill(1), new Uint8Array(31), new Uint8Array()]) {
      await provider.storeKey(`seed.${first}`, wrong, { replace: true });
      await expect(keyring.sign(message, { by: { keys: [first] } })).rejects.toMatchObject({
        code: 'damaged-store',
      });
    }
  });

  test('of a sequence that cannot be read is damage', async () => {
    const provider = openMemoryKeys();
    const { keyring } = await keyringOf({ provider });
    const first = await firstOf(keyring);
    const whole = JSON.parse(Buffer.from(await provider.getKey(`sequence.${first}`)).toString()) as object;
    const wrong = [
      '',
      '{}',
      'null',
      '[]',
      JSON.stringify({ ...whole, stale: [1] }),
      JSON.stringify({ ...whole, stale: ['no key'] }),
      JSON.stringify({ ...whole, parameters: { pidx: -1, algo: 'salty', stem: '', tier: 'low' } }),
      JSON.stringify({ ...whole, parameters: { pidx: 0, algo: 'salty', stem: '', tier: 'higher' } }),
      JSON.stringify({ ...whole, parameters: { pidx: 0, algo: 'extern', stem: '', tier: 'low' } }),
    ];
    for (const text of wrong) {
      await provider.storeKey(`sequence.${first}`, Buffer.from(text), { replace: true });
      await expect(keyring.rotate(first)).rejects.toMatchObject({ code: 'damaged-store' });
    }
  });
});
