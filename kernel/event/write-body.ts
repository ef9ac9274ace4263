/**
 * Bodies from their fields: version string, size and self-addressing fields filled in.
 *
 * Source: keripy.md 1.4, 1.5 (algorithm); C-098, C-108, C-109. All self-addressing fields are filled
 * with `#` at the same time; each is then the digest of those bytes by the algorithm of its own code.
 */
import { dummySaid, deriveSaid } from '../cesr/said.ts';
import { bodySizeMax, formatVersionString, type Version } from '../cesr/version-string.ts';
import type { Algorithms } from '../crypto/algorithm.ts';
import { err, ok, type Result } from '../std/result.ts';
import { writeCbor } from './cbor-write.ts';
import type { Json, JsonEntry, JsonMap } from './json.ts';
import { writeJson } from './json-write.ts';
import { msgpackHolds, writeMsgpack } from './msgpack-write.ts';
import { writeNative } from './native-write.ts';
import type { Serialization } from './types.ts';

/** How a body is to be written. */
export type Writing = {
  readonly protocol: 'KERI' | 'ACDC';
  /** Version 2 bodies are written with genus 2.0. */
  readonly version: Version;
  readonly serialization: Serialization;
  readonly digest: Algorithms['digest'];
};

/** Fields that are computed from the body, and the digest code of each. */
export type SaidCodes = readonly (readonly [label: string, code: string])[];

/** A body as written: the bytes, and its fields with everything filled in. */
export type Written = { readonly raw: Uint8Array; readonly map: JsonMap };

/** The bytes of `map`, as they are, in a serialization. */
export function writeMap(map: JsonMap, serialization: Exclude<Serialization, 'CESR'>): Uint8Array {
  switch (serialization) {
    case 'JSON':
      return writeJson(map);
    case 'CBOR':
      return writeCbor(map);
    case 'MGPK':
      return writeMsgpack(map);
  }
}

/**
 * The body of `entries`, whose first one is `v` with any value, with the fields of `saids` computed.
 * Refuses what a serialization cannot hold and bodies whose size no version string can tell.
 */
export function writeBody(
  entries: readonly JsonEntry[],
  saids: SaidCodes,
  writing: Writing,
): Result<Written, string> {
  const { serialization, digest } = writing;
  if (serialization === 'MGPK' && !msgpackHolds({ entries }))
    return err('MessagePack holds no integer beyond 64 bits');
  const dummied = replaced(
    entries,
    saids.map(([label, code]) => [label, dummySaid(code)]),
  );
  const sized = withSize(dummied, writing);
  if (!sized.ok) return sized;
  const { raw } = sized.value;
  const derived = saids.map(([label, code]): JsonEntry => [label, deriveSaid(raw, [], code, digest)]);
  const map: JsonMap = { entries: replaced(sized.value.map.entries, derived) };
  if (serialization !== 'CESR') return ok({ raw: writeMap(map, serialization), map });
  const native = writeNative(map, writing);
  return native.ok ? ok({ raw: native.value, map }) : native;
}

/** The entries with the values of some labels replaced. */
function replaced(entries: readonly JsonEntry[], values: readonly JsonEntry[]): readonly JsonEntry[] {
  const byLabel = new Map<string, Json>(values);
  return entries.map(([label, value]) => [label, byLabel.get(label) ?? value]);
}

/** The bytes of the entries with the size of these very bytes in the version string. */
function withSize(entries: readonly JsonEntry[], writing: Writing): Result<Written, string> {
  const { serialization } = writing;
  if (serialization === 'CESR') {
    const native = writeNative({ entries }, writing);
    return native.ok ? ok({ raw: native.value, map: { entries } }) : native;
  }
  const measured = writeMap(
    { entries: replaced(entries, [['v', versionText(writing, serialization, 0)]]) },
    serialization,
  );
  if (measured.length > bodySizeMax) return err('the body is larger than a version string can tell');
  const map: JsonMap = {
    entries: replaced(entries, [['v', versionText(writing, serialization, measured.length)]]),
  };
  return ok({ raw: writeMap(map, serialization), map });
}

function versionText(
  { protocol, version }: Writing,
  serialization: Exclude<Serialization, 'CESR'>,
  size: number,
): string {
  return formatVersionString({
    protocol,
    version,
    genus: version[0] === 2 ? [2, 0] : undefined,
    serialization,
    size,
  });
}
