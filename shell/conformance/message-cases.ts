/**
 * What Keelson makes of the items of data cases about messages: thresholds, bodies, SAIDs of maps,
 * credentials and exchanges.
 *
 * Source: test/vectors/README.md. The items are of version 1. Each reader gets the inputs of an item and
 * answers what it shows beside them; what it refuses, it throws.
 */
import { sniffVersion } from '../../kernel/cesr/version-string.ts';
import { digestAlgorithmOf, codeOf } from '../../kernel/cesr/identifiers.ts';
import type { Fault } from '../../kernel/cesr/fault.ts';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import { buildCredential, subjectSaidOf } from '../../kernel/event/build-credential.ts';
import { buildExchange, type Embed } from '../../kernel/event/build-routed.ts';
import type { Making } from '../../kernel/event/build.ts';
import { emptyMap, isMap, type Json, type JsonMap, textOf } from '../../kernel/event/json.ts';
import { readJsonMap } from '../../kernel/event/json-read.ts';
import { layoutsOne, type LayoutName } from '../../kernel/event/labels.ts';
import { encodeLimen } from '../../kernel/event/limen.ts';
import { floatText } from '../../kernel/event/number-text.ts';
import { parseMessage } from '../../kernel/event/parse.ts';
import { saidify } from '../../kernel/event/saidify.ts';
import { formatThreshold, isSatisfied, parseThreshold, thresholdSize } from '../../kernel/event/threshold.ts';
import type { Message } from '../../kernel/event/types.ts';
import { type SaidCodes, writeBody } from '../../kernel/event/write-body.ts';
import type { Result } from '../../kernel/std/result.ts';
import { encodeUtf8, decodeUtf8 } from '../../kernel/std/utf8.ts';
import { plainJson } from '../plain-json.ts';
import type { Item, ItemReaders } from './data-case.ts';

/** The readers of this file, by operation. */
export function messageReaders(algorithms: Algorithms): ItemReaders {
  const making: Making = { version: [1, 0], serialization: 'JSON', saidCode: 'E', algorithms };
  return {
    tholder: readThreshold,
    serder: (given) => writeEvent(given, algorithms),
    saidify: (given) => saidifyMap(given, algorithms),
    credential: ({ input }) => makeCredential(itemOf(input), making),
    parse: ({ raw }) => readText(String(raw), algorithms),
    exchange: ({ input }) => makeExchange(itemOf(input), making),
  };
}

/** A value of the language as an ordered value; numbers get the text Python writes. */
function valueFrom(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number')
    return { lexeme: Number.isInteger(value) ? BigInt(value).toString() : floatText(value) };
  if (Array.isArray(value)) return value.map(valueFrom);
  return mapFrom(value);
}

function mapFrom(value: unknown): JsonMap {
  return { entries: Object.entries(itemOf(value)).map(([label, one]) => [label, valueFrom(one)]) };
}

function itemOf(value: unknown): Item {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError('a map is wanted');
  return value as Item;
}

function must<T>(result: Result<T, Fault | string>): T {
  if (result.ok) return result.value;
  throw new Error(
    typeof result.error === 'string' ? result.error : `${result.error.keripy}: ${result.error.says}`,
  );
}

function readThreshold({ sith, cases }: Item): Item {
  const threshold = must(parseThreshold(thresholdValue(sith)));
  const written = formatThreshold(threshold);
  return {
    valid: true,
    weighted: threshold.kind === 'weights',
    size: Number(thresholdSize(threshold)),
    num: threshold.kind === 'number' ? Number(threshold.count) : null,
    sith_out: plainJson(written),
    json: spacedJson(written),
    limen: encodeLimen(threshold, 1),
    cases: Array.isArray(cases) ? cases.map((one) => answerCase(threshold, itemOf(one))) : [],
  };
}

/** A text that holds a list is read as JSON first, as the reference's command line has it. T-6. */
function thresholdValue(sith: unknown): Json {
  if (typeof sith === 'string' && sith.includes('[')) return valueFrom(JSON.parse(sith));
  return valueFrom(sith);
}

function answerCase(threshold: Parameters<typeof isSatisfied>[0], { indices }: Item): Item {
  const places = Array.isArray(indices) ? indices.map(Number) : [];
  return { indices: places, satisfied: isSatisfied(threshold, places) };
}

/** JSON with a space behind each comma and colon, as Python writes it by default. */
function spacedJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(', ')}]`;
  if (isMap(value))
    return `{${value.entries.map(([label, one]) => `${JSON.stringify(label)}: ${spacedJson(one)}`).join(', ')}}`;
  return JSON.stringify(plainJson(value));
}

type MapKind = 'JSON' | 'CBOR' | 'MGPK';

function kindOf(kind: unknown): MapKind {
  if (kind === 'JSON' || kind === 'CBOR' || kind === 'MGPK') return kind;
  throw new TypeError(`${String(kind)} is no serialization`);
}

/** The body of a map whose size and SAIDs are made anew, read back through the gate. */
function writeEvent({ kind, sad }: Item, algorithms: Algorithms): Item {
  const map = mapFrom(sad);
  const serialization = kindOf(kind);
  const type = textOf(map, 't');
  const protocol = type === undefined ? 'ACDC' : 'KERI';
  const layout = layoutsOne[(type ?? 'acdc') as LayoutName]?.[0];
  if (layout === undefined) throw new Error(`there is no message type ${String(type)}`);
  const writing = { protocol, version: [1, 0], serialization, digest: algorithms.digest } as const;
  const { raw } = must(writeBody(map.entries, saidCodes(map, layout.saids), writing));
  const message = must(parseMessage({ raw, protocol, version: [1, 0], serialization }, 0, algorithms));
  return {
    raw_base64: Buffer.from(raw).toString('base64'),
    size: raw.length,
    said: message.said,
    ilk: type ?? null,
    pre: textOf(map, 'i') ?? null,
    sn: 'sn' in message ? Number(message.sn) : null,
  };
}

/** The code that a field has already, or the default; an identifier that is a key is not computed. */
function saidCodes(map: JsonMap, labels: readonly string[]): SaidCodes {
  return labels.flatMap((label): SaidCodes => {
    const value = textOf(map, label) ?? '';
    if (digestAlgorithmOf(value) !== undefined) return [[label, codeOf(value)]];
    return label === 'd' || value === '' ? [[label, 'E']] : [];
  });
}

function saidifyMap({ sad, code, kind }: Item, { digest }: Algorithms): Item {
  if (digestAlgorithmOf(String(code)) === undefined)
    throw new Error(`${String(code)} is no code of a digest`);
  const { raw, map } = must(
    saidify(mapFrom(sad), { label: 'd', code: String(code), serialization: kindOf(kind), digest }),
  );
  return {
    said: textOf(map, 'd') ?? null,
    out: plainJson(map),
    raw_base64: Buffer.from(raw).toString('base64'),
  };
}

function optional(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function optionalValue(value: unknown): Json | undefined {
  return value === undefined || value === null ? undefined : valueFrom(value);
}

function makeCredential(input: Item, making: Making): Item {
  const salt = input['private'] === true ? optional(input['salt']) : undefined;
  const credential = must(
    buildCredential(
      {
        issuer: String(input['issuer']),
        schema: String(input['schema']),
        attributes: mapFrom(input['data']),
        recipient: optional(input['recipient']),
        registry: optional(input['status']),
        blinding: salt === undefined ? undefined : { credential: salt, attributes: salt },
        edges: optionalValue(input['source']),
        rules: optionalValue(input['rules']),
      },
      making,
    ),
  );
  return { ...shownOf(credential), subject_said: subjectSaidOf(credential) ?? null };
}

function shownOf({ said, raw }: Message): Item {
  return { said, raw: decodeUtf8(raw), size: raw.length };
}

/** The message at the front of a text. */
function readText(text: string, algorithms: Algorithms): Item {
  const bytes = encodeUtf8(text);
  const version = sniffVersion(bytes, 0, bytes.length);
  if (version.kind === 'fault') throw new Error(version.fault.says);
  if (version.kind === 'need-more' || version.value.size > bytes.length)
    throw new Error('the body is cut off');
  const raw = bytes.subarray(0, version.value.size);
  return shownOf(must(parseMessage({ ...version.value, raw }, 0, algorithms)));
}

function makeExchange(input: Item, making: Making): Item {
  const { message, attachment } = must(
    buildExchange(
      {
        route: String(input['route']),
        sender: String(input['sender']),
        recipient: optional(input['recipient']) ?? '',
        prior: optional(input['dig']) ?? '',
        dt: String(input['date']),
        modifiers: input['modifiers'] === undefined ? emptyMap : mapFrom(input['modifiers']),
        payload: input['payload'] === undefined ? emptyMap : mapFrom(input['payload']),
        embeds: Object.entries(itemOf(input['embeds'] ?? {})).map(([label, text]) =>
          embedOf(label, String(text)),
        ),
        layout: 'without-rp',
      },
      making,
    ),
  );
  return { ...shownOf(message), attachment };
}

/** A carried message: its fields, and the text behind its body. */
function embedOf(label: string, text: string): Embed {
  const bytes = encodeUtf8(text);
  const version = sniffVersion(bytes, 0, bytes.length);
  if (version.kind !== 'read') throw new Error(`the embed ${label} does not begin with a message`);
  const { size } = version.value;
  const fields = readJsonMap(bytes.subarray(0, size));
  if (!fields.ok) throw new Error(fields.error.says);
  return { label, fields: fields.value, attached: decodeUtf8(bytes.subarray(size)) ?? '' };
}
