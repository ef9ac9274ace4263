/**
 * How the value of a field is read, and the reading of many fields by a specification that is data.
 *
 * Source: K-024, K-025, K-051, K-052, K-062…K-065, K-149…K-151; keripy.md 1.3, M-9, M-10.
 */
import { parseDatetime } from '../cesr/datetime.ts';
import type { Fault } from '../cesr/fault.ts';
import { parseDigest, parseKey, parsePrefix, parseSaid } from '../cesr/identifiers.ts';
import { parseSn } from '../cesr/number.ts';
import type { Digest, Key, Micros, Prefix, Said, Sn } from '../cesr/qualified.ts';
import { err, ok, type Result } from '../std/result.ts';
import { faultOf, type FormRule } from './form.ts';
import { isList, isMap, isNumber, type Json, type JsonMap, valueOf } from './json.ts';
import { parseThreshold, type Threshold } from './threshold.ts';

/** How one kind of field is read: its rule, and the reader, which answers with what is wrong. */
export type FieldKind<T> = FormRule & { readonly read: (value: Json) => Result<T, string> };

function ofText<T>(parse: (text: string) => Result<T, Fault>): (value: Json) => Result<T, string> {
  return (value) => {
    if (typeof value !== 'string') return err('it is no text');
    const parsed = parse(value);
    return parsed.ok ? parsed : err(parsed.error.says);
  };
}

function listOf<T>(read: (value: Json) => Result<T, string>): (value: Json) => Result<readonly T[], string> {
  return (value) => {
    if (!isList(value)) return err('it is no list');
    const items: T[] = [];
    for (const item of value) {
      const parsed = read(item);
      if (!parsed.ok) return err(`item ${String(items.length)}: ${parsed.error}`);
      items.push(parsed.value);
    }
    return ok(items);
  };
}

function readText(value: Json): Result<string, string> {
  return typeof value === 'string' ? ok(value) : err('it is no text');
}

const validation = 'ValidationError';

export const prefixField: FieldKind<Prefix> = {
  id: 'FIELD-PREFIX',
  source: 'K-011, M-13',
  code: 'bad-prefix',
  keripy: validation,
  says: 'an identifier is a qualified public key or digest',
  read: ofText(parsePrefix),
};

export const saidField: FieldKind<Said> = {
  id: 'FIELD-SAID',
  source: 'C-106, C-107',
  code: 'bad-digest',
  keripy: validation,
  says: 'a SAID is a qualified digest',
  read: ofText(parseSaid),
};

export const keysField: FieldKind<readonly Key[]> = {
  id: 'FIELD-KEYS',
  source: 'K-021, K-062',
  code: 'bad-key',
  keripy: validation,
  says: 'keys are a list of qualified public keys',
  read: listOf(ofText(parseKey)),
};

export const digestsField: FieldKind<readonly Digest[]> = {
  id: 'FIELD-NEXT',
  source: 'K-065',
  code: 'bad-digest',
  keripy: 'InvalidValueError',
  says: 'next key digests are a list of qualified digests',
  read: listOf(ofText(parseDigest)),
};

export const backersField: FieldKind<readonly Prefix[]> = {
  id: 'FIELD-BACKERS',
  source: 'K-071',
  code: 'bad-witness',
  keripy: validation,
  says: 'backers are a list of identifiers',
  read: listOf(ofText(parsePrefix)),
};

export const snField: FieldKind<Sn> = {
  id: 'FIELD-SN',
  source: 'K-051, K-052, M-10',
  code: 'bad-number',
  keripy: validation,
  says: 'a sequence number is lower-case hex without leading zeros, below 2^128',
  read: ofText(parseSn),
};

export const thresholdField: FieldKind<Threshold> = {
  id: 'FIELD-THRESHOLD',
  source: 'K-052…K-058, T-7, T-8',
  code: 'bad-threshold',
  keripy: 'ValueError',
  says: 'a threshold is a number or clauses of exact weights from 0 to 1 that can be met',
  read: parseThreshold,
};

const hexPattern = /^(?:0|[1-9a-f][0-9a-f]{0,7})$/;
const countPattern = /^(?:0|[1-9][0-9]{0,8})$/;

export const toadField: FieldKind<number> = {
  id: 'FIELD-TOAD',
  source: 'K-052, K-066, M-9',
  code: 'bad-number',
  keripy: 'ValueError',
  says: 'the witness threshold is a number in lower-case hex without leading zeros, or an integer',
  read: (value) => {
    if (typeof value === 'string' && hexPattern.test(value)) return ok(Number.parseInt(value, 16));
    if (isNumber(value) && countPattern.test(value.lexeme)) return ok(Number(value.lexeme));
    return err('it is neither');
  },
};

export const traitsField: FieldKind<readonly string[]> = {
  id: 'FIELD-TRAITS',
  source: 'T-1',
  code: 'bad-field-type',
  keripy: validation,
  says: 'traits are a list of texts',
  read: listOf(readText),
};

export const listField: FieldKind<readonly Json[]> = {
  id: 'FIELD-LIST',
  source: 'K-025, D-06',
  code: 'bad-field-type',
  keripy: validation,
  says: 'the anchors of a key event are a list',
  read: (value) => (isList(value) ? ok(value) : err('it is no list')),
};

export const textField: FieldKind<string> = {
  id: 'FIELD-TEXT',
  source: 'K-131, K-132, K-150',
  code: 'bad-field-type',
  keripy: validation,
  says: 'routes, nonces and names are texts',
  read: readText,
};

export const mapField: FieldKind<JsonMap> = {
  id: 'FIELD-MAP',
  source: 'K-151',
  code: 'bad-field-type',
  keripy: validation,
  says: 'the attributes and the query of a routed message are maps',
  read: (value) => (isMap(value) ? ok(value) : err('it is no map')),
};

/** Version 1 writers of the reference leave an empty list where the map is empty. K-151. */
export const mapOrEmptyListField: FieldKind<JsonMap> = {
  ...mapField,
  read: (value) => {
    if (isList(value) && value.length === 0) return ok({ entries: [] });
    return mapField.read(value);
  },
};

export const datetimeField: FieldKind<Micros> = {
  id: 'FIELD-DATETIME',
  source: 'K-149',
  code: 'bad-datetime',
  keripy: 'ValueError',
  says: 'a date and time has microseconds and an offset, such as 2021-06-27T21:26:21.233257+00:00',
  read: ofText(parseDatetime),
};

/** A date and time whose text is kept as written. */
export const datetimeTextField: FieldKind<string> = {
  ...datetimeField,
  read: (value) => {
    const read = datetimeField.read(value);
    if (!read.ok) return read;
    return readText(value);
  },
};

/** Every kind of field, for the printed rule book. */
export const fieldKinds: readonly FormRule[] = [
  prefixField,
  saidField,
  keysField,
  digestsField,
  backersField,
  snField,
  thresholdField,
  toadField,
  traitsField,
  listField,
  textField,
  mapField,
  datetimeField,
];

/** For each field that is wanted: its label and its kind. */
export type FieldsSpec<T> = { readonly [K in keyof T]: readonly [label: string, kind: FieldKind<T[K]>] };

/** Reads the fields of a body by a specification. Made once for a message type, used for each message. */
export type ReadFields<T> = (body: JsonMap) => Result<T, Fault>;

/** A reader of all fields of `spec`; the first that is wrong, in the order of `spec`, decides. */
export function fieldsReader<T extends object>(spec: FieldsSpec<T>): ReadFields<T> {
  const rows = (Object.keys(spec) as (keyof T)[]).map((name) => ({
    name,
    label: spec[name][0],
    kind: spec[name][1],
  }));
  return (body) => {
    const fields: Partial<T> = {};
    for (const { name, label, kind } of rows) {
      const read = kind.read(valueOf(body, label) ?? null);
      if (!read.ok) return err(faultOf(kind, { field: label, facts: read.error }));
      fields[name] = read.value;
    }
    return ok(fields as T);
  };
}
