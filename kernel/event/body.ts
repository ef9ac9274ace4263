/**
 * A body taken apart: decoded, of a known type, its labels checked. What its fields mean is the
 * matter of the readers of each message family.
 *
 * Source: `body-rules.ts`, `labels.ts`.
 */
import type { Fault } from '../cesr/fault.ts';
import { textOfBinary } from '../cesr/primitive.ts';
import { formatVersionString, parseVersionString } from '../cesr/version-string.ts';
import { asciiBytes } from '../std/bytes.ts';
import { err, ok, type Result } from '../std/result.ts';
import { bodyRules } from './body-rules.ts';
import { readCbor } from './cbor-read.ts';
import { faultOf } from './form.ts';
import { type JsonMap, textOf } from './json.ts';
import { type BodyFault, readJsonMap } from './json-read.ts';
import { type Layout, type LayoutName, layoutsOf } from './labels.ts';
import { readMsgpack } from './msgpack-read.ts';
import { readNative } from './native-read.ts';
import type { Envelope, Serialization } from './types.ts';

/** A body as the frame reader hands it over. */
export type FramedBody = {
  /** Exactly the bytes of the body. */
  readonly raw: Uint8Array;
  readonly protocol: string;
  readonly version: readonly [major: number, minor: number];
  readonly serialization: Serialization;
};

/** A body whose labels were checked. */
export type Body = Envelope & {
  readonly name: LayoutName;
  readonly layout: Layout;
  readonly map: JsonMap;
};

/** Decodes a body and checks its labels against the layout of its type. */
export function openBody(given: FramedBody): Result<Body, Fault> {
  const framed = inText(given);
  const { raw, version, serialization } = framed;
  const decoded = decodeBody(framed);
  if (!decoded.ok)
    return err(
      faultOf(decoded.error.code === 'not-canonical' ? bodyRules.canonical : bodyRules.decodes, {
        field: '',
        facts: decoded.error.says,
      }),
    );
  const map = decoded.value;
  if (serialization !== 'CESR' && !namesItself(framed, map))
    return err(faultOf(bodyRules.version, { field: 'v' }));
  const layouts = layoutsOf(version);
  if (layouts === undefined)
    return err(faultOf(bodyRules.supported, { field: 'v', facts: `it is ${version.join('.')}` }));
  const name = nameOf(framed.protocol, map);
  if (!name.ok) return name;
  const candidates = layouts[name.value as LayoutName];
  if (candidates === undefined)
    return err(
      faultOf(bodyRules.type, { field: 't', facts: `it is ${JSON.stringify(name.value.slice(0, 16))}` }),
    );
  const layout = layoutFor(candidates, map);
  if (!layout.ok) return layout;
  return ok({ raw, serialization, version, name: name.value as LayoutName, layout: layout.value, map });
}

const dash = 0x2d;

/** A native body of the binary domain in the text domain, in which it is digested and signed. */
function inText(framed: FramedBody): FramedBody {
  const { raw, serialization } = framed;
  if (serialization !== 'CESR' || raw[0] === dash || raw.length % 3 !== 0) return framed;
  return { ...framed, raw: asciiBytes(textOfBinary(raw)) };
}

function decodeBody({ raw, serialization }: FramedBody): Result<JsonMap, BodyFault> {
  switch (serialization) {
    case 'JSON':
      return readJsonMap(raw);
    case 'CBOR':
      return readCbor(raw);
    case 'MGPK':
      return readMsgpack(raw);
    case 'CESR':
      return readNative(raw);
  }
}

/** True when the first field is a version string that says of the body what the frame said. */
function namesItself({ raw, protocol, version, serialization }: FramedBody, { entries }: JsonMap): boolean {
  const [label, value] = entries[0] ?? [];
  if (label !== 'v' || typeof value !== 'string' || serialization === 'CESR') return false;
  const said = { protocol, version, serialization, size: raw.length };
  if (version[0] === 1 && version[1] < 16)
    return value === formatVersionString({ ...said, genus: undefined });
  const genus = parseVersionString(value)?.genus;
  return genus !== undefined && value === formatVersionString({ ...said, genus });
}

/** The type of a message: `t`, or `acdc` for bodies of that protocol without one. */
function nameOf(protocol: string, map: JsonMap): Result<string, Fault> {
  const type = textOf(map, 't');
  if (protocol === 'ACDC') return ok('acdc');
  if (protocol !== 'KERI')
    return err(faultOf(bodyRules.protocol, { field: 'v', facts: `it is ${protocol}` }));
  if (type === undefined) return err(faultOf(bodyRules.missing, { field: 't' }));
  return type === 'acdc' ? err(faultOf(bodyRules.type, { field: 't' })) : ok(type);
}

/** The layout that the labels follow; else the fault against the layout that fits best. */
function layoutFor(candidates: readonly Layout[], map: JsonMap): Result<Layout, Fault> {
  for (const layout of candidates) if (follows(layout, map)) return ok(layout);
  const labels = map.entries.map(([label]) => label);
  const nearest =
    candidates.find((layout) => layout.labels.every((label) => labels.includes(label))) ?? candidates[0];
  return err(labelsFault(nearest?.labels ?? [], labels));
}

function follows(layout: Layout, { entries }: JsonMap): boolean {
  if (layout.open) return followsOpen(layout.labels, entries);
  if (entries.length !== layout.labels.length) return false;
  for (let at = 0; at < entries.length; at++) if (entries[at]?.[0] !== layout.labels[at]) return false;
  return true;
}

/** Labels of the layout stand in its order, the first one first of all; others may stand between. */
function followsOpen(labels: readonly string[], entries: JsonMap['entries']): boolean {
  const own = entries.filter(([label]) => labels.includes(label));
  return (
    entries[0]?.[0] === labels[0] &&
    own.length === labels.length &&
    own.every(([label], at) => label === labels[at])
  );
}

function labelsFault(wanted: readonly string[], found: readonly string[]): Fault {
  const missing = wanted.find((label) => !found.includes(label));
  if (missing !== undefined)
    return faultOf(bodyRules.missing, { field: missing, facts: `${missing} is missing` });
  const extra = found.find((label) => !wanted.includes(label));
  if (extra !== undefined)
    return faultOf(bodyRules.extra, {
      field: extra,
      facts: `${JSON.stringify(extra.slice(0, 32))} is extra`,
    });
  const moved = found.find((label, at) => label !== wanted[at]) ?? '';
  return faultOf(bodyRules.order, { field: moved, facts: `the order is ${wanted.join(' ')}` });
}

/** What every message has of its body. */
export function envelopeOf({
  raw,
  serialization,
  version,
}: Body): Pick<Body, 'raw' | 'serialization' | 'version'> {
  return { raw, serialization, version };
}
