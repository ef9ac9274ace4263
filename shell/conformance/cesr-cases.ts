/**
 * What Keelson makes of the items of data cases about CESR: primitives, indexed signatures, counters,
 * typed values and version strings.
 *
 * Source: test/vectors/README.md. The items are of the version 1 code tables. Each reader gets the
 * inputs of an item and answers what it shows beside them, or `{ error }`.
 */
import { datetimeText, encodeDatetime } from '../../kernel/cesr/datetime.ts';
import type { CodeRow } from '../../kernel/cesr/code-row.ts';
import { codesOne } from '../../kernel/cesr/codes.ts';
import { countFault, encodeCounter } from '../../kernel/cesr/counter.ts';
import { counterRowsOne, genusOne } from '../../kernel/cesr/counter-codes.ts';
import type { Fault } from '../../kernel/cesr/fault.ts';
import { isTransferable, parsePrefix } from '../../kernel/cesr/identifiers.ts';
import { decodeIndexed, encodeIndexed, indexingFault } from '../../kernel/cesr/indexed-signature.ts';
import { encodeNumber, encodeSn, formatSn, parseSn, snMax, snOf } from '../../kernel/cesr/number.ts';
import { encodePath, formatPath, parsePath } from '../../kernel/cesr/path.ts';
import {
  binaryOfText,
  decodeBy,
  encodeByRow,
  encodePrimitive,
  encodingFault,
  unitBytes,
} from '../../kernel/cesr/primitive.ts';
import { primitiveReader, readCounter } from '../../kernel/cesr/read.ts';
import type { Domain, Reading } from '../../kernel/cesr/reading.ts';
import { encodeText, textOf } from '../../kernel/cesr/text.ts';
import { parseVersionString } from '../../kernel/cesr/version-string.ts';
import { digest } from '../../kernel/crypto/registry.ts';
import { isBase64 } from '../../kernel/std/base64url.ts';
import type { Item, ItemReaders } from './data-case.ts';

/** Characters of a version string of version 1. */
const versionOneSize = 17;

const readPrimitiveOne = primitiveReader(codesOne);

/** The readers of this file, by operation. */
export const cesrReaders: ItemReaders = {
  matter: (given) => makePrimitive(given, ['qb64', 'qb2_hex', 'full_size', 'transferable', 'digestive']),
  'matter-make': (given) => makePrimitive(given, ['qb64']),
  'matter-parse': (given) => parseText(text(given, 'qb64')),
  'matter-parse-qb2': (given) => parseBinary(bytes(given, 'qb2_hex')),
  indexer: makeIndexed,
  counter: makeCounter,
  'counter-parse': parseCounter,
  number: makeNumbers,
  'number-hex': readNumber,
  dater: makeDatetime,
  diger: makeDigest,
  bexter: makeText,
  pather: makePath,
  prefixer: readPrefix,
  deversify: readVersionString,
};

function makePrimitive(given: Item, shown: readonly string[]): Item {
  const code = text(given, 'code');
  const raw = bytes(given, 'raw_hex');
  const row = codesOne.byCode.get(code);
  const wrong = encodingFault(codesOne, code, { raw });
  if (row === undefined || wrong !== undefined) return refused(wrong);
  const qb64 = encodeByRow(row, { raw });
  const decoded = decodeBy(readPrimitiveOne, qb64);
  if (!decoded.ok) return refused(decoded.error);
  const made = { qb64, qb2_hex: binaryHex(qb64), full_size: qb64.length, ...rolesOf(row) };
  return Object.fromEntries(Object.entries(made).filter(([field]) => shown.includes(field)));
}

function rolesOf({ role }: CodeRow): Item {
  return { transferable: role.kind !== 'public-key' || role.transferable, digestive: role.kind === 'digest' };
}

/** The reference takes the primitive from the front and leaves what follows. */
function parseText(qb64: string): Item {
  const parsed = parseFront(unitBytes(qb64), 'text');
  if ('error' in parsed || parsed.row === undefined) return parsed;
  const again = encodeByRow(parsed.row, { raw: parsed.raw });
  return { code: parsed.row.code, raw_hex: hexOf(parsed.raw), qb64_again: again };
}

function parseBinary(qb2: Uint8Array): Item {
  const parsed = parseFront(qb2, 'binary');
  if ('error' in parsed) return parsed;
  return { code: parsed.row?.code, raw_hex: hexOf(parsed.raw) };
}

type Front = { readonly row: CodeRow | undefined; readonly raw: Uint8Array };

function parseFront(source: Uint8Array, domain: Domain): Front | { readonly error: string } {
  const reading = readPrimitiveOne(source, 0, source.length, domain);
  if (reading.kind !== 'read') return unread(reading);
  return { row: codesOne.byCode.get(reading.value.code), raw: reading.value.raw };
}

function makeIndexed(given: Item): Item {
  const ondex = given['ondex'] === null || given['ondex'] === undefined ? undefined : Number(given['ondex']);
  const material = {
    code: text(given, 'code'),
    index: Number(given['index']),
    ondex,
    raw: bytes(given, 'raw_hex'),
  };
  const wrong = indexingFault(material);
  if (wrong !== undefined) return refused(wrong);
  const qb64 = encodeIndexed(material);
  const decoded = decodeIndexed(qb64);
  if (!decoded.ok) return refused(decoded.error);
  const { index, ondex: other } = decoded.value;
  return { qb64, qb2_hex: binaryHex(qb64), index_out: index, ondex_out: other ?? null };
}

function makeCounter(given: Item): Item {
  const row = counterRowsOne.find(({ code }) => code === given['code']);
  if (row === undefined) return { error: 'the counter code is not in the tables' };
  const count = Number(given['count']);
  const wrong = countFault(row, count);
  if (wrong !== undefined) return refused(wrong);
  const qb64 = encodeCounter(row, count);
  return { qb64, qb2_hex: binaryHex(qb64) };
}

function parseCounter(given: Item): Item {
  const source = unitBytes(text(given, 'qb64'));
  const reading = readCounter(source, 0, source.length, 'text', genusOne);
  if (reading.kind !== 'read') return unread(reading);
  const { row, count } = reading.value;
  return counterRowsOne.includes(row)
    ? { code: row.code, count }
    : { error: 'the counter is of a later version' };
}

/** The fixed-size and the variable-size primitive of one number. */
function makeNumbers(given: Item): Item {
  const value = BigInt(text(given, 'num'));
  if (value < 0n || value > snMax)
    return { seqner: { error: 'out of range' }, number: { error: 'out of range' } };
  const sn = snOf(value);
  const numh = formatSn(sn);
  return { seqner: { qb64: encodeSn(sn), snh: numh }, number: { qb64: encodeNumber(value, 1), numh } };
}

function readNumber(given: Item): Item {
  const parsed = parseSn(text(given, 'numh'));
  if (!parsed.ok) return refused(parsed.error);
  return { num: parsed.value.toString(), qb64: encodeNumber(parsed.value, 1) };
}

function makeDatetime(given: Item): Item {
  const encoded = encodeDatetime(text(given, 'dts'));
  if (!encoded.ok) return refused(encoded.error);
  const decoded = decodeBy(readPrimitiveOne, encoded.value);
  const written = decoded.ok ? datetimeText(decoded.value) : decoded;
  if (!written.ok) return refused(written.error);
  return { qb64: encoded.value, dts_out: written.value, qb2_hex: binaryHex(encoded.value) };
}

function makeDigest(given: Item): Item {
  const code = text(given, 'code');
  const role = codesOne.byCode.get(code)?.role;
  if (role?.kind !== 'digest') return { error: `code ${code} is none of a digest` };
  return { qb64: encodePrimitive(code, { raw: digest(role.algorithm, bytes(given, 'ser_hex')) }) };
}

function makeText(given: Item): Item {
  const bext = text(given, 'bext');
  if (!isBase64(bext)) return { error: 'the text is not base64' };
  const qb64 = encodeText(bext, 1);
  const decoded = decodeBy(readPrimitiveOne, qb64);
  if (!decoded.ok) return refused(decoded.error);
  return { qb64, qb2_hex: binaryHex(qb64), bext_out: textOf(decoded.value, 1) };
}

function makePath(given: Item): Item {
  const path = given['path'];
  if (!Array.isArray(path)) return { error: 'the path is no list' };
  const bext = formatPath(path.map(String));
  const encoded = encodePath(bext);
  const parsed = parsePath(bext);
  if (!encoded.ok || !parsed.ok) return { error: 'a component of the path is not base64' };
  return { qb64: encoded.value, bext, path_out: parsed.value };
}

function readPrefix(given: Item): Item {
  const parsed = parsePrefix(text(given, 'qb64'));
  if (!parsed.ok) return refused(parsed.error);
  const decoded = decodeBy(readPrimitiveOne, parsed.value);
  if (!decoded.ok) return refused(decoded.error);
  const { code } = decoded.value;
  return {
    code,
    transferable: isTransferable(parsed.value),
    digestive: codesOne.byCode.get(code)?.role.kind === 'digest',
  };
}

/** The reference takes the version string from the front and leaves what follows. */
function readVersionString(given: Item): Item {
  const parsed = parseVersionString(text(given, 'vs').slice(0, versionOneSize));
  if (parsed === undefined) return { error: 'this is no version string' };
  const { protocol, version, serialization, size } = parsed;
  if (!['KERI', 'ACDC', 'CREL'].includes(protocol)) return { error: `the protocol ${protocol} is not known` };
  return { proto: protocol, version, kind: serialization, size };
}

function text(given: Item, field: string): string {
  const value = given[field];
  if (typeof value !== 'string') throw new TypeError(`${field} is no text`);
  return value;
}

function bytes(given: Item, field: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text(given, field), 'hex'));
}

function hexOf(source: Uint8Array): string {
  return Buffer.from(source).toString('hex');
}

function binaryHex(qb64: string): string {
  return hexOf(binaryOfText(qb64) ?? new Uint8Array(0));
}

function refused(fault: Fault | undefined): { readonly error: string } {
  return { error: fault?.keripy ?? 'refused' };
}

function unread(reading: Exclude<Reading<unknown>, { readonly kind: 'read' }>): { readonly error: string } {
  return reading.kind === 'fault' ? refused(reading.fault) : { error: 'ShortageError' };
}
