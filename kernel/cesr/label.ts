/**
 * Labels and text values of maps in native bodies, and decimal numbers.
 *
 * Source: C-083, C-084, C-086; KV-35; keripy.md 7.2. KERIpy: `Labeler`, `Decimer`.
 */
import { isBase64 } from '../std/base64url.ts';
import { decodeUtf8, encodeUtf8 } from '../std/utf8.ts';
import { rowOf } from './codes.ts';
import { encodePrimitive, type Primitive } from './primitive.ts';
import { encodeTag, isTag, tagOf } from './tag.ts';
import { bytesOf, encodeBytes, encodeText, paddedRaw, textOf, unpaddedText } from './text.ts';

/** The shortest primitive of a text: a tag, a base64 text, or bytes. `1AAP` is the empty text. */
export function encodeLabel(text: string): string {
  if (text === '') return encodePrimitive('1AAP', {});
  if (isTag(text)) return encodeTag(text);
  if (isBase64(text)) return encodeText(text, 2);
  const raw = encodeUtf8(text);
  if (raw.length === 1) return encodePrimitive('V', { raw });
  if (raw.length === 2) return encodePrimitive('W', { raw });
  return encodeBytes(raw);
}

/** The text of a label; undefined for codes that are none, and for bytes that are no text. */
export function labelOf(primitive: Primitive): string | undefined {
  if (primitive.code === '1AAP') return '';
  if (rowOf(primitive.code)?.role.kind === 'label') return decodeUtf8(primitive.raw);
  const bytes = bytesOf(primitive);
  if (bytes !== undefined) return decodeUtf8(bytes);
  return tagOf(primitive) ?? textOf(primitive, 2);
}

const decimalShape = /^-?[0-9]+(?:\.[0-9]+)?(?:[eE]-?[0-9]+)?$/;

/** The primitive of a decimal number's text, such as `300000.0`; undefined for texts it cannot hold. */
export function encodeDecimal(lexeme: string): string | undefined {
  if (!decimalShape.test(lexeme)) return undefined;
  return encodePrimitive('4H', { raw: paddedRaw(lexeme.replace('.', 'p')) });
}

/** The text of a decimal number; undefined for other codes and for texts that are no number. */
export function decimalOf(primitive: Primitive): string | undefined {
  if (rowOf(primitive.code)?.role.kind !== 'decimal') return undefined;
  const lexeme = unpaddedText(primitive)?.replace('p', '.');
  return lexeme !== undefined && decimalShape.test(lexeme) ? lexeme : undefined;
}
