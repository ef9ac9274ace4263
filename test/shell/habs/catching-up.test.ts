/** Identities whose keys were made elsewhere: they go on to where their log stands, of the same salt or the same seeds. */
import { describe, expect, test } from 'vitest';
import type { Hab, MakeOptions } from '../../../shell/habs/index.ts';
import { knownSalt } from '../../keys/standing.ts';
import { freshHabery, newPlace, openAt } from './standing.ts';

const otherSalt = '0AAAAAAAAAAAAAAAAAAAAAAB';

/** A place whose host has the log of an identity, and none of its keys. */
async function withLogOf(hab: Hab) {
  const place = newPlace();
  const opened = await openAt(place);
  await opened.host.ingest(await hab.replay());
  return { ...opened, place };
}

/** Makes it there, of what made it, and expects that it goes on from where its log stands. */
async function goesOn(hab: Hab, options: MakeOptions): Promise<void> {
  const { habery, host, place } = await withLogOf(hab);
  const { sn, keys } = hab.state();
  const here = await habery.make(hab.name, { ...options, follow: true });
  expect([here.prefix, here.state().sn, here.state().keys]).toEqual([hab.prefix, sn, keys]);
  expect(await here.sign(new Uint8Array(8))).toEqual(await hab.sign(new Uint8Array(8)));
  const rotated = await here.rotate();
  expect(rotated.sn).toBe(sn + 1n);
  expect(rotated.message).toEqual((await hab.rotate()).message);
  await host.close();
  expect((await (await openAt(place)).habery.hab(hab.name).interact()).sn).toBe(sn + 2n);
}

describe('an identity follows its log', () => {
  test('that did not go on', async () => {
    const hab = await (await freshHabery()).habery.make('ida');
    await goesOn(hab, { salt: knownSalt });
  });

  test('through rotations of all kinds, of its salt', async () => {
    const options: MakeOptions = { icount: 2, isith: 2, ncount: 3, nsith: 2, ncode: 'J' };
    const hab = await (await freshHabery()).habery.make('ida', options);
    await hab.rotate({ isith: 2, ncount: 2, nsith: 1, ncode: 'A', dcode: 'F' });
    await hab.interact();
    await hab.interact();
    await hab.rotate({ ncount: 4, nsith: 2 });
    await hab.rotate({ isith: 2, expose: [1, 2], ncount: 3, nsith: 1 });
    await hab.interact();
    await hab.recover({ ncount: 1, nsith: 1, isith: 1 });
    await goesOn(hab, { ...options, salt: knownSalt });
  });

  test('through sets of seeds, and beyond them', async () => {
    const secrecies = ['A', 'B', 'C'].map((letter) => [`AA${letter.repeat(42)}`]);
    const hab = await (await freshHabery()).habery.make('ida', { secrecies });
    for (let round = 0; round < 2; round++) await hab.rotate();
    await goesOn(hab, { secrecies });
  });
});

test('keys that do not come of what was given go as far as they go, and say so', async () => {
  const hab = await (await freshHabery()).habery.make('ida');
  await hab.rotate();
  await hab.rotate({ ncode: 'Q' });
  await hab.rotate();
  const { habery, place } = await withLogOf(hab);
  await habery.make('ida', { salt: knownSalt, follow: true });
  expect(habery.hab('ida').state().sn).toBe(3n);
  await hab.rotate({ ncode: 'Q' });
  const later = await withLogOf(hab);
  const refused = { code: 'keys-differ', facts: { sn: 4n } };
  await expect(later.habery.make('ida', { salt: knownSalt, follow: true })).rejects.toMatchObject(refused);
  await expect(later.habery.hab('ida').rotate()).rejects.toMatchObject(refused);
  expect((await openAt(place)).habery.habs()).toHaveLength(1);
  expect((await openAt(later.place)).habery.habs()).toHaveLength(1);
});

test('without being told to follow, and of another salt, nothing is made', async () => {
  const hab = await (await freshHabery()).habery.make('ida');
  await hab.rotate();
  const { habery, host } = await withLogOf(hab);
  await expect(habery.make('ida')).rejects.toMatchObject({ code: 'keys-differ' });
  expect(habery.habs()).toEqual([]);
  const other = await habery.make('ida', { salt: otherSalt, follow: true });
  expect([other.prefix === hab.prefix, other.state().sn, [...host.aids()].length]).toEqual([false, 0n, 2]);
});

test('a death on the way is made good by the next use', async () => {
  const hab = await (await freshHabery()).habery.make('ida');
  for (let round = 0; round < 4; round++) await hab.rotate();
  for (let dying = 0; dying < 5; dying++) {
    const { host, place } = await withLogOf(hab);
    await host.close();
    let commits = 0;
    const { provider } = place;
    const changeKeys: typeof provider.changeKeys = async (changes) => {
      commits += 1;
      if (commits > dying) throw new Error('the power is gone');
      await provider.changeKeys?.(changes);
    };
    const cut = await openAt({ ...place, provider: { ...provider, changeKeys } });
    await expect(cut.habery.make('ida', { follow: true })).rejects.toThrow();
    await cut.host.close();
    const { habery } = await openAt(place);
    const here = habery.habs()[0] ?? (await habery.make('ida', { follow: true }));
    expect((await here.rotate()).sn).toBe(5n);
  }
});
