/**
 * Indexed signatures as values: which code an index pair takes, and the text of the whole.
 *
 * Source: keripy.md 2.5, 7.3; C-087…C-092. Reading out of a stream is the matter of `read.ts`.
 */
import type { SignatureScheme } from '../crypto/algorithm.ts';
import { assert } from '../std/assert.ts';
import { base64OfInteger, base64BytesOf, numbersOfDigits } from '../std/base64url.ts';
import { asciiText } from '../std/bytes.ts';
import type { Result } from '../std/result.ts';
import type { IndexedSignature, ReceiptCouple } from './attachments.ts';
import { formFault } from './code-fault.ts';
import type { Fault } from './fault.ts';
import { codeOf, signatureSchemeOf } from './identifiers.ts';
import { type IndexerRow, indexerRows, indexerTable } from './indexer-codes.ts';
import { unitBytes, wholly } from './primitive.ts';
import { type Indexed, readIndexed } from './read.ts';

export type { Indexed } from './read.ts';

/** An indexed signature as its maker gives it; an `ondex` left open is the index where the code has room for it. */
export type IndexedMaterial = {
  readonly code: string;
  readonly index: number;
  readonly ondex: number | undefined;
  readonly raw: Uint8Array;
};

/** The indexed signature that `text` is, whole and nothing else. */
export function decodeIndexed(text: string): Result<Indexed, Fault> {
  const bytes = unitBytes(text);
  return wholly(readIndexed(bytes, 0, bytes.length, 'text'), bytes.length);
}

/** What keeps the material from being encoded; undefined when nothing does. */
export function indexingFault(material: IndexedMaterial): Fault | undefined {
  const row = indexerTable.get(material.code);
  if (row === undefined)
    return formFault('unknown-code', `there is no indexed code ${JSON.stringify(material.code)}`);
  if (material.raw.length !== row.rawSize) {
    return formFault('bad-size', `code ${row.code} takes ${row.rawSize} bytes, not ${material.raw.length}`);
  }
  const reason = indexReason(row, material.index, material.ondex);
  return reason === undefined
    ? undefined
    : { ...formFault('bad-size', reason), keripy: 'InvalidVarIndexError' };
}

function indexReason(row: IndexerRow, index: number, ondex: number | undefined): string | undefined {
  if (!fits(index, row.indexSize)) return `index ${index} is too large for code ${row.code}`;
  if (ondex === undefined) return undefined;
  if (row.lists === 'current') return ondex === 0 ? undefined : `code ${row.code} has no second index`;
  if (row.ondexSize === 0)
    return ondex === index ? undefined : `code ${row.code} has one index for both lists`;
  return fits(ondex, row.ondexSize) ? undefined : `second index ${ondex} is too large for code ${row.code}`;
}

function fits(value: number, digits: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value < numbersOfDigits(digits);
}

/** The text of an indexed signature. The material fits its code: `indexingFault` says so beforehand. */
export function encodeIndexed(material: IndexedMaterial): string {
  const row = indexerTable.get(material.code);
  assert(row !== undefined && indexingFault(material) === undefined, 'the material fits the indexed code');
  const onWire = row.lists === 'both' ? (material.ondex ?? material.index) : 0;
  const head =
    row.code +
    base64OfInteger(material.index, row.indexSize) +
    base64OfInteger(row.ondexSize === 0 ? 0 : onWire, row.ondexSize);
  const whole = new Uint8Array((row.fullSize / 4) * 3);
  whole.set(material.raw, whole.length - row.rawSize);
  return head + asciiText(base64BytesOf(whole, 0, whole.length)).slice(head.length);
}

/** The places that a signature is to point to; without `ondex` it counts for the current list alone. */
export type IndexPlaces = { readonly index: number; readonly ondex: number | undefined };

/** The smallest code of a scheme that can point to both places; undefined when none can. keripy.md 2.5. */
export function indexedCodeFor(scheme: SignatureScheme, places: IndexPlaces): string | undefined {
  const lists = places.ondex === undefined ? 'current' : 'both';
  const fitting = indexerRows.filter((row) => row.scheme === scheme && row.lists === lists);
  return fitting.find((row) => indexReason(row, places.index, places.ondex) === undefined)?.code;
}

/**
 * A plain signature as the indexed one that points to the same place of both lists, as receipts of
 * witnesses are kept; undefined when no code can point there.
 */
export function indexedOfCouple(couple: ReceiptCouple, index: number): IndexedSignature | undefined {
  const scheme = signatureSchemeOf(codeOf(couple.text));
  const code = scheme === undefined ? undefined : indexedCodeFor(scheme, { index, ondex: index });
  if (code === undefined) return undefined;
  const { raw, span } = couple;
  return { text: encodeIndexed({ code, index, ondex: index, raw }), index, ondex: index, raw, span };
}
