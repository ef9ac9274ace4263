/** Ordered values of the kernel as the language's own, for printing and for records without odd labels. */
import { isList, isMap, isNumber } from '../kernel/event/json.ts';
import type { Json } from '../kernel/event/json.ts';

/** The value in the language's own types; numbers may lose digits the language cannot hold. */
export function plainJson(value: Json): unknown {
  if (isList(value)) return value.map(plainJson);
  if (isMap(value)) return Object.fromEntries(value.entries.map(([label, one]) => [label, plainJson(one)]));
  return isNumber(value) ? Number(value.lexeme) : value;
}
