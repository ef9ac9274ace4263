/** Indexed signatures. C-087…C-092; keripy.md 2.5, 7.3. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReceiptCouple } from '../../kernel/cesr/attachments.ts';
import { isTransferable, parsePrefix, schemeOfIndexed, signatureOf } from '../../kernel/cesr/identifiers.ts';
import {
  decodeIndexed,
  encodeIndexed,
  indexedCodeFor,
  indexedOfCouple,
  indexingFault,
} from '../../kernel/cesr/indexed-signature.ts';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import { indexedText } from '../support/cesr-arbitraries.ts';

const raw = Uint8Array.from({ length: 64 }, (_, i) => i * 3);

function places(code: string, index: number, ondex?: number): unknown {
  const fault = indexingFault({ code, index, ondex, raw });
  if (fault !== undefined) return fault.keripy;
  const text = encodeIndexed({ code, index, ondex, raw });
  const decoded = decodeIndexed(text);
  return decoded.ok ? [text.slice(0, 6), decoded.value.index, decoded.value.ondex] : decoded.error.code;
}

describe('the places an indexed signature points to', () => {
  test('C-089: one index for both lists', () => {
    expect(places('A', 5)).toEqual(['AFAAAw', 5, 5]);
    expect(places('C', 2, 2)).toEqual(['CCAAAw', 2, 2]);
    expect(places('A', 5, 2)).toBe('InvalidVarIndexError');
  });

  test('C-090: the current list alone', () => {
    expect(places('B', 2)).toEqual(['BCAAAw', 2, undefined]);
    expect(places('B', 2, 0)).toEqual(['BCAAAw', 2, undefined]);
    expect(places('B', 2, 2)).toBe('InvalidVarIndexError');
    expect(places('2B', 70)).toEqual(['2BBGAA', 70, undefined]);
  });

  test('C-091: an index for each list', () => {
    expect(places('2A', 5, 3)).toEqual(['2AAFAD', 5, 3]);
    expect(places('2A', 70)).toEqual(['2ABGBG', 70, 70]);
    expect(places('2E', 4095, 4095)).toEqual(['2E____', 4095, 4095]);
  });

  test('C-092: an index beyond its digits is refused', () => {
    expect(places('A', 64)).toBe('InvalidVarIndexError');
    expect(places('2A', 64)).toEqual(['2ABABA', 64, 64]);
    expect(places('2A', 4096)).toBe('InvalidVarIndexError');
    expect(places('2A', 1, 4096)).toBe('InvalidVarIndexError');
    expect(places('A', -1)).toBe('InvalidVarIndexError');
  });

  test('a second index on the wire of a current-only code is refused', () => {
    const text = encodeIndexed({ code: '2B', index: 1, ondex: undefined, raw });
    const decoded = decodeIndexed(`2BABAB${text.slice(6)}`);
    expect(decoded).toMatchObject({ ok: false, error: { code: 'bad-size' } });
  });

  test('pad bits are zero', () => {
    const text = encodeIndexed({ code: 'A', index: 1, ondex: undefined, raw });
    expect(decodeIndexed(`ABQ${text.slice(3)}`)).toMatchObject({ ok: false, error: { code: 'nonzero-pad' } });
  });

  test('keripy.md 2.5: a writer takes the smallest code that points to both places', () => {
    expect(indexedCodeFor('ed25519', { index: 5, ondex: 5 })).toBe('A');
    expect(indexedCodeFor('ed25519', { index: 5, ondex: 4 })).toBe('2A');
    expect(indexedCodeFor('ed25519', { index: 64, ondex: 64 })).toBe('2A');
    expect(indexedCodeFor('ed25519', { index: 63, ondex: undefined })).toBe('B');
    expect(indexedCodeFor('ed25519', { index: 64, ondex: undefined })).toBe('2B');
    expect(indexedCodeFor('ecdsa-secp256r1', { index: 1, ondex: 1 })).toBe('E');
    expect(indexedCodeFor('ed448', { index: 64, ondex: 1 })).toBe('3A');
    expect(indexedCodeFor('ed25519', { index: 4096, ondex: 4096 })).toBeUndefined();
  });

  test('C-088: the scheme follows from the code of the indexed table', () => {
    expect(['AA', '2B', 'C', '2D', 'E', '2F', '0A', '3B'].map(schemeOfIndexed)).toEqual([
      'ed25519',
      'ed25519',
      'ecdsa-secp256k1',
      'ecdsa-secp256k1',
      'ecdsa-secp256r1',
      'ecdsa-secp256r1',
      'ed448',
      'ed448',
    ]);
    expect(schemeOfIndexed('G')).toBeUndefined();
  });

  test('every indexed signature comes back from its text', () => {
    fc.assert(
      fc.property(indexedText, (text) => {
        const decoded = decodeIndexed(text);
        if (!decoded.ok) throw new Error(decoded.error.says);
        expect(encodeIndexed(decoded.value)).toBe(text);
      }),
    );
  });
});

test('a receipt of a witness becomes the indexed signature of its place', () => {
  const prefix = parsePrefix('BGKV6v93ue5L5wsgk75t6j8TcdgABMN9x-eIyPi96J3B');
  if (!prefix.ok) throw new Error(prefix.error.says);
  const couple: ReceiptCouple = {
    prefix: prefix.value,
    text: encodePrimitive('0B', { raw }),
    raw,
    span: { start: 0, end: 88 },
  };
  expect(isTransferable(couple.prefix)).toBe(false);
  expect(signatureOf(couple.text)).toMatchObject({ code: '0B', scheme: 'ed25519' });
  expect(indexedOfCouple(couple, 3)).toMatchObject({
    index: 3,
    raw,
    text: encodeIndexed({ code: 'A', index: 3, ondex: 3, raw }),
  });
  expect(indexedOfCouple(couple, 64)?.text.slice(0, 6)).toBe('2ABABA');
  expect(
    indexedOfCouple({ ...couple, text: encodePrimitive('E', { raw: raw.subarray(0, 32) }) }, 1),
  ).toBeUndefined();
});
