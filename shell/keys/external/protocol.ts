/**
 * The words between us and a program that holds keys: one JSON object a line, both ways.
 *
 * Source: docs/guides/external-keys.md, which is the protocol; docs/decisions/0029. Reading is strict: a program that
 * says something else is not trusted with the next call.
 */

/** The name of the protocol, and the versions of it that are spoken here, best first. */
export const protocolName = 'keelson-keys';
export const protocolVersions: readonly number[] = [1];

/** What a program is for: keeping secrets, or signing with keys of its own. */
export type ProgramForm = 'provider' | 'signer';

/** What is asked beside the number and the name of the call. Bytes are base64, of RFC 4648, section 4, padded. */
export type AskedFields = {
  readonly [field: string]: string | boolean | readonly number[] | readonly AskedChange[];
};
export type AskedChange = { readonly key: string; readonly data: string | null };

/** The ways in which a program may say no. */
export type Refusal =
  /** Nothing is kept under this id. */
  | 'unknown-key'
  /** The id is taken. */
  | 'key-exists'
  /** The keys cannot be used before somebody opens them. */
  | 'locked'
  /** The program does not do this: its rules, a scheme, a size. */
  | 'refused'
  /** What is behind the program does not work. */
  | 'failed';

const refusals: readonly string[] = ['unknown-key', 'key-exists', 'locked', 'refused', 'failed'];

export type AnswerFields = { readonly [field: string]: unknown };

/** What a program says to one call. */
export type Answer =
  | { readonly kind: 'done'; readonly id: number; readonly fields: AnswerFields }
  | { readonly kind: 'refused'; readonly id: number; readonly refusal: Refusal };

/** How a program can go wrong in what it says. */
export type Garble =
  | 'line-too-long'
  | 'not-utf8'
  | 'not-json'
  | 'not-an-answer'
  | 'unknown-id'
  | 'wrong-fields'
  | 'wrong-version';

/** The line of a call, with its end. */
export function formatCall(id: number, op: string, fields: AskedFields): string {
  return `${JSON.stringify({ id, op, ...fields })}\n`;
}

/** What a line answers, or how it is no answer. */
export function parseAnswer(line: Uint8Array): Answer | Garble {
  const text = textOf(line);
  if (text === undefined) return 'not-utf8';
  const said = jsonOf(text);
  if (said === undefined) return 'not-json';
  const fields = fieldsOf(said);
  if (fields === undefined) return 'not-an-answer';
  const { id, ok, error, ...others } = fields;
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 1) return 'not-an-answer';
  if (Object.keys(others).length > 0 || (ok === undefined) === (error === undefined)) return 'not-an-answer';
  if (ok === undefined) return isRefusal(error) ? { kind: 'refused', id, refusal: error } : 'not-an-answer';
  const done = fieldsOf(ok);
  return done === undefined ? 'not-an-answer' : { kind: 'done', id, fields: done };
}

/** The base64 of bytes. */
export function formatBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** The bytes of a base64 text; undefined for another value, and for a text that is not how the bytes are written. */
export function parseBytes(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string') return undefined;
  const buffer = Buffer.from(value, 'base64');
  const isTheirs = buffer.toString('base64') === value;
  const bytes = isTheirs ? Uint8Array.from(buffer) : undefined;
  buffer.fill(0);
  return bytes;
}

function textOf(line: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(line);
  } catch {
    return undefined;
  }
}

/** JSON has no undefined. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): AnswerFields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(Object.entries(value));
}

function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'string' && refusals.includes(value);
}
