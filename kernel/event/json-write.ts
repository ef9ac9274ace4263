/**
 * The canonical JSON text of a value: no white space, labels in the order given, non-ASCII
 * characters as they are, numbers by lexeme. keripy.md 1.4; C-110, C-111.
 */
import { encodeUtf8 } from '../std/utf8.ts';
import { isList, isNumber, type Json } from './json.ts';

/** Text of `value`; its strings are well-formed and its numbers canonical. */
export function jsonText(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(jsonText).join(',')}]`;
  if (isNumber(value)) return value.lexeme;
  return `{${value.entries.map(([label, item]) => `${JSON.stringify(label)}:${jsonText(item)}`).join(',')}}`;
}

/** UTF-8 bytes of the canonical text. */
export function writeJson(value: Json): Uint8Array {
  return encodeUtf8(jsonText(value));
}
