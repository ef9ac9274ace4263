/** What every provider of keys holds to: the promises of `shell/keys/key-provider.ts`, by number. */
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KeyProvider } from '../../shell/keys/index.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** Checks a kind of provider; `open` gives an empty one. */
export function providerSuite(name: string, open: () => Promise<KeyProvider>): void {
  describe(`${name} keeps keys by id`, () => {
    test('1: what was stored is answered, byte for byte', async () => {
      const provider = await open();
      await provider.storeKey('a', bytes(1, 2, 3));
      await provider.storeKey('b', bytes());
      expect(await provider.getKey('a')).toEqual(bytes(1, 2, 3));
      expect(await provider.getKey('b')).toEqual(bytes());
    });

    test('1: what is not there is an error of its own', async () => {
      const provider = await open();
      await expect(provider.getKey('a')).rejects.toMatchObject({ code: 'unknown-key', facts: { id: 'a' } });
    });

    test('2: an id that is taken is not written over, unless told so', async () => {
      const provider = await open();
      await provider.storeKey('a', bytes(1));
      await expect(provider.storeKey('a', bytes(2))).rejects.toMatchObject({ code: 'key-exists' });
      expect(await provider.getKey('a')).toEqual(bytes(1));
      await provider.storeKey('a', bytes(3), { replace: true });
      expect(await provider.getKey('a')).toEqual(bytes(3));
    });

    test('2: a deletion says whether there was something, and is final', async () => {
      const provider = await open();
      await provider.storeKey('a', bytes(1));
      expect(await provider.deleteKey('a')).toBe(true);
      expect(await provider.deleteKey('a')).toBe(false);
      await expect(provider.getKey('a')).rejects.toMatchObject({ code: 'unknown-key' });
    });

    test('2: several changes are made as one, and the last of an id holds', async () => {
      const { changeKeys, ...provider } = await open();
      if (changeKeys === undefined) return;
      await provider.storeKey('a', bytes(1));
      await provider.storeKey('gone', bytes(1));
      await changeKeys([]);
      await changeKeys([
        { id: 'b', key: bytes(1) },
        { id: 'a', key: bytes(2) },
        { id: 'gone', key: undefined },
        { id: 'never', key: undefined },
        { id: 'brief', key: bytes(3) },
        { id: 'b', key: bytes(4) },
        { id: 'brief', key: undefined },
      ]);
      expect([await provider.getKey('a'), await provider.getKey('b')]).toEqual([bytes(2), bytes(4)]);
      for (const id of ['gone', 'never', 'brief'])
        await expect(provider.getKey(id)).rejects.toMatchObject({ code: 'unknown-key' });
    });

    test('3: bytes are copied in both directions', async () => {
      const provider = await open();
      const given = bytes(1, 2);
      await provider.storeKey('a', given);
      given.fill(9);
      const got = await provider.getKey('a');
      got.fill(8);
      expect(await provider.getKey('a')).toEqual(bytes(1, 2));
      const buffer = Buffer.from([5, 6]);
      await provider.storeKey('b', buffer);
      buffer.fill(9);
      expect(await provider.getKey('b')).toEqual(bytes(5, 6));
      const changed = bytes(3, 4);
      await provider.changeKeys?.([{ id: 'a', key: changed }]);
      changed.fill(9);
      expect(await provider.getKey('a')).toEqual(
        provider.changeKeys === undefined ? bytes(1, 2) : bytes(3, 4),
      );
    });

    test('4: errors name the id and not what is kept under it', async () => {
      const provider = await open();
      const secret = 'S3cretBytes';
      await provider.storeKey('a', new TextEncoder().encode(secret));
      const again: unknown = await provider
        .storeKey('a', new TextEncoder().encode(`${secret}2`))
        .catch((error: unknown) => error);
      expect(again).toMatchObject({ code: 'key-exists', facts: { id: 'a' } });
      const text = inspect(again, { depth: 10, showHidden: true });
      for (const shown of [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret).join(', ')])
        expect(text).not.toContain(shown);
    });

    test('it is a map of ids to bytes, whatever is done in whatever order', async () => {
      const id = fc.constantFrom('a', 'b', '', 'seed.DAbc', '__proto__');
      const act = fc.oneof(
        fc.record({
          kind: fc.constant('store'),
          id,
          key: fc.uint8Array({ maxLength: 4 }),
          replace: fc.boolean(),
        }),
        fc.record({
          kind: fc.constant('delete'),
          id,
          key: fc.constant(bytes()),
          replace: fc.constant(false),
        }),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(act, { maxLength: 20 }), async (acts) => {
          const provider = await open();
          const model = new Map<string, Uint8Array>();
          for (const { kind, id: at, key, replace } of acts) {
            if (kind === 'delete') {
              expect(await provider.deleteKey(at)).toBe(model.delete(at));
              continue;
            }
            const stored = provider.storeKey(at, key, { replace });
            if (model.has(at) && !replace) {
              await expect(stored).rejects.toMatchObject({ code: 'key-exists' });
              continue;
            }
            await stored;
            model.set(at, key);
          }
          for (const [at, key] of model) expect(await provider.getKey(at)).toEqual(key);
        }),
        { numRuns: 25 },
      );
    });
  });
}
