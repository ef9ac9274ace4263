/**
 * Groups of attachments of both versions and domains, and their text. keripy.md 6.6, 7.4, 7.6; C-037…C-056,
 * C-064…C-067, D-20, D-21, K-157, L-03…L-05; test/vectors.
 */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAttachments, writeAttachments } from '../../kernel/cesr/attachments-text.ts';
import { type Attachments, type IndexedSignature, noAttachments } from '../../kernel/cesr/attachments.ts';
import { type GroupKind, genusOne, genusTwo } from '../../kernel/cesr/counter-codes.ts';
import { counterFor } from '../../kernel/cesr/counter.ts';
import { encodeIndexed } from '../../kernel/cesr/indexed-signature.ts';
import { encodeNumber, encodeSn, snMax } from '../../kernel/cesr/number.ts';
import { binaryOfText, encodePrimitive } from '../../kernel/cesr/primitive.ts';
import { asciiBytes, concatBytes } from '../../kernel/std/bytes.ts';
import { cut, piecesOf } from '../support/feeding.ts';
import { specVector } from '../support/spec-vectors.ts';

const vectors = new URL('../vectors/', import.meta.url);
const body = '{"v":"KERI10JSON000033_","t":"icp","d":"EAAAAAAAA"}';
const { raw: bodyTwo } = specVector<unknown, { raw: string }>('KV-01').expected;

type Bytes = Uint8Array;
const binary = (text: string): Bytes => {
  const bytes = binaryOfText(text);
  if (bytes === undefined) throw new Error('whole primitives are wanted');
  return bytes;
};

/** The attachments of a body of a version, or the codes of the faults. */
function attachedTo(bodyText: string, groups: Bytes): Attachments | readonly string[] {
  const pieces = piecesOf(cut(concatBytes([asciiBytes(bodyText), groups]), [5]));
  const [piece] = pieces;
  if (pieces.length === 1 && piece?.kind === 'message') return piece.frame.attachments;
  return pieces.flatMap((each) => (each.kind === 'fault' ? [each.fault.code] : []));
}

/** Attachments without the places they had. */
function placeless(attachments: Attachments | readonly string[]): unknown {
  return JSON.parse(
    JSON.stringify(attachments, (key, value: unknown) =>
      key === 'span' ? undefined : typeof value === 'bigint' ? `${value}` : value,
    ),
  );
}

const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);
const transferable = encodePrimitive('D', { raw: filled(32, 1) });
const witness = encodePrimitive('B', { raw: filled(32, 2) });
const digest = encodePrimitive('E', { raw: filled(32, 3) });
const plain = encodePrimitive('0B', { raw: filled(64, 4) });
const signature = (index: number) =>
  encodeIndexed({ code: 'A', index, ondex: undefined, raw: filled(64, 5) });
const time = '1AAG2020-08-22T17c50c09d988921p00c00';
const sn = encodePrimitive('0A', { raw: filled(16, 0).fill(7, 15) });

const reference = { prefix: transferable, sn: '7', said: digest };
const signer = { text: signature(2), index: 2, ondex: 2 };

/** Kind of group, one element of it, and the list and item that it becomes. */
const rows: readonly (readonly [kind: GroupKind, element: string, list: keyof Attachments, item: unknown])[] =
  [
    ['controller-signatures', signature(2), 'controllerSignatures', signer],
    ['witness-signatures', signature(2), 'witnessSignatures', signer],
    ['receipt-couples', witness + plain, 'receiptCouples', { prefix: witness, text: plain }],
    [
      'transferable-receipts',
      transferable + sn + digest + signature(2),
      'transferableReceipts',
      { ...reference, signature: signer },
    ],
    [
      'first-seen',
      sn + time,
      'firstSeen',
      { fn: '7', at: '1598118609988921', dt: '2020-08-22T17:50:09.988921+00:00' },
    ],
    ['seal-sources', sn + digest, 'sealSources', { sn: '7', said: digest }],
    ['seal-triples', transferable + sn + digest, 'sealTriples', reference],
  ];

const groupOf = (kind: GroupKind, elements: readonly string[], version: 1 | 2) => {
  const content = elements.join('');
  return (
    counterFor(
      kind,
      version === 1 ? elements.length : content.length / 4,
      version === 1 ? genusOne : genusTwo,
    ) + content
  );
};

describe.each([1, 2] as const)('groups of version %i', (version) => {
  const bodyText = version === 1 ? body : bodyTwo;
  const genus = version === 1 ? genusOne : genusTwo;
  const inner = (indices: readonly number[]) =>
    groupOf('controller-signatures', indices.map(signature), version);
  const nested = [
    ['signature-groups', transferable + sn + digest + inner([0, 1, 2]), 'signatureGroups'],
    ['latest-signature-groups', transferable + inner([0, 1, 2]), 'latestSignatureGroups'],
  ] as const;

  test.each(rows)(
    '%s are read in both domains, alone and in a group around them',
    (kind, element, list, item) => {
      const group = groupOf(kind, [element, element], version);
      const around = counterFor('attachments', group.length / 4, genus) + group;
      for (const groups of [asciiBytes(group), binary(group), asciiBytes(around), binary(around)]) {
        const attached = attachedTo(bodyText, groups);
        expect(attached).toHaveProperty(list);
        expect((attached as Attachments)[list].length).toBe(2);
        expect(placeless(attached)).toMatchObject({ [list]: [item, item] });
      }
    },
  );

  test.each(nested)('%s hold groups of signatures', (kind, element, list) => {
    const group = groupOf(kind, [element, element], version);
    for (const groups of [asciiBytes(group), binary(group)]) {
      const attached = attachedTo(bodyText, groups) as Attachments;
      expect(attached[list].map(({ signatures }) => signatures.map(({ index }) => index))).toEqual([
        [0, 1, 2],
        [0, 1, 2],
      ]);
      expect(attached[list][0]?.prefix).toBe(transferable);
      expect(attached.controllerSignatures).toEqual([]);
    }
  });

  test('pathed material is handed over as it came', () => {
    const path = encodePrimitive('6A', { raw: Uint8Array.of(0xf8) });
    const group = counterFor('pathed', (path.length + inner([0]).length) / 4, genus) + path + inner([0]);
    for (const groups of [asciiBytes(group), binary(group)]) {
      expect(attachedTo(bodyText, groups)).toMatchObject({
        pathed: [{ path, material: inner([0]) }],
        controllerSignatures: [],
      });
    }
  });

  test('a signature that points to bytes of the stream gives them back', () => {
    const group = inner([3]);
    const attached = attachedTo(bodyText, asciiBytes(group)) as Attachments;
    const span = attached.controllerSignatures[0]?.span;
    expect((bodyText + group).slice(span?.start, span?.end)).toBe(signature(3));
  });

  test('domains may change between groups', () => {
    const groups = concatBytes([binary(inner([0])), asciiBytes(inner([1])), binary(inner([2]))]);
    expect(
      (attachedTo(bodyText, groups) as Attachments).controllerSignatures.map(({ index }) => index),
    ).toEqual([0, 1, 2]);
  });

  test('D-21: a number of any code is the same number', () => {
    for (const number of [sn, encodeNumber(7n, 1), encodeNumber(7n, 2)]) {
      const group = groupOf('seal-sources', [number + digest], version);
      expect(placeless(attachedTo(bodyText, asciiBytes(group)))).toMatchObject({
        sealSources: [{ sn: '7', said: digest }],
      });
    }
  });

  test('a primitive of another kind than its place demands is a fault', () => {
    const wrong: readonly (readonly [GroupKind, string, string])[] = [
      ['receipt-couples', digest + plain, 'unexpected-code'],
      ['receipt-couples', witness + digest, 'unexpected-code'],
      ['seal-sources', digest + digest, 'unexpected-code'],
      ['seal-sources', sn + witness, 'unexpected-code'],
      ['first-seen', sn + digest, 'unexpected-code'],
      ['first-seen', sn + time.replace('-08-22', '-13-22'), 'bad-datetime'],
      ['seal-sources', encodePrimitive('U', { raw: filled(17, 1) }) + digest, 'bad-number'],
      [
        'signature-groups',
        transferable + sn + digest + groupOf('witness-signatures', [signature(0)], version),
        'unexpected-code',
      ],
    ];
    for (const [kind, element, code] of wrong) {
      expect(attachedTo(bodyText, asciiBytes(groupOf(kind, [element], version)))).toEqual([code]);
    }
  });
});

describe('groups that count what they do not hold', () => {
  test('C-038: counts of version 1 are elements, those of version 2 quadlets', () => {
    expect(
      (attachedTo(body, asciiBytes(`-AAB${signature(0)}`)) as Attachments).controllerSignatures.length,
    ).toBe(1);
    expect(
      (attachedTo(bodyTwo, asciiBytes(`-KAW${signature(0)}`)) as Attachments).controllerSignatures.length,
    ).toBe(1);
    expect(
      (attachedTo(bodyTwo, asciiBytes(`--KAAAAW${signature(0)}`)) as Attachments).controllerSignatures.length,
    ).toBe(1);
    expect(attachedTo(bodyTwo, asciiBytes(`-KAV${signature(0)}`))).toEqual(['group-overrun']);
    expect(attachedTo(bodyTwo, asciiBytes(`-CAW-KAW${signature(0)}`))).toEqual(['group-overrun']);
  });

  test('L-05: a group around others above 4095 quadlets has the code -0V', () => {
    const group = groupOf(
      'controller-signatures',
      Array.from({ length: 200 }, () => signature(1)),
      1,
    );
    const around = counterFor('attachments', group.length / 4, genusOne) + group;
    expect(around.slice(0, 3)).toBe('-0V');
    expect((attachedTo(body, asciiBytes(around)) as Attachments).controllerSignatures.length).toBe(200);
  });

  test('an empty group holds nothing', () => {
    expect(attachedTo(body, asciiBytes('-AAA-VAA'))).toEqual(noAttachments);
  });

  test('K-157: a known group of no meaning here is passed over by its size', () => {
    const seals = groupOf('digest-seals', [digest, digest], 2);
    const attached = attachedTo(bodyTwo, asciiBytes(`${seals}-KAW${signature(1)}`)) as Attachments;
    expect(attached).toEqual({ ...noAttachments, controllerSignatures: attached.controllerSignatures });
    expect(attached.controllerSignatures.length).toBe(1);
  });

  test('C-066: a list with a genus code in it changes nothing', () => {
    const attached = attachedTo(bodyTwo, asciiBytes(`-JAC-_AAABAA-KAW${signature(1)}`)) as Attachments;
    expect(attached.controllerSignatures.length).toBe(1);
  });

  test('C-064: a genus code in front of attachments changes their tables, and theirs alone', () => {
    const inner = `-_AAABAA-AAB${signature(0)}`;
    const attached = attachedTo(
      bodyTwo,
      asciiBytes(`${counterFor('attachments', inner.length / 4, genusTwo)}${inner}-KAW${signature(1)}`),
    );
    expect((attached as Attachments).controllerSignatures.map(({ index }) => index)).toEqual([0, 1]);
  });

  test('C-065: in a group that does not allow it, a genus code has no effect', () => {
    const inner = `-_AAACAA-AAB${signature(0)}`;
    const attached = attachedTo(
      body,
      asciiBytes(counterFor('attachments', inner.length / 4, genusOne) + inner),
    );
    expect((attached as Attachments).controllerSignatures.length).toBe(1);
  });

  test('D-20: transferable receipts of version 2 may end in a group of signatures', () => {
    const element =
      transferable + sn + digest + groupOf('controller-signatures', [signature(0), signature(4)], 2);
    const attached = attachedTo(
      bodyTwo,
      asciiBytes(groupOf('transferable-receipts', [element], 2)),
    ) as Attachments;
    expect(attached.transferableReceipts.map((each) => each.signature.index)).toEqual([0, 4]);
  });

  test('path signatures of version 1 are pathed material, and none of theirs is attached to the body', () => {
    const path = encodePrimitive('4A', { raw: filled(3, 9) });
    const signatures = groupOf('controller-signatures', [signature(0)], 1);
    const element = path + signatures;
    const flat = attachedTo(body, asciiBytes(`-JAC${element}${element}-AAB${signature(1)}`)) as Attachments;
    expect(flat.pathed).toEqual([
      { path, material: signatures },
      { path, material: signatures },
    ]);
    expect(flat.controllerSignatures.map(({ index }) => index)).toEqual([1]);
    const deep = attachedTo(
      body,
      binary(`-KAC${path}-JAB${element}-JAB${element}-AAB${signature(1)}`),
    ) as Attachments;
    expect(deep.pathed).toEqual([{ path, material: `-JAB${element}-JAB${element}` }]);
    expect(deep.controllerSignatures.map(({ index }) => index)).toEqual([1]);
  });
});

describe('pathed material that could not be sent on', () => {
  const path = encodePrimitive('4A', { raw: filled(3, 9) });

  test('is refused when version 1 has no counter for its size', () => {
    const signatures = groupOf(
      'controller-signatures',
      Array.from({ length: 190 }, () => signature(0)),
      1,
    );
    expect(attachedTo(body, asciiBytes(`-JAB${path}${signatures}`))).toEqual(['group-too-large']);
    const material = path + 'A'.repeat(4096 * 4);
    expect(
      attachedTo(bodyTwo, asciiBytes(counterFor('pathed', material.length / 4, genusTwo) + material)),
    ).toEqual(['group-too-large']);
  });

  test('is refused when it is not made of primitives', () => {
    expect(attachedTo(body, asciiBytes(`-LAD${path}{"a"`))).toEqual(['bad-alphabet']);
    expect(attachedTo(body, asciiBytes(`-LAD${path.replace('4A', '4B')}AAAA`))).toEqual(['unexpected-code']);
  });
});

describe('the text of attachments', () => {
  const signatures: fc.Arbitrary<IndexedSignature> = fc
    .record({
      index: fc.nat(63),
      raw: fc.uint8Array({ minLength: 64, maxLength: 64 }),
      code: fc.constantFrom('A', 'B'),
    })
    .map(({ code, index, raw }) => ({
      text: encodeIndexed({ code, index, ondex: undefined, raw }),
      index,
      ondex: code === 'A' ? index : undefined,
      raw,
      span: { start: 0, end: 0 },
    }));
  const raw32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const prefixes = fc
    .tuple(fc.constantFrom('B', 'D', 'E'), raw32)
    .map(([code, raw]) => encodePrimitive(code, { raw }));
  const keys = raw32.map((raw) => encodePrimitive('B', { raw }));
  const digests = raw32.map((raw) => encodePrimitive('E', { raw }));
  const numbers = fc
    .bigInt({ min: 0n, max: snMax })
    .map((value) => encodeSn(value as Parameters<typeof encodeSn>[0]));
  const plains = fc.uint8Array({ minLength: 64, maxLength: 64 }).map((raw) => encodePrimitive('0B', { raw }));
  const joined = (...parts: readonly fc.Arbitrary<string>[]) =>
    fc.tuple(...parts).map((texts) => texts.join(''));
  const counted = fc.array(signatures, { maxLength: 3 }).map((list) =>
    groupOf(
      'controller-signatures',
      list.map(({ text }) => text),
      1,
    ),
  );
  const group = (kind: GroupKind, element: fc.Arbitrary<string>) =>
    fc
      .array(element, { maxLength: 3 })
      .map((elements) => (elements.length === 0 ? '' : groupOf(kind, elements, 1)));

  /** Groups in the order in which they are written. */
  const written = joined(
    group(
      'controller-signatures',
      signatures.map(({ text }) => text),
    ),
    group(
      'witness-signatures',
      signatures.map(({ text }) => text),
    ),
    group('seal-sources', joined(numbers, digests)),
    group(
      'transferable-receipts',
      joined(
        prefixes,
        numbers,
        digests,
        signatures.map(({ text }) => text),
      ),
    ),
    group('receipt-couples', joined(keys, plains)),
    group('first-seen', joined(numbers, fc.constant(time))),
    group('signature-groups', joined(prefixes, numbers, digests, counted)),
    group('latest-signature-groups', joined(prefixes, counted)),
    group('seal-triples', joined(prefixes, numbers, digests)),
  );

  test('what is read from a text is written as that text', () => {
    fc.assert(
      fc.property(written, (text) => {
        const read = readAttachments(text);
        expect(read.ok && writeAttachments(read.value, { pipelined: false })).toBe(text);
      }),
    );
  });

  test('what is written, in one group or in several, is read as what it was', () => {
    fc.assert(
      fc.property(written, fc.boolean(), (text, pipelined) => {
        const read = readAttachments(text);
        if (!read.ok) throw new Error(read.error.says);
        const again = readAttachments(writeAttachments(read.value, { pipelined }));
        expect(again.ok && placeless(again.value)).toEqual(placeless(read.value));
      }),
    );
  });

  test('nothing attached is no text', () => {
    expect(writeAttachments(noAttachments, { pipelined: true })).toBe('');
    expect(readAttachments('')).toEqual({ ok: true, value: noAttachments });
  });

  test('more elements than a counter can count take several groups', () => {
    const text = signature(0);
    const many = { text, index: 0, ondex: 0, raw: filled(64, 5), span: { start: 0, end: 0 } };
    const attachments = { ...noAttachments, controllerSignatures: Array.from({ length: 5000 }, () => many) };
    const read = readAttachments(writeAttachments(attachments, { pipelined: true }));
    expect(read.ok && read.value.controllerSignatures.length).toBe(5000);
  });

  test('a text that is no whole group is refused', () => {
    for (const text of ['-AAB', '-AABAA', 'AAAA', '-ZAA', '-VAB', '-AAC' + signature(0), 'ÿ', '-']) {
      expect([text, readAttachments(text).ok]).toEqual([text, false]);
    }
  });

  test('the attachments of every recorded stream go through the text and back', () => {
    let seen = 0;
    for (const name of readdirSync(new URL('streams/', vectors))) {
      for (const piece of piecesOf([new Uint8Array(readFileSync(new URL(`streams/${name}`, vectors)))])) {
        if (piece.kind !== 'message') continue;
        const read = readAttachments(writeAttachments(piece.frame.attachments, { pipelined: true }));
        expect(read.ok && placeless(read.value)).toEqual(placeless(piece.frame.attachments));
        seen += 1;
      }
    }
    expect(seen).toBeGreaterThan(700);
  });

  test('a replay of KERIpy is written as it came', () => {
    const stream = readFileSync(new URL('streams/s126-first-seen-replay-not-cloned.cesr', vectors), 'latin1');
    const pieces = piecesOf([asciiBytes(stream)]);
    const again = pieces.map((piece) =>
      piece.kind === 'message'
        ? Buffer.from(piece.frame.body).toString('latin1') +
          writeAttachments(piece.frame.attachments, { pipelined: stream.includes('}-V') })
        : '',
    );
    expect(again.join('')).toBe(stream);
  });
});
