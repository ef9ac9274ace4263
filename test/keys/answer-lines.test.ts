/** What a program says, cut into lines and read: whatever the pieces, whatever the bytes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openLineCutter } from '../../shell/keys/external/answer-lines.ts';
import { formatBytes, formatCall, parseAnswer, parseBytes } from '../../shell/keys/external/protocol.ts';

/** Pieces of a text, cut at the given places. */
function pieces(bytes: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] {
  const at = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  );
  return at.slice(1).map((end, place) => bytes.slice(at[place], end));
}

test('lines are the same in whatever pieces they come, and what is held of them is overwritten', () => {
  const line = fc
    .uint8Array({ maxLength: 20 })
    .map((bytes) => bytes.map((byte) => (byte === 10 ? 11 : byte)));
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat()), (lines, cuts) => {
      const bytes = Buffer.concat(lines.flatMap((one) => [one, Buffer.from('\n')]));
      const [got, lent]: [Uint8Array[], Uint8Array[]] = [[], []];
      const cutter = openLineCutter(20, (one) => {
        got.push(Uint8Array.from(one));
        lent.push(one);
      });
      for (const piece of pieces(bytes, cuts)) {
        expect(cutter.push(piece)).toBe(true);
        piece.fill(7);
      }
      expect(got.map((one) => [...one])).toEqual(lines.map((one) => [...one]));
      expect(lent.every((one) => one.every((byte) => byte === 0))).toBe(true);
    }),
  );
});

test('a line beyond its bound is told with the piece that passes it, ended or not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.array(fc.nat()), fc.boolean(), (max, cuts, isEnded) => {
      const bytes = new Uint8Array(max + 1 + (isEnded ? 1 : 0)).fill(97);
      if (isEnded) bytes[max + 1] = 10;
      const cutter = openLineCutter(max, () => {
        throw new Error('the line is too long to be read');
      });
      let size = 0;
      for (const piece of pieces(bytes, cuts)) {
        size += piece.length;
        expect(cutter.push(piece)).toBe(size <= max);
        if (size > max) return;
      }
    }),
  );
});

test('reading an answer never throws, and what is said rightly is read', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => Buffer.from(text)),
      ),
      (bytes) => {
        const answer = parseAnswer(bytes);
        expect(typeof answer === 'string' || answer.id > 0).toBe(true);
      },
    ),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1 }), fc.dictionary(fc.string(), fc.string()), (id, fields) => {
      expect(parseAnswer(Buffer.from(JSON.stringify({ id, ok: fields })))).toEqual({
        kind: 'done',
        id,
        fields,
      });
    }),
  );
});

test('bytes come back as they went, and other spellings of them are none', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(parseBytes(formatBytes(bytes))).toEqual(bytes);
    }),
  );
  for (const wrong of ['A', 'AB==', 'AAA', 'AAA=\n', ' AAA=', '-_-_', 7, null, undefined, ['AAA=']])
    expect(parseBytes(wrong)).toBeUndefined();
});

test('a call is one line, whatever stands in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (key) => {
      const line = formatCall(1, 'get', { key });
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(JSON.parse(line)).toEqual({ id: 1, op: 'get', key });
    }),
  );
});
