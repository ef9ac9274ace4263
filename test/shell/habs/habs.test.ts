/** Identities: made, rotated, anchoring, signing, whoever keeps their keys; what they refuse changes nothing. */
import { describe, expect, test } from 'vitest';
import { keyOf } from '../../../kernel/cesr/identifiers.ts';
import { decodeIndexed } from '../../../kernel/cesr/indexed-signature.ts';
import { decodePrimitive } from '../../../kernel/cesr/primitive.ts';
import type { MakeOptions, RotateOptions } from '../../../shell/habs/index.ts';
import { openHabery } from '../../../shell/habs/index.ts';
import { openMemoryStore } from '../../../storage/memory.ts';
import type { HabKeys } from '../../../shell/keys/index.ts';
import { keyringOf, knownAid } from '../../keys/standing.ts';
import {
  algorithms,
  freshHabery,
  haberyOver,
  hostOn,
  keepers,
  newPlace,
  nothing,
  openAt,
  otherHost,
  told,
} from './standing.ts';

const words = new TextEncoder().encode('words');

/** Whether a signature is one of the key over the words. */
function isOf(key: string, raw: Uint8Array): boolean {
  const known = keyOf(key);
  if (known === undefined) throw new Error(`${key} is no key`);
  return algorithms.verify({ scheme: known.scheme, key: known.raw, message: words, signature: raw });
}

test('an identity is the one that KERIpy makes of the same name and salt, and so is its rotation', async () => {
  const { habery, host } = await freshHabery();
  const bob = await habery.make('bob');
  expect(bob.prefix).toBe(knownAid);
  const rotated = await bob.rotate();
  expect(rotated.said).toBe('EHZks1BQ_ieuzASY7VoZNIOgIfnlE-SZJzO3OP_Wf3zM');
  expect([rotated.ilk, rotated.sn, rotated.report.decision]).toEqual(['rot', 1n, 'accepted']);
  expect(host.keyState(bob.prefix)?.said).toBe(rotated.said);
});

describe.each(keepers)('with %s, an identity', (_, keysOf) => {
  test('anchors seals, and signs with the keys in force', async () => {
    const { habery } = await haberyOver(await keysOf());
    const hab = await habery.make('ida', { icount: 3, isith: ['1/2', '1/2', '1/2'], ncount: 2, nsith: 2 });
    expect((await hab.interact([{ d: knownAid }])).sn).toBe(1n);
    await hab.rotate();
    const { keys } = hab.state();
    expect(keys).toHaveLength(2);
    for (const [place, text] of (await hab.sign(words)).entries()) {
      const signature = decodeIndexed(text);
      expect(signature.ok && signature.value.index).toBe(place);
      expect(signature.ok && isOf(keys[place] ?? '', signature.value.raw)).toBe(true);
    }
    const [plain = ''] = await hab.signUnindexed(words, { indices: [1] });
    const signature = decodePrimitive(plain);
    expect(signature.ok && isOf(keys[1] ?? '', signature.value.raw)).toBe(true);
    await expect(hab.sign(words, { indices: [2] })).rejects.toMatchObject({ code: 'usage' });
  });

  test('has a log that others take', async () => {
    const { habery } = await haberyOver(await keysOf());
    const hab = await habery.make('ida', { icount: 2, isith: 2, ncount: 3, nsith: 2 });
    await hab.interact();
    await hab.rotate({ expose: [2, 0], ncount: 4, nsith: 2 });
    await hab.rotate({ expose: [1, 0, 3], isith: 3, ncount: 2, nsith: 1 });
    const other = await otherHost();
    expect(await told(other, await hab.replay())).toEqual({ ...nothing, accepted: 4 });
    expect(other.keyState(hab.prefix)?.said).toBe(hab.state().said);
    const single = await otherHost();
    const events = [0n, 1n, 2n, 3n].map((sn) => hab.msgOwnEvent(sn));
    expect(await told(single, ...events)).toEqual({ ...nothing, accepted: 4 });
    expect(() => hab.msgOwnEvent(4n)).toThrow(expect.objectContaining({ code: 'not-in-the-past' }));
  });

  test('takes interactions back with a rotation', async () => {
    const { habery, host } = await haberyOver(await keysOf());
    const hab = await habery.make('ida');
    await hab.rotate();
    const saids = [await hab.interact(), await hab.interact(), await hab.interact()].map(({ said }) => said);
    const recovered = await hab.recover({ sn: 3n });
    expect([recovered.sn, hab.state().sn, hab.state().said]).toEqual([3n, 3n, recovered.said]);
    const superseded = [...host.kel(hab.prefix, { all: true })].filter(({ isSuperseded }) => isSuperseded);
    expect(superseded.map(({ stored }) => stored.event.said)).toEqual(saids.slice(1));
    await expect(hab.recover({ sn: 2n })).rejects.toMatchObject({ code: 'usage' });
    await expect(hab.recover()).rejects.toMatchObject({ code: 'usage' });
    await hab.interact();
    expect((await hab.recover()).sn).toBe(4n);
    expect((await hab.rotate()).sn).toBe(5n);
  });

  test('is given up by a rotation to no next keys', async () => {
    const { habery } = await haberyOver(await keysOf());
    const hab = await habery.make('ida', { icount: 3, isith: 2 });
    await hab.abandon();
    expect(hab.state().nextKeyDigests).toEqual([]);
    await expect(hab.rotate()).rejects.toMatchObject({ code: 'no-next-keys' });
    await expect(hab.interact()).rejects.toMatchObject({ code: 'event-refused' });
    expect(await hab.sign(words)).toHaveLength(3);
  });

  test('that is not transferable is its key, and is not rotated', async () => {
    const { habery } = await haberyOver(await keysOf());
    const hab = await habery.make('wes', { transferable: false });
    expect(hab.prefix).toBe(hab.state().keys[0]);
    expect(hab.prefix.startsWith('B')).toBe(true);
    await expect(hab.rotate()).rejects.toMatchObject({ code: 'no-next-keys' });
  });

  test.each<readonly [string, MakeOptions, (prefix: string) => boolean]>([
    ['its key', { code: 'D' }, (prefix) => prefix.startsWith('D')],
    ['a digest of another kind', { code: 'H' }, (prefix) => prefix.startsWith('H')],
  ])('may be %s', async (_what, options, isIt) => {
    const { habery } = await haberyOver(await keysOf());
    const hab = await habery.make('ida', options);
    expect(isIt(hab.prefix)).toBe(true);
    expect((await hab.rotate()).sn).toBe(1n);
  });

  test('with trait EO takes no interaction, and goes on', async () => {
    const { habery } = await haberyOver(await keysOf());
    const hab = await habery.make('ida', { traits: ['EO'] });
    await expect(hab.interact()).rejects.toMatchObject({
      code: 'event-refused',
      keripy: 'ValidationError',
      facts: { reason: 'establishment-only' },
    });
    expect((await hab.rotate({ data: [{ d: knownAid }] })).sn).toBe(1n);
  });

  test.each<readonly [string, RotateOptions, string]>([
    ['more signatures than keys', { isith: 4 }, 'usage'],
    ['a threshold that is none', { isith: 'many' }, 'usage'],
    ['weights that are none', { isith: '["1/2"' }, 'usage'],
    ['fewer revealed keys than were committed to', { expose: [1], isith: 1 }, 'event-refused'],
    ['a place that there is not', { expose: [0, 7] }, 'usage'],
    ['fewer next keys than stay', { expose: [0, 1], isith: 2, ncount: 0 }, 'usage'],
    ['a witness cut that is none', { cuts: [knownAid] }, 'usage'],
    ['a witness that rotates', { adds: [knownAid] }, 'event-refused'],
    ['too many keys', { ncount: 5000 }, 'usage'],
    ['half a key', { ncount: 1.5 }, 'usage'],
  ])('refuses %s, and then no key has moved', async (_what, options, code) => {
    const keys = await keysOf();
    const { habery } = await haberyOver(keys);
    const hab = await habery.make('ida', { icount: 2, isith: 2, ncount: 3, nsith: 2 });
    const before = [hab.state(), await keys.known(hab.prefix)];
    await expect(hab.rotate(options)).rejects.toMatchObject({ code });
    expect([hab.state(), await keys.known(hab.prefix)]).toEqual(before);
    expect((await hab.rotate()).report.decision).toBe('accepted');
  });

  test('that cannot be made leaves nothing, and its name free', async () => {
    const keys = await keysOf();
    const { habery } = await haberyOver(keys);
    await expect(habery.make('ida', { isith: 2 })).rejects.toMatchObject({ code: 'usage' });
    await expect(habery.make('ida', { traits: ['unheard'], wits: ['nobody'] })).rejects.toThrow();
    for (const options of [
      { code: 'B' },
      { code: 'no code' },
      { code: 'D', icount: 2 },
      { transferable: false, delpre: knownAid },
      { code: 'D', delpre: knownAid },
    ])
      await expect(habery.make('ida', options)).rejects.toMatchObject({ code: 'usage' });
    expect(habery.habs()).toEqual([]);
    expect((await habery.make('ida')).state().sn).toBe(0n);
  });

  test('keeps the witness threshold over rotations while it fits', async () => {
    const { habery } = await haberyOver(await keysOf());
    const wits = await Promise.all(
      ['w', 'x', 'y', 'z'].map(async (name) => (await habery.make(name, { transferable: false })).prefix),
    );
    const [first = '', second = '', third = '', fourth = ''] = wits;
    const hab = await habery.make('ida', { wits: [first, second], toad: 1 });
    await hab.rotate({ adds: [third, fourth] });
    expect(hab.state()).toMatchObject({ toad: 1, witnesses: wits });
    await hab.rotate({ toad: 4 });
    await hab.rotate({ cuts: [first] });
    expect(hab.state()).toMatchObject({ toad: 3, witnesses: [second, third, fourth] });
    await hab.rotate({ cuts: [second, third, fourth] });
    expect(hab.state()).toMatchObject({ toad: 0, witnesses: [] });
  });

  test('makes one event after the other, however many are asked for at once', async () => {
    const { habery, host } = await haberyOver(await keysOf());
    const hab = await habery.make('ida');
    const events = await Promise.all(
      Array.from({ length: 200 }, (_none, at) => (at === 99 ? hab.rotate() : hab.interact([{ n: at }]))),
    );
    expect(events.map(({ sn }) => sn)).toEqual(Array.from({ length: 200 }, (_none, at) => BigInt(at + 1)));
    expect([...host.kel(hab.prefix)]).toHaveLength(201);
  });
});

describe('identities', () => {
  test('do not wait for each other', async () => {
    const { habery } = await freshHabery();
    const many = await Promise.all(Array.from({ length: 20 }, (_, at) => habery.make(`ida-${String(at)}-`)));
    const ended: string[] = [];
    const rounds = 5;
    await Promise.all(
      many.flatMap((hab) =>
        Array.from({ length: rounds }, async () => {
          await hab.interact();
          ended.push(hab.name);
        }),
      ),
    );
    expect(many.map((hab) => hab.state().sn)).toEqual(many.map(() => BigInt(rounds)));
    // All of them were through their first before any was through its last.
    expect(new Set(ended.slice(0, 20)).size).toBe(20);
  });

  test('are there again when they are opened anew, in order, hidden ones aside', async () => {
    const fresh = await freshHabery();
    for (const name of ['bob', 'eve', 'ann']) await fresh.habery.make(name, { hidden: name === 'eve' });
    await fresh.habery.hab('bob').rotate();
    const before = fresh.habery.hab('bob').state();
    const { habery } = await openAt(fresh);
    expect(habery.habs().map(({ name }) => name)).toEqual(['bob', 'ann']);
    expect(habery.hab('eve').isHidden).toBe(true);
    expect(habery.habByPrefix(before.prefix)?.state()).toEqual(before);
    expect(habery.habByPrefix('nobody')).toBeUndefined();
    expect((await habery.hab('bob').rotate()).sn).toBe(2n);
  });

  test('have names of their own, in name spaces too', async () => {
    const { habery } = await freshHabery();
    await habery.make('bob');
    await expect(habery.make('bob')).rejects.toMatchObject({ code: 'hab-exists' });
    const spaced = await habery.make('bob', { ns: 'work' });
    expect([spaced.name, habery.hab('bob', { ns: 'work' })]).toEqual(['work.bob', spaced]);
    expect(() => habery.hab('eve')).toThrow(expect.objectContaining({ code: 'unknown-hab' }));
    const twice = await Promise.allSettled([habery.make('eve'), habery.make('eve')]);
    expect(twice.map(({ status }) => status).sort((a, b) => a.localeCompare(b))).toEqual([
      'fulfilled',
      'rejected',
    ]);
    for (const [name, ns] of [
      ['', undefined],
      ['a\nb', undefined],
      ['b', 'a.c'],
      ['x'.repeat(300), undefined],
    ] as const)
      await expect(habery.make(name, ns === undefined ? {} : { ns })).rejects.toMatchObject({
        code: 'usage',
      });
  });

  test('go on with sets of keys that were known beforehand, then with new ones', async () => {
    const { habery } = await freshHabery();
    const secrecies = ['A', 'B', 'C'].map((letter) => [`A${letter}${'a'.repeat(42)}`]);
    const hab = await habery.make('ida', { secrecies });
    const seen = [hab.state().keys];
    for (let round = 0; round < 4; round++) {
      await hab.rotate();
      seen.push(hab.state().keys);
    }
    const again = await freshHabery();
    const later = await again.habery.make('ida', { secrecies: secrecies.slice(1) });
    expect(seen.slice(1, 3)).toEqual([later.state().keys, (await later.rotate(), later.state().keys)]);
    expect(new Set(seen.flat()).size).toBe(5);
  });

  test('whose keys are an older copy say so, and change nothing', async () => {
    const place = newPlace();
    const old = newPlace();
    await (await openAt({ ...place, provider: old.provider })).habery.make('bob');
    const ahead = await openAt(place);
    await expect(ahead.habery.make('bob')).resolves.toBeDefined();
    await ahead.habery.hab('bob').rotate();
    const behind = await openAt({ ...place, provider: old.provider });
    await expect(behind.habery.hab('bob').rotate()).rejects.toMatchObject({ code: 'keys-differ' });
    const founded = await openAt({ store: place.store, provider: newPlace().provider });
    await expect(founded.habery.make('bob')).rejects.toMatchObject({ code: 'keys-differ' });
  });

  test('whose log went on elsewhere meanwhile are told, whatever they ask for', async () => {
    const [here, there] = [newPlace(), newPlace()];
    const inThere = (await openAt(there)).habery;
    const rival = await (await inThere.make('bob')).rotate({ ncount: 2 });
    const host = await hostOn(here.store);
    const { keyring } = await keyringOf({ provider: here.provider });
    const raced: HabKeys = {
      incept: (...args) => keyring.incept(...args),
      ingest: (...args) => keyring.ingest(...args),
      replay: (...args) => keyring.replay(...args),
      move: (names) => keyring.move(names),
      sign: (...args) => keyring.sign(...args),
      signUnindexed: (...args) => keyring.signUnindexed(...args),
      known: (prefix) => keyring.known(prefix),
      getRecord: (id) => keyring.getRecord(id),
      changeRecords: (changes) => keyring.changeRecords(changes),
      rotate: async (...args) => {
        const established = await keyring.rotate(...args);
        await host.ingest(rival.message, { source: 'local' });
        return established;
      },
    };
    const bob = await (await openHabery({ host, keys: raced, temp: true })).make('bob');
    for (const ask of [() => bob.rotate(), () => bob.interact(), () => bob.rotate()])
      await expect(ask()).rejects.toMatchObject({
        code: 'event-refused',
        facts: { reason: 'likely-duplicitous' },
      });
    expect(bob.state().said).toBe(rival.said);
  });

  test('bring a host that lost its log back to the last establishment event', async () => {
    const place = newPlace();
    const { habery, host } = await openAt(place);
    const bob = await habery.make('bob');
    const inception = bob.msgOwnEvent(0n);
    const rotated = await bob.rotate();
    await host.close();
    const empty = await hostOn(openMemoryStore());
    await empty.ingest(inception, { source: 'local' });
    await openHabery({ host: empty, keys: { provider: place.provider }, temp: true });
    expect(empty.keyState(bob.prefix)?.said).toBe(rotated.said);
  });
});
