/** What signs data of a habery for itself: the same identity and signatures as KERIpy's out of the same salt. keripy.md 8.5. */
import { describe, expect, test } from 'vitest';
import { openHabery } from '../../../shell/habs/habery.ts';
import { openMemoryKeys } from '../../../shell/keys/index.ts';
import type { KeyProvider } from '../../../shell/keys/index.ts';
import { openHost } from '../../../shell/open.ts';
import { openMemoryStore } from '../../../storage/memory.ts';

const salt = '0AAwMTIzNDU2Nzg5YWJjZGVm';
const data = new TextEncoder().encode('data at rest');

/** As KERIpy 1.1.17 and 1.3.6 made it: `openHby(salt=…, temp=True).signator`. */
const ofKeripy = {
  prefix: 'BN5Lu0RqptmJC-iXEldMMrlEew7Q01te2fLgqlbqW9zR',
  signature: '0BA_atXSv320L4hJjYdPESHgmlecjzbSOl7fXJXQmA8wbgx6SmdwWLsVXECd4RcTdJwGpcki8mM5pmzzyxmKLoYD',
  event:
    '{"v":"KERI10JSON0000fd_","t":"icp","d":"EK-a48AkgHnSvvBa4kBPpRwDTAeDXtrz1icsBVFwsLor",' +
    '"i":"BN5Lu0RqptmJC-iXEldMMrlEew7Q01te2fLgqlbqW9zR","s":"0","kt":"1",' +
    '"k":["BN5Lu0RqptmJC-iXEldMMrlEew7Q01te2fLgqlbqW9zR"],"nt":"0","n":[],"bt":"0","b":[],"c":[],"a":[]}' +
    '-AABAAAMSU7Y9C_KSj_t-OGmxNDxaN5Jku5xrHR6OGzWlKF2quKAGLc0nEXBfzva3RAuEOJ-dTgguXmmbj7vz9XdKVsE',
};

async function open(provider: KeyProvider = openMemoryKeys()) {
  const host = await openHost({ store: openMemoryStore() });
  return { host, provider, habery: await openHabery({ host, keys: { provider, salt }, temp: true }) };
}

describe('what signs data of a habery', () => {
  test("is KERIpy's, byte for byte, wherever in the order of identities it is made", async () => {
    const { host, habery } = await open();
    await habery.make('alice');
    const signatory = await habery.signatory();
    expect(signatory.prefix).toBe(ofKeripy.prefix);
    expect(await signatory.sign(data)).toBe(ofKeripy.signature);
    const event = habery.hab('__signatory__').msgOwnEvent(0n);
    expect(new TextDecoder().decode(event)).toBe(ofKeripy.event);
    expect(habery.habs().map(({ name }) => name)).toEqual(['alice']);
    await host.close();
  });

  test('is made once, when it is first asked for, and is there when the habery is opened again', async () => {
    const { host, habery, provider } = await open();
    expect(() => habery.hab('__signatory__')).toThrow(/unknown-hab/);
    const several = await Promise.all([habery.signatory(), habery.signatory(), habery.signatory()]);
    expect(several.map(({ prefix }) => prefix)).toEqual(Array(3).fill(ofKeripy.prefix));
    await host.close();
    const again = await open(provider);
    expect(again.habery.habs()).toEqual([]);
    expect(again.habery.hab('__signatory__').prefix).toBe(ofKeripy.prefix);
    expect(await (await again.habery.signatory()).sign(data)).toBe(ofKeripy.signature);
    await again.host.close();
  });

  test('tells its signatures from others, and from what is none', async () => {
    const { host, habery } = await open();
    const signatory = await habery.signatory();
    const alice = await habery.make('alice');
    const [other = ''] = await alice.signUnindexed(data);
    const [indexed = ''] = await habery.hab('__signatory__').sign(data);
    expect(signatory.verify(data, ofKeripy.signature)).toBe(true);
    for (const wrong of [other, indexed, '', 'no signature', ofKeripy.prefix])
      expect([wrong, signatory.verify(data, wrong)]).toEqual([wrong, false]);
    expect(signatory.verify(new TextEncoder().encode('data at work'), ofKeripy.signature)).toBe(false);
    await host.close();
  });

  test('does not take the place of an identity that has its name', async () => {
    const { host, habery } = await open();
    await habery.make('__signatory__');
    await expect(habery.signatory()).rejects.toMatchObject({ code: 'hab-exists' });
    await host.close();
  });
});
