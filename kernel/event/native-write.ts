/**
 * Native CESR bodies of version 2 out of maps.
 *
 * Source: K-250…K-256; C-104; keripy.md 1.7; KV-14…KV-25. Seals of one kind that follow each other share
 * a group.
 */
import { counterFor } from '../cesr/counter.ts';
import { type GroupKind, genusTwo } from '../cesr/counter-codes.ts';
import { rowOf } from '../cesr/codes.ts';
import { encodeDatetime } from '../cesr/datetime.ts';
import { encodeDecimal, encodeLabel } from '../cesr/label.ts';
import { encodeNumber, parseSn } from '../cesr/number.ts';
import { decodePrimitive } from '../cesr/primitive.ts';
import { encodeRoute } from '../cesr/route.ts';
import { encodeTag, encodeVersionTag, isTag } from '../cesr/tag.ts';
import type { Version } from '../cesr/version-string.ts';
import { unreachable } from '../std/assert.ts';
import { asciiBytes } from '../std/bytes.ts';
import { err, ok, type Result } from '../std/result.ts';
import { isList, isMap, isNumber, type Json, type JsonMap } from './json.ts';
import { encodeLimen } from './limen.ts';
import { type NativeForm, nativeForms, nativeSeals } from './native-fields.ts';
import { sealNameOf } from './seal.ts';
import { parseThreshold } from './threshold.ts';

type Text = Result<string, string>;

/** The text bytes of a native body; its `v` is not written, its type is one of version 2. */
export function writeNative(
  { entries }: JsonMap,
  { protocol, version }: { readonly protocol: string; readonly version: Version },
): Result<Uint8Array, string> {
  const parts = [encodeVersionTag({ protocol, version, genus: [2, 0] })];
  for (const [label, value] of entries) {
    if (label === 'v') continue;
    const part = label === 't' ? tagText(value) : fieldText(value, nativeForms.get(label) ?? 'label');
    if (!part.ok) return err(`field ${label}: ${part.error}`);
    parts.push(part.value);
  }
  return ok(asciiBytes(group('fixed-body', parts.join(''))));
}

function group(kind: GroupKind, content: string): string {
  return counterFor(kind, content.length / 4, genusTwo) + content;
}

function fieldText(value: Json, form: NativeForm): Text {
  switch (form) {
    case 'primitives':
      return listText(value, primitiveText);
    case 'tags':
      return listText(value, tagText);
    case 'anchors':
      return isMap(value) ? mapText(value) : anchorsText(value);
    case 'map':
      return isMap(value) ? mapText(value) : err('it is no map');
    case 'threshold':
      return thresholdText(value);
    case 'primitive':
    case 'number':
    case 'datetime':
    case 'route':
    case 'label':
      return plainText(value, form);
    default:
      return unreachable(form);
  }
}

function plainText(value: Json, form: 'primitive' | 'number' | 'datetime' | 'route' | 'label'): Text {
  if (form === 'primitive') return primitiveText(value);
  if (form === 'number') return numberText(value);
  if (typeof value !== 'string') return err('it is no text');
  if (form === 'route') return ok(value === '' ? encodeLabel('') : encodeRoute(value));
  if (form === 'label') return ok(encodeLabel(value));
  const text = encodeDatetime(value);
  return text.ok ? text : err(text.error.says);
}

/** A primitive as it is; places of a SAID that are still filled with `#` stand as they are. */
function primitiveText(value: Json): Text {
  if (typeof value !== 'string') return err('it is no text');
  if (value === '') return ok(encodeLabel(''));
  if (/^#+$/.test(value)) return ok(value);
  return decodePrimitive(value).ok ? ok(value) : err('it is no primitive');
}

function numberText(value: Json): Text {
  const sn =
    typeof value === 'string'
      ? parseSn(value)
      : isNumber(value) && /^[0-9]+$/.test(value.lexeme)
        ? parseSn(BigInt(value.lexeme).toString(16))
        : undefined;
  return sn?.ok === true ? ok(encodeNumber(sn.value, 2)) : err('it is no number below 2^128');
}

function thresholdText(value: Json): Text {
  const threshold = parseThreshold(value);
  return threshold.ok ? ok(encodeLimen(threshold.value, 2)) : threshold;
}

function tagText(value: Json): Text {
  return typeof value === 'string' && isTag(value) ? ok(encodeTag(value)) : err('it is no tag');
}

function listText(value: Json, textOf: (item: Json) => Text): Text {
  if (!isList(value)) return err('it is no list');
  const content = joined(value, textOf);
  return content.ok ? ok(group('list', content.value)) : content;
}

function joined(items: readonly Json[], textOf: (item: Json) => Text): Text {
  const parts: string[] = [];
  for (const item of items) {
    const part = textOf(item);
    if (!part.ok) return part;
    parts.push(part.value);
  }
  return ok(parts.join(''));
}

/** The group kind and content of one anchor. */
type Anchor = { readonly kind: GroupKind | undefined; readonly content: string };

function anchorsText(value: Json): Text {
  if (!isList(value)) return err('it is no list');
  const runs: Anchor[] = [];
  for (const item of value) {
    const anchor = anchorOf(item);
    if (!anchor.ok) return anchor;
    const last = runs.at(-1);
    const { kind, content } = anchor.value;
    if (last !== undefined && kind !== undefined && last.kind === kind)
      runs[runs.length - 1] = { kind, content: last.content + content };
    else runs.push(anchor.value);
  }
  return ok(
    group(
      'list',
      runs.map(({ kind, content }) => (kind === undefined ? content : group(kind, content))).join(''),
    ),
  );
}

/** A seal by its kind when its values have the forms of that kind; else any value. */
function anchorOf(item: Json): Result<Anchor, string> {
  const name = sealNameOf(item);
  const seal = name === undefined ? undefined : nativeSeals[name];
  if (seal !== undefined && isMap(item)) {
    const forms = seal.fields.map(([, form]) => form);
    const parts = item.entries.map(([, value], at) => plainText(value, forms[at] ?? 'label'));
    const texts = parts.flatMap((part) => (part.ok ? [part.value] : []));
    if (texts.length === parts.length) return ok({ kind: seal.group, content: texts.join('') });
  }
  const text = valueText(item);
  return text.ok ? ok({ kind: undefined, content: text.value }) : text;
}

function mapText({ entries }: JsonMap): Text {
  const parts: string[] = [];
  for (const [label, value] of entries) {
    const part = valueText(value);
    if (!part.ok) return part;
    parts.push(encodeLabel(label) + part.value);
  }
  return ok(group('map', parts.join('')));
}

function valueText(value: Json): Text {
  if (value === null) return ok('1AAK');
  if (typeof value === 'boolean') return ok(value ? '1AAM' : '1AAL');
  if (typeof value === 'string') return ok(isStandalone(value) ? value : encodeLabel(value));
  if (isList(value)) return listText(value, valueText);
  if (isMap(value)) return mapText(value);
  const decimal = encodeDecimal(value.lexeme);
  return decimal === undefined ? err(`the number ${value.lexeme} has no decimal form`) : ok(decimal);
}

const readAsOther: readonly string[] = ['label', 'tag', 'text', 'bytes', 'decimal', 'constant'];

/** True for a text that is a primitive which is read back as its own text. */
function isStandalone(text: string): boolean {
  const primitive = decodePrimitive(text);
  const role = primitive.ok ? rowOf(primitive.value.code)?.role.kind : undefined;
  return role !== undefined && !readAsOther.includes(role);
}
