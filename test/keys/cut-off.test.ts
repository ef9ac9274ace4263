/**
 * A keyring whose provider fails in the middle: no call that answered is lost, and every call that did not can be
 * made again. The provider here is the one of memory with a fuse: it stops after a number of changes, as a process
 * that was killed does, and what it kept by then is opened anew. It makes changes one by one, or several as one.
 */
import { describe, expect, test } from 'vitest';
import { openMemoryKeys } from '../../shell/keys/index.ts';
import type { EstablishedKeys, Keyring, KeyProvider } from '../../shell/keys/index.ts';
import { openNextDigest } from '../../shell/keys/next-digest.ts';
import { Cut, fused } from './fuse.ts';
import { keyringOf, knownAid } from './standing.ts';

const nextDigest = await openNextDigest();

/** Runs `act` with every number of changes until it comes through; after each cut, `check` gets a keyring anew. */
async function withEveryCut(
  isWhole: boolean,
  before: (keyring: Keyring) => Promise<string>,
  act: (keyring: Keyring, first: string) => Promise<unknown>,
  check: (keyring: Keyring, first: string, provider: KeyProvider) => Promise<void>,
): Promise<number> {
  for (let changes = 0; ; changes++) {
    const provider = openMemoryKeys();
    const first = await before((await keyringOf({ provider })).keyring);
    const { keyring } = await keyringOf({ provider: fused(provider, changes, isWhole) });
    const cut = await act(keyring, first).then(
      () => false,
      (error: unknown) => {
        expect(error).toBeInstanceOf(Cut);
        return true;
      },
    );
    await check((await keyringOf({ provider })).keyring, first, provider);
    if (!cut) return changes;
  }
}

const incepted = async (keyring: Keyring): Promise<string> =>
  (await keyring.incept({ count: 2, nextCount: 2, temp: true })).keys[0] ?? '';

describe.each([
  ['one by one', false],
  ['as one', true],
] as const)('with changes made %s', (_, isWhole) => {
  test('an inception that was cut off is unknown or whole, and another one comes through', async () => {
    const cuts = await withEveryCut(
      isWhole,
      () => Promise.resolve(''),
      (keyring) => keyring.incept({ stem: 'bob', temp: true }),
      async (keyring) => {
        const bob = 'DKiNnDmdOkcBjcAqL2FFhMZnSlPfNyGrJlCjJmX5b1nU';
        if ((await keyring.known(bob)) === undefined) {
          expect((await keyring.incept({ stem: 'bob', temp: true })).keys).toEqual([bob]);
        }
        expect((await keyring.rotate(bob, { temp: true })).keys).toEqual([
          'DMm-PHnlVVw-yQGqxxQFH3ynIGBrwkOCll9NJsszS4M1',
        ]);
        expect((await keyring.incept({ temp: true })).keys.length).toBe(1);
      },
    );
    expect(cuts > 5).toBe(!isWhole);
  });

  test('a rotation that was cut off leaves a sequence that can be rotated, to the keys committed to', async () => {
    let committed: EstablishedKeys | undefined;
    const cuts = await withEveryCut(
      isWhole,
      async (keyring) => {
        const first = await incepted(keyring);
        committed = await keyring.rotate(first, { nextCount: 2, temp: true });
        return first;
      },
      (keyring, first) => keyring.rotate(first, { nextCount: 2, temp: true }),
      async (keyring, first, provider) => {
        const { situation } = (await keyring.known(first)) ?? {};
        const rotated = situation?.now.ridx === 2 ? situation.now.keys : situation?.next.keys;
        expect(rotated?.map((key) => nextDigest(key, 'E'))).toEqual(committed?.nextKeyDigests);
        const next = situation?.next.keys.map((key) => nextDigest(key, 'E'));
        const after = await keyring.rotate(first, { nextCount: 1, temp: true });
        expect(after.keys.map((key) => nextDigest(key, 'E'))).toEqual(next);
        if (situation?.now.ridx === 2)
          await expect(provider.getKey(`seed.${first}`)).rejects.toThrow(/no key/);
      },
    );
    expect(cuts > 5).toBe(!isWhole);
  });

  test('a move that was cut off can be made again, and the sequence is never without a name', async () => {
    const cuts = await withEveryCut(
      isWhole,
      incepted,
      (keyring, first) => keyring.move({ from: first, to: knownAid }),
      async (keyring, first) => {
        const isDone = (await keyring.known(first)) === undefined;
        if (!isDone) await keyring.move({ from: first, to: knownAid });
        expect((await keyring.known(knownAid))?.situation.now.keys[0]).toBe(first);
      },
    );
    expect(cuts).toBe(isWhole ? 1 : 2);
  });
});

test('the next keys are kept when the call that commits to them answers', async () => {
  const { keyring, provider } = await keyringOf();
  const first = await incepted(keyring);
  for (let round = 0; round < 3; round++) {
    await keyring.rotate(first, { nextCount: 2, temp: true });
    const again = (await keyringOf({ provider })).keyring;
    const next = (await again.known(first))?.situation.next.keys ?? [];
    expect(next.length).toBe(2);
    for (const key of next) expect((await provider.getKey(`seed.${key}`)).length).toBe(32);
  }
});
