/** Identities: made, rotated, anchoring, signing; their events are KERIpy's byte for byte. */
import { describe, expect, test } from 'vitest';
import { decodeIndexed } from '../../../kernel/cesr/indexed-signature.ts';
import { keyOf } from '../../../kernel/cesr/identifiers.ts';
import { freshHabery, openAt, algorithms } from './standing.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('an identity', () => {
  test('is the one that KERIpy makes of the same name and salt, and so is its rotation', async () => {
    const { habery, host } = await freshHabery();
    const bob = await habery.make('bob');
    expect(bob.prefix).toBe('EA_SbBUZYwqLVlAAn14d6QUBQCSReJlZ755JqTgmRhXH');
    const rotated = await bob.rotate();
    expect(rotated.said).toBe('EHZks1BQ_ieuzASY7VoZNIOgIfnlE-SZJzO3OP_Wf3zM');
    expect([rotated.ilk, rotated.sn, rotated.report.decision]).toEqual(['rot', 1n, 'accepted']);
    expect(host.keyState(bob.prefix)?.said).toBe(rotated.said);
  });

  test('anchors seals, and signs with the keys in force', async () => {
    const { habery } = await freshHabery();
    const hab = await habery.make('multi', { icount: 3, isith: ['1/2', '1/2', '1/2'], ncount: 2, nsith: 2 });
    const anchored = await hab.interact([{ d: 'EHZks1BQ_ieuzASY7VoZNIOgIfnlE-SZJzO3OP_Wf3zM' }]);
    expect(anchored.sn).toBe(1n);
    await hab.rotate();
    const { keys } = hab.state();
    const signatures = await hab.sign(bytes('words'));
    expect(signatures).toHaveLength(2);
    for (const [place, text] of signatures.entries()) {
      const key = keyOf(keys[place] ?? '');
      const signature = decodeIndexed(text);
      if (key === undefined || !signature.ok) throw new Error('no key or no signature');
      expect(
        algorithms.verify({
          scheme: key.scheme,
          key: key.raw,
          message: bytes('words'),
          signature: signature.value.raw,
        }),
      ).toBe(true);
    }
  });

  test('is there again when it is opened anew', async () => {
    const fresh = await freshHabery();
    const bob = await fresh.habery.make('bob');
    await bob.rotate();
    await bob.interact();
    const before = bob.state();
    const { habery } = await openAt(fresh);
    expect(habery.habs().map(({ name }) => name)).toEqual(['bob']);
    expect(habery.hab('bob').state()).toEqual(before);
    expect((await habery.hab('bob').rotate()).sn).toBe(3n);
  });
});
