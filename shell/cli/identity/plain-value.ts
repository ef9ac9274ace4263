/**
 * Values that were read with their order, as the plain values that identities take; only those that come out as they
 * went in: objects of the language move labels that are numbers, and do not hold every number.
 */
import { isList, isMap, isNumber, jsonEqual } from '../../../kernel/event/json.ts';
import type { Json } from '../../../kernel/event/json.ts';
import { jsonOf } from '../../habs/plain.ts';
import type { Plain, PlainMap } from '../../habs/index.ts';

/** The plain value; undefined when there is none that says the same. */
export function plainOf(value: Json): Plain | undefined {
  const plain = loose(value);
  return jsonEqual(jsonOf(plain), value) ? plain : undefined;
}

/** The plain map; undefined for what is no map, or has none that says the same. */
export function plainMapOf(value: Json): PlainMap | undefined {
  if (!isMap(value)) return undefined;
  const plain = Object.fromEntries(value.entries.map(([label, one]) => [label, loose(one)]));
  return jsonEqual(jsonOf(plain), value) ? plain : undefined;
}

function loose(value: Json): Plain {
  if (isNumber(value)) return Number(value.lexeme);
  if (isList(value)) return value.map(loose);
  if (isMap(value)) return Object.fromEntries(value.entries.map(([label, one]) => [label, loose(one)]));
  return value;
}
