/**
 * Base64 texts and plain bytes as primitives of variable size. KERIpy: `Bexter`, `Texter`.
 *
 * Source: keripy.md 7.2; C-086. The text is padded in front with `A` up to a multiple of 4. A text that
 * itself begins with `A` can then be ambiguous: version 1 strips the pad by guess, version 2 puts an
 * escape `-` in front of it.
 */
import { assert } from '../std/assert.ts';
import { bytesOfBase64, isBase64 } from '../std/base64url.ts';
import { rowOf } from './codes.ts';
import { encodePrimitive, type Primitive, textOfBinary } from './primitive.ts';

/** The primitive of a base64 text, by the rules of a version. */
export function encodeText(text: string, version: 1 | 2): string {
  return version === 2 && needsEscape(text) ? encodeUnescaped(`-${text}`) : encodeUnescaped(text);
}

/** The base64 text of a primitive, by the rules of a version; undefined for codes other than of texts. */
export function textOf(primitive: Primitive, version: 1 | 2): string | undefined {
  const text = unescapedText(primitive);
  return version === 2 && text?.startsWith('-') === true ? text.slice(1) : text;
}

function needsEscape(text: string): boolean {
  return text.startsWith('-') || (text.startsWith('A') && (text.length % 4 === 0 || text.length % 4 === 3));
}

/** The primitive of a base64 text that cannot be mistaken: thresholds, paths, routes. */
export function encodeUnescaped(text: string): string {
  return encodePrimitive('4A', { raw: paddedRaw(text) });
}

/** The text of a primitive whose pad is stripped and which has no escape; undefined for other codes. */
export function unescapedText(primitive: Primitive): string | undefined {
  return rowOf(primitive.code)?.role.kind === 'text' ? unpaddedText(primitive) : undefined;
}

/** Raw bytes of a base64 text padded in front with `A`, without the bytes that only the pad fills. */
export function paddedRaw(text: string): Uint8Array {
  assert(isBase64(text), 'the text is base64');
  const padSize = (4 - (text.length % 4)) % 4;
  const bytes = bytesOfBase64('A'.repeat(padSize) + text);
  assert(bytes !== undefined, 'the padded text is base64 in fours');
  return bytes.subarray(Math.max(0, padSize - 1));
}

/** The text behind the pad of a primitive made of `paddedRaw`; undefined when other than `A` stands in the pad. */
export function unpaddedText({ raw }: Primitive): string | undefined {
  const leadSize = (3 - (raw.length % 3)) % 3;
  const whole = new Uint8Array(leadSize + raw.length);
  whole.set(raw, leadSize);
  const padded = textOfBinary(whole);
  if (leadSize === 0) return padded.startsWith('A') ? padded.slice(1) : padded;
  return padded.startsWith('A'.repeat(leadSize + 1)) ? padded.slice(leadSize + 1) : undefined;
}

/** The primitive of any bytes. */
export function encodeBytes(raw: Uint8Array): string {
  return encodePrimitive('4B', { raw });
}

/** The bytes of a primitive of bytes; undefined for other codes. */
export function bytesOf(primitive: Primitive): Uint8Array | undefined {
  return rowOf(primitive.code)?.role.kind === 'bytes' ? primitive.raw : undefined;
}
