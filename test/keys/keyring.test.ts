/** A keyring: inceptions, rotations, names, replays, who signs. keripy.md 8.3, 8.4. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyOf, signatureOf } from '../../kernel/cesr/identifiers.ts';
import { decodeIndexed } from '../../kernel/cesr/indexed-signature.ts';
import { openAlgorithms } from '../../shell/crypto/index.ts';
import { formatSalt, openMemoryKeys, openSalter, parseSalt } from '../../shell/keys/index.ts';
import type { Keyring, KeyProvider } from '../../shell/keys/index.ts';
import { openNextDigest } from '../../shell/keys/next-digest.ts';
import { countingEntropy, keyringOf, knownAid, knownSalt, knownTime } from './standing.ts';

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
    const { keys } = await keyring.incept({ count: 2, nextCount: 3, temp: true });
    const known = await keyring.known(keys[0] ?? '');
    expect(known?.situation.now.keys).toEqual(keys);
    expect(new Set([...keys, ...(known?.situation.next.keys ?? [])]).size).toBe(5);
    expect(known?.parameters).toEqual({ pidx: 3, algo: 'salty', stem: '', tier: 'high', rooted: true });
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
    await keyring.move({ from: first, to: knownAid });
    await expect(keyring.incept({ stem: 'bob', temp: true })).rejects.toMatchObject({ code: 'key-exists' });
    const second = await firstOf(keyring);
    expect((await keyring.known(second))?.parameters.pidx).toBe(1);
  });

  test('draws a salt of its own when nothing is to come from the keyring', async () => {
    const { keyring } = await keyringOf({ tier: 'high' });
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
    expect((await keyring.known(a))?.parameters).toEqual({
      pidx: 0,
      algo: 'randy',
      stem: '',
      tier: '',
      rooted: false,
    });
    expect((await keyring.rotate(a)).keys.length).toBe(1);
  });

  test.each([
    [{ count: 0 }, /from 1 to 4096/],
    [{ count: 1.5 }, /from 1 to 4096/],
    [{ count: 4097 }, /from 1 to 4096/],
    [{ count: Number.MAX_SAFE_INTEGER }, /from 1 to 4096/],
    [{ nextCount: -1 }, /from 0 to 4096/],
    [{ nextCodes: Array.from({ length: 4097 }, () => 'A' as const) }, /from 0 to 4096/],
    [{ codes: ['A', 'D'] as 'A'[] }, /A, J and Q/],
    [{ tier: 'lowest' as 'low' }, /low, med and high/],
    [{ algo: 'group' as 'salty' }, /salty or randy/],
    [{ digestCode: '0B' }, /none of a digest/],
    [{ salt: '0Anonsense' }, /a salt is a qualified text/],
  ])('of a plan that makes no sense is refused, and takes no number: %#', async (plan, says) => {
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

  test('draws again when chance gives a seed that the scheme has no key for, and gives up when it goes on', async () => {
    const counting = countingEntropy();
    let draws = 0;
    const bytesOf = (bad: number) => (sizeBytes: number) => {
      draws += 1;
      return draws <= bad ? new Uint8Array(sizeBytes).fill(0xff) : counting.bytes(sizeBytes);
    };
    const { keyring } = await keyringOf({ algo: 'randy', entropy: { bytes: bytesOf(2) } });
    const { keys } = await keyring.incept({ codes: ['Q', 'J'], nextCount: 0 });
    expect(keys.map((key) => keyOf(key)?.scheme)).toEqual(['ecdsa-secp256r1', 'ecdsa-secp256k1']);
    expect(draws).toBe(4);
    const { keyring: broken } = await keyringOf({ algo: 'randy', entropy: { bytes: bytesOf(1000) } });
    await expect(broken.incept({ codes: ['Q'] })).rejects.toThrow(/gives no key/);
  });

  test('of keys that are not transferable makes its next keys so too; a rotation says it anew', async () => {
    const { keyring } = await keyringOf();
    const first = await firstOf(keyring, { transferable: false });
    expect(first.startsWith('B')).toBe(true);
    const { keys } = await keyring.rotate(first, { temp: true });
    expect(keys[0]?.startsWith('B')).toBe(true);
    expect((await keyring.known(first))?.situation.next.keys[0]?.startsWith('D')).toBe(true);
  });

  test('makes keys of the schemes asked for', async () => {
    const { keyring } = await keyringOf();
    const { keys } = await keyring.incept({ codes: ['A', 'J', 'Q'], nextCodes: ['Q'], temp: true });
    expect(keys.map((key) => keyOf(key)?.scheme)).toEqual(['ed25519', 'ecdsa-secp256k1', 'ecdsa-secp256r1']);
    const rotated = await keyring.rotate(keys[0] ?? '', { temp: true });
    expect(keyOf(rotated.keys[0] ?? '')?.scheme).toBe('ecdsa-secp256r1');
  });
});

describe('a keyring', () => {
  test.each([
    [{ pidx: -1 }, /whole number up to/],
    [{ pidx: 0.5 }, /whole number up to/],
    [{ pidx: Number.MAX_SAFE_INTEGER }, /whole number up to/],
    [{ algo: 'extern' as 'salty' }, /salty or randy/],
    [{ tier: '' as 'low' }, /low, med and high/],
    [{ salt: 'AAAA' }, /a salt is a qualified text/],
  ])('is not founded on %j', async (options, says) => {
    const provider = openMemoryKeys();
    await expect(keyringOf({ provider, ...options })).rejects.toThrow(says);
    const { keyring } = await keyringOf({ provider });
    expect((await keyring.known(await firstOf(keyring)))?.parameters.pidx).toBe(0);
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
    await expect(keyring.rotate(knownAid)).rejects.toMatchObject({ code: 'unknown-prefix' });
  });

  test('does not go on when the seed of a next key is gone', async () => {
    const { keyring, provider } = await keyringOf();
    const first = await firstOf(keyring);
    const [next = ''] = (await keyring.known(first))?.situation.next.keys ?? [];
    await provider.deleteKey(`seed.${next}`);
    await expect(keyring.rotate(first, { temp: true })).rejects.toMatchObject({ code: 'unknown-key' });
    expect((await keyring.known(first))?.situation.now.ridx).toBe(0);
  });

  test('of the second sequence goes on with the number that the sequence has', async () => {
    const { keyring } = await keyringOf();
    await firstOf(keyring);
    const second = await firstOf(keyring);
    await keyring.rotate(second, { temp: true });
    const salter = await openSalter(parseSalt(knownSalt), 'low');
    const { key } = await salter.signer({ path: '122', code: 'A', transferable: true, temp: true });
    expect((await keyring.known(second))?.situation.next.keys).toEqual([key]);
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

describe('a key that two sets have', () => {
  /** Rotates until the seeds of the first set are let go. */
  async function rotateTwice(keyring: Keyring, prefix: string): Promise<void> {
    for (let round = 0; round < 2; round++) await keyring.rotate(prefix, { temp: true });
  }

  test('signs for one sequence after the other one has let it go, and is gone after both did', async () => {
    const { keyring, provider } = await keyringOf();
    const first = await firstOf(keyring, { stem: 'bob' });
    const [shared = ''] = (await keyring.known(first))?.situation.next.keys ?? [];
    const other = await firstOf(keyring, { stem: 'bob', codes: ['J'] });
    expect((await keyring.known(other))?.situation.next.keys).toEqual([shared]);
    await rotateTwice(keyring, first);
    await keyring.rotate(first, { temp: true });
    expect((await keyring.rotate(other, { temp: true })).keys).toEqual([shared]);
    expect((await keyring.sign(message, { by: { prefix: other } })).length).toBe(1);
    await rotateTwice(keyring, other);
    for (const id of [`seed.${shared}`, `users.${shared}`])
      await expect(provider.getKey(id)).rejects.toMatchObject({ code: 'unknown-key' });
  });

  test('of one sequence is there for the later set too', async () => {
    const { keyring, provider } = await keyringOf();
    const [a, b, c] = ['G', 'H', 'I'].map((letter) => `A${letter}iNnDmdOkcBjcAqL2FFhMZnSlPfNyGrJlCjJmX5b1nU`);
    if (a === undefined || b === undefined || c === undefined) throw new Error('there are three seeds');
    const sets = await keyring.ingest([[a], [b], [c], [a]], { temp: true });
    const first = sets[0]?.[0] ?? '';
    for (let at = 1; at < sets.length; at++) expect((await keyring.replay(first)).keys).toEqual(sets[at]);
    expect(await holds(provider, first)).toBe(true);
    await rotateTwice(keyring, first);
    expect(await holds(provider, first)).toBe(false);
  });
});

describe('a name', () => {
  test('leads to the sequence, and the old one does no more', async () => {
    const { keyring } = await keyringOf();
    const first = await firstOf(keyring);
    await keyring.move({ from: first, to: knownAid });
    expect(await keyring.known(first)).toBeUndefined();
    expect((await keyring.known(knownAid))?.situation.now.keys).toEqual([first]);
    expect((await keyring.rotate(knownAid, { temp: true })).keys.length).toBe(1);
    await expect(keyring.rotate(first)).rejects.toMatchObject({ code: 'unknown-prefix' });
  });

  test('that is taken is refused, and that is the same changes nothing', async () => {
    const { keyring } = await keyringOf();
    const [a, b] = [await firstOf(keyring), await firstOf(keyring)];
    await expect(keyring.move({ from: a, to: b })).rejects.toMatchObject({ code: 'key-exists' });
    await expect(keyring.move({ from: knownAid, to: b })).rejects.toMatchObject({ code: 'unknown-prefix' });
    await expect(keyring.move({ from: a, to: 'EAid' })).rejects.toMatchObject({ code: 'usage' });
    await keyring.move({ from: a, to: a });
    await keyring.move({ from: a, to: knownAid });
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
    for (const [key, code] of [
      ['DKiNnDmdOkcBjcAqL2FFhMZnSlPfNyGrJlCjJmX5b1nU', 'unknown-key'],
      [knownAid, 'usage'],
      ['no key', 'usage'],
    ] as const)
      await expect(keyring.sign(message, { by: { keys: [key] } })).rejects.toMatchObject({ code });
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

  test('does not go on to keys whose seeds are gone', async () => {
    const { keyring, provider } = await keyringOf();
    const sets = await keyring.ingest(seeds, { temp: true });
    const first = sets[0]?.[0] ?? '';
    await provider.deleteKey(`seed.${sets[1]?.[1] ?? ''}`);
    await expect(keyring.replay(first)).rejects.toMatchObject({ code: 'unknown-key' });
    expect((await keyring.known(first))?.situation.now.ridx).toBe(0);
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
    await expect(keyring.ingest([])).rejects.toThrow(/sets of 1 to 4096/);
    await expect(keyring.ingest([[]])).rejects.toThrow(/sets of 1 to 4096/);
    const many = Array.from({ length: 4097 }, () => seeds[0]?.[0] ?? '');
    await expect(keyring.ingest([many])).rejects.toThrow(/sets of 1 to 4096/);
    await expect(keyring.ingest(seeds, { ridx: -1 })).rejects.toThrow(/ridx names one of the sets/);
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

  test('as a seed and is no number of the curve is damage', async () => {
    const { keyring, provider } = await keyringOf();
    const first = await firstOf(keyring, { codes: ['J'] });
    await provider.storeKey(`seed.${first}`, new Uint8Array(32).fill(0xff), { replace: true });
    await expect(keyring.sign(message, { by: { keys: [first] } })).rejects.toMatchObject({
      code: 'damaged-store',
    });
  });

  test.each([15, 17, 0])('as a salt and has %s bytes is damage, and makes no keys', async (size) => {
    const { keyring, provider } = await keyringOf();
    const first = await firstOf(keyring);
    for (const id of ['root.salt', `salt.${first}`])
      await provider.storeKey(id, new Uint8Array(size), { replace: true });
    await expect(keyring.incept({ temp: true })).rejects.toMatchObject({ code: 'damaged-store' });
    await expect(keyring.rotate(first, { temp: true })).rejects.toMatchObject({ code: 'damaged-store' });
  });

  test('of a keyring, a name or a set that cannot be read is damage', async () => {
    const { keyring, provider } = await keyringOf();
    const first = await firstOf(keyring);
    const [next = ''] = (await keyring.known(first))?.situation.next.keys ?? [];
    await keyring.rotate(first, { temp: true });
    for (const [id, act] of [
      [`users.${first}`, () => keyring.rotate(first, { temp: true })],
      ['root', () => keyring.incept({ temp: true })],
      [`name.${first}`, () => keyring.known(first)],
    ] as const) {
      await provider.storeKey(id, Buffer.from('{"sets":"","pidx":0,"algo":"salty","tier":""}'), {
        replace: true,
      });
      await expect(act(), id).rejects.toMatchObject({ code: 'damaged-store' });
    }
    expect(await holds(provider, next)).toBe(true);
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
      JSON.stringify({ ...whole, stale: [] }),
      JSON.stringify({ ...whole, stale: { keys: [1], ridx: 0, kidx: 0, dt: '' } }),
      JSON.stringify({ ...whole, stale: { keys: ['no key'], ridx: 0, kidx: 0, dt: '' } }),
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
