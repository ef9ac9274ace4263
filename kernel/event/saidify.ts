/**
 * SAIDs of free-form maps, such as the attributes of a credential or the embeds of an exchange.
 *
 * Source: C-106…C-112; keripy.md 1.5, 1.8. A version string in `v` gets the size of the result.
 */
import { deriveSaid, dummySaid } from '../cesr/said.ts';
import { formatVersionString, parseVersionString } from '../cesr/version-string.ts';
import type { Algorithms } from '../crypto/algorithm.ts';
import { err, ok, type Result } from '../std/result.ts';
import { type JsonEntry, type JsonMap, textOf, valueOf } from './json.ts';
import { msgpackHolds } from './msgpack-write.ts';
import type { Serialization } from './types.ts';
import { type Written, writeMap } from './write-body.ts';

/** How a SAID of a map is made: where it stands, its digest code, the serialization digested. */
export type Saidifying = {
  readonly label: string;
  readonly code: string;
  readonly serialization: Exclude<Serialization, 'CESR'>;
  readonly digest: Algorithms['digest'];
};

/** The map with its SAID under `label`, which it has already, and the bytes of it. */
export function saidify(
  map: JsonMap,
  { label, code, serialization, digest }: Saidifying,
): Result<Written, string> {
  if (valueOf(map, label) === undefined)
    return err(`there is no field ${JSON.stringify(label)} for the SAID`);
  if (serialization === 'MGPK' && !msgpackHolds(map))
    return err('MessagePack holds no integer beyond 64 bits');
  const sized = withOwnSize(withValue(map, label, dummySaid(code)), serialization);
  const whole = withValue(sized, label, deriveSaid(writeMap(sized, serialization), [], code, digest));
  return ok({ raw: writeMap(whole, serialization), map: whole });
}

/** The map with the value of one label replaced. */
export function withValue(map: JsonMap, label: string, value: string): JsonMap {
  return { entries: map.entries.map((entry): JsonEntry => (entry[0] === label ? [label, value] : entry)) };
}

function withOwnSize(map: JsonMap, serialization: Exclude<Serialization, 'CESR'>): JsonMap {
  const version = parseVersionString(textOf(map, 'v') ?? '');
  if (version === undefined) return map;
  const size = writeMap(map, serialization).length;
  return withValue(map, 'v', formatVersionString({ ...version, serialization, size }));
}
