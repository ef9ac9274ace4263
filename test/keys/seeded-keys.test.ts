/** Keys from numbers: the contract `keygen`, `sign`, `verify`. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import { openSeededKeys } from '../../shell/keys/index.ts';
import type { SeededKeys } from '../../shell/keys/index.ts';

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const payload = new TextEncoder().encode('hello deterministic world');

const anySeed = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

let keys: SeededKeys;
beforeAll(async () => {
  keys = await openSeededKeys();
});

describe('keygen', () => {
  test('makes the same key of the same seed, for ever', () => {
    expect(hexOf(keys.keygen(42))).toBe(hexOf(keys.keygen(42n)));
    expect(hexOf(keys.keygen(42)).slice(64)).toBe(
      'e739b8af119da7c8dd278353512bdb5e3bb000f86480a8ab3276faeab842b365',
    );
  });

  test('takes a number for its eight bytes, big-endian', () => {
    expect(keys.keygen(258)).toEqual(keys.keygen(Uint8Array.from([0, 0, 0, 0, 0, 0, 1, 2])));
    expect(keys.keygen(258)).not.toEqual(keys.keygen(Uint8Array.from([1, 2])));
  });

  test('makes another key of another seed', () => {
    fc.assert(
      fc.property(anySeed, anySeed, (a, b) => {
        fc.pre(a !== b);
        expect(keys.keygen(a)).not.toEqual(keys.keygen(b));
      }),
      { numRuns: 30 },
    );
  });

  test.each([-1, 1.5, Number.NaN, 2 ** 60, -1n, 2n ** 64n])('refuses the seed %s', (seed) => {
    expect(() => keys.keygen(seed)).toThrow(/whole number from 0/);
  });
});

describe('sign and verify', () => {
  test('take a key of 64 bytes, or for verifying its public half, raw or qualified', () => {
    const key = keys.keygen(42);
    const signature = keys.sign(key, payload);
    expect(signature.length).toBe(64);
    const publicKey = key.slice(32);
    for (const one of [
      key,
      publicKey,
      encodePrimitive('D', { raw: publicKey }),
      encodePrimitive('B', { raw: publicKey }),
    ])
      expect(keys.verify(one, payload, signature)).toBe(true);
  });

  test('sign as signify-ts does', () => {
    const seed = new Uint8Array(32).fill(1);
    const publicKey = Buffer.from('iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w', 'base64url');
    const signature = keys.sign(Buffer.concat([seed, publicKey]), payload);
    expect(Buffer.from(signature).toString('base64')).toBe(
      'QGe0rOVh6R0LK/omwVmO2OjBd6++nwJ5TQ+dv08eo1YQc9YHvrgZWe1Cw3LeFMjZi0C1HiYszsELnfohWX0tDg==',
    );
  });

  test('a wrong key, payload, signature, or size of any is false and no error', () => {
    const key = keys.keygen(42);
    const signature = keys.sign(key, payload);
    const tampered = signature.slice();
    tampered[0] = (tampered[0] ?? 0) ^ 1;
    expect(keys.verify(keys.keygen(43), payload, signature)).toBe(false);
    expect(keys.verify(key, payload.slice(1), signature)).toBe(false);
    expect(keys.verify(key, payload, tampered)).toBe(false);
    expect(keys.verify(key, payload, signature.slice(1))).toBe(false);
    expect(keys.verify(key.slice(1), payload, signature)).toBe(false);
    for (const text of ['', 'D', 'no key', encodePrimitive('A', { raw: key.slice(0, 32) })])
      expect(keys.verify(text, payload, signature)).toBe(false);
  });

  test('a key of another size signs nothing', () => {
    expect(() => keys.sign(keys.keygen(42).slice(32), payload)).toThrow(/64 bytes/);
  });
});
