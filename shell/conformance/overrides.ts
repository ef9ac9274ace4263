/**
 * What a case has to end with: the recorded outcome, changed by `overrides.json`.
 *
 * Source: test/vectors/README.md, "overrides.json".
 */
import { isList, isObject, listOf, objectOf, without } from './json-path.ts';
import type { Json, JsonObject } from './json-path.ts';

/** One outcome that satisfies a case. */
export type Alternative = {
  readonly expected: JsonObject;
  /** Paths that are not compared. */
  readonly ignore: readonly string[];
  /** Only `accepted`, `states` and `kels` are compared. */
  readonly coreOnly: boolean;
};

function textsOf(value: Json | undefined): readonly string[] {
  return listOf(value).filter((one) => typeof one === 'string');
}

/** Parts of `recorded` replaced by those of `change`; `null` takes a part away. */
function changed(recorded: JsonObject, change: JsonObject): JsonObject {
  const parts: { [part: string]: Json } = { ...recorded };
  for (const [part, value] of Object.entries(change)) {
    if (part === 'ignore') continue;
    if (value === null) delete parts[part];
    else if (part === 'items' && isObject(value)) parts[part] = replaceItems(listOf(recorded[part]), value);
    else parts[part] = value;
  }
  return parts;
}

function replaceItems(items: readonly Json[], replaced: JsonObject): readonly Json[] {
  return items.map((item, at) => replaced[String(at)] ?? item);
}

/** Every outcome that satisfies a case, given its entry in `overrides.json`. */
export function alternativesOf(recorded: JsonObject, entry: JsonObject | undefined): readonly Alternative[] {
  if (entry === undefined) return [{ expected: recorded, ignore: [], coreOnly: false }];
  const ignore = textsOf(entry['ignore']);
  const mode = entry['mode'];
  const asRecorded: Alternative = { expected: recorded, ignore, coreOnly: mode === 'informational' };
  const given = entry['expected'];
  const changes = isList(given) ? given : given === undefined || given === null ? [] : [given];
  const others = changes.map(
    (change): Alternative => ({
      expected: changed(recorded, objectOf(change)),
      ignore: [...ignore, ...textsOf(objectOf(change)['ignore'])],
      coreOnly: false,
    }),
  );
  if (mode === 'replace') return others;
  return mode === 'either' ? [asRecorded, ...others] : [asRecorded];
}

/** Both sides without what is not compared. */
export function trimmed(outcome: JsonObject, ignore: readonly string[]): JsonObject {
  const [escrowPaths, paths] = [ignore.filter(isEscrowPath), ignore.filter((path) => !isEscrowPath(path))];
  const rest = objectOf(without(outcome, paths));
  if (escrowPaths.length === 0) return rest;
  return { ...rest, escrows: escrowPaths.reduce(withoutSaid, objectOf(rest['escrows'])) };
}

/** `escrows.KIND.SAID` means the entries of that escrow that contain the SAID. */
function isEscrowPath(path: string): boolean {
  return path.startsWith('escrows.') && path.split('.').length === 3;
}

function withoutSaid(escrows: JsonObject, path: string): JsonObject {
  const [, kind = '', said = ''] = path.split('.');
  const holds = (entry: Json): boolean => said === '*' || listOf(entry).includes(said);
  return Object.fromEntries(
    Object.entries(escrows).map(([name, entries]) =>
      name === kind || kind === '*'
        ? [name, listOf(entries).filter((entry) => !holds(entry))]
        : [name, entries],
    ),
  );
}
