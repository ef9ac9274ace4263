/** Self-addressing identifiers over bytes. C-106…C-112; CV-14…CV-17, KV-32; test/vectors case s158. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { codesTwo } from '../../kernel/cesr/codes.ts';
import { digestAlgorithmOf, digestOf } from '../../kernel/cesr/identifiers.ts';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import { checkSaid, deriveSaid, dummied, dummySaid, findText } from '../../kernel/cesr/said.ts';
import { digest } from '../../kernel/crypto/registry.ts';
import { asciiBytes, asciiText } from '../../kernel/std/bytes.ts';
import { encodeUtf8 } from '../../kernel/std/utf8.ts';
import { specVector } from '../support/spec-vectors.ts';

function check(bytes: Uint8Array, said: string): boolean {
  const place = findText(bytes, said, 0);
  return place !== undefined && checkSaid(bytes, [place], said, digest);
}

describe('examples of the CESR specification', () => {
  test('CV-14: a SAID among fixed fields', () => {
    const { inputs, expected } = specVector<
      { saidOffset: number; saidLength: number; digestCode: string },
      { dummied: string; said: string; final: string }
    >('CV-14');
    const place = { start: inputs.saidOffset, end: inputs.saidOffset + inputs.saidLength };
    expect(asciiText(dummied(asciiBytes(expected.final), [place]))).toBe(expected.dummied);
    expect(deriveSaid(asciiBytes(expected.final), [place], inputs.digestCode, digest)).toBe(expected.said);
    expect(deriveSaid(asciiBytes(expected.dummied), [], inputs.digestCode, digest)).toBe(expected.said);
    expect(check(asciiBytes(expected.final), expected.said)).toBe(true);
  });

  test.each(['CV-15', 'CV-16'])('%s: a SAID of a map, under any label', (id) => {
    const {
      said,
      raw,
      dummied: filled,
    } = specVector<unknown, { said: string; raw: string; dummied: string }>(id).expected;
    expect(deriveSaid(asciiBytes(filled), [], 'E', digest)).toBe(said);
    expect(check(asciiBytes(raw), said)).toBe(true);
  });

  test('CV-17: SAIDs of a block and of the compact form around it', () => {
    const { attributeSaid, attributeDummied, topSaid, ...rest } = specVector<unknown, Record<string, string>>(
      'CV-17',
    ).expected;
    expect(deriveSaid(asciiBytes(attributeDummied ?? ''), [], 'E', digest)).toBe(attributeSaid);
    const compact = Object.values(rest).find(
      (value) => typeof value === 'string' && value.includes('AADx') && value.includes('#'),
    );
    expect(deriveSaid(asciiBytes(compact ?? ''), [], 'E', digest)).toBe(topSaid);
  });

  test('KV-32: next key digests are over the text of the qualified key', () => {
    const { inputs, expected } = specVector<{ sets: { nextKeys: string[] }[] }, { digests: string[][] }>(
      'KV-32',
    );
    const digests = inputs.sets.map(({ nextKeys }) =>
      nextKeys.map((key) => encodePrimitive('E', { raw: digest('blake3-256', asciiBytes(key)) })),
    );
    expect(digests).toEqual(expected.digests);
  });
});

describe('SAIDs', () => {
  const text = '{"d":"@","i":"@","n":1}';

  test('C-107, C-109: every digest code has its own algorithm and its own length of dummy', () => {
    for (const row of codesTwo.rows) {
      if (row.role.kind !== 'digest') continue;
      const said = deriveSaid(asciiBytes(text.replaceAll('@', dummySaid(row.code))), [], row.code, digest);
      expect(digestAlgorithmOf(said)).toBe(row.role.algorithm);
      expect(digestOf(said)?.code).toBe(row.code);
      const whole = asciiBytes(text.replaceAll('@', said));
      const first = findText(whole, said, 0) ?? { start: 0, end: 0 };
      const second = findText(whole, said, first.end) ?? { start: 0, end: 0 };
      expect(checkSaid(whole, [first, second], said, digest), row.code).toBe(true);
      expect(checkSaid(whole, [first], said, digest), row.code).toBe(false);
    }
  });

  test('C-108: one changed byte and the SAID no longer holds', () => {
    const said = deriveSaid(asciiBytes(text.replaceAll('@', dummySaid('E'))), [], 'E', digest);
    const whole = asciiBytes(text.replaceAll('@', said));
    const first = findText(whole, said, 0) ?? { start: 0, end: 0 };
    const places = [first, findText(whole, said, first.end) ?? first];
    for (let at = 0; at < whole.length; at++) {
      if (places.some(({ start, end }) => at >= start && at < end)) continue;
      const changed = whole.map((byte, i) => (i === at ? byte ^ 1 : byte));
      expect(checkSaid(changed, places, said, digest), `byte ${at}`).toBe(false);
    }
  });

  test('C-106: what is no digest is no SAID', () => {
    const key = 'DKiNnDmdOkcBjcAqL2FFhMZnSlPfNyGrJlCjJmX5b1nU';
    expect(checkSaid(asciiBytes(key), [{ start: 0, end: 44 }], key, digest)).toBe(false);
    expect(checkSaid(asciiBytes('E'), [], 'E', digest)).toBe(false);
  });

  test('the bytes given stay as they are, also in a buffer of the platform', () => {
    for (const bytes of [asciiBytes('abcdef'), Buffer.from('abcdef')]) {
      expect(asciiText(dummied(bytes, [{ start: 1, end: 3 }]))).toBe('a##def');
      expect(asciiText(bytes)).toBe('abcdef');
    }
  });

  test('a text is found only where it stands whole', () => {
    const bytes = asciiBytes('aabaabaac');
    expect(findText(bytes, 'aabaac', 0)).toEqual({ start: 3, end: 9 });
    expect(findText(bytes, 'aab', 1)).toEqual({ start: 3, end: 6 });
    expect(findText(bytes, 'aacc', 0)).toBeUndefined();
  });

  test('s158: the SAIDs KERIpy put into maps of three serializations hold', () => {
    type Item = { said: string; raw_base64: string };
    const file = new URL('../vectors/cases/s158-said-saidify.json', import.meta.url);
    const { items } = JSON.parse(readFileSync(file, 'utf8')) as { readonly items: readonly Item[] };
    for (const { said, raw_base64 } of items)
      expect(check(Uint8Array.from(Buffer.from(raw_base64, 'base64')), said), said).toBe(true);
    expect(items.length).toBeGreaterThan(0);
    expect(check(encodeUtf8('{"d":"é"}'), items[0]?.said ?? '')).toBe(false);
  });
});
