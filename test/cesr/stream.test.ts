/**
 * A stream is cut into messages, in whatever pieces it comes. keripy.md 7.5, 7.6; C-057…C-077, C-093…C-104;
 * D-16, D-22; test/vectors.
 */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { genusTwo } from '../../kernel/cesr/counter-codes.ts';
import { counterFor } from '../../kernel/cesr/counter.ts';
import { binaryOfText } from '../../kernel/cesr/primitive.ts';
import type { Frame } from '../../kernel/cesr/frame.ts';
import { feed, isPending, openStream, type Piece, settle } from '../../kernel/cesr/stream.ts';
import { encodeBytes } from '../../kernel/cesr/text.ts';
import { asciiBytes, concatBytes } from '../../kernel/std/bytes.ts';
import { cut, outcomesOf, piecesOf, wideLimits } from '../support/feeding.ts';
import { specVector } from '../support/spec-vectors.ts';

const vectors = new URL('../vectors/', import.meta.url);
const names = (folder: string) =>
  readdirSync(new URL(folder, vectors)).filter((name) => name.endsWith('.cesr'));
const bytesOf = (path: string) => new Uint8Array(readFileSync(new URL(path, vectors)));

function framesOf(pieces: readonly Piece[]): readonly Frame[] {
  return pieces.flatMap((piece) => (piece.kind === 'message' ? [piece.frame] : []));
}

function faultsOf(pieces: readonly Piece[]): readonly string[] {
  return pieces.flatMap((piece) => (piece.kind === 'fault' ? [piece.fault.code] : []));
}

const one = (...texts: readonly string[]) => piecesOf([asciiBytes(texts.join(''))]);

/** A body of version 1 with its size told. */
function bodyText(label = 'x', size?: number): string {
  const rest = `","t":"icp","d":"${label}"}`;
  const whole = 6 + 17 + rest.length;
  return `{"v":"KERI10JSON${(size ?? whole).toString(16).padStart(6, '0')}_${rest}`;
}

const signature = (index: number) => `A${'ABCDEFGH'.charAt(index)}${'A'.repeat(86)}`;
const signed = (label?: string) => `${bodyText(label)}-AAB${signature(0)}`;
const { raw: nativeIcp } = specVector<unknown, { raw: string }>('KV-14').expected;
const { raw: jsonIcpTwo } = specVector<unknown, { raw: string }>('KV-01').expected;
const { raw: nestedGroup } = specVector<unknown, { raw: string }>('CV-10').expected;

describe('any way to cut a stream ends the same', () => {
  const streams = names('streams/').map((name) => [name, bytesOf(`streams/${name}`)] as const);

  test.each(streams)('%s', (_name, bytes) => {
    const whole = outcomesOf(piecesOf([bytes]));
    const small = bytes.length < 20_000 ? [[1], [3], [1, 700, 2]] : [[1021]];
    for (const sizes of [...small, [64, 1, 4000]]) {
      expect(outcomesOf(piecesOf(cut(bytes, sizes)))).toEqual(whole);
      expect(outcomesOf(piecesOf(cut(bytes, sizes), 'each'))).toEqual(whole);
    }
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 30 }),
        fc.constantFrom('each', 'last'),
        (sizes, deliveries) => {
          expect(outcomesOf(piecesOf(cut(bytes, sizes), deliveries))).toEqual(whole);
        },
      ),
      { numRuns: 3 },
    );
  });

  test.each(names('bench/'))('%s', (name) => {
    const bytes = bytesOf(`bench/${name}`);
    const whole = outcomesOf(piecesOf([bytes]));
    expect(whole.length).toBeGreaterThan(700);
    expect(whole.filter((outcome) => 'fault' in outcome)).toEqual([]);
    const inPieces = outcomesOf(piecesOf(cut(bytes, [65_536, 1, 977]), 'each'));
    expect(inPieces.length).toBe(whole.length);
    for (const at of [0, 1, 100, whole.length - 1]) expect(inPieces[at]).toEqual(whole[at]);
  });

  test('frames give every byte of a stream without faults back', () => {
    const bytes = bytesOf('streams/s001-single-sig-basic-D.cesr');
    const frames = framesOf(piecesOf(cut(bytes, [100])));
    expect(concatBytes(frames.map(({ span }) => bytes.subarray(span.start, span.end)))).toEqual(bytes);
    for (const { body, bodySpan } of frames) expect(body).toEqual(bytes.slice(bodySpan.start, bodySpan.end));
  });

  test('streams with faults, whitespace, both versions and both domains are no exception', () => {
    const material = [
      signed('a'),
      `\n${bodyText('b')}`,
      '-ZAB',
      jsonIcpTwo,
      nestedGroup,
      nativeIcp,
      '-_AAACAA',
      '-_AAABAA',
      '}',
      'AAAA',
    ];
    const parts = fc.array(fc.oneof(fc.constantFrom(...material), fc.base64String({ maxLength: 9 })), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(parts, fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1 }), (texts, sizes) => {
        const bytes = asciiBytes(texts.join(''));
        expect(outcomesOf(piecesOf(cut(bytes, sizes)))).toEqual(outcomesOf(piecesOf([bytes])));
      }),
      { numRuns: 300 },
    );
  });
});

describe('where a message ends', () => {
  test('a message with groups and nothing behind it settles; a body alone waits for its groups', () => {
    const fed = feed(openStream(wideLimits), asciiBytes(bodyText()));
    const settled = settle(fed.state);
    expect([...fed.pieces, ...settled.pieces]).toEqual([]);
    expect(isPending(settled.state)).toBe(true);
    const after = settle(feed(settled.state, asciiBytes(`-AAB${signature(0)}`)).state);
    expect(framesOf(after.pieces).map(({ attachments }) => attachments.controllerSignatures.length)).toEqual([
      1,
    ]);
    expect(isPending(after.state)).toBe(false);
  });

  test('a body alone at the end of the stream is a message', () => {
    expect(framesOf(one(bodyText())).length).toBe(1);
    expect(framesOf(one(bodyText('a'), bodyText('b'))).length).toBe(2);
  });

  test('groups that follow a settled message give it out again, with all attachments', () => {
    const settled = settle(feed(openStream(wideLimits), asciiBytes(signed())).state);
    const more = settle(feed(settled.state, asciiBytes(`-BAB${signature(1)}`)).state);
    const [first, second] = framesOf([...settled.pieces, ...more.pieces]);
    expect(first?.continuation).toBe(false);
    expect(second?.continuation).toBe(true);
    expect(second?.body).toEqual(first?.body);
    expect(second?.attachments.controllerSignatures.length).toBe(1);
    expect(second?.attachments.witnessSignatures.map(({ index }) => index)).toEqual([1]);
    expect(settle(more.state).pieces).toEqual([]);
  });

  test('a state is a value: what is fed to a later one does not change it', () => {
    const bytes = asciiBytes(signed('left'));
    const { state } = feed(openStream(wideLimits), bytes.subarray(0, 20));
    const [left] = framesOf(settle(feed(state, bytes.subarray(20)).state).pieces);
    const [right] = framesOf(settle(feed(state, asciiBytes(signed('rite').slice(20))).state).pieces);
    const [again] = framesOf(settle(feed(state, bytes.subarray(20)).state).pieces);
    expect(again).toEqual(left);
    expect(right?.body).toEqual(asciiBytes(bodyText('rite')));
  });

  test('a chunk may be written over once it was fed', () => {
    const bytes = asciiBytes(signed() + bodyText('second'));
    const chunk = Buffer.from(bytes.subarray(0, 260));
    const fed = feed(openStream(wideLimits), chunk);
    chunk.fill(0);
    const rest = feed(fed.state, bytes.subarray(260));
    const frames = framesOf([...fed.pieces, ...piecesOf([bytes]), ...rest.pieces]);
    expect(frames[0]?.body).toEqual(frames[1]?.body);
  });

  test('spans count on beyond 2^32', () => {
    const { state } = feed(openStream(wideLimits), new Uint8Array(0));
    const far = { ...state, window: { ...state.window, base: 2 ** 40 } };
    const { frame } =
      settle(feed(far, asciiBytes(signed())).state).pieces.flatMap((piece) =>
        piece.kind === 'message' ? [piece] : [],
      )[0] ?? {};
    expect(frame?.span).toEqual({ start: 2 ** 40, end: 2 ** 40 + signed().length });
    expect(frame?.attachments.controllerSignatures[0]?.span.start).toBe(2 ** 40 + bodyText().length + 4);
  });

  test('C-075: line feeds, carriage returns and tabs between messages and groups are passed over', () => {
    const frames = framesOf(one('\n\t', bodyText(), '\r\n', `-AAB${signature(0)}`, '\n', signed('b'), '\n'));
    expect(frames.map(({ attachments }) => attachments.controllerSignatures.length)).toEqual([1, 1]);
  });

  test('C-094: a map is not looked into before all of it is there', () => {
    const { state, pieces } = feed(openStream(wideLimits), asciiBytes(jsonIcpTwo.slice(0, 600)));
    expect(pieces).toEqual([]);
    expect(isPending(state)).toBe(true);
  });
});

describe('bytes that cannot be framed', () => {
  const rows: readonly (readonly [
    name: string,
    text: string,
    faults: readonly string[],
    labels: readonly string[],
  ])[] = [
    [
      'a size that is one too small',
      bodyText('bad', bodyText('bad').length - 1) + `-AAB${signature(0)}` + signed('b'),
      ['cold-start'],
      ['b'],
    ],
    [
      'a size that is one too large',
      bodyText('bad', bodyText('bad').length + 1) + `-AAB${signature(0)}` + signed('b'),
      ['cold-start'],
      ['b'],
    ],
    ['a size that reaches into the next message', bodyText('bad', 99) + signed('b'), ['cold-start'], ['b']],
    [
      'an unknown counter behind a body',
      `${bodyText('bad')}-ZAB-AAB${signature(0)}${signed('b')}`,
      ['unknown-code'],
      ['b'],
    ],
    ['an unknown counter where a message has to start', `-ZAB${signed('b')}`, ['cold-start'], ['b']],
    [
      'no counter behind a body',
      `${bodyText('bad')}AAAA-AAB${signature(0)}${signed('b')}`,
      ['cold-start'],
      ['b'],
    ],
    [
      'bytes that are no counter behind a group',
      `${signed('a')}AAAA${signed('b')}`,
      ['cold-start'],
      ['a', 'b'],
    ],
    ['attachments without a body', `-AAB${signature(0)}${signed('b')}`, ['cold-start'], ['b']],
    ['C-068: an op code', `_AAA${signed('b')}`, ['cold-start'], ['b']],
    ['C-042: an undefined selector', `${signed('a')}-9AA${signed('b')}`, ['cold-start'], ['a', 'b']],
    ['a genus that is not supported', `${signed('a')}-_ZZZCAA${signed('b')}`, ['cold-start'], ['a', 'b']],
    ['C-060: a genus that is not supported, in front', `-_ZZZCAA${signed('b')}`, ['cold-start'], ['b']],
    ['a version that no table has', `-_AAADAA${signed('b')}`, ['unsupported-genus'], ['b']],
    [
      'C-073: a version string that is not first',
      `{"t":"icp","v":"KERI10JSON000040_"}${signed('b')}`,
      ['bad-version-string'],
      ['b'],
    ],
    [
      'C-095: an unknown serialization',
      signed('bad').replace('JSON', 'YAML') + signed('b'),
      ['unknown-serialization'],
      ['b'],
    ],
    [
      'C-100: a mixed version string',
      signed('bad').replace('_', '.') + signed('b'),
      ['bad-version-string'],
      ['b'],
    ],
    ['C-072: a list', `[1]${signed('b')}`, ['cold-start'], ['b']],
    [
      'a damaged signature',
      `${bodyText('bad')}-AAB${signature(0).replace('AAAA', 'A+AA')}${signed('b')}`,
      ['bad-alphabet'],
      ['b'],
    ],
    [
      'a signature that is cut off',
      `${bodyText('bad')}-AAB${signature(0).slice(0, 40)}${signed('b')}${signed('c')}`,
      ['bad-alphabet'],
      ['b', 'c'],
    ],
    [
      'a message that is cut off',
      signed('bad').slice(0, 30) + signed('b') + signed('c'),
      ['cold-start'],
      ['b', 'c'],
    ],
    [
      'PS-1: an error within a sized group',
      `${bodyText('bad')}-VAX-AAC${signature(0)}${signed('b')}`,
      ['group-overrun'],
      ['b'],
    ],
    [
      'a map within a sized group',
      `${bodyText('bad')}-VBA-AAB${signature(0)}${signed('b')}`,
      ['unknown-code'],
      ['b'],
    ],
    ['many bad bytes in a row', `AAAA}}}-ZAB{"v":"KERI10YAML${signed('b')}`, ['cold-start'], ['b']],
    [
      'the end of the stream within a body',
      `${signed('a')}${signed('b').slice(0, 30)}`,
      ['truncated'],
      ['a'],
    ],
    [
      'the end of the stream within a signature',
      `${signed('a')}${signed('b').slice(0, -1)}`,
      ['truncated'],
      ['a'],
    ],
  ];

  test.each(rows)('%s is one fault, and no good message is lost', (_name, text, faults, labels) => {
    const pieces = one(text);
    expect(faultsOf(pieces)).toEqual(faults);
    const label = ({ body }: Frame) => /"d":"(\w*)"/.exec(Buffer.from(body).toString())?.[1];
    expect(framesOf(pieces).map(label)).toEqual(labels);
    expect(outcomesOf(piecesOf(cut(asciiBytes(text), [1])))).toEqual(outcomesOf(pieces));
  });

  test('what is skipped is said: from the start of the bad message to the next good one', () => {
    const bad = bodyText('bad', bodyText('bad').length - 1);
    const [fault] = one(signed('a'), bad, signed('b')).filter((piece) => piece.kind === 'fault');
    expect(fault?.skipped).toEqual({ start: signed('a').length, end: signed('a').length + bad.length });
  });

  test('a fault is told at the end of the delivery that it came in, once', () => {
    const settled = settle(feed(openStream(wideLimits), asciiBytes(`AAAA${'A'.repeat(50)}`)).state);
    expect(faultsOf(settled.pieces)).toEqual(['cold-start']);
    const more = feed(settled.state, asciiBytes(`AAAA${signed('b')}`));
    expect(more.pieces).toEqual([]);
    expect(framesOf(settle(more.state).pieces).length).toBe(1);
  });

  test('a map that is embedded in a bad message is not taken for a message', () => {
    const embedded = `{"v":"KERI10JSON000fff_","t":"exn","e":{"acdc":${bodyText('inner')}}}`;
    const pieces = one(`${embedded.replace('000fff', '00003f')}`, signed('b'));
    expect(faultsOf(pieces)).toEqual(['cold-start']);
    expect(framesOf(pieces).length).toBe(1);
  });

  test('no bytes throw, and frames lie in order within the stream', () => {
    const fragments = [
      signed(),
      jsonIcpTwo,
      nativeIcp,
      '-VAX',
      '-FAB',
      '--AAAAAA',
      '-AAB',
      '-LAB',
      '-_AAACAA',
      '-JAB',
      '-KAB',
      '{"v":"',
    ];
    const bytes = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 40 }),
        fc.constantFrom(...fragments).map(asciiBytes),
        fc
          .constantFrom(nestedGroup, nativeIcp, '-AAB', '-VAC', '-CAB')
          .map((text) => binaryOfText(text) ?? new Uint8Array(0)),
      ),
    );
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 50 }), (parts, size) => {
        const stream = concatBytes(parts);
        let end = 0;
        for (const { span, bodySpan } of framesOf(piecesOf(cut(stream, [size])))) {
          expect(span.start).toBeGreaterThanOrEqual(end);
          expect(span.start).toBe(bodySpan.start);
          end = span.end;
        }
        expect(end).toBeLessThanOrEqual(stream.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('serializations and versions', () => {
  test('C-069, C-096: maps of JSON, CBOR and MGPK and native bodies stand in one stream', () => {
    const cbor = bytesOf('streams/s129-serialization-CBOR-0.cesr');
    const mixed = bytesOf('streams/s133-serialization-delegation-mixed.cesr');
    const pieces = piecesOf([concatBytes([asciiBytes(signed()), cbor, asciiBytes(nativeIcp), mixed])]);
    expect(faultsOf(pieces)).toEqual([]);
    expect(new Set(framesOf(pieces).map(({ version }) => version.serialization))).toEqual(
      new Set(['JSON', 'CBOR', 'MGPK', 'CESR']),
    );
  });

  test('after bad bytes, messages of every serialization are found again', () => {
    for (const name of [
      's129-serialization-CBOR-0',
      's133-serialization-delegation-mixed',
      's001-single-sig-basic-D',
    ]) {
      const bytes = bytesOf(`streams/${name}.cesr`);
      const pieces = piecesOf([concatBytes([asciiBytes('AAAA'), bytes])]);
      expect(faultsOf(pieces)).toEqual(['cold-start']);
      expect(framesOf(pieces).length).toBe(framesOf(piecesOf([bytes])).length);
    }
    expect(framesOf(one('AAAA', nativeIcp)).length).toBe(1);
  });

  test('C-104: a native body is a message, with the versions of its tag, in both domains', () => {
    for (const bytes of [asciiBytes(nativeIcp), binaryOfText(nativeIcp) ?? new Uint8Array(0)]) {
      const [frame] = framesOf(piecesOf(cut(bytes, [1])));
      expect(frame?.body).toEqual(bytes);
      expect(frame?.version).toEqual({
        protocol: 'KERI',
        version: [2, 0],
        genus: [2, 0],
        serialization: 'CESR',
        size: bytes.length,
      });
    }
  });

  test('C-097: a version 2 body brings the version 2 tables for what follows it', () => {
    const [frame] = framesOf(one(jsonIcpTwo, nestedGroup));
    expect(frame?.attachments.signatureGroups.map(({ signatures }) => signatures.length)).toEqual([3]);
    const [native] = framesOf(one(nativeIcp, `-KAW${signature(2)}`, nativeIcp));
    expect(native?.attachments.controllerSignatures.map(({ index }) => index)).toEqual([2]);
  });

  test('C-059: a genus code holds until the next one, whatever bodies say', () => {
    const pieces = one(
      '-_AAACAA',
      bodyText('a'),
      `-KAW${signature(0)}`,
      '-_AAABAA',
      signed('b'),
      bodyText('c'),
      `-BAB${signature(0)}`,
    );
    expect(faultsOf(pieces)).toEqual([]);
    expect(
      framesOf(pieces).map(({ attachments }) => [
        attachments.controllerSignatures.length,
        attachments.witnessSignatures.length,
      ]),
    ).toEqual([
      [1, 0],
      [1, 0],
      [0, 1],
    ]);
  });

  test('D-22: the older spelling of a genus code is read in version 1 streams', () => {
    const [frame] = framesOf(one('--AAACAA', bodyText(), `-KAW${signature(0)}`));
    expect(frame?.attachments.controllerSignatures.length).toBe(1);
  });

  test('C-046, C-064: a group around messages has its own tables, which end with it', () => {
    const inner = `-_AAABAA${signed('a')}`;
    const content = inner + '\n'.repeat((4 - (inner.length % 4)) % 4);
    const scope = counterFor('generic', content.length / 4, genusTwo) + content;
    const pieces = one('-_AAACAA', scope, bodyText('b'), `-KAW${signature(0)}`);
    expect(faultsOf(pieces)).toEqual([]);
    expect(framesOf(pieces).map(({ attachments }) => attachments.controllerSignatures.length)).toEqual([
      1, 1,
    ]);
  });

  test('C-077: a wrapped body is taken out of its group', () => {
    const body = bodyText('wrap');
    const primitive = encodeBytes(asciiBytes(body));
    const group = counterFor('non-native-body', primitive.length / 4, genusTwo) + primitive;
    const [frame] = framesOf(one('-_AAACAA', group, `-KAW${signature(0)}`));
    expect(Buffer.from(frame?.body ?? []).toString()).toBe(body);
    expect(frame?.attachments.controllerSignatures.length).toBe(1);
  });
});

describe('limits', () => {
  const narrow = {
    messageSizeBytesMax: 200,
    bufferSizeBytesMax: 400,
    groupDepthMax: 2,
    groupElementsMax: 3,
    attachmentsSizeBytesMax: 500,
  };
  const limited = (text: string, size = 7) => piecesOf(cut(asciiBytes(text), [size]), 'last', narrow);

  test('a body larger than the cap is one fault, and is not kept', () => {
    const large = bodyText('y'.repeat(5000));
    let state = openStream(narrow);
    for (const chunk of cut(asciiBytes(large + signed('b')), [100])) {
      ({ state } = feed(state, chunk));
      expect(state.window.end - state.window.start).toBeLessThanOrEqual(400);
    }
    const pieces = limited(large + signed('b'));
    expect(faultsOf(pieces)).toEqual(['message-too-large']);
    expect(framesOf(pieces).length).toBe(1);
  });

  test('more elements, more bytes and deeper groups than the caps allow lose the message, not the next one', () => {
    const four = [0, 1, 2, 3].map(signature).join('');
    const rows: readonly (readonly [string, string])[] = [
      [`-AAE${four}`, 'group-too-large'],
      [`-AAB${signature(0)}-AAB${signature(0)}-AAB${signature(0)}-AAB${signature(0)}`, 'group-too-large'],
      [`-0VAAAQA`, 'group-too-large'],
      ['-VAC-VAB-VAA', 'nesting-too-deep'],
    ];
    for (const [groups, code] of rows) {
      const pieces = limited(bodyText() + groups + signed('b'));
      expect([groups.slice(0, 8), ...faultsOf(pieces)]).toEqual([groups.slice(0, 8), code]);
      expect(framesOf(pieces).length).toBe(1);
    }
  });

  test('attachments beyond their cap in bytes are a fault however they are counted', () => {
    const elements = { ...narrow, groupElementsMax: 100 };
    const pieces = piecesOf(
      [asciiBytes(`${bodyText()}-AAG${signature(0).repeat(6)}${signed('b')}`)],
      'last',
      elements,
    );
    expect(faultsOf(pieces)).toEqual(['group-too-large']);
    expect(framesOf(pieces).length).toBe(1);
  });

  test('bytes that wait for others never exceed their cap', () => {
    const pieces = piecesOf(
      cut(asciiBytes(`${bodyText()}-LB_${'A'.repeat(400)}${signed('b')}`), [9]),
      'last',
      {
        ...narrow,
        attachmentsSizeBytesMax: 10_000,
        bufferSizeBytesMax: 300,
      },
    );
    expect(faultsOf(pieces)).toEqual(['buffer-full']);
    expect(framesOf(pieces).length).toBe(1);
  });

  test('a megabyte that comes byte by byte, ended at each byte, costs no more than its size', () => {
    const groups = `-AP_${signature(0).repeat(1023)}`.repeat(5);
    const bytes = asciiBytes(bodyText('z'.repeat(500_000)) + groups);
    let state = openStream(wideLimits);
    let given = 0;
    const chunk = new Uint8Array(1);
    for (const byte of bytes) {
      chunk[0] = byte;
      const fed = feed(state, chunk);
      const settled = settle(fed.state);
      given += fed.pieces.length + settled.pieces.length;
      state = settled.state;
    }
    expect(given).toBe(5);
    expect(isPending(state)).toBe(false);
  }, 20_000);
});
