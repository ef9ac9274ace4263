/**
 * Reads one primitive, indexed signature or counter out of bytes of either domain.
 *
 * Source: keripy.md 7.1–7.4; C-002, C-004, C-016, C-017, C-041…C-045, C-057, C-068, C-088. Readers look
 * at nothing past what the code demands, and refuse what has a second spelling: pad bits, lead bytes,
 * fill characters. Offsets of faults count from the start of `bytes`.
 */
import {
  base64BytesOf,
  base64Digit,
  base64OfInteger,
  bytesOfBase64Bytes,
  integerOfBase64,
} from '../std/base64url.ts';
import { asciiText, copyBytes, tailOf } from '../std/bytes.ts';
import { type CodeFaultCode, framingFault } from './code-fault.ts';
import type { CodeRow } from './code-row.ts';
import { type CodeTable, codesOne, codesTwo, hardSizeByDigit } from './codes.ts';
import { type CounterRow, counterTable, type Genus } from './counter-codes.ts';
import type { Fault } from './fault.ts';
import { type IndexerRow, indexerRows } from './indexer-codes.ts';
import {
  digitAt,
  digitsAt,
  digitsAvailable,
  type Domain,
  isZeroBetween,
  needMore,
  type Reading,
  sizeIn,
} from './reading.ts';

export type { Domain, Reading } from './reading.ts';

/** A primitive taken apart. */
export type Primitive = {
  readonly code: string;
  /** The value within the code, such as the text of a tag, without fill; empty for all other codes. */
  readonly soft: string;
  readonly raw: Uint8Array;
};

/** An indexed signature taken apart. */
export type Indexed = {
  readonly code: string;
  readonly index: number;
  /** Undefined when the code counts for the current list alone. */
  readonly ondex: number | undefined;
  readonly raw: Uint8Array;
};

/** A counter: what follows, and how much of it. */
export type Counter = { readonly row: CounterRow; readonly count: number };

/** What was read, in the text domain, whatever domain it came in. */
export type Texted = { readonly text: string };

export type ReadPrimitive = (
  bytes: Uint8Array,
  at: number,
  end: number,
  domain: Domain,
) => Reading<Primitive & Texted>;

const dash = 62;
const underscore = 63;

/** Reads the primitive at `at` by the newest code table. `end` is the end of the bytes at hand. */
export const readPrimitive: ReadPrimitive = primitiveReader({
  rows: [...codesTwo.rows, ...codesOne.rows.filter((row) => !codesTwo.byCode.has(row.code))],
  byCode: new Map([...codesOne.byCode, ...codesTwo.byCode]),
});

/** A reader of primitives by a given code table. */
export function primitiveReader(table: CodeTable): ReadPrimitive {
  const rows = new Map(table.rows.map((row) => [integerOfBase64(row.code), row]));
  return (bytes, at, end, domain) => {
    if (at >= end) return needMore;
    const first = digitAt(bytes, at, 0, domain);
    const hardSize = hardSizeByDigit[first] ?? 0;
    if (hardSize === 0) return wrongStart(first, at, 'a primitive');
    if (digitsAvailable(at, end, domain) < hardSize) return needMore;
    const row = rows.get(hardSize === 1 ? first : digitsAt(bytes, at, [0, hardSize], domain));
    if (row === undefined)
      return fault('unknown-code', 'the code of the primitive is not in the tables', at, at + 1);
    return row.fullSize > 0
      ? readFixed(row, bytes, at, end, domain)
      : readVariable(row, bytes, at, end, domain);
  };
}

function readFixed(
  row: CodeRow,
  bytes: Uint8Array,
  at: number,
  end: number,
  domain: Domain,
): Reading<Primitive & Texted> {
  const next = at + sizeIn(domain, row.fullSize);
  if (next > end) return needMore;
  const whole = binaryOf(bytes, at, next, domain);
  if (whole === undefined) return outsideAlphabet(at, next);
  const rawStart = whole.length - row.rawSize;
  if (!isZeroBetween(whole, (row.hardSize + row.softSize) * 6, rawStart))
    return nonzeroPad(row.code, at, next);
  const text = textOf(bytes, at, next, domain);
  const { hardSize, softSize, fillSize } = row;
  const soft = softSize === 0 ? '' : text.slice(hardSize + fillSize, hardSize + softSize);
  for (let i = 0; i < fillSize; i++) if (text[hardSize + i] !== '_') return nonzeroPad(row.code, at, next);
  return { kind: 'read', value: { code: row.code, soft, raw: tailOf(whole, rawStart), text }, next };
}

function readVariable(
  row: CodeRow,
  bytes: Uint8Array,
  at: number,
  end: number,
  domain: Domain,
): Reading<Primitive & Texted> {
  const codeSize = row.hardSize + row.softSize;
  if (digitsAvailable(at, end, domain) < codeSize) return needMore;
  const quadlets = digitsAt(bytes, at, [row.hardSize, codeSize], domain);
  if (quadlets < 0) return outsideAlphabet(at, at + codeSize);
  if (quadlets === 0 && row.leadSize > 0) {
    return fault(
      'bad-size',
      `a primitive ${row.code} of no quadlets has no room for its lead bytes`,
      at,
      at + codeSize,
    );
  }
  const next = at + sizeIn(domain, codeSize + quadlets * 4);
  if (next > end) return needMore;
  const whole = binaryOf(bytes, at, next, domain);
  if (whole === undefined) return outsideAlphabet(at, next);
  const rawStart = (codeSize / 4) * 3 + row.leadSize;
  if (!isZeroBetween(whole, codeSize * 6, rawStart)) return nonzeroPad(row.code, at, next);
  const text = textOf(bytes, at, next, domain);
  return { kind: 'read', value: { code: row.code, soft: '', raw: tailOf(whole, rawStart), text }, next };
}

const indexerByDigits = new Map(indexerRows.map((row) => [integerOfBase64(row.code), row]));

/** Reads the indexed signature at `at`. `end` is the end of the bytes at hand. */
export function readIndexed(
  bytes: Uint8Array,
  at: number,
  end: number,
  domain: Domain,
): Reading<Indexed & Texted> {
  if (at >= end) return needMore;
  const first = digitAt(bytes, at, 0, domain);
  if (first < 0 || first >= dash) return wrongStart(first, at, 'an indexed signature');
  const hardSize = first < 52 ? 1 : 2;
  if (digitsAvailable(at, end, domain) < hardSize) return needMore;
  const row = indexerByDigits.get(hardSize === 1 ? first : digitsAt(bytes, at, [0, 2], domain));
  if (row === undefined)
    return fault('unknown-code', 'the code of the indexed signature is not in the tables', at, at + 1);
  const next = at + sizeIn(domain, row.fullSize);
  if (next > end) return needMore;
  const whole = binaryOf(bytes, at, next, domain);
  if (whole === undefined) return outsideAlphabet(at, next);
  return readIndices(row, whole, { text: textOf(bytes, at, next, domain), at, next });
}

type Taken = { readonly text: string; readonly at: number; readonly next: number };

function readIndices(row: IndexerRow, whole: Uint8Array, taken: Taken): Reading<Indexed & Texted> {
  const { text, at, next } = taken;
  const indexEnd = row.code.length + row.indexSize;
  const codeSize = indexEnd + row.ondexSize;
  const rawStart = whole.length - row.rawSize;
  if (!isZeroBetween(whole, codeSize * 6, rawStart)) return nonzeroPad(row.code, at, next);
  const index = integerOfBase64(text, row.code.length, indexEnd);
  const onWire = row.ondexSize === 0 ? index : integerOfBase64(text, indexEnd, codeSize);
  if (row.lists === 'current' && row.ondexSize > 0 && onWire !== 0) {
    return fault(
      'bad-size',
      `an indexed signature ${row.code} has one index, but a second one is set`,
      at,
      next,
    );
  }
  const ondex = row.lists === 'both' ? onWire : undefined;
  return { kind: 'read', value: { code: row.code, index, ondex, raw: tailOf(whole, rawStart), text }, next };
}

/** Reads the counter at `at` by the tables of `genus`. `end` is the end of the bytes at hand. */
export function readCounter(
  bytes: Uint8Array,
  at: number,
  end: number,
  domain: Domain,
  genus: Genus,
): Reading<Counter & Texted> {
  if (at >= end) return needMore;
  const first = digitAt(bytes, at, 0, domain);
  if (first !== dash) return wrongStart(first, at, 'a counter');
  const available = digitsAvailable(at, end, domain);
  if (available < 2) return needMore;
  const second = digitAt(bytes, at, 1, domain);
  if (second < 0) return outsideAlphabet(at, at + 2);
  const hardSize = counterHardSize(second, genus);
  if (available < hardSize) return needMore;
  const hard = digitsText(bytes, at, hardSize, domain);
  const row = counterTable(genus.major).get(hard);
  if (row === undefined) return unknownCounter(hard, at);
  const size = hardSize + row.countSize;
  if (available < size) return needMore;
  const count = digitsAt(bytes, at, [hardSize, size], domain);
  if (count < 0) return outsideAlphabet(at, at + size);
  const text = hard + base64OfInteger(count, row.countSize);
  return { kind: 'read', value: { row, count, text }, next: at + sizeIn(domain, size) };
}

/** The genus version that a counter of kind `genus` names; undefined for an unknown major version. C-057, C-099. */
export function genusOf(counter: Counter): Genus | undefined {
  const major = counter.count >> 12;
  if (major !== 1 && major !== 2) return undefined;
  return { code: counter.row.code.slice(2), major, minor: counter.count & 0xfff };
}

/** Characters of the stable part by the second character: a letter, a digit, `-` or `_`. C-040…C-045. */
function counterHardSize(second: number, genus: Genus): number {
  if (second < 52) return 2;
  if (second === underscore || (second === dash && genus.major === 1)) return 5;
  return 3;
}

function digitsText(bytes: Uint8Array, at: number, count: number, domain: Domain): string {
  if (domain === 'text') return asciiText(bytes, at, at + count);
  return base64OfInteger(digitsAt(bytes, at, [0, count], domain), count);
}

function unknownCounter(hard: string, at: number): Reading<never> {
  if (hard.length === 5)
    return fault('unsupported-genus', `the genus of ${printable(hard)} is not supported`, at, at + 1);
  return fault('unknown-code', `the counter code ${printable(hard)} is not in the tables`, at, at + 1);
}

function binaryOf(bytes: Uint8Array, at: number, next: number, domain: Domain): Uint8Array | undefined {
  return domain === 'text' ? bytesOfBase64Bytes(bytes, at, next) : copyBytes(bytes, at, next);
}

function textOf(bytes: Uint8Array, at: number, next: number, domain: Domain): string {
  return domain === 'text' ? asciiText(bytes, at, next) : asciiText(base64BytesOf(bytes, at, next));
}

function wrongStart(first: number, at: number, wanted: string): Reading<never> {
  if (first === dash) {
    const found = framingFault('unexpected-code', `a counter stands where ${wanted} has to start`, {
      start: at,
      end: at + 1,
    });
    return { kind: 'fault', fault: { ...found, keripy: 'UnexpectedCountCodeError' } };
  }
  if (first === underscore) {
    const found = framingFault('unexpected-code', 'op codes are not supported', { start: at, end: at + 1 });
    return { kind: 'fault', fault: { ...found, keripy: 'UnexpectedOpCodeError' } };
  }
  if (first < 0)
    return fault(
      'unknown-code',
      `a byte outside the base64 alphabet stands where ${wanted} has to start`,
      at,
      at + 1,
    );
  return fault('unexpected-code', `something else stands where ${wanted} has to start`, at, at + 1);
}

function outsideAlphabet(at: number, next: number): Reading<never> {
  return fault('bad-alphabet', 'a character is outside the base64 alphabet', at, next);
}

function nonzeroPad(code: string, at: number, next: number): Reading<never> {
  return fault('nonzero-pad', `the pad of a primitive ${code} is not zero`, at, next);
}

function fault(
  code: CodeFaultCode,
  says: string,
  start: number,
  end: number,
): { readonly kind: 'fault'; readonly fault: Fault } {
  return { kind: 'fault', fault: framingFault(code, says, { start, end }) };
}

/** The code as it may stand in a sentence. */
function printable(code: string): string {
  let text = '';
  for (let i = 0; i < code.length; i++) text += base64Digit(code.charCodeAt(i)) < 0 ? '?' : code.charAt(i);
  return text;
}
