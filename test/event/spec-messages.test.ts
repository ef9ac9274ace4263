/** The worked messages of the KERI specification, KV-01…KV-31: K-027…K-043, K-250…K-257, C-093…C-105. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textOfBinary, binaryOfText } from '../../kernel/cesr/primitive.ts';
import { digest } from '../../kernel/crypto/registry.ts';
import { type JsonMap, mapOf } from '../../kernel/event/json.ts';
import { readJsonMap } from '../../kernel/event/json-read.ts';
import { writeJson } from '../../kernel/event/json-write.ts';
import { readNative } from '../../kernel/event/native-read.ts';
import { writeNative } from '../../kernel/event/native-write.ts';
import { parseMessage } from '../../kernel/event/parse.ts';
import type { Serialization } from '../../kernel/event/types.ts';
import { jsonValue } from '../support/json-arbitraries.ts';
import { specVector } from '../support/spec-vectors.ts';

const algorithms = { digest, verify: () => false };
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

type Inputs = { readonly map: { readonly t: string; readonly i: string } };
type Expected = { readonly raw: string; readonly said: string | null };

function example(number: number) {
  const id = `KV-${String(number).padStart(2, '0')}`;
  const { inputs, expected } = specVector<Inputs, Expected>(id);
  const serialization: Serialization = expected.raw.startsWith('{') ? 'JSON' : 'CESR';
  return {
    id,
    type: inputs.map.t,
    sender: inputs.map.i,
    raw: expected.raw,
    said: expected.said,
    serialization,
  };
}

const parse = (raw: string | Uint8Array, serialization: Serialization) =>
  parseMessage(
    { raw: typeof raw === 'string' ? bytesOf(raw) : raw, protocol: 'KERI', version: [2, 0], serialization },
    0,
    algorithms,
  );

const numbers = Array.from({ length: 31 }, (_, at) => at + 1);
/** KV-13 has a key among its next key digests (D-29). */
const sound = numbers.filter((number) => number !== 13).map(example);
const native = sound.filter(({ serialization }) => serialization === 'CESR');

test.each(sound)(
  '$id, a $type in $serialization, is taken and its SAID holds',
  ({ type, raw, said, serialization }) => {
    const message = parse(raw, serialization);
    expect(message).toMatchObject({ ok: true, value: { ilk: type, ...(said === null ? {} : { said }) } });
  },
);

test.each(sound)(
  '$id with one character changed is refused, or is another message',
  ({ raw, serialization, said }) => {
    const isTaken = (place: number): boolean => {
      const changed = raw.slice(0, place) + (raw[place] === 'A' ? 'B' : 'A') + raw.slice(place + 1);
      return parse(changed, serialization).ok;
    };
    const places = Array.from({ length: raw.length }, (_, place) => place);
    // Only a receipt has no digest of its own.
    if (said !== null) expect(places.filter(isTaken)).toEqual([]);
  },
);

test('D-29: KV-13 is refused for a next key digest that is a key', () => {
  expect(parse(example(13).raw, 'JSON')).toMatchObject({
    ok: false,
    error: { rule: 'FIELD-NEXT', field: 'n' },
  });
});

describe.each(native)('K-250: $id, a native $type', ({ raw }) => {
  test('is written again as it was', () => {
    const map = readNative(bytesOf(raw));
    expect(map.ok && writeNative(map.value, { protocol: 'KERI', version: [2, 0] })).toEqual({
      ok: true,
      value: bytesOf(raw),
    });
  });

  test('is the same message in the binary domain', () => {
    const binary = binaryOfText(raw) ?? new Uint8Array(0);
    expect(textOfBinary(binary)).toBe(raw);
    expect(parse(binary, 'CESR')).toEqual(parse(raw, 'CESR'));
  });

  test('is refused when it is cut off or goes on', () => {
    for (let end = 0; end < raw.length; end++) expect(parse(raw.slice(0, end), 'CESR').ok).toBe(false);
    expect(parse(`${raw}1AAK`, 'CESR').ok).toBe(false);
  });
});

test('K-257: JSON and native form of one event have different SAIDs', () => {
  expect(example(1).said).not.toBe(example(14).said);
});

describe('maps in native bodies', () => {
  const body = (map: JsonMap): JsonMap =>
    mapOf(
      ['v', ''],
      ['t', 'bar'],
      ['d', '#'.repeat(44)],
      ['i', example(1).sender],
      ['dt', '2021-06-27T21:26:21.233257+00:00'],
      ['r', '/a'],
      ['a', map],
    );

  test('come back as they were, whatever their values', () => {
    const decimals = fc.constantFrom('0', '1', '-1', '300000.0', '12345678901234567890', '-2.5');
    const values = fc.oneof(
      fc.constantFrom('Xicp', '1AAK', 'MAAA', '', 'A', 'AAAA', '-', 'é', example(1).sender, '4AABA0c1'),
      fc.string({ unit: 'grapheme' }),
    );
    const number = decimals.map((lexeme) => ({ lexeme }));
    const list = fc.array(fc.oneof(values, number, fc.constantFrom(null, true, false)), { maxLength: 4 });
    const entries = fc.uniqueArray(fc.tuple(values, fc.oneof(values, number, list)), {
      selector: ([label]) => label,
      maxLength: 6,
    });
    fc.assert(
      fc.property(entries, (some) => {
        const map = { entries: some };
        const raw = writeNative(
          {
            entries: body(map).entries.map(([label, value]) => [
              label,
              label === 'd' ? example(1).said : value,
            ]),
          },
          { protocol: 'KERI', version: [2, 0] },
        );
        if (!raw.ok) throw new Error(raw.error);
        const back = readNative(raw.value);
        expect(back.ok && back.value.entries.at(-1)).toEqual(['a', map]);
      }),
      { numRuns: 1000 },
    );
  });

  test('no bytes make the reader throw', () => {
    const texts = native.map(({ raw }) => raw);
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), fc.nat(127), (raw, place, byte) => {
        const bytes = bytesOf(raw);
        bytes[place % bytes.length] = byte;
        parse(bytes, 'CESR');
      }),
      { numRuns: 2000 },
    );
  });

  test('T-4: anchors that are seals share groups by kind, all others are maps', () => {
    const said = String(example(1).said);
    const seal = (sn: string) => mapOf(['i', said], ['s', sn], ['d', said]);
    const anchors = [
      seal('0'),
      seal('1'),
      mapOf(['d', said]),
      mapOf(['s', '1'], ['i', said], ['d', said]),
      mapOf(['i', said], ['s', '01'], ['d', said]),
    ];
    const event = mapOf(
      ['v', ''],
      ['t', 'ixn'],
      ['d', said],
      ['i', said],
      ['s', '1'],
      ['p', said],
      ['a', anchors],
    );
    const raw = writeNative(event, { protocol: 'KERI', version: [2, 0] });
    if (!raw.ok) throw new Error(raw.error);
    const text = new TextDecoder().decode(raw.value);
    expect(text.match(/-T|-Q|-I/g)).toEqual(['-T', '-Q', '-I', '-I']);
    const back = readNative(raw.value);
    expect(back.ok && back.value.entries.at(-1)).toEqual(['a', anchors]);
  });
});

test('JSON bodies of any content are taken or refused, never thrown on', () => {
  const icp = readJsonMap(bytesOf(example(1).raw));
  const entries = icp.ok ? icp.value.entries : [];
  fc.assert(
    fc.property(fc.nat(entries.length - 1), jsonValue, (place, value) => {
      const changed = {
        entries: entries.map(([label, old], at) => [label, at === place ? value : old] as const),
      };
      const raw = writeJson(changed);
      const message = parseMessage(
        { raw, protocol: 'KERI', version: [2, 0], serialization: 'JSON' },
        7,
        algorithms,
      );
      if (message.ok) return;
      expect(message.error.kind).toBe('form');
      expect(message.error.rule).toBeDefined();
      expect(message.error.span?.start).toBeGreaterThanOrEqual(7);
    }),
    { numRuns: 1000 },
  );
});
