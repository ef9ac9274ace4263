/** Numbers, dates, texts, tags, paths, routes and labels as primitives. C-082…C-086, C-113…C-118, K-051, K-052, K-149, K-252…K-256; KV-35, KV-42, CV-18. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  datetimeText,
  encodeDatetime,
  formatDatetime,
  microsOf,
  parseDatetime,
} from '../../kernel/cesr/datetime.ts';
import { decimalOf, encodeDecimal, encodeLabel, labelOf } from '../../kernel/cesr/label.ts';
import {
  encodeNumber,
  encodeSn,
  formatSn,
  numberOf,
  ordinalOfRaw,
  parseSn,
  snMax,
  snOf,
  snOfPrimitive,
} from '../../kernel/cesr/number.ts';
import { encodePath, formatPath, parsePath, pathOf } from '../../kernel/cesr/path.ts';
import { decodePrimitive, encodePrimitive, type Primitive } from '../../kernel/cesr/primitive.ts';
import { encodeRoute, routeOf } from '../../kernel/cesr/route.ts';
import { encodeTag, encodeVersionTag, tagOf, versionTagOf } from '../../kernel/cesr/tag.ts';
import { encodeText, textOf } from '../../kernel/cesr/text.ts';
import { base64Text } from '../support/cesr-arbitraries.ts';
import { specVector } from '../support/spec-vectors.ts';

function decoded(text: string): Primitive {
  const result = decodePrimitive(text);
  if (!result.ok) throw new Error(`${text}: ${result.error.says}`);
  return result.value;
}

const encodings = specVector<
  unknown,
  { cases: { what: string; input: unknown; output: unknown; qb64?: string }[] }
>('KV-35').expected.cases;

function encoding(what: string): {
  readonly input: unknown;
  readonly output: unknown;
  readonly qb64?: string;
} {
  const found = encodings.find((one) => one.what === what);
  if (found === undefined) throw new Error(`no encoding of ${what}`);
  return found;
}

describe('numbers', () => {
  const anySn = fc.bigInt({ min: 0n, max: snMax });

  test('K-051, KV-42: the largest is 2^128 - 1', () => {
    const { inputs, expected } = specVector<{ hex: string }, { decimal: string; inception: string }>('KV-42');
    expect(parseSn(inputs.hex)).toEqual({ ok: true, value: BigInt(expected.decimal) });
    expect(parseSn(expected.inception)).toEqual({ ok: true, value: 0n });
    expect(parseSn(`${inputs.hex}f`).ok).toBe(false);
  });

  test('K-052: lower-case hex without leading zeros, and no other spelling', () => {
    for (const text of ['0a', 'A', '0x1', '00', '', ' 1', '1_0', '-1', 'g', '1\n'])
      expect(parseSn(text).ok, JSON.stringify(text)).toBe(false);
    expect(parseSn('a')).toEqual({ ok: true, value: 10n });
  });

  test('every number comes back from its texts and primitives', () => {
    fc.assert(
      fc.property(anySn, (value) => {
        expect(parseSn(formatSn(snOf(value)))).toEqual({ ok: true, value });
        expect(snOfPrimitive(decoded(encodeSn(snOf(value))))).toEqual({ ok: true, value });
        for (const version of [1, 2] as const)
          expect(numberOf(decoded(encodeNumber(value, version)))).toBe(value);
      }),
    );
  });

  test('C-082, keripy.md 7.2: each version takes the smallest of its codes', () => {
    const codes = (version: 1 | 2) =>
      [16n, 32n, 40n, 64n, 88n, 112n, 128n].map(
        (bits) => decoded(encodeNumber((1n << bits) - 1n, version)).code,
      );
    expect(codes(1)).toEqual(['M', '0H', 'N', 'N', '0A', '0A', '0A']);
    expect(codes(2)).toEqual(['M', 'R', 'R', 'N', 'S', 'T', 'U']);
    expect(encodeNumber(65_536n, 2)).toBe('RAAAAQAA');
  });

  test('K-051: a primitive of 17 bytes can exceed the largest number', () => {
    const vast = decoded(encodePrimitive('U', { raw: new Uint8Array(17).fill(1) }));
    expect(snOfPrimitive(vast).ok).toBe(false);
    expect(ordinalOfRaw(vast.raw)).toBeUndefined();
    expect(snOfPrimitive(decoded('XAAB')).ok).toBe(false);
  });
});

describe('dates and times', () => {
  test('K-252, C-085, KV-35: the base64 spelling', () => {
    const { input, output } = encoding('date-time with code (computed)');
    expect(encodeDatetime(String(input))).toEqual({ ok: true, value: output });
    expect(datetimeText(decoded(String(output)))).toEqual({ ok: true, value: input });
  });

  test('K-149: microseconds and an offset are required', () => {
    for (const text of [
      '2020-08-22T17:50:09Z',
      '2020-08-22T17:50:09.988+00:00',
      '2020-08-22',
      '2020-08-22 17:50:09.988921+00:00',
      'nonsense',
      '',
      '2020-13-01T00:00:00.000000+00:00',
      '2021-02-29T00:00:00.000000+00:00',
      '1900-02-29T00:00:00.000000+00:00',
      '2020-08-22T24:00:00.000000+00:00',
      '2020-08-22T17:60:09.988921+00:00',
      '2020-08-22T17:50:60.988921+00:00',
      '2020-08-22T17:50:09.988921+24:00',
      '0000-01-01T00:00:00.000000+00:00',
      '2020-08-22T17:50:09.988921+00:00 ',
      '2020-00-22T17:50:09.988921+00:00',
      '2020-08-00T17:50:09.988921+00:00',
    ]) {
      expect(parseDatetime(text).ok, text).toBe(false);
    }
  });

  test('offsets are honoured to the microsecond', () => {
    const moments = [
      '2020-08-22T17:50:09.988921+00:00',
      '2020-08-22T20:20:09.988921+02:30',
      '2020-08-22T10:50:09.988921-07:00',
    ].map(parseDatetime);
    for (const moment of moments) expect(moment).toEqual({ ok: true, value: 1_598_118_609_988_921n });
    expect(parseDatetime('1970-01-01T00:00:00.000000+00:00')).toEqual({ ok: true, value: 0n });
    expect(parseDatetime('1969-12-31T23:59:59.999999+00:00')).toEqual({ ok: true, value: -1n });
  });

  test('the platform reads the same moment, in every year', () => {
    const millis = fc.integer({ min: -62_135_596_800_000, max: Date.UTC(9999, 11, 31) });
    fc.assert(
      fc.property(millis, fc.nat(999), (ms, micros) => {
        const moment = microsOf(BigInt(ms) * 1000n + BigInt(micros));
        const text = formatDatetime(moment);
        expect(parseDatetime(text)).toEqual({ ok: true, value: moment });
        expect(text.slice(0, 23)).toBe(new Date(ms).toISOString().slice(0, 23));
      }),
    );
  });

  test('the first and the last moment have texts', () => {
    for (const text of [
      '0001-01-01T00:00:00.000000+00:00',
      '9999-12-31T23:59:59.999999+00:00',
      '2000-02-29T12:00:00.000001+00:00',
    ]) {
      const moment = parseDatetime(text);
      expect(moment.ok && formatDatetime(moment.value)).toBe(text);
    }
  });

  test('a primitive that spells no moment is refused', () => {
    expect(datetimeText(decoded(`1AAG${'A'.repeat(32)}`)).ok).toBe(false);
    expect(datetimeText(decoded('MAAB')).ok).toBe(false);
  });
});

describe('base64 texts', () => {
  test('keripy.md 7.2: version 1 strips the pad by guess, version 2 escapes', () => {
    expect(encodeText('ABCD', 1)).toBe('4AABABCD');
    expect(textOf(decoded('4AABABCD'), 1)).toBe('BCD');
    expect(encodeText('ABCD', 2)).toBe('6AACAAA-ABCD');
    expect(textOf(decoded('6AACAAA-ABCD'), 2)).toBe('ABCD');
    expect(textOf(decoded('MAAB'), 1)).toBeUndefined();
  });

  test('every text comes back under version 2, and under version 1 when it does not begin with A', () => {
    fc.assert(
      fc.property(base64Text(0, 30), (text) => {
        expect(textOf(decoded(encodeText(text, 2)), 2)).toBe(text);
        if (!text.startsWith('A')) expect(textOf(decoded(encodeText(text, 1)), 1)).toBe(text);
      }),
    );
  });

  test('a pad that is no A is refused', () => {
    expect(textOf(decoded('5AABAB-A'), 1)).toBeUndefined();
  });
});

describe('tags and labels', () => {
  test('C-083, C-032: a tag of each length from 1 to 10', () => {
    const codes = Array.from(
      { length: 10 },
      (_, at) => decoded(encodeTag('abcdefghij'.slice(0, at + 1))).code,
    );
    expect(codes).toEqual(['0J', '0K', 'X', '1AAF', '0L', '0M', 'Y', '1AAN', '0N', '0O']);
    fc.assert(
      fc.property(base64Text(1, 10), (text) => {
        expect(tagOf(decoded(encodeTag(text)))).toBe(text);
      }),
    );
  });

  test('KV-35: the version tag of native bodies and the type of typed seals', () => {
    const tag = { protocol: 'KERI', version: [2, 0], genus: [2, 0] } as const;
    expect(encodeVersionTag(tag)).toBe(encoding('version field').output);
    expect(versionTagOf(decoded('0OKERICAACAA'))).toEqual(tag);
    expect(versionTagOf(decoded('YCSMTCAA'))).toBeUndefined();
    expect(encodeTag('CSMTCAA')).toBe(encoding('typed seal type').output);
  });

  test('KV-35: labels, text values and decimal numbers of native maps', () => {
    const { input, output } = encoding('map labels and values inside KV-20..KV-25');
    const expected = output as Readonly<Record<string, string>>;
    for (const [text, role] of Object.entries(input as Readonly<Record<string, string>>)) {
      if (role === 'boolean') continue;
      const encoded = role === 'number' ? encodeDecimal(text) : encodeLabel(text);
      expect(encoded, text).toBe(expected[text]);
      expect(role === 'number' ? decimalOf(decoded(encoded ?? '')) : labelOf(decoded(encoded ?? ''))).toBe(
        text,
      );
    }
  });

  test('every well-formed text comes back from its label', () => {
    fc.assert(
      fc.property(fc.oneof(base64Text(0, 30), fc.string({ unit: 'grapheme' })), (text) => {
        expect(labelOf(decoded(encodeLabel(text)))).toBe(text);
      }),
    );
  });

  test('decimal numbers keep their text; what is no number is refused', () => {
    for (const text of ['0', '-1.5', '300000.0', '1e10', '12345678901234567890.000'])
      expect(decimalOf(decoded(encodeDecimal(text) ?? ''))).toBe(text);
    for (const text of ['', '.', '1.', 'p', '1p0', '0x1', '1 '])
      expect(encodeDecimal(text), text).toBeUndefined();
  });
});

describe('paths and routes', () => {
  test('CV-18, C-118: the eight paths of the specification', () => {
    for (const { path, qb64 } of specVector<unknown, { cases: { path: string; qb64: string }[] }>('CV-18')
      .expected.cases) {
      expect(encodePath(path)).toEqual({ ok: true, value: qb64 });
      expect(pathOf(decoded(qb64))).toEqual({ ok: true, value: path });
    }
  });

  test('C-114, C-117: components, the root, a dash at the end, and what is no path', () => {
    expect(parsePath('-')).toEqual({ ok: true, value: [] });
    expect(parsePath('-a-personal-')).toEqual({ ok: true, value: ['a', 'personal'] });
    expect(formatPath(['e', 'icp', 0])).toBe('-e-icp-0');
    for (const text of ['', 'a', '-a-*', '-a--b', '/a', '-é']) expect(parsePath(text).ok, text).toBe(false);
  });

  test('K-255, KV-35: a route of base64 and slashes is spelled with dashes', () => {
    expect(encodeRoute('/ipex/offer')).toBe(encoding('route without code').qb64);
    const { input, output } = encoding('routes inside KV-20');
    expect((input as string[]).map(encodeRoute)).toEqual(output);
  });

  test('K-256: a route with a dash or other characters is bytes', () => {
    expect(encodeRoute('/a-b')).toBe(encoding('route with dash (computed)').qb64);
    expect(routeOf(decoded('6BACAAAvYS1i'))).toBe('/a-b');
  });

  test('every route comes back', () => {
    const word = fc.oneof(base64Text(0, 8), fc.string({ unit: 'grapheme', maxLength: 4 }));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), (words) => {
        const route = words.join('/');
        expect(routeOf(decoded(encodeRoute(route)))).toBe(route);
      }),
    );
  });
});
