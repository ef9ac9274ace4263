/** Identities that are made at once: each name once, all of them there when they are opened anew. */
import { describe, expect, test } from 'vitest';
import { openMemoryKeys } from '../../../shell/keys/index.ts';
import { freshHabery, haberyOver, keepers, newPlace, openAt } from './standing.ts';

const names = Array.from({ length: 30 }, (_, at) => `n${at}`);

describe.each(keepers)('with %s', (_, keysOf) => {
  test('identities made at once are there in the order in which they were asked for', async () => {
    const { habery, host } = await haberyOver(await keysOf());
    const made = await Promise.all(names.map((name) => habery.make(name)));
    expect(new Set(made.map(({ prefix }) => prefix)).size).toBe(names.length);
    expect(made.map((hab) => [hab.name, host.keyState(hab.prefix)?.sn])).toEqual(
      names.map((name) => [name, 0n]),
    );
    for (const hab of made.slice(3, 5)) expect((await hab.rotate()).sn).toBe(1n);
  });

  test('of several that want one name at once, one gets it', async () => {
    const { habery } = await haberyOver(await keysOf());
    const settled = await Promise.allSettled(names.map(() => habery.make('ann')));
    const refused = settled.flatMap((one) =>
      one.status === 'rejected' ? [(one.reason as { readonly code: string }).code] : [],
    );
    expect(refused).toEqual(names.slice(1).map(() => 'hab-exists'));
    expect(habery.habs().map(({ name }) => name)).toEqual(['ann']);
  });
});

test('identities made at once are opened anew in their order', async () => {
  const { habery, host, ...place } = await freshHabery();
  const made = await Promise.all(names.map((name) => habery.make(name)));
  await host.close();
  const again = await openAt(place);
  expect(again.habery.habs().map(({ name, prefix }) => [name, prefix])).toEqual(
    made.map(({ name, prefix }) => [name, prefix]),
  );
});

test('when what they share cannot be kept, none is made, and all can be made then', async () => {
  const memory = openMemoryKeys();
  let isGone = false;
  const provider = {
    ...memory,
    changeKeys: async (...given: Parameters<NonNullable<typeof memory.changeKeys>>) => {
      if (isGone) throw new Error('the disk is gone');
      await memory.changeKeys?.(...given);
    },
  };
  const { habery, host } = await openAt({ ...newPlace(), provider });
  isGone = true;
  const settled = await Promise.allSettled(names.map((name) => habery.make(name)));
  expect(settled.filter(({ status }) => status === 'fulfilled')).toEqual([]);
  expect([...host.aids()]).toEqual([]);
  isGone = false;
  await Promise.all(names.map((name) => habery.make(name)));
  expect(habery.habs().map(({ name }) => name)).toEqual(names);
  expect([...host.aids()].length).toBe(names.length);
});
