/** Values of JSON by path, and the first place where two of them differ. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [label: string]: Json };
export type JsonObject = { readonly [label: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** `value` as a list; empty for anything else. */
export function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

/** `value` as an object; empty for anything else. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The text of `value` with labels sorted, for comparisons as sets. */
export function canonical(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (isList(value)) return `[${value.map((one) => canonical(one)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const parts = Object.keys(value)
    .sort()
    .map((label) => `${JSON.stringify(label)}:${canonical(value[label])}`);
  return `{${parts.join(',')}}`;
}

/** Where two values differ, in words. */
export type Difference = { readonly path: string; readonly expected: string; readonly observed: string };

const shownSizeMax = 160;

function shown(value: Json | undefined): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > shownSizeMax ? `${text.slice(0, shownSizeMax)}…` : text;
}

/** The difference at `path` of two values known to differ. */
export function differAt(path: string, expected: Json | undefined, observed: Json | undefined): Difference {
  return { path, expected: shown(expected), observed: shown(observed) };
}

/** The first place where two values differ; undefined when they are equal. */
export function firstDifference(
  path: string,
  expected: Json | undefined,
  observed: Json | undefined,
): Difference | undefined {
  if (isObject(expected) && isObject(observed)) return objectDifference(path, expected, observed);
  if (Array.isArray(expected) && Array.isArray(observed)) return listDifference(path, expected, observed);
  return canonical(expected) === canonical(observed) ? undefined : differAt(path, expected, observed);
}

function objectDifference(path: string, expected: JsonObject, observed: JsonObject): Difference | undefined {
  for (const label of new Set([...Object.keys(expected), ...Object.keys(observed)])) {
    const difference = firstDifference(`${path}.${label}`, expected[label], observed[label]);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function listDifference(
  path: string,
  expected: readonly Json[],
  observed: readonly Json[],
): Difference | undefined {
  for (let at = 0; at < Math.max(expected.length, observed.length); at++) {
    const difference = firstDifference(`${path}.${at}`, expected[at], observed[at]);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** The first member that only one of two sets of values has. */
export function setDifference(
  path: string,
  expected: readonly Json[],
  observed: readonly Json[],
): Difference | undefined {
  const theirs = new Map(expected.map((one) => [canonical(one), one]));
  const ours = new Map(observed.map((one) => [canonical(one), one]));
  for (const [text, one] of theirs) if (!ours.has(text)) return differAt(path, one, undefined);
  for (const [text, one] of ours) if (!theirs.has(text)) return differAt(path, undefined, one);
  return undefined;
}

/** Steps of a path such as `states.*.dt`; `*` stands for any label or position. */
type Path = readonly string[];

/** A copy of `value` without what `paths` name and anything below. */
export function without(value: Json, paths: readonly string[]): Json {
  return paths.reduce((left, path) => withoutPath(left, path.split('.')), value);
}

function withoutPath(value: Json, [step, ...rest]: Path): Json {
  if (step === undefined) return value;
  const matches = (label: string): boolean => step === '*' || step === label;
  if (isList(value)) {
    return value.map((one, at) => (matches(String(at)) ? inner(one, rest) : one));
  }
  if (!isObject(value)) return value;
  const kept = Object.entries(value)
    .filter(([label]) => rest.length > 0 || !matches(label))
    .map(([label, one]) => [label, matches(label) ? inner(one, rest) : one] as const);
  return Object.fromEntries(kept);
}

/** A list keeps its positions: what is left out of it becomes the mark of what is not compared. */
function inner(value: Json, rest: Path): Json {
  return rest.length === 0 ? ignored : withoutPath(value, rest);
}

/** Stands in a list where a member is not compared. */
export const ignored: Json = { '(not compared)': true };

export function isIgnored(value: Json | undefined): boolean {
  return isObject(value) && value['(not compared)'] === true;
}
