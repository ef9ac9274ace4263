/**
 * What a path leads to in a map.
 *
 * Source: C-113, C-115, C-116; CV-18. A component of a map is a label, or the place of a field counted
 * from 0; a component of a list is a place. A label that looks like a number wins over a place.
 */
import { err, ok, type Result } from '../std/result.ts';
import { isList, isMap, type Json, type JsonMap, valueOf } from './json.ts';

const place = /^(?:0|[1-9][0-9]{0,8})$/;

/** The value that `components` lead to from `root`; what is wrong, when they lead nowhere. */
export function resolvePath(root: Json, components: readonly string[]): Result<Json, string> {
  let value: Json = root;
  for (const component of components) {
    const next = stepInto(value, component);
    if (next === undefined) return err(`nothing is at ${JSON.stringify(component)} of the path`);
    value = next;
  }
  return ok(value);
}

function stepInto(value: Json, component: string): Json | undefined {
  if (isList(value)) return place.test(component) ? value[Number(component)] : undefined;
  if (isMap(value)) return fieldAt(value, component);
  return undefined;
}

function fieldAt(map: JsonMap, component: string): Json | undefined {
  const labelled = valueOf(map, component);
  if (labelled !== undefined) return labelled;
  return place.test(component) ? map.entries[Number(component)]?.[1] : undefined;
}
