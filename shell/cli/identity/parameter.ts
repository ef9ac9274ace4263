/**
 * Kinds of parameters of the commands that make events: how a flag and a field of a file are read, by one table each.
 *
 * Source: keripy.md 8.5; the names are those of the options files of `kli incept` and `kli rotate`.
 */
import { parsePrefix } from '../../../kernel/cesr/identifiers.ts';
import { isList, isMap, isNumber } from '../../../kernel/event/json.ts';
import type { Json } from '../../../kernel/event/json.ts';
import { parseThreshold } from '../../../kernel/event/threshold.ts';
import { KeelsonError } from '../../errors.ts';
import type { PlainMap, ThresholdText } from '../../habs/index.ts';
import { readJsonFile, readJsonText } from './json-file.ts';
import { plainMapOf, plainOf } from './plain-value.ts';

/** One kind of parameter. */
export type Parameter<T> = {
  readonly brief: string;
  /** What it is, for who gave something else. */
  readonly says: string;
  /** How it stands in a call: a switch alone, with one text, or again and again. */
  readonly given: 'switch' | 'once' | 'repeated';
  readonly placeholder: string;
  /** The value that one text of a flag stands for. */
  readonly ofText: (text: string) => Json;
  /** The parameter of a value; undefined when the value is none of this kind. */
  readonly of: (value: Json) => T | undefined;
};

const once = { given: 'once', ofText: (text: string): Json => text } as const;

const countMax = 1_000_000;

/** A whole number from 0 on. */
export function count(brief: string): Parameter<number> {
  return {
    ...once,
    brief,
    says: 'a whole number from 0 on',
    placeholder: 'N',
    of: (value) => {
      const text = isNumber(value) ? value.lexeme : value;
      if (typeof text !== 'string' || !/^(?:0|[1-9][0-9]{0,8})$/.test(text)) return undefined;
      return Number(text) <= countMax ? Number(text) : undefined;
    },
  };
}

/** A signing threshold, as it stands in events. */
export function threshold(brief: string): Parameter<ThresholdText> {
  return {
    brief,
    given: 'once',
    says: 'a number in hex, or a list of weights such as ["1/2","1/2"]',
    placeholder: 'T',
    ofText: (text) => (/^[[{]/.test(text.trim()) ? readJsonText(text, 'the threshold') : text),
    of: (value) => (parseThreshold(value).ok ? thresholdTextOf(value) : undefined),
  };
}

function thresholdTextOf(value: Json): ThresholdText | undefined {
  const plain = plainOf(value);
  if (typeof plain === 'number' || typeof plain === 'string') return plain;
  return Array.isArray(plain) ? plain : undefined;
}

/** One identifier. */
export function prefix(brief: string): Parameter<string> {
  return { ...once, brief, says: 'the prefix of an identifier', placeholder: 'PREFIX', of: prefixOf };
}

/** Identifiers. */
export function prefixes(brief: string): Parameter<readonly string[]> {
  return {
    ...once,
    brief,
    given: 'repeated',
    says: 'a list of prefixes of identifiers',
    placeholder: 'PREFIX',
    of: (value) => allOf(value, prefixOf),
  };
}

/** Words of a list that is known. */
export function words(brief: string, known: readonly string[]): Parameter<readonly string[]> {
  return {
    ...once,
    brief,
    given: 'repeated',
    says: `a list of some of ${known.join(', ')}`,
    placeholder: 'WORD',
    of: (value) => allOf(value, (one) => (typeof one === 'string' && known.includes(one) ? one : undefined)),
  };
}

/** One word of a list that is known. */
export function word<W extends string>(brief: string, known: readonly W[]): Parameter<W> {
  return {
    ...once,
    brief,
    says: `one of ${known.join(', ')}`,
    placeholder: 'WORD',
    of: (value) => known.find((one) => one === value),
  };
}

/** Yes or no. */
export function yesOrNo(brief: string): Parameter<boolean> {
  return {
    brief,
    given: 'switch',
    says: 'true or false',
    placeholder: '',
    ofText: (text) => text,
    of: (value) => (typeof value === 'boolean' ? value : undefined),
  };
}

/** Places in a list of keys. */
export function places(brief: string): Parameter<readonly number[]> {
  const one = count('');
  return {
    ...once,
    brief,
    given: 'repeated',
    says: 'a list of places in a list of keys, from 0 on',
    placeholder: 'N',
    of: (value) => allOf(value, one.of),
  };
}

/** Seals that are anchored, in their order; a text is JSON, or `@` and the name of a file of it. */
export function seals(brief: string): Parameter<readonly PlainMap[]> {
  return {
    brief,
    given: 'once',
    says: 'a seal or a list of seals: maps such as {"d":"E…"}, with words for labels',
    placeholder: 'JSON|@FILE',
    ofText: (text) => (text.startsWith('@') ? readJsonFile(text.slice(1)) : readJsonText(text, 'the data')),
    of: (value) => allOf(isMap(value) ? [value] : value, plainMapOf),
  };
}

function prefixOf(value: Json): string | undefined {
  return typeof value === 'string' && parsePrefix(value).ok ? value : undefined;
}

/** All values of a list; undefined when one of them is none. */
function allOf<T>(value: Json, of: (one: Json) => T | undefined): readonly T[] | undefined {
  if (!isList(value)) return undefined;
  const found = value.flatMap((one) => {
    const known = of(one);
    return known === undefined ? [] : [known];
  });
  return found.length === value.length ? found : undefined;
}

/** Parameters by name. */
export type Schema = { readonly [name: string]: Parameter<unknown> };

/** The values of a schema; none has to be given. */
export type ValuesOf<S extends Schema> = {
  readonly [K in keyof S]?: S[K] extends Parameter<infer T> ? T : never;
};

/** What stands in the flags of a call. */
export type GivenFlags<S extends Schema> = { readonly [K in keyof S]?: string | boolean | readonly string[] };

/** The flags of a schema, as the reader of arguments takes them. */
export function flagsOf(schema: Schema): { readonly [name: string]: object } {
  return Object.fromEntries(
    Object.entries(schema).map(([name, { brief, given, placeholder }]) => {
      if (given === 'switch') return [name, { kind: 'boolean', brief, optional: true }];
      const shared = { kind: 'parsed', parse: String, brief, optional: true, placeholder };
      return [name, given === 'repeated' ? { ...shared, variadic: true } : shared];
    }),
  );
}

/**
 * The parameters of a call: those of the file, and over them those of the flags. Throws `usage` for what is no such
 * value and for fields that the command does not have; what was given is not repeated.
 */
export function parametersOf<S extends Schema>(
  schema: S,
  { file, flags }: { readonly file: string | undefined; readonly flags: GivenFlags<S> },
): ValuesOf<S> {
  return { ...fromFile(schema, file), ...fromFlags(schema, flags) };
}

function fromFile<S extends Schema>(schema: S, file: string | undefined): ValuesOf<S> {
  if (file === undefined) return {};
  const content = readJsonFile(file);
  if (!isMap(content)) throw wrong(`${file} holds no parameters: write a map, such as {"toad": 1}`);
  const values: { [name: string]: unknown } = {};
  for (const [name, value] of content.entries) {
    const row = Object.hasOwn(schema, name) ? schema[name] : undefined;
    if (row === undefined) throw unknownField(file, name, schema);
    const known = row.of(value);
    if (known === undefined) throw wrong(`${file}: ${name} is ${row.says}`);
    values[name] = known;
  }
  return values as ValuesOf<S>;
}

function fromFlags<S extends Schema>(schema: S, flags: GivenFlags<S>): ValuesOf<S> {
  const values: { [name: string]: unknown } = {};
  for (const [name, row] of Object.entries(schema)) {
    const given = flags[name];
    if (given === undefined) continue;
    const value = jsonOf(row, given);
    const known = row.of(value);
    if (known === undefined) throw wrong(`${flagOf(name)} takes ${row.says}`);
    values[name] = known;
  }
  return values as ValuesOf<S>;
}

function jsonOf(row: Parameter<unknown>, given: string | boolean | readonly string[]): Json {
  if (typeof given === 'boolean') return given;
  return typeof given === 'string' ? row.ofText(given) : given.map(row.ofText);
}

/** The name of a flag as it is typed. */
function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

const nameShownMax = 32;

function unknownField(file: string, name: string, schema: Schema): KeelsonError {
  const shown = JSON.stringify(name.slice(0, nameShownMax));
  return wrong(
    `${file} has a field ${shown}, which this command does not have; it has ${Object.keys(schema).join(', ')}`,
  );
}

function wrong(says: string): KeelsonError {
  return new KeelsonError('usage', { says });
}
