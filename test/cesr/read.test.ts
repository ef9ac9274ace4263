/** Readers of primitives, indexed signatures and counters. C-002, C-004, C-034…C-068; CV-05, CV-10. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Genus, genusOne, genusTwo, type GroupKind } from '../../kernel/cesr/counter-codes.ts';
import { counterFor, decodeCounter, encodeCounter, genusCounter } from '../../kernel/cesr/counter.ts';
import { binaryOfText } from '../../kernel/cesr/primitive.ts';
import {
  type Domain,
  genusOf,
  readCounter,
  readIndexed,
  readPrimitive,
  type Reading,
} from '../../kernel/cesr/read.ts';
import { asciiBytes } from '../../kernel/std/bytes.ts';
import { counterText, indexedText, primitiveSample } from '../support/cesr-arbitraries.ts';
import { specVector } from '../support/spec-vectors.ts';

type Reader = (
  bytes: Uint8Array,
  at: number,
  end: number,
  domain: Domain,
) => Reading<{ readonly text: string }>;

const readCounterTwo: Reader = (bytes, at, end, domain) => readCounter(bytes, at, end, domain, genusTwo);

const readers: readonly (readonly [name: string, Reader, fc.Arbitrary<string>])[] = [
  ['a primitive', readPrimitive, primitiveSample(2).map(({ text }) => text)],
  ['an indexed signature', readIndexed, indexedText],
  ['a counter', readCounterTwo, counterText],
];

describe.each(readers)('%s', (_name, read, texts) => {
  test('C-002: is read as soon as its last byte is there, and what follows is left alone', () => {
    fc.assert(
      fc.property(
        texts,
        fc.uint8Array({ maxLength: 5 }),
        fc.nat(7),
        fc.constantFrom<Domain>('text', 'binary'),
        (text, tail, at, domain) => {
          const body = (domain === 'text' ? asciiBytes(text) : binaryOfText(text)) ?? new Uint8Array(0);
          const bytes = Uint8Array.from([...new Array<number>(at).fill(0xee), ...body, ...tail]);
          for (let end = at; end < at + body.length; end++)
            expect(read(bytes, at, end, domain).kind).toBe('need-more');
          const reading = read(bytes, at, bytes.length, domain);
          expect(reading).toMatchObject({ kind: 'read', value: { text }, next: at + body.length });
        },
      ),
      { numRuns: 300 },
    );
  });

  test('answers all bytes without throwing, and never reads past the end it was given', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 100 }),
        fc.constantFrom<Domain>('text', 'binary'),
        (bytes, domain) => {
          const reading = read(bytes, 0, bytes.length, domain);
          if (reading.kind === 'read') expect(reading.next).toBeLessThanOrEqual(bytes.length);
          if (reading.kind === 'fault') expect(reading.fault.kind).toBe('framing');
        },
      ),
      { numRuns: 1000 },
    );
  });
});

function counterOf(text: string, genus: Genus): string {
  const decoded = decodeCounter(text, genus);
  if (!decoded.ok) return `${decoded.error.code} ${decoded.error.keripy}`;
  return `${decoded.value.row.kind} ${decoded.value.count}`;
}

describe('counters', () => {
  test('C-034…C-045: each code by the tables of its version', () => {
    expect(counterOf('-AAB', genusOne)).toBe('controller-signatures 1');
    expect(counterOf('-V__', genusOne)).toBe('attachments 4095');
    expect(counterOf('-0VAAAAB', genusOne)).toBe('attachments 1');
    expect(counterOf('-KAW', genusTwo)).toBe('controller-signatures 22');
    expect(counterOf('--KAAABC', genusTwo)).toBe('controller-signatures 66');
    expect(counterOf('--A_____', genusTwo)).toBe('generic 1073741823');
  });

  test('C-042, C-044: a second character without a table is refused', () => {
    expect(counterOf('-0AAAAAA', genusTwo)).toBe('unknown-code UnexpectedCodeError');
    expect(counterOf('-9AAAAAA', genusTwo)).toBe('unknown-code UnexpectedCodeError');
    expect(counterOf('-ZAB', genusOne)).toBe('unknown-code UnexpectedCodeError');
    expect(counterOf('-+AB', genusOne)).toBe('bad-alphabet ConversionError');
  });

  test('C-041, C-068: what does not begin with a dash is no counter', () => {
    expect(counterOf('AAAA', genusTwo)).toBe('unexpected-code UnexpectedCodeError');
    expect(counterOf('_AAA', genusTwo)).toBe('unexpected-code UnexpectedOpCodeError');
  });

  test('C-043: a count beyond 4095 takes the large form', () => {
    expect(counterFor('generic', 4095, genusTwo)).toBe('-A__');
    expect(counterFor('generic', 4096, genusTwo)).toBe('--AAABAA');
    expect(counterFor('attachments', 4096, genusOne)).toBe('-0VAABAA');
    expect(() => counterFor('controller-signatures', 4096, genusOne)).toThrow('counter');
  });

  test('every counter comes back from its text', () => {
    const kinds: readonly GroupKind[] = ['controller-signatures', 'pathed', 'attachments', 'seal-triples'];
    for (const genus of [genusOne, genusTwo]) {
      for (const kind of kinds) expect(counterOf(counterFor(kind, 7, genus), genus)).toBe(`${kind} 7`);
    }
  });

  test('CV-05, C-057, C-060: a genus code names its versions and no other genus is supported', () => {
    type Codes = Record<string, { genus: string; major: number; minor: number }>;
    for (const [code, { genus, major, minor }] of Object.entries(
      specVector<unknown, { codes: Codes }>('CV-05').expected.codes,
    )) {
      const decoded = decodeCounter(code, genusTwo);
      if (!decoded.ok) throw new Error(decoded.error.says);
      expect(genusOf(decoded.value)).toEqual({ code: genus, major, minor });
      expect(genusCounter({ code: genus, major: major === 1 ? 1 : 2, minor })).toBe(code);
    }
    expect(counterOf('-_ZZZCAA', genusTwo)).toBe('unsupported-genus UnexpectedCodeError');
    const older = decodeCounter('--AAACAQ', genusOne);
    expect(older.ok && genusOf(older.value)).toEqual({ code: 'AAA', major: 2, minor: 16 });
    const distant = decodeCounter('-_AAADAA', genusTwo);
    expect(distant.ok && genusOf(distant.value)).toBeUndefined();
  });

  test('a counter is not written with a count that does not fit', () => {
    const row = {
      code: '-A',
      kind: 'generic',
      counts: 'quadlets',
      countSize: 2,
      overridable: false,
    } as const;
    expect(() => encodeCounter(row, 4096)).toThrow('fits');
    expect(() => encodeCounter(row, -1)).toThrow('fits');
  });
});

describe('CV-10: a nested group with signatures', () => {
  type Inputs = { aid: string; sequenceNumber: string; said: string; signatures: string[] };
  const { inputs, expected } = specVector<
    Inputs,
    { raw: string; bytes: number; outerQuadlets: number; innerQuadlets: number }
  >('CV-10');
  const bodies: readonly (readonly [Domain, Uint8Array])[] = [
    ['text', asciiBytes(expected.raw)],
    ['binary', binaryOfText(expected.raw) ?? new Uint8Array(0)],
  ];

  test.each(bodies)('C-003, C-037: is the same in the %s domain', (domain, bytes) => {
    const texts: string[] = [];
    let at = 0;
    const take = (reader: Reader): void => {
      const reading = reader(bytes, at, bytes.length, domain);
      if (reading.kind !== 'read') throw new Error(reading.kind);
      texts.push(reading.value.text);
      at = reading.next;
    };
    for (const reader of [
      readCounterTwo,
      readPrimitive,
      readPrimitive,
      readPrimitive,
      readCounterTwo,
      readIndexed,
      readIndexed,
      readIndexed,
    ]) {
      take(reader);
    }
    expect(texts).toEqual([
      '-XBf',
      inputs.aid,
      inputs.sequenceNumber,
      inputs.said,
      '-KBC',
      ...inputs.signatures,
    ]);
    expect(at).toBe(bytes.length);
    expect(counterOf('-XBf', genusTwo)).toBe(`signature-groups ${expected.outerQuadlets}`);
    expect(counterOf('-KBC', genusTwo)).toBe(`controller-signatures ${expected.innerQuadlets}`);
  });
});
