/** Identities whose log was set back to an older copy: none signs a second event in the place of one that it signed. */
import { describe, expect, test } from 'vitest';
import type { Hab } from '../../../shell/habs/index.ts';
import { freshHabery, newPlace, openAt } from './standing.ts';
import type { Place } from './standing.ts';

/** The own messages of an identity up to a number, as its log has them. */
function upTo(hab: Hab, sn: bigint): readonly Uint8Array[] {
  return Array.from({ length: Number(sn) + 1 }, (_, at) => hab.msgOwnEvent(BigInt(at)));
}

/** An identity that made a rotation at 1 and interactions at 2, 3 and 4. */
async function lived() {
  const { habery, host, store, provider } = await freshHabery();
  const hab = await habery.make('ida', { ncount: 2 });
  await hab.rotate();
  for (let at = 0; at < 3; at++) await hab.interact([{ d: `number ${at}` }]);
  return { hab, host, store, provider };
}

/** The identity over the same keys, on a log that ends earlier. */
async function setBack({ provider }: Pick<Place, 'provider'>, messages: readonly Uint8Array[]) {
  const place = { ...newPlace(), provider };
  const { habery, host } = await openAt({ store: place.store, provider: newPlace().provider });
  await host.ingest(messages, { source: 'local' });
  await host.close();
  expect(habery.habs()).toEqual([]);
  const opened = await openAt(place);
  return { ...opened, hab: opened.habery.hab('ida') };
}

describe('on a log that was set back', () => {
  test('by the last event, it has that event again when it is opened', async () => {
    const before = await lived();
    const { hab } = await setBack(before, upTo(before.hab, 3n));
    expect(hab.state().said).toBe(before.hab.state().said);
    expect((await hab.interact()).sn).toBe(5n);
  });

  test.each([0n, 1n, 2n])('to number %s it signs nothing, until it has what is missing', async (sn) => {
    const before = await lived();
    const { hab, host } = await setBack(before, upTo(before.hab, sn));
    const makers = [() => hab.interact([{ d: 'another' }]), () => hab.rotate(), () => hab.abandon()];
    for (const make of makers)
      await expect(make()).rejects.toMatchObject({
        code: 'rolled-back',
        message: expect.stringMatching(/sn 4 that was signed here: .* older copy/) as string,
      });
    expect(hab.waiting()?.sn).toBe(4n);
    await host.ingest(upTo(before.hab, 3n), { source: 'local' });
    expect((await hab.interact()).sn).toBe(5n);
    expect(hab.state().prior).toBe(before.hab.state().said);
  });

  test('it does not take back what it does not have', async () => {
    const before = await lived();
    const { hab } = await setBack(before, upTo(before.hab, 2n));
    await expect(hab.recover({ sn: 2n })).rejects.toMatchObject({ code: 'rolled-back' });
  });

  test('to its inception, it has its last rotation again at once', async () => {
    const { habery, provider } = await freshHabery();
    const made = await habery.make('ida');
    await made.rotate();
    const { hab } = await setBack({ provider }, upTo(made, 0n));
    expect(hab.state().sn).toBe(1n);
  });
});

test('an interaction that is refused is not kept, and the next one goes', async () => {
  const { habery, provider } = await freshHabery();
  const hab = await habery.make('eo', { traits: ['EO'] });
  const before = await provider.getKey('record.hab.eo');
  await expect(hab.interact()).rejects.toMatchObject({ code: 'event-refused' });
  expect(await provider.getKey('record.hab.eo')).toEqual(before);
  expect((await hab.rotate()).sn).toBe(1n);
});

test('a rotation that takes interactions back leaves none of them to be brought again', async () => {
  const { habery, provider, store, host } = await freshHabery();
  const hab = await habery.make('ida');
  for (let at = 0; at < 3; at++) await hab.interact();
  const recovered = await hab.recover({ sn: 2n });
  expect(recovered.sn).toBe(2n);
  await host.close();
  const again = (await openAt({ store, provider })).habery.hab('ida');
  expect(again.waiting()).toBeUndefined();
  expect((await again.interact()).sn).toBe(3n);
});
