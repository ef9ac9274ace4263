/** Primitives in three domains. C-001…C-032, C-078…C-086; CV-01, CV-19, KV-33, KV-34, KV-45. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { argon2id } from '@noble/hashes/argon2.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codesOne, codesTwo } from '../../kernel/cesr/codes.ts';
import {
  binaryOfText,
  decodeBinary,
  decodeBy,
  decodePrimitive,
  encodePrimitive,
  encodingFault,
  textOfBinary,
} from '../../kernel/cesr/primitive.ts';
import { primitiveReader, readPrimitive } from '../../kernel/cesr/read.ts';
import { asciiBytes } from '../../kernel/std/bytes.ts';
import { counterText, indexedText, primitiveSample } from '../support/cesr-arbitraries.ts';
import { specVector } from '../support/spec-vectors.ts';

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

function refusal(text: string): string {
  const decoded = decodePrimitive(text);
  return decoded.ok ? 'accepted' : decoded.error.code;
}

const key = 'DKiNnDmdOkcBjcAqL2FFhMZnSlPfNyGrJlCjJmX5b1nU';

describe('examples of the specifications', () => {
  test('CV-01: a short number in text, binary and raw', () => {
    type Case = { rawHex: string; text: string; binaryHex: string };
    for (const { rawHex, text, binaryHex } of specVector<unknown, { cases: Case[] }>('CV-01').expected
      .cases) {
      expect(encodePrimitive('M', { raw: hex(rawHex) })).toBe(text);
      expect(binaryOfText(text)).toEqual(hex(binaryHex));
      expect(decodeBinary(hex(binaryHex))).toMatchObject({
        ok: true,
        value: { code: 'M', raw: hex(rawHex) },
      });
    }
  });

  test('KV-34, C-014: nonces of 16 characters', () => {
    const { inputs, expected } = specVector<{ rawAscii: string[] }, { qb64: string[] }>('KV-34');
    expect(inputs.rawAscii.map((text) => encodePrimitive('0A', { raw: asciiBytes(text) }))).toEqual(
      expected.qb64,
    );
  });

  test('KV-45: the sample primitive of the KERI specification', () => {
    const { inputs, expected } = specVector<
      { qb64: string },
      { code: string; binaryBytes: number; rawBytes: number }
    >('KV-45');
    const decoded = decodePrimitive(inputs.qb64);
    expect(decoded.ok && [decoded.value.code, decoded.value.raw.length]).toEqual([
      expected.code,
      expected.rawBytes,
    ]);
    expect(binaryOfText(inputs.qb64)?.length).toBe(expected.binaryBytes);
  });

  test('KV-33: seeds and keys that come from salts', () => {
    type Pair = { index: number; seedQb64: string; publicKey: string };
    const { inputs, expected } = specVector<{ salts: { amy: string } }, { computed: { amy: Pair[] } }>(
      'KV-33',
    );
    for (const { index, seedQb64, publicKey } of expected.computed.amy) {
      const seed = argon2id(index.toString(16), asciiBytes(inputs.salts.amy), {
        t: 1,
        m: 8,
        p: 1,
        dkLen: 32,
        version: 0x13,
      });
      expect(encodePrimitive('A', { raw: seed })).toBe(seedQb64);
      expect(encodePrimitive('D', { raw: ed25519.getPublicKey(seed) })).toBe(publicKey);
    }
  });

  test('C-025, C-026: bytes take the code of their length', () => {
    expect(encodePrimitive('4B', { raw: asciiBytes('abc') })).toBe('4BABYWJj');
    expect(encodePrimitive('4B', { raw: asciiBytes('a') })).toMatch(/^6BAB/);
    expect(encodePrimitive('4B', { raw: asciiBytes('ab') })).toMatch(/^5BAB/);
    expect(encodePrimitive('4B', { raw: new Uint8Array(12_288) })).toMatch(/^7AABABAA/);
    expect(encodePrimitive('4B', { raw: new Uint8Array(12_285) })).toMatch(/^4B__/);
  });
});

describe('laws of the domains', () => {
  for (const version of [1, 2] as const) {
    const read = primitiveReader(version === 1 ? codesOne : codesTwo);
    test(`C-005, CV-19: raw, text and binary come back from each other, version ${version}`, () => {
      fc.assert(
        fc.property(primitiveSample(version), ({ row, material, text }) => {
          const decoded = decodeBy(read, text);
          if (!decoded.ok) throw new Error(`${text}: ${decoded.error.says}`);
          expect(decoded.value.raw).toEqual(Uint8Array.from(material.raw));
          expect(decoded.value.soft).toBe(row.fullSize === 0 ? '' : material.soft);
          if (row.fullSize > 0) expect(decoded.value.code).toBe(row.code);
          const binary = binaryOfText(text) ?? new Uint8Array(0);
          const reading = read(binary, 0, binary.length, 'binary');
          expect(reading).toEqual({ kind: 'read', value: { ...decoded.value, text }, next: binary.length });
        }),
        { numRuns: 1000 },
      );
    });
  }

  test('C-001, C-003, C-006: converting a concatenation is concatenating the conversions', () => {
    const piece = fc.oneof(
      primitiveSample(2).map(({ text }) => text),
      indexedText,
      counterText,
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (texts) => {
        const whole = binaryOfText(texts.join(''));
        expect(whole).toEqual(Uint8Array.from(texts.flatMap((text) => [...(binaryOfText(text) ?? [])])));
        expect(textOfBinary(whole ?? new Uint8Array(0))).toBe(texts.join(''));
      }),
    );
  });

  test('decoding a text is reading it from a stream', () => {
    const changed = fc.tuple(primitiveSample(2), fc.nat(200), fc.constantFrom('', 'A', 'Q', '_', '+', 'é'));
    fc.assert(
      fc.property(changed, ([{ text }, at, put]) => {
        const near = at < text.length ? text.slice(0, at) + put + text.slice(at + 1) : text + put;
        expect(decodeBy(readPrimitive, near)).toMatchObject(decodePrimitive(near));
      }),
      { numRuns: 2000 },
    );
  });

  test('decoding answers every text and every bytes, and what it accepts has one spelling', () => {
    const near = primitiveSample(2).chain(({ text }) =>
      fc
        .tuple(fc.nat(text.length), fc.string({ maxLength: 3 }))
        .map(([at, put]) => text.slice(0, at) + put + text.slice(at + put.length)),
    );
    fc.assert(
      fc.property(fc.oneof(near, fc.string({ unit: 'binary' }), fc.string()), (text) => {
        const decoded = decodePrimitive(text);
        if (!decoded.ok) return;
        const { code, soft, raw } = decoded.value;
        const isLargeForSmall = code.length === 4 && Number(code.charAt(0)) >= 7;
        if (!isLargeForSmall && codesTwo.byCode.has(code))
          expect(encodePrimitive(code, { soft, raw })).toBe(text);
      }),
      { numRuns: 2000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => void decodeBinary(bytes)));
  });
});

describe('what a primitive may not be', () => {
  test('C-016: pad bits and lead bytes are zero', () => {
    expect(refusal('MQAA')).toBe('nonzero-pad');
    expect(refusal('MAAA')).toBe('accepted');
    expect(refusal('5AAB_AAA')).toBe('nonzero-pad');
    expect(refusal('6AABA_AA')).toBe('nonzero-pad');
    expect(refusal('VQAA')).toBe('nonzero-pad');
    expect(refusal('0JXi')).toBe('nonzero-pad');
  });

  test('C-007: other alphabets are refused', () => {
    for (const wrong of ['+', '/', '=', ' ', 'é', 'Ł'])
      expect(refusal(key.slice(0, 20) + wrong + key.slice(21))).toBe('bad-alphabet');
  });

  test('a primitive is as long as its code says', () => {
    expect(refusal(key.slice(0, -1))).toBe('truncated');
    expect(refusal(`${key}A`)).toBe('bad-size');
    expect(refusal('DBFiIg')).toBe('truncated');
    expect(refusal('')).toBe('truncated');
    expect(refusal('5AAA')).toBe('bad-size');
    expect(refusal('4AAA')).toBe('accepted');
  });

  test('a code outside the tables is refused, and so are counters and op codes', () => {
    expect(refusal(`0z${key}`)).toBe('unknown-code');
    expect(refusal(`d${key}`)).toBe('unknown-code');
    expect(refusal(`#${key}`)).toBe('unknown-code');
    expect(refusal('-AAB')).toBe('unexpected-code');
    expect(refusal('_AAA')).toBe('unexpected-code');
  });

  test('material that does not fit its code is found out before', () => {
    expect(encodingFault(codesTwo, 'D', { raw: new Uint8Array(31) })?.code).toBe('bad-size');
    expect(encodingFault(codesTwo, 'D', { raw: new Uint8Array(33) })?.code).toBe('bad-size');
    expect(encodingFault(codesTwo, 'X', { soft: 'a+b' })?.code).toBe('bad-size');
    expect(encodingFault(codesTwo, '~', { raw: new Uint8Array(32) })?.code).toBe('unknown-code');
    expect(() => encodePrimitive('D', { raw: new Uint8Array(31) })).toThrow('fits');
  });

  test('the versions differ where their tables do', () => {
    expect(codesOne.byCode.get('1AAL')?.name).toBe('Yes');
    expect(codesTwo.byCode.get('1AAL')?.name).toBe('No');
    const one = decodeBy(primitiveReader(codesOne), 'XAAB');
    const two = decodeBy(primitiveReader(codesTwo), 'XAAB');
    expect(one).toMatchObject({ ok: true, value: { soft: '', raw: hex('0001') } });
    expect(two).toMatchObject({ ok: true, value: { soft: 'AAB', raw: hex('') } });
  });
});
