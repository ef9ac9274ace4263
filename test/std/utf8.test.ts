/** UTF-8 both ways, strict. RFC 3629 section 4. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8, isWellFormed } from '../../kernel/std/utf8.ts';

describe('UTF-8', () => {
  test('well-formed text has the bytes of the platform and comes back from them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const bytes = encodeUtf8(text);
        expect(Buffer.from(bytes).toString('hex')).toBe(Buffer.from(text, 'utf8').toString('hex'));
        expect(decodeUtf8(bytes)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  test('every first and last character of each sequence size', () => {
    for (const point of [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x1_0000, 0x10_ffff]) {
      const text = String.fromCodePoint(point);
      expect(encodeUtf8(text)).toEqual(Uint8Array.from(Buffer.from(text, 'utf8')));
      expect(decodeUtf8(encodeUtf8(text))).toBe(text);
    }
  });

  test('bytes are refused exactly where a strict platform decoder refuses them', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const expected = (bytes: Uint8Array) => {
      try {
        return strict.decode(bytes);
      } catch {
        return undefined;
      }
    };
    const leads = fc.constantFrom(
      0x41,
      0x80,
      0xbf,
      0xc0,
      0xc2,
      0xdf,
      0xe0,
      0xed,
      0xef,
      0xf0,
      0xf4,
      0xf5,
      0xff,
      0xa0,
      0x90,
      0x8f,
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.array(leads, { maxLength: 8 }).map((list) => Uint8Array.from(list)),
    );
    fc.assert(
      fc.property(bytes, (one) => {
        expect(decodeUtf8(one)).toBe(expected(one));
      }),
      { numRuns: 2000 },
    );
  });

  test('half a surrogate pair is not well-formed', () => {
    expect(isWellFormed('a\ud800')).toBe(false);
    expect(isWellFormed('\udc00a')).toBe(false);
    expect(isWellFormed('\u{1F600}')).toBe(true);
  });
});
