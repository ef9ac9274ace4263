/** The rolling hash of a run. dst.md 1.6 (5). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RollingHash } from '../../sim/hash.ts';

test('bytes are so many numbers', () => {
  fc.assert(
    fc.property(fc.string(), fc.uint8Array(), (before, bytes) => {
      const [one, other] = [new RollingHash(), new RollingHash()];
      for (const hash of [one, other]) hash.addText(before);
      one.addBytes(bytes);
      for (const byte of bytes) other.addNumber(byte);
      expect(one.words).toEqual(other.words);
    }),
  );
});
