/** JSON bodies: C-110, C-111; D-17, D-18; keripy.md M-11, M-12. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMap, type Json, type JsonEntry, jsonDepthMax, jsonEqual } from '../../kernel/event/json.ts';
import { readJson, readJsonMap } from '../../kernel/event/json-read.ts';
import { jsonText, writeJson } from '../../kernel/event/json-write.ts';
import { floatText, isCanonicalNumber } from '../../kernel/event/number-text.ts';
import { decodeUtf8, encodeUtf8 } from '../../kernel/std/utf8.ts';
import { bodyMap, jsonValue } from '../support/json-arbitraries.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string) => readJsonMap(bytesOf(text));

describe('UTF-8 is decoded as the platform does, or refused', () => {
  test('for any bytes', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const platform = (bytes: Uint8Array): string | undefined => {
      try {
        return strict.decode(bytes);
      } catch {
        return undefined;
      }
    };
    const nearlyText = fc.array(
      fc.constantFrom(0x41, 0x80, 0xbf, 0xc2, 0xc0, 0xe0, 0xed, 0xa0, 0xf0, 0x90, 0xf4, 0x8f, 0xff),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(nearlyText, (numbers) => {
        const bytes = Uint8Array.from(numbers);
        expect(decodeUtf8(bytes)).toBe(platform(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  test('and any well-formed text comes back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(encodeUtf8(text)).toEqual(bytesOf(text));
        expect(decodeUtf8(encodeUtf8(text))).toBe(text);
      }),
    );
  });
});

describe('numbers have one text', () => {
  // What Python's repr writes.
  test.each([
    [1e16, '1e+16'],
    [1e15, '1000000000000000.0'],
    [0.1, '0.1'],
    [1e-5, '1e-05'],
    [0.0001, '0.0001'],
    [1.5e-7, '1.5e-07'],
    [-0, '-0.0'],
    [0, '0.0'],
    [1e21, '1e+21'],
    [123456.789, '123456.789'],
    [1e300, '1e+300'],
    [5e-324, '5e-324'],
    [-2.5, '-2.5'],
  ])('%d is %s', (value, text) => {
    expect(floatText(value)).toBe(text);
    expect(isCanonicalNumber(text)).toBe(true);
  });

  test.each([
    '1.50',
    '1e5',
    '1E+16',
    '-0',
    '01',
    '1.',
    '.5',
    '1e400',
    'NaN',
    '1e-7',
    '0.00001',
    '+1',
    '0x1',
    '10000000000000000.0',
  ])('%s is not how a number is written', (lexeme) => {
    expect(isCanonicalNumber(lexeme)).toBe(false);
  });

  test('a number of any size keeps its text', () => {
    const text = '{"n":0,"f":1.0,"g":1e+21,"h":1e-07,"i":12345678901234567890,"z":-0.0}';
    const map = read(text);
    expect(map.ok && jsonText(map.value)).toBe(text);
  });
});

describe('a body is taken when writing it again gives the same bytes, and only then', () => {
  test('for any value', () => {
    fc.assert(
      fc.property(bodyMap, (map) => {
        const back = readJsonMap(writeJson(map));
        expect(back.ok && jsonEqual(back.value, map)).toBe(true);
      }),
    );
  });

  test('the fast path takes nothing that the definitive path refuses, and finds the same value', () => {
    const labels = fc.constantFrom('a', '1', '0', '__proto__', 'é', '"', '\\u0041', 'constructor');
    const piece = fc.oneof(
      labels.map((label) => JSON.stringify(label)),
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        ' ',
        '1',
        '1.0',
        '2.5',
        '1e3',
        '"\\u0041"',
        '"\\/"',
        'true',
        'null',
        '"a":1',
        '{"a":1}',
        '"\\ud800"',
      ),
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 9 }).map((pieces) => `{${pieces.join('')}}`),
      bodyMap.map((map) => JSON.stringify(JSON.parse(jsonText(map)))),
    );
    fc.assert(
      fc.property(text, (given) => {
        const whole = read(given);
        const definitive = readJson(given);
        expect(whole.ok).toBe(definitive.ok && isMap(definitive.value));
        if (!whole.ok || !definitive.ok) return;
        expect(jsonEqual(whole.value, definitive.value)).toBe(true);
        expect(jsonText(whole.value)).toBe(given);
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ['white space', '{"a": 1}', 'not-canonical'],
    ['a label twice', '{"a":1,"a":1}', 'not-canonical'],
    ['a label twice, spelled otherwise', '{"a":1,"\\u0061":2}', 'not-canonical'],
    ['an escape without need', '{"a":"caf\\u00e9"}', 'not-canonical'],
    ['an escaped slash', '{"a":"\\/"}', 'not-canonical'],
    ['a float that is written short', '{"a":1e5}', 'not-canonical'],
    ['half a surrogate pair', '{"a":"\\ud800"}', 'undecodable-body'],
    ['a list', '[1]', 'undecodable-body'],
    ['text behind the map', '{"a":1}{}', 'undecodable-body'],
    ['a cut off map', '{"a":1', 'undecodable-body'],
    ['a comma too many', '{"a":1,}', 'undecodable-body'],
    ['a number that is none', '{"a":NaN}', 'undecodable-body'],
  ])('%s is refused', (_, text, code) => {
    expect(read(text)).toMatchObject({ ok: false, error: { code } });
  });

  test('control characters and quotes are escaped as a canonical writer does', () => {
    const text = '{"a":"\\u0001\\n\\"\\\\\u2028\u007f😀"}';
    expect(read(text)).toMatchObject({ ok: true });
    expect(read(text.replace('\\n', '\\u000a'))).toMatchObject({ ok: false });
  });

  test('integer-like labels keep their order', () => {
    const text = '{"b":1,"2":1,"1":1}';
    const map = read(text);
    expect(map.ok && map.value.entries.map(([label]: JsonEntry) => label)).toEqual(['b', '2', '1']);
  });

  test('nesting has a bound, and no depth breaks the reader', () => {
    const nested = (depth: number): string => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(read(nested(jsonDepthMax - 1))).toMatchObject({ ok: true });
    expect(read(nested(jsonDepthMax))).toMatchObject({ ok: false });
    expect(read(nested(200_000))).toMatchObject({ ok: false });
  });

  test('no bytes make the reader throw', () => {
    fc.assert(
      fc.property(bodyMap, fc.nat(), fc.nat(255), (map, place, byte) => {
        const bytes = writeJson(map);
        bytes[place % bytes.length] = byte;
        const back = readJsonMap(bytes);
        if (back.ok) expect(writeJson(back.value)).toEqual(bytes);
      }),
      { numRuns: 1000 },
    );
  });

  test('any value but a map is no body', () => {
    fc.assert(
      fc.property(
        jsonValue.filter((value: Json) => !isMap(value)),
        (value) => {
          expect(readJsonMap(writeJson(value)).ok).toBe(false);
        },
      ),
    );
  });
});
