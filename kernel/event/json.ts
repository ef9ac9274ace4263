/**
 * Values of free-form fields, with their order and the exact text of their numbers.
 *
 * Maps are arrays of pairs because objects of the language put integer-like keys first, and numbers
 * keep their lexeme because the language cannot hold every number of a body (D-18). The reader of
 * JSON text is `json-read.ts`, the writer `json-write.ts`.
 */

/** A number by the text it was written with, such as `300000.0`. */
export type JsonNumber = { readonly lexeme: string };
export type JsonList = readonly Json[];
export type JsonEntry = readonly [label: string, value: Json];
/** Labels and values in order; no label twice. */
export type JsonMap = { readonly entries: readonly JsonEntry[] };
export type Json = null | boolean | string | JsonNumber | JsonList | JsonMap;

/** The deepest nesting of lists and maps that a body may have; the body itself is depth 1. */
export const jsonDepthMax = 256;

export function isList(value: Json | undefined): value is JsonList {
  return Array.isArray(value);
}

export function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && 'entries' in value && !isList(value);
}

export function isNumber(value: Json | undefined): value is JsonNumber {
  return typeof value === 'object' && value !== null && 'lexeme' in value;
}

/** The value under `label`; undefined when the map has no such label. */
export function valueOf(map: JsonMap, label: string): Json | undefined {
  for (const [name, value] of map.entries) if (name === label) return value;
  return undefined;
}

/** The text under `label`; undefined when there is none or it is no text. */
export function textOf(map: JsonMap, label: string): string | undefined {
  const value = valueOf(map, label);
  return typeof value === 'string' ? value : undefined;
}

/** A map of the labels and values given, in order. */
export function mapOf(...entries: readonly JsonEntry[]): JsonMap {
  return { entries };
}

export const emptyMap: JsonMap = { entries: [] };

/** True when both are the same value, in the same order, with numbers of the same text. */
export function jsonEqual(a: Json, b: Json): boolean {
  if (isList(a)) {
    return isList(b) && a.length === b.length && a.every((item, at) => jsonEqual(item, b[at] ?? null));
  }
  if (isMap(a)) {
    return (
      isMap(b) &&
      a.entries.length === b.entries.length &&
      a.entries.every((entry, at) => entryEqual(entry, b.entries[at]))
    );
  }
  if (isNumber(a)) return isNumber(b) && a.lexeme === b.lexeme;
  return a === b;
}

function entryEqual(a: JsonEntry, b: JsonEntry | undefined): boolean {
  return b !== undefined && a[0] === b[0] && jsonEqual(a[1], b[1]);
}
