/** Values of the language as ordered values of messages: seals, payloads, thresholds. */
import type { Json } from '../../kernel/event/json.ts';
import { KeelsonError } from '../errors.ts';

/** What JSON can say; labels of an object stand in the order in which they were set. */
export type Plain = null | boolean | string | number | readonly Plain[] | PlainMap;
export type PlainMap = { readonly [label: string]: Plain };

/** The value with its order. Throws `KeelsonError` of code `usage` for a number that JSON cannot say. */
export function jsonOf(value: Plain): Json {
  if (typeof value === 'number') return { lexeme: lexemeOf(value) };
  if (value === null || typeof value !== 'object') return value;
  if (isPlainList(value)) return value.map(jsonOf);
  return { entries: Object.entries(value).map(([label, one]) => [label, jsonOf(one)] as const) };
}

/** The map with its order. */
export function jsonMapOf(value: PlainMap): { readonly entries: readonly (readonly [string, Json])[] } {
  return { entries: Object.entries(value).map(([label, one]) => [label, jsonOf(one)] as const) };
}

function isPlainList(value: readonly Plain[] | PlainMap): value is readonly Plain[] {
  return Array.isArray(value);
}

function lexemeOf(value: number): string {
  if (Number.isFinite(value)) return JSON.stringify(value);
  throw new KeelsonError('usage', { says: 'a number in a message is finite' });
}
