/**
 * What every keyring holds to that identities are made with, wherever its keys are: the promises of
 * `shell/keys/hab-keys.ts`. Nothing here asks for a seed.
 */
import { describe, expect, test } from 'vitest';
import { keyOf, signatureOf } from '../../kernel/cesr/identifiers.ts';
import { decodeIndexed } from '../../kernel/cesr/indexed-signature.ts';
import { openAlgorithms } from '../../shell/crypto/index.ts';
import { KeelsonError } from '../../shell/errors.ts';
import { openMemoryKeys } from '../../shell/keys/index.ts';
import type { HabKeys, KeyDraft, KeyProvider } from '../../shell/keys/index.ts';
import { openNextDigest } from '../../shell/keys/next-digest.ts';
import { Cut, fused } from './fuse.ts';
import { knownAid, knownTime } from './standing.ts';

const algorithms = await openAlgorithms();
const nextDigest = await openNextDigest();
const message = new TextEncoder().encode('what is signed');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const temp = true;

/** A kind of keyring: over what keeps where its sequences stand, which may have been opened before. */
export type KeysKind = {
  readonly name: string;
  readonly open: (provider: KeyProvider) => Promise<HabKeys>;
};

function isGood(key: string, text: string, signed: Uint8Array): boolean {
  const parts = keyOf(key);
  const indexed = decodeIndexed(text);
  const plain = signatureOf(text);
  const raw = indexed.ok ? indexed.value.raw : plain?.raw;
  if (parts === undefined || raw === undefined) return false;
  return algorithms.verify({ scheme: parts.scheme, key: parts.raw, message: signed, signature: raw });
}

async function textOf(keys: HabKeys, id: string): Promise<string | undefined> {
  const found = await keys.getRecord(id);
  return found === undefined ? undefined : new TextDecoder().decode(found);
}

const digestsOf = (keys: readonly string[] | undefined) => keys?.map((key) => nextDigest(key, 'E'));

/** Checks a kind of keyring. */
export function keysSuite(kind: KeysKind): void {
  establishmentSuite(kind);
  useSuite(kind);
  cutOffSuite(kind);
}

function establishmentSuite({ name, open }: KeysKind): void {
  const fresh = (): Promise<HabKeys> => open(openMemoryKeys());

  describe(`${name}: an inception`, () => {
    test('has as many keys as were asked for, all different, and digests of the next ones', async () => {
      const keys = await fresh();
      const made = await keys.incept({ count: 2, nextCount: 3, temp });
      const { situation } = (await keys.known(made.keys[0] ?? '')) ?? {};
      expect(situation?.now.keys).toEqual(made.keys);
      expect(digestsOf(situation?.next.keys)).toEqual(made.nextKeyDigests);
      expect(new Set([...made.keys, ...(situation?.next.keys ?? [])]).size).toBe(5);
      expect(situation?.now).toMatchObject({ ridx: 0, kidx: 0, dt: knownTime });
      expect(situation?.next).toMatchObject({ ridx: 1, kidx: 2, dt: knownTime });
    });

    test('has keys of every scheme, transferable or not, and they sign', async () => {
      const keys = await fresh();
      for (const transferable of [true, false]) {
        const made = await keys.incept({ codes: ['A', 'J', 'Q'], nextCodes: ['Q'], transferable, temp });
        expect(made.keys.map((key) => keyOf(key)?.transferable)).toEqual(Array(3).fill(transferable));
        const signed = await keys.sign(message, { by: { prefix: made.keys[0] ?? '' } });
        expect(signed.map((text, at) => isGood(made.keys[at] ?? '', text, message))).toEqual(
          Array(3).fill(true),
        );
      }
    });

    test('counts its sequences, also when they are begun at once', async () => {
      const keys = await fresh();
      const made = await Promise.all([keys.incept({ temp }), keys.incept({ temp }), keys.incept({ temp })]);
      const firsts = made.map((one) => one.keys[0] ?? '');
      const known = await Promise.all(firsts.map((first) => keys.known(first)));
      expect(known.map((one) => one?.parameters.pidx)).toEqual([0, 1, 2]);
      expect(new Set(firsts).size).toBe(3);
    });

    test.each([
      [{ count: 0 }, /from 1 to 4096/],
      [{ count: 1.5 }, /from 1 to 4096/],
      [{ nextCount: -1 }, /from 0 to 4096/],
      [{ codes: ['A', 'D'] as 'A'[] }, /A, J and Q/],
      [{ digestCode: '0B' }, /none of a digest/],
    ])('that makes no sense is refused, and takes no number: %#', async (plan, says) => {
      const keys = await fresh();
      await expect(keys.incept({ temp, ...plan })).rejects.toThrow(says);
      const { keys: made } = await keys.incept({ temp });
      expect((await keys.known(made[0] ?? ''))?.parameters.pidx).toBe(0);
    });
  });

  describe(`${name}: a rotation`, () => {
    test('brings the keys into force that were committed to, again and again', async () => {
      const keys = await fresh();
      let before = await keys.incept({ nextCount: 2, temp });
      const first = before.keys[0] ?? '';
      for (let round = 0; round < 4; round++) {
        const after = await keys.rotate(first, { nextCount: 2, temp });
        expect(digestsOf(after.keys)).toEqual(before.nextKeyDigests);
        const signed = await keys.sign(message, { by: { prefix: first } });
        expect(signed.map((text, at) => isGood(after.keys[at] ?? '', text, message))).toEqual([true, true]);
        before = after;
      }
    });

    test('lets the keys of the set before the last one go, and only these', async () => {
      const keys = await fresh();
      const made = await keys.incept({ temp });
      const first = made.keys[0] ?? '';
      const rotated = await keys.rotate(first, { temp });
      expect((await keys.sign(message, { by: { keys: [first] } })).length).toBe(1);
      await keys.rotate(first, { temp });
      await expect(keys.sign(message, { by: { keys: [first] } })).rejects.toMatchObject({
        code: 'unknown-key',
      });
      expect((await keys.sign(message, { by: { keys: rotated.keys } })).length).toBe(1);
      await keys.rotate(first, { temp, erase: false });
      await keys.rotate(first, { temp });
    });

    test('of some of the next keys leaves the others committed, and they come into force later', async () => {
      const keys = await fresh();
      const made = await keys.incept({ nextCount: 3, temp });
      const first = made.keys[0] ?? '';
      const some = await keys.rotate(first, { expose: [2], temp });
      expect(digestsOf(some.keys)).toEqual([made.nextKeyDigests[2]]);
      expect(some.nextKeyDigests.slice(0, 2)).toEqual(made.nextKeyDigests.slice(0, 2));
      expect(some.nextKeyDigests.length).toBe(3);
      const more = await keys.rotate(first, { expose: [0, 2], nextCount: 2, temp });
      expect(digestsOf(more.keys)).toEqual([made.nextKeyDigests[0], some.nextKeyDigests[2]]);
      for (let round = 0; round < 3; round++) await keys.rotate(first, { expose: [0], nextCount: 2, temp });
      const signed = await keys.sign(message, { by: { prefix: first } });
      expect(signed.length).toBe(1);
    });

    test('leaves a key in reserve for as long as it is not called, and then it signs', async () => {
      const keys = await fresh();
      const made = await keys.incept({ nextCount: 2, temp });
      const first = made.keys[0] ?? '';
      for (let round = 0; round < 5; round++) {
        const rotated = await keys.rotate(first, { expose: [1], temp });
        expect(rotated.nextKeyDigests[0]).toBe(made.nextKeyDigests[0]);
        const [signed = ''] = await keys.sign(message, { by: { prefix: first } });
        expect(isGood(rotated.keys[0] ?? '', signed, message)).toBe(true);
      }
      const called = await keys.rotate(first, { expose: [0], temp });
      expect(digestsOf(called.keys)).toEqual([made.nextKeyDigests[0]]);
      for (let round = 0; round < 2; round++) {
        const [signed = ''] = await keys.sign(message, { by: { keys: called.keys } });
        expect(isGood(called.keys[0] ?? '', signed, message)).toBe(true);
        if (round === 0) await keys.rotate(first, { temp });
      }
    });

    test('without next keys, of nobody, or beyond the next keys is refused', async () => {
      const keys = await fresh();
      const { keys: made } = await keys.incept({ nextCount: 0, temp });
      await expect(keys.rotate(made[0] ?? '')).rejects.toMatchObject({ code: 'no-next-keys' });
      await expect(keys.rotate(knownAid)).rejects.toMatchObject({ code: 'unknown-prefix' });
      const { keys: others } = await keys.incept({ nextCount: 2, temp });
      await expect(keys.rotate(others[0] ?? '', { expose: [2], temp })).rejects.toMatchObject({
        code: 'usage',
      });
    });
  });

  describe(`${name}: a name`, () => {
    test('is given once, leads to the keys, and the old one is not free again', async () => {
      const keys = await fresh();
      const { keys: made } = await keys.incept({ temp });
      const first = made[0] ?? '';
      await keys.move({ from: first, to: knownAid });
      await keys.move({ from: knownAid, to: knownAid });
      expect(await keys.known(first)).toBeUndefined();
      expect((await keys.known(knownAid))?.situation.now.keys).toEqual(made);
      const { keys: others } = await keys.incept({ temp });
      await expect(keys.move({ from: others[0] ?? '', to: knownAid })).rejects.toMatchObject({
        code: 'key-exists',
      });
      await expect(keys.move({ from: others[0] ?? '', to: 'x' })).rejects.toMatchObject({ code: 'usage' });
      await expect(keys.move({ from: first, to: knownAid })).rejects.toMatchObject({
        code: 'unknown-prefix',
      });
    });
  });
}

function useSuite({ name, open }: KeysKind): void {
  const fresh = (): Promise<HabKeys> => open(openMemoryKeys());

  describe(`${name}: signatures`, () => {
    test('point to the places that were asked for', async () => {
      const keys = await fresh();
      const { keys: made } = await keys.incept({ count: 3, temp });
      const prefix = made[0] ?? '';
      const places = async (signing: object) =>
        (await keys.sign(message, { by: { prefix }, ...signing })).map((text) => {
          const decoded = decodeIndexed(text);
          return decoded.ok ? [decoded.value.index, decoded.value.ondex] : undefined;
        });
      expect(await places({})).toEqual([
        [0, 0],
        [1, 1],
        [2, 2],
      ]);
      expect(await places({ indices: [2, 0] })).toEqual([
        [2, 2],
        [0, 0],
      ]);
      expect(await places({ indices: [2, 0], ondices: [undefined, 5] })).toEqual([
        [2, undefined],
        [0, 5],
      ]);
      await expect(places({ indices: [3] })).rejects.toMatchObject({ code: 'usage' });
      await expect(places({ indices: [0], ondices: [5000] })).rejects.toMatchObject({ code: 'usage' });
    });

    test('without places are by the keys in their order', async () => {
      const keys = await fresh();
      const { keys: made } = await keys.incept({ codes: ['A', 'Q'], temp });
      const reversed = [...made].reverse();
      const signed = await keys.signUnindexed(message, { by: { keys: reversed } });
      expect(signed.map((text, at) => isGood(reversed[at] ?? '', text, message))).toEqual([true, true]);
    });

    test('of keys that are not there, or no keys, are refused, and a seed in their place is not repeated', async () => {
      const keys = await fresh();
      const stranger = 'DKiNnDmdOkcBjcAqL2FFhMZnSlPfNyGrJlCjJmX5b1nU';
      await expect(keys.sign(message, { by: { keys: [stranger] } })).rejects.toMatchObject({
        code: 'unknown-key',
      });
      await expect(keys.sign(message, { by: { prefix: knownAid } })).rejects.toMatchObject({
        code: 'unknown-prefix',
      });
      const seed = 'AGiNnDmdOkcBjcAqL2FFhMZnSlPfNyGrJlCjJmX5b1nU';
      const refused: unknown = await keys
        .sign(message, { by: { keys: [seed] } })
        .catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: 'usage' });
      expect(String(refused)).not.toContain(seed);
    });

    test('are made while a rotation is made, and are by the keys before it or after it', async () => {
      const keys = await fresh();
      const { keys: made } = await keys.incept({ temp });
      const first = made[0] ?? '';
      const [rotated, ...signed] = await Promise.all([
        keys.rotate(first, { temp }),
        ...Array.from({ length: 8 }, () => keys.sign(message, { by: { prefix: first } })),
      ]);
      for (const [text = ''] of signed)
        expect([made[0] ?? '', rotated.keys[0] ?? ''].some((key) => isGood(key, text, message))).toBe(true);
    });
  });

  describe(`${name}: a draft`, () => {
    test('signs before its keys are kept, and says what the call answers', async () => {
      const keys = await fresh();
      let seen: KeyDraft | undefined;
      let drafted: readonly string[] = [];
      const made = await keys.incept({ count: 2, temp }, async (draft) => {
        seen = draft;
        drafted = await draft.sign(message);
        return { prefix: knownAid };
      });
      expect([seen?.keys, seen?.nextKeyDigests]).toEqual([made.keys, made.nextKeyDigests]);
      expect(drafted.map((text, at) => isGood(made.keys[at] ?? '', text, message))).toEqual([true, true]);
      const rotated = await keys.rotate(knownAid, { temp }, async (draft) => {
        drafted = await draft.sign(message, { ondices: [undefined] });
        return {};
      });
      expect(isGood(rotated.keys[0] ?? '', drafted[0] ?? '', message)).toBe(true);
    });

    test('of keys out of reserve points to the places that were committed to', async () => {
      const keys = await fresh();
      const made = await keys.incept({ nextCount: 3, temp });
      let drafted: readonly string[] = [];
      await keys.rotate(made.keys[0] ?? '', { expose: [2, 1], temp }, async (draft) => {
        drafted = await draft.sign(message);
        return {};
      });
      const places = drafted.map((text) => {
        const decoded = decodeIndexed(text);
        return decoded.ok ? [decoded.value.index, decoded.value.ondex] : undefined;
      });
      expect(places).toEqual([
        [0, 2],
        [1, 1],
      ]);
    });

    test('is undone by what is thrown, and the call can be made again', async () => {
      const keys = await fresh();
      const refusal = new KeelsonError('usage', { says: 'no' });
      const refuse = () => Promise.reject(refusal);
      await expect(keys.incept({ temp }, refuse)).rejects.toBe(refusal);
      const { keys: made } = await keys.incept({ temp });
      const first = made[0] ?? '';
      const before = await keys.known(first);
      expect(before?.parameters.pidx).toBe(0);
      await expect(keys.rotate(first, { temp }, refuse)).rejects.toBe(refusal);
      expect(await keys.known(first)).toEqual(before);
      expect(digestsOf((await keys.rotate(first, { temp })).keys)).toEqual(
        digestsOf(before?.situation.next.keys),
      );
    });

    test('whose name is taken keeps nothing', async () => {
      const keys = await fresh();
      await keys.incept({ temp }, () => Promise.resolve({ prefix: knownAid }));
      const taken = keys.incept({ temp }, () =>
        Promise.resolve({ prefix: knownAid, records: [{ id: 'a', record: bytes('1') }] }),
      );
      await expect(taken).rejects.toMatchObject({ code: 'key-exists' });
      expect(await textOf(keys, 'a')).toBeUndefined();
    });
  });

  describe(`${name}: records`, () => {
    test('are kept, replaced and deleted by id', async () => {
      const keys = await fresh();
      await keys.changeRecords([
        { id: 'a', record: bytes('1') },
        { id: 'root', record: bytes('2') },
      ]);
      await keys.changeRecords([
        { id: 'a', record: bytes('3') },
        { id: 'root', record: undefined },
      ]);
      expect([await textOf(keys, 'a'), await textOf(keys, 'root')]).toEqual(['3', undefined]);
      expect((await keys.incept({ temp })).keys.length).toBe(1);
    });
  });
}

function cutOffSuite({ name, open }: KeysKind): void {
  describe.each([
    ['one by one', false],
    ['as one', true],
  ] as const)(`${name}: with changes made %s`, (_, isWhole) => {
    const records = [
      { id: 'a', record: bytes('1') },
      { id: 'b', record: bytes('2') },
    ];

    test('an inception with its name and records is whole or nothing, wherever it is cut off', async () => {
      for (let changes = 0, cut = true; cut; changes++) {
        const provider = openMemoryKeys();
        await open(provider);
        const doomed = await open(fused(provider, changes, isWhole));
        const incept = (keys: HabKeys) =>
          keys.incept({ temp }, () => Promise.resolve({ prefix: knownAid, records }));
        cut = await incept(doomed).then(
          () => false,
          (error: unknown) => error instanceof Cut,
        );
        const again = await open(provider);
        const isKnown = (await again.known(knownAid)) !== undefined;
        expect(await textOf(again, 'a')).toBe(isKnown ? '1' : undefined);
        expect(await textOf(again, 'b')).toBe(isKnown ? '2' : undefined);
        if (!isKnown) await incept(again);
        const next = digestsOf((await again.known(knownAid))?.situation.next.keys);
        expect(digestsOf((await again.rotate(knownAid, { temp })).keys)).toEqual(next);
      }
    });

    test('a rotation is whole or nothing, wherever it is cut off, and the identifier can be rotated on', async () => {
      let cuts = 0;
      for (let changes = 0, cut = true; cut; changes++) {
        const provider = openMemoryKeys();
        const keys = await open(provider);
        await keys.incept({ nextCount: 2, temp }, () => Promise.resolve({ prefix: knownAid }));
        const committed = await keys.rotate(knownAid, { nextCount: 2, temp });
        const doomed = await open(fused(provider, changes, isWhole));
        let told: readonly string[] = [];
        cut = await doomed
          .rotate(knownAid, { nextCount: 2, temp }, (draft) => {
            told = draft.nextKeyDigests;
            return Promise.resolve({ records });
          })
          .then(
            () => false,
            (error: unknown) => error instanceof Cut,
          );
        const again = await open(provider);
        const { now, next } = (await again.known(knownAid))?.situation ?? {};
        const isDone = now?.ridx === 2;
        expect(await textOf(again, 'a')).toBe(isDone ? '1' : undefined);
        expect(digestsOf(isDone ? now.keys : next?.keys)).toEqual(committed.nextKeyDigests);
        if (isDone) expect(digestsOf(next?.keys)).toEqual(told);
        const signed = await again.sign(message, { by: { prefix: knownAid } });
        expect(isGood(now?.keys[0] ?? '', signed[0] ?? '', message)).toBe(true);
        expect(digestsOf((await again.rotate(knownAid, { temp })).keys)).toEqual(digestsOf(next?.keys));
        cuts += cut ? 1 : 0;
      }
      expect(cuts).toBeGreaterThan(0);
    });
  });
}
