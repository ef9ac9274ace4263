/** Version strings. C-093…C-103; CV-11, CV-12, CV-13, KV-43; keripy.md 1.1. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bodySizeMax,
  formatVersionDigits,
  formatVersionString,
  type MapSerialization,
  parseVersionDigits,
  parseVersionString,
  sniffVersion,
  versionProblem,
  type Version,
  type VersionString,
} from '../../kernel/cesr/version-string.ts';
import { asciiBytes } from '../../kernel/std/bytes.ts';
import { specVector } from '../support/spec-vectors.ts';

function sniff(body: string): string {
  const bytes = asciiBytes(body);
  const reading = sniffVersion(bytes, 0, bytes.length);
  if (reading.kind === 'need-more') return 'need-more';
  if (reading.kind === 'fault') return reading.fault.code;
  const { protocol, version, serialization, size, offset } = reading.value;
  return `${offset} ${protocol} ${version.join('.')} ${serialization} ${size}`;
}

const digit = fc.nat(15);
const version: fc.Arbitrary<Version> = fc.tuple(digit, digit);
const genus: fc.Arbitrary<Version> = fc.tuple(fc.nat(63), fc.nat(4095));
const serialization = fc.constantFrom<MapSerialization>('JSON', 'CBOR', 'MGPK');
const size = fc.oneof(fc.nat(bodySizeMax), fc.constant(bodySizeMax));
const protocol = fc.constantFrom('KERI', 'ACDC', 'TEST');

describe('version strings', () => {
  test('CV-11, C-097: version 2 has 19 characters with versions of protocol and genus', () => {
    type Case = {
      v: string;
      protocol: string;
      protocolVersion: Version;
      genusVersion: Version;
      kind: MapSerialization;
      size: number;
    };
    for (const { v, kind, ...parts } of specVector<unknown, { cases: Case[] }>('CV-11').expected.cases) {
      const expected = {
        protocol: parts.protocol,
        version: parts.protocolVersion,
        genus: parts.genusVersion,
        serialization: kind,
        size: parts.size,
      };
      expect(parseVersionString(v)).toEqual(expected);
      expect(formatVersionString(expected)).toBe(v);
    }
  });

  test('CV-12, C-103: version 1 has 17 characters with a size in hex', () => {
    const { computedSample, versions } = specVector<
      unknown,
      { computedSample: string; versions: Record<string, Version> }
    >('CV-12').expected;
    expect(parseVersionString(computedSample)).toEqual({
      protocol: 'KERI',
      version: [1, 0],
      genus: undefined,
      serialization: 'JSON',
      size: 384,
    });
    for (const [digits, expected] of Object.entries(versions))
      expect(parseVersionString(`KERI${digits}JSON000180_`)?.version).toEqual(expected);
  });

  test('CV-13, C-099, KV-43: version digits are base64 digits, not decoded bytes', () => {
    const { digitValues } = specVector<unknown, { digitValues: number[] }>('CV-13').expected;
    expect(parseVersionDigits('CAA')).toEqual([
      digitValues[0],
      (digitValues[1] ?? 0) * 64 + (digitValues[2] ?? 0),
    ]);
    expect(parseVersionDigits('CAQ')).toEqual([2, 16]);
    expect(parseVersionDigits('CBA')).toEqual([2, 64]);
    for (const [digits, value] of Object.entries(
      specVector<unknown, Record<string, Version>>('KV-43').expected,
    )) {
      expect(parseVersionDigits(digits)).toEqual(value);
      expect(formatVersionDigits(value)).toBe(digits);
    }
  });

  test('C-100: the two forms do not mix', () => {
    for (const text of [
      'KERI10JSON0001ac.',
      'KERICAACAAJSONAAKp_',
      'KERI10JSON0001AC_',
      'keri10JSON0001ac_',
      'KERI1XJSON000000_',
      'KERI10JSON000000',
    ]) {
      expect(parseVersionString(text), text).toBeUndefined();
    }
  });

  test('C-095: no other serializations', () => {
    for (const text of ['KERI10YAML0001ac_', 'KERI10CESR0001ac_', 'KERICAACAACESRAAKp.']) {
      expect(parseVersionString(text), text).toBeUndefined();
      expect(sniff(`{"v":"${text}",`), text).toBe('unknown-serialization');
    }
  });

  test('C-101: the largest size is 2^24 - 1 in both forms', () => {
    const largest: VersionString = {
      protocol: 'KERI',
      version: [2, 0],
      genus: [2, 0],
      serialization: 'JSON',
      size: bodySizeMax,
    };
    expect(formatVersionString(largest)).toBe('KERICAACAAJSON____.');
    expect(formatVersionString({ ...largest, version: [1, 0], genus: undefined })).toBe('KERI10JSONffffff_');
    expect(() => formatVersionString({ ...largest, size: bodySizeMax + 1 })).toThrow('size');
  });

  test('every version string comes back from its text', () => {
    const one = fc.record({ protocol, version, genus: fc.constant(undefined), serialization, size });
    const two = fc.record({ protocol, version: genus, genus, serialization, size });
    fc.assert(
      fc.property(fc.oneof(one, two), (parts) => {
        expect(parseVersionString(formatVersionString(parts))).toEqual({ ...parts });
      }),
    );
  });
});

describe('finding the version string', () => {
  test('C-093, M-1: it starts within the first 13 bytes', () => {
    expect(sniff('{"v":"KERI10JSON00012b_","t":"icp"')).toBe('6 KERI 1.0 JSON 299');
    expect(sniff('{"v":"KERICAACAAJSONAAKp.","t":"icp"')).toBe('6 KERI 2.0 JSON 681');
    expect(sniff('\u00ad\u0061\u0076\u0071KERI10CBOR0000f9_')).toBe('4 KERI 1.0 CBOR 249');
    expect(sniff(`${' '.repeat(12)}KERI10JSON00012b_`)).toBe('12 KERI 1.0 JSON 299');
    expect(sniff(`${' '.repeat(13)}KERI10JSON00012b_`)).toBe('bad-version-string');
    expect(sniff('{"t":"icp","v":"KERI10JSON00012b_"}')).toBe('bad-version-string');
  });

  test('C-094: a body that has only begun asks for more', () => {
    const whole = '{"v":"KERI10JSON00012b_"';
    for (let end = 0; end < 23; end++)
      expect(sniff(whole.slice(0, end)), whole.slice(0, end)).toBe('need-more');
    expect(sniff(whole)).toBe('6 KERI 1.0 JSON 299');
  });

  test('a size that ends within the version string is refused', () => {
    expect(sniff('{"v":"KERI10JSON000016_","t":"icp"')).toBe('bad-version-string');
    expect(sniff('{"v":"KERI10JSON000017_","t":"icp"')).toBe('6 KERI 1.0 JSON 23');
  });

  test('M-3: protocols and versions that are not known are told apart', () => {
    const problem = (text: string) => {
      const parsed = parseVersionString(text);
      return parsed === undefined ? 'no version string' : versionProblem(parsed);
    };
    expect(problem('KERI10JSON00012b_')).toBeUndefined();
    expect(problem('ACDCCAACAAJSONAAIe.')).toBeUndefined();
    expect(problem('XERI10JSON00012b_')).toBe('unknown-protocol');
    expect(problem('KERI11JSON00012b_')).toBe('unsupported-version');
    expect(problem('KERI20JSON00012b_')).toBe('unsupported-version');
    expect(problem('KERIBAABAAJSONAAKp.')).toBe('unsupported-version');
  });

  test('all bytes are answered', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void sniffVersion(bytes, 0, bytes.length)),
    );
  });
});
