/** CBOR and MessagePack bodies: keripy.md 1.4, M-11. What the libraries of the field write is the measure. */
import { encode as msgpackEncode } from '@msgpack/msgpack';
import { encode as cborEncode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCbor } from '../../kernel/event/cbor-read.ts';
import { writeCbor } from '../../kernel/event/cbor-write.ts';
import { type Json, jsonDepthMax, jsonEqual, type JsonMap } from '../../kernel/event/json.ts';
import { readMsgpack } from '../../kernel/event/msgpack-read.ts';
import { msgpackHolds, writeMsgpack } from '../../kernel/event/msgpack-write.ts';
import { bodyMap } from '../support/json-arbitraries.ts';

const kinds = [
  { name: 'CBOR', read: readCbor, write: writeCbor },
  { name: 'MGPK', read: readMsgpack, write: writeMsgpack },
];

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

describe.each(kinds)('$name', ({ read, write }) => {
  test('any map comes back as it was, its order, and 1.0 apart from 1', () => {
    fc.assert(
      fc.property(bodyMap, (map) => {
        const back = read(write(map));
        expect(back.ok && jsonEqual(back.value, map)).toBe(true);
      }),
    );
  });

  test('bytes are taken only when writing the map again gives them; nothing throws', () => {
    fc.assert(
      fc.property(bodyMap, fc.nat(), fc.nat(255), (map, place, byte) => {
        const changed = write(map);
        changed[place % changed.length] = byte;
        const back = read(changed);
        if (back.ok) expect(hex(write(back.value))).toBe(hex(changed));
      }),
      { numRuns: 2000 },
    );
  });

  test('a body that is cut off or goes on is refused', () => {
    const body = write({ entries: [['a', [{ lexeme: '1' }, 'text']]] });
    for (let end = 0; end < body.length; end++) expect(read(body.subarray(0, end)).ok).toBe(false);
    expect(read(Uint8Array.of(...body, 0)).ok).toBe(false);
  });

  test('nesting has a bound', () => {
    const nested = (depth: number): JsonMap => ({
      entries: [['a', Array.from({ length: depth }).reduce<Json>((inner) => [inner], null)]],
    });
    expect(read(write(nested(jsonDepthMax - 1))).ok).toBe(true);
    expect(read(write(nested(jsonDepthMax))).ok).toBe(false);
  });
});

/** The value as the libraries take it. */
function native(value: Json): unknown {
  if (value === null || typeof value !== 'object') return value;
  if ('lexeme' in value) return Number(value.lexeme);
  if ('entries' in value && !Array.isArray(value))
    return Object.fromEntries((value as JsonMap).entries.map(([label, item]) => [label, native(item)]));
  return (value as readonly Json[]).map(native);
}

const plainNumber = fc.oneof(
  fc.integer({ min: -(2 ** 53 - 1), max: 2 ** 53 - 1 }).map(String),
  fc.constantFrom('0.5', '1e-07', '-2.25'),
);
const plain: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(null, true),
    fc.string({ maxLength: 300 }),
    plainNumber.map((lexeme): Json => ({ lexeme })),
    fc.array(tie('value'), { maxLength: 20 }),
  ),
})).value;
const plainMap = fc
  .array(plain, { maxLength: 30 })
  .map((values): JsonMap => ({ entries: values.map((value, at) => [`l${String(at)}`, value]) }));

test('CBOR is what cborg writes with doubles and labels as they come', () => {
  fc.assert(
    fc.property(plainMap, (map) => {
      expect(hex(writeCbor(map))).toBe(hex(cborEncode(native(map), { float64: true, mapSorter: () => 0 })));
    }),
  );
});

test('MessagePack is what its library writes', () => {
  fc.assert(
    fc.property(plainMap, (map) => {
      expect(hex(writeMsgpack(map))).toBe(hex(msgpackEncode(native(map))));
    }),
  );
});

test('CBOR holds integers of any size as Python writes them', () => {
  const text = 'a16161c249010000000000000000';
  expect(readCbor(bytes(text))).toEqual({
    ok: true,
    value: { entries: [['a', { lexeme: (1n << 64n).toString() }]] },
  });
  expect(hex(writeCbor({ entries: [['a', { lexeme: (1n << 64n).toString() }]] }))).toBe(text);
  expect(hex(writeCbor({ entries: [['a', { lexeme: (-1n - (1n << 64n)).toString() }]] }))).toBe(
    'a16161c349010000000000000000',
  );
});

test('MessagePack holds integers of 64 bits and says so', () => {
  expect(msgpackHolds([{ lexeme: ((1n << 64n) - 1n).toString() }])).toBe(true);
  expect(msgpackHolds({ entries: [['a', { lexeme: (1n << 64n).toString() }]] })).toBe(false);
});

test.each([
  ['an integer in more bytes than it needs', 'a161611801'],
  ['an indefinite map', 'bf616101ff'],
  ['a byte string', 'a1616141ff'],
  ['a label twice', 'a2616101616102'],
  ['a label that is no text', 'a10101'],
  ['a half float', 'a16161f93e00'],
  ['an infinite double', 'a16161fb7ff0000000000000'],
  ['undefined', 'a16161f7'],
  ['a tag that means nothing here', 'a16161c001'],
  ['a length beyond the body', 'a161617affffffff'],
  ['a list of more items than there are bytes', 'a161619b00ffffffffffffff'],
])('CBOR: %s is refused', (_, text) => {
  expect(readCbor(bytes(text)).ok).toBe(false);
});

test.each([
  ['an integer in more bytes than it needs', '81a161cc01'],
  ['a negative integer in more bytes than it needs', '81a161d0ff'],
  ['bytes', '81a161c40101'],
  ['a single float', '81a161ca3f800000'],
  ['a label twice', '82a16101a16102'],
  ['an extension', '81a161d40101'],
  ['a text in more bytes than it needs', '81a161d90161'],
])('MessagePack: %s is refused', (_, text) => {
  expect(readMsgpack(bytes(text)).ok).toBe(false);
});
