/**
 * Native CESR bodies of version 2, as maps of the same labels and values that a JSON body would have.
 *
 * Source: K-250…K-256; C-104, C-105; keripy.md 1.7; KV-14…KV-25. The map has a version string of kind
 * `CESR` under `v`, which stands nowhere in the bytes.
 */
import { type GroupKind, genusTwo } from '../cesr/counter-codes.ts';
import { datetimeText } from '../cesr/datetime.ts';
import { decimalOf, labelOf } from '../cesr/label.ts';
import { numberOf } from '../cesr/number.ts';
import { type Counter, type Primitive, readCounter, readPrimitive, type Texted } from '../cesr/read.ts';
import { routeOf } from '../cesr/route.ts';
import { tagOf, type VersionTag, versionTagOf } from '../cesr/tag.ts';
import { formatVersionDigits } from '../cesr/version-string.ts';
import { unreachable } from '../std/assert.ts';
import { base64OfInteger } from '../std/base64url.ts';
import { err, ok, type Result } from '../std/result.ts';
import { undecodable } from './binary-read.ts';
import { jsonDepthMax, type Json, type JsonEntry, type JsonMap } from './json.ts';
import type { BodyFault } from './json-read.ts';
import { type LayoutName, layoutsTwo } from './labels.ts';
import { limenValue } from './limen.ts';
import { type NativeForm, nativeForms, nativeSealOf, type NativeSeal } from './native-fields.ts';

type Read<T> = Result<T, BodyFault>;
/** Where a reader stands, and where the group it is in ends. */
type Place = { readonly bytes: Uint8Array; at: number; readonly end: number };

/** The map that a native body in the text domain holds. */
export function readNative(bytes: Uint8Array): Read<JsonMap> {
  const place: Place = { bytes, at: 0, end: bytes.length };
  const body = enter(place, ['fixed-body']);
  if (!body.ok) return body;
  if (place.at !== bytes.length) return undecodable('there is something behind the body');
  return readBody(body.value.inner);
}

function readBody(inner: Place): Read<JsonMap> {
  const tag = take(inner);
  if (!tag.ok) return tag;
  const version = versionTagOf(tag.value);
  if (version === undefined) return undecodable('the body does not begin with its version');
  const type = take(inner);
  if (!type.ok) return type;
  const ilk = tagOf(type.value) ?? '';
  const layout = layoutsTwo[ilk as LayoutName]?.[0];
  if (layout === undefined || layout.open)
    return undecodable(`the type ${JSON.stringify(ilk)} is none of native bodies`);
  const entries: JsonEntry[] = [
    ['v', placeholder(version, inner.bytes.length)],
    ['t', ilk],
  ];
  for (const label of layout.labels.slice(entries.length)) {
    const value = readField(inner, nativeForms.get(label) ?? 'label');
    if (!value.ok) return value;
    entries.push([label, value.value]);
  }
  return inner.at === inner.end ? ok({ entries }) : undecodable('the body has more fields than its type');
}

/** The version string that stands for a native body in memory. C-105. */
function placeholder({ protocol, version, genus }: VersionTag, size: number): string {
  return `${protocol}${formatVersionDigits(version)}${formatVersionDigits(genus)}CESR${base64OfInteger(size, 4)}.`;
}

function readField(place: Place, form: NativeForm): Read<Json> {
  switch (form) {
    case 'primitives':
      return readList(place, (inner) => readPlain(inner, 'primitive'));
    case 'tags':
      return readList(place, (inner) => readPlain(inner, 'label'));
    case 'anchors':
      return readAnchors(place);
    case 'map':
      return readMap(place, 1);
    case 'primitive':
    case 'number':
    case 'threshold':
    case 'datetime':
    case 'route':
    case 'label':
      return readPlain(place, form);
    default:
      return unreachable(form);
  }
}

/** A field that is one primitive. */
function readPlain(
  place: Place,
  form: Exclude<NativeForm, 'primitives' | 'tags' | 'anchors' | 'map'>,
): Read<Json> {
  const primitive = take(place);
  if (!primitive.ok) return primitive;
  const value = plainValue(primitive.value, form);
  return value === undefined
    ? undecodable(`a ${form} cannot have the code ${primitive.value.code}`)
    : ok(value);
}

function plainValue(
  primitive: Primitive & Texted,
  form: 'primitive' | 'number' | 'threshold' | 'datetime' | 'route' | 'label',
): Json | undefined {
  switch (form) {
    case 'primitive':
      return primitive.code === '1AAP' ? '' : primitive.text;
    case 'number':
      return numberOf(primitive)?.toString(16);
    case 'threshold':
      return limenValue(primitive);
    case 'datetime': {
      const text = datetimeText(primitive);
      return text.ok ? text.value : undefined;
    }
    case 'route':
      return primitive.code === '1AAP' ? '' : routeOf(primitive);
    case 'label':
      return labelOf(primitive);
  }
}

function readList(place: Place, readItem: (inner: Place) => Read<Json>): Read<Json> {
  const group = enter(place, ['list']);
  if (!group.ok) return group;
  const { inner } = group.value;
  const items: Json[] = [];
  while (inner.at < inner.end) {
    const item = readItem(inner);
    if (!item.ok) return item;
    items.push(item.value);
  }
  return ok(items);
}

/** Anchors: a list of groups of seals and of maps, or the map of a routed message. */
function readAnchors(place: Place): Read<Json> {
  const group = enter(place, ['list', 'map']);
  if (!group.ok) return group;
  const { kind, inner } = group.value;
  if (kind === 'map') return readEntries(inner, 1);
  const anchors: Json[] = [];
  while (inner.at < inner.end) {
    const some = readAnchor(inner);
    if (!some.ok) return some;
    anchors.push(...some.value);
  }
  return ok(anchors);
}

/** The anchors of one group: several seals of one kind, or one value of any kind. */
function readAnchor(place: Place): Read<readonly Json[]> {
  const counter = readCounter(place.bytes, place.at, place.end, 'text', genusTwo);
  const seal = counter.kind === 'read' ? nativeSealOf(counter.value.row.kind) : undefined;
  if (seal === undefined) {
    const value = readValue(place, 2);
    return value.ok ? ok([value.value]) : value;
  }
  const group = enter(place, [seal.group]);
  return group.ok ? readSeals(group.value.inner, seal) : group;
}

function readSeals(inner: Place, { fields }: NativeSeal): Read<readonly Json[]> {
  const seals: Json[] = [];
  while (inner.at < inner.end) {
    const entries: JsonEntry[] = [];
    for (const [label, form] of fields) {
      const value = readPlain(inner, form);
      if (!value.ok) return value;
      entries.push([label, value.value]);
    }
    seals.push({ entries });
  }
  return ok(seals);
}

function readMap(place: Place, depth: number): Read<JsonMap> {
  const group = enter(place, ['map']);
  return group.ok ? readEntries(group.value.inner, depth) : group;
}

function readEntries(inner: Place, depth: number): Read<JsonMap> {
  const entries: JsonEntry[] = [];
  const labels = new Set<string>();
  while (inner.at < inner.end) {
    const primitive = take(inner);
    if (!primitive.ok) return primitive;
    const label = labelOf(primitive.value);
    if (label === undefined) return undecodable(`a label cannot have the code ${primitive.value.code}`);
    if (labels.has(label))
      return err({ code: 'not-canonical', says: `label ${JSON.stringify(label)} occurs twice in one map` });
    labels.add(label);
    const value = readValue(inner, depth + 1);
    if (!value.ok) return value;
    entries.push([label, value.value]);
  }
  return ok({ entries });
}

/** Any value within a map: a map, a list, or a primitive. */
function readValue(place: Place, depth: number): Read<Json> {
  if (depth > jsonDepthMax)
    return undecodable(`lists and maps are nested more than ${String(jsonDepthMax)} deep`);
  const counter = readCounter(place.bytes, place.at, place.end, 'text', genusTwo);
  if (counter.kind === 'read' && counter.value.row.kind === 'map') return readMap(place, depth);
  if (counter.kind === 'read') return readList(place, (inner) => readValue(inner, depth + 1));
  const primitive = take(place);
  return primitive.ok ? scalarOf(primitive.value) : primitive;
}

const constants: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['1AAK', null],
  ['1AAL', false],
  ['1AAM', true],
]);

function scalarOf(primitive: Primitive & Texted): Read<Json> {
  const constant = constants.get(primitive.code);
  if (constant !== undefined) return ok(constant);
  const lexeme = decimalOf(primitive);
  if (lexeme !== undefined) return ok({ lexeme });
  return ok(labelOf(primitive) ?? primitive.text);
}

function take(place: Place): Read<Primitive & Texted> {
  const reading = readPrimitive(place.bytes, place.at, place.end, 'text');
  if (reading.kind === 'need-more') return undecodable('a primitive is longer than the group it is in');
  if (reading.kind === 'fault') return undecodable(reading.fault.says);
  place.at = reading.next;
  return ok(reading.value);
}

type Group = { readonly kind: GroupKind; readonly inner: Place };

/** Steps over the group that starts here, which has to be of one of the kinds, and answers with what it holds. */
function enter(place: Place, kinds: readonly GroupKind[]): Read<Group> {
  const reading = readCounter(place.bytes, place.at, place.end, 'text', genusTwo);
  if (reading.kind !== 'read') return undecodable(`a group is due: ${kinds.join(' or ')}`);
  const { row, count }: Counter = reading.value;
  if (!kinds.includes(row.kind))
    return undecodable(`a group of ${row.kind} stands where one of ${kinds.join(' or ')} is due`);
  const end = reading.next + count * 4;
  if (end > place.end) return undecodable('a group is longer than the one it is in');
  place.at = end;
  return ok({ kind: row.kind, inner: { bytes: place.bytes, at: reading.next, end } });
}
