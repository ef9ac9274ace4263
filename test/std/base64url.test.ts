/** Base64 with the URL-safe alphabet. C-007; RFC 4648 section 5. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  base64BytesOf,
  base64OfInteger,
  bytesOfBase64,
  bytesOfBase64Bytes,
  integerOfBase64,
  isBase64,
} from '../../kernel/std/base64url.ts';
import { asciiBytes, asciiText } from '../../kernel/std/bytes.ts';

const threes = fc
  .uint8Array({ maxLength: 120 })
  .map((bytes) => bytes.subarray(0, bytes.length - (bytes.length % 3)));

describe('base64url', () => {
  test('bytes come back from their base64, which is that of the platform', () => {
    fc.assert(
      fc.property(threes, (bytes) => {
        const text = asciiText(base64BytesOf(bytes, 0, bytes.length));
        expect(text).toBe(Buffer.from(bytes).toString('base64url'));
        expect(bytesOfBase64(text)).toEqual(Uint8Array.from(bytes));
        expect(bytesOfBase64Bytes(asciiBytes(text), 0, text.length)).toEqual(Uint8Array.from(bytes));
      }),
    );
  });

  test('C-007: a character outside the alphabet is refused wherever it stands', () => {
    for (const wrong of ['+', '/', '=', ' ', '\n', 'é', 'Ł', '\u{1F600}']) {
      for (const at of [0, 1, 2, 3]) {
        const text = `${'A'.repeat(at)}${wrong}AAAA`.slice(0, 4);
        expect(bytesOfBase64(text), JSON.stringify(text)).toBeUndefined();
        expect(isBase64(text)).toBe(false);
      }
    }
  });

  test('text that is no multiple of four is refused', () => {
    for (const text of ['A', 'AA', 'AAA', 'AAAAA']) expect(bytesOfBase64(text)).toBeUndefined();
    expect(bytesOfBase64('')).toEqual(new Uint8Array(0));
  });

  test('whole numbers come back from their digits', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 30 - 1), (value) => {
        expect(integerOfBase64(base64OfInteger(value, 5))).toBe(value);
      }),
    );
    expect(base64OfInteger(0, 2)).toBe('AA');
    expect(base64OfInteger(4095, 2)).toBe('__');
    expect(integerOfBase64('A+')).toBe(-1);
    expect(() => base64OfInteger(4096, 2)).toThrow('fits');
    expect(() => base64OfInteger(-1, 2)).toThrow('whole');
  });
});
