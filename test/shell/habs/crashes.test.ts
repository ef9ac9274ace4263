/**
 * Wherever a process dies while an identity is made, rotated or anchors, it can be opened and rotated again, and its log has
 * nothing but what was signed once. The process dies at every change of what keeps the keys, those that are made one by
 * one too, and at every commit of the store, before and after it.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KeelsonError } from '../../../shell/errors.ts';
import type { Hab, Habery, MakeOptions, RotateOptions } from '../../../shell/habs/index.ts';
import type { KeyProvider } from '../../../shell/keys/index.ts';
import { openNextDigest } from '../../../shell/keys/next-digest.ts';
import type { Store } from '../../../storage/store.ts';
import { newPlace, openAt } from './standing.ts';
import type { Place } from './standing.ts';

const nextDigest = await openNextDigest();

class Dead extends Error {}

/** A place whose machine dies at the change of that number; nothing of it works any more after that. */
function dying(
  { store, provider }: Place,
  at: number,
  isWhole: boolean,
): Place & { readonly isDead: () => boolean } {
  let left = at;
  const beat = (): void => {
    if (left <= 0) throw new Dead('the machine is dead');
    left -= 1;
  };
  const commit: Store['commit'] = (...args) => {
    beat();
    store.commit(...args);
    beat();
  };
  const changeKeys: KeyProvider['changeKeys'] = async (changes) => {
    beat();
    await provider.changeKeys?.(changes);
    beat();
  };
  const dead: KeyProvider = {
    ...(isWhole ? { changeKeys } : {}),
    getKey: async (id) => {
      if (left <= 0) beat();
      return provider.getKey(id);
    },
    storeKey: async (...args) => {
      beat();
      await provider.storeKey(...args);
    },
    deleteKey: async (id) => {
      beat();
      return provider.deleteKey(id);
    },
  };
  return { store: { ...store, commit }, provider: dead, isDead: () => left <= 0 };
}

const name = 'ida';

/** Runs `act` on a dying machine, for every moment of death, and looks at what is there after each. */
async function atEveryDeath(
  isWhole: boolean,
  before: (habery: Habery) => Promise<unknown>,
  act: (habery: Habery) => Promise<unknown>,
  check: (habery: Habery, place: Place) => Promise<void>,
): Promise<number> {
  for (let at = 0; ; at++) {
    const place = newPlace();
    const founded = await openAt(place);
    await before(founded.habery);
    await founded.host.close();
    const doomed = dying(place, at, isWhole);
    const died = await openAt(doomed)
      .then(async ({ habery, host }) => {
        await act(habery);
        await host.close();
        return doomed.isDead();
      })
      .catch((error: unknown) => {
        if (doomed.isDead()) return true;
        throw error;
      });
    const { habery, host } = await openAt(place);
    await check(habery, place);
    await host.close();
    if (!died) return at;
  }
}

/** The identity rotates twice, and each time to what its log committed to. */
async function rotatesAgain(hab: Hab): Promise<void> {
  for (let round = 0; round < 2; round++) {
    const { nextKeyDigests, sn } = hab.state();
    const rotated = await hab.rotate({ ncount: 1, nsith: 1 });
    expect(rotated.report.decision).toBe('accepted');
    const { keys } = hab.state();
    expect(keys.map((key) => nextDigest(key, 'E'))).toEqual(nextKeyDigests);
    expect(hab.state().sn).toBe(sn + 1n);
  }
  const signatures = await hab.sign(new Uint8Array(3));
  expect(signatures).toHaveLength(hab.state().keys.length);
}

const rising = (a: bigint, b: bigint): number => (a < b ? -1 : 1);
const has = (habery: Habery): boolean => habery.habs().some((hab) => hab.name === name);

describe.each([
  ['one by one', false],
  ['as one', true],
] as const)('with keys changed %s', (_, isWhole) => {
  test('an identity whose making was cut off is there, or can be made', async () => {
    const deaths = await atEveryDeath(
      isWhole,
      () => Promise.resolve(),
      (habery) => habery.make(name, { icount: 2, ncount: 2 }),
      async (habery) => {
        const made = has(habery) ? habery.hab(name) : await habery.make(name, { icount: 2, ncount: 2 });
        await rotatesAgain(made);
      },
    );
    expect(deaths).toBeGreaterThan(isWhole ? 3 : 12);
  });

  test('an identity whose rotation was cut off stands before or after it, and rotates on', async () => {
    const standings = new Set<bigint>();
    const deaths = await atEveryDeath(
      isWhole,
      async (habery) => (await habery.make(name, { ncount: 3, nsith: 1 })).rotate({ expose: [1] }),
      (habery) => habery.hab(name).rotate({ ncount: 2 }),
      async (habery) => {
        const hab = habery.hab(name);
        expect(hab.waiting()).toBeUndefined();
        standings.add(hab.state().sn);
        await rotatesAgain(hab);
      },
    );
    expect([...standings].sort(rising)).toEqual([1n, 2n]);
    expect(deaths).toBeGreaterThan(isWhole ? 3 : 8);
  });

  test('an identity whose interaction was cut off stands before or after it', async () => {
    const standings = new Set<bigint>();
    await atEveryDeath(
      isWhole,
      (habery) => habery.make(name),
      (habery) => habery.hab(name).interact([{ d: 'anything' }]),
      async (habery) => {
        standings.add(habery.hab(name).state().sn);
        await rotatesAgain(habery.hab(name));
      },
    );
    expect([...standings].sort(rising)).toEqual([0n, 1n]);
  });

  test('one that died while it was opened after a death is opened all the same', async () => {
    const place = newPlace();
    const first = await openAt(place);
    await first.habery.make(name);
    for (let at = 1; at < 12; at++) {
      const doomed = await openAt(dying(place, at, isWhole)).catch(() => undefined);
      await doomed?.habery
        .hab(name)
        .rotate()
        .catch(() => undefined);
      await openAt(dying(place, at % 3, isWhole)).catch(() => undefined);
    }
    const { habery } = await openAt(place);
    await rotatesAgain(habery.hab(name));
  });
});

test('what an identity does goes on in the same process after a change that failed', async () => {
  for (let at = 0; at < 40; at++) {
    const place = newPlace();
    const isWhole = at % 2 === 0;
    const { provider } = place;
    let left = Number.POSITIVE_INFINITY;
    const beat = (): void => {
      left -= 1;
      if (left === 0) throw new KeelsonError('store-failed', { says: 'the disk hiccuped' });
    };
    const hiccuping: KeyProvider = {
      getKey: provider.getKey,
      storeKey: (...args) => {
        beat();
        return provider.storeKey(...args);
      },
      deleteKey: (id) => {
        beat();
        return provider.deleteKey(id);
      },
      ...(isWhole
        ? {
            changeKeys: async (changes) => {
              if (at % 4 === 0) beat();
              await provider.changeKeys?.(changes);
              if (at % 4 !== 0) beat();
            },
          }
        : {}),
    };
    const { habery } = await openAt({ ...place, provider: hiccuping });
    left = 1 + Math.floor(at / 2);
    const made = await habery.make(name).catch(() => undefined);
    left = Number.POSITIVE_INFINITY;
    const hab = made ?? (await habery.make(name).catch(() => habery.hab(name)));
    left = 1 + Math.floor(at / 2);
    await hab.rotate().catch(() => undefined);
    left = Number.POSITIVE_INFINITY;
    await hab.resume();
    await rotatesAgain(hab);
    expect(habery.habs()).toHaveLength(1);
  }
});

/** Lives of random shapes: what is done, one after the other, and where the machine dies. */
const weights = fc.constantFrom(['1/2', '1/2', '1/2'], ['1', '1/3', '2/3']);
const makes: fc.Arbitrary<MakeOptions> = fc.oneof(
  fc
    .record({ icount: fc.integer({ min: 1, max: 4 }), ncount: fc.integer({ min: 1, max: 4 }) })
    .map((counts) => ({
      ...counts,
      isith: 1,
      nsith: 1,
    })),
  weights.map((isith) => ({ icount: 3, ncount: 3, isith, nsith: isith })),
  fc.constant({ icount: 1, ncount: 1, traits: ['EO'] }),
);
type Deed = { readonly kind: 'rotate'; readonly options: RotateOptions } | { readonly kind: 'interact' };
const deeds: fc.Arbitrary<Deed> = fc.oneof(
  fc.integer({ min: 1, max: 4 }).map((ncount) => ({
    kind: 'rotate' as const,
    options: { ncount, nsith: 1 },
  })),
  fc.constant({ kind: 'rotate' as const, options: { expose: [0], isith: 1, nsith: 1, ncount: 4 } }),
  fc.constant({ kind: 'interact' as const }),
);
const lives = fc.record({
  make: makes,
  deeds: fc.array(fc.record({ deed: deeds, diesAt: fc.integer({ min: 0, max: 25 }) }), { maxLength: 5 }),
  isWhole: fc.boolean(),
});

test('whatever an identity is and does, and wherever its machine dies, it can be rotated again', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async ({ make, deeds: doing, isWhole }) => {
      const place = newPlace();
      await (await openAt(place)).habery.make(name, make);
      for (const { deed, diesAt } of doing) {
        const opened = await openAt(dying(place, diesAt, isWhole)).catch(() => undefined);
        const hab = opened?.habery.hab(name);
        const act = deed.kind === 'interact' ? hab?.interact() : hab?.rotate(deed.options);
        await act?.catch(() => undefined);
        const { habery } = await openAt(place);
        expect(habery.hab(name).waiting()).toBeUndefined();
        const { nextKeyDigests } = habery.hab(name).state();
        const known = nextKeyDigests.length;
        expect(known).toBeGreaterThan(0);
      }
      const { habery } = await openAt(place);
      await rotatesAgain(habery.hab(name));
    }),
    { numRuns: 30 },
  );
});
