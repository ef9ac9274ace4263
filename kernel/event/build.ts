/**
 * What builders of messages share: how a message is to be made, and the way through the gate that a
 * received message takes too.
 *
 * Source: keripy.md 1.6 (M-18…M-21). Rules of writers are rows of `build-rules.ts`; everything a reader
 * checks is checked by the reader.
 */
import type { Fault } from '../cesr/fault.ts';
import type { Version } from '../cesr/version-string.ts';
import type { Algorithms } from '../crypto/algorithm.ts';
import { err, type Result } from '../std/result.ts';
import { faultOf, type FormRule } from './form.ts';
import type { JsonEntry } from './json.ts';
import { type LayoutName, layoutsOf } from './labels.ts';
import { parseMessage } from './parse.ts';
import type { Message, Serialization } from './types.ts';
import { type SaidCodes, writeBody } from './write-body.ts';

/** How a message is to be made. */
export type Making = {
  readonly version: Version;
  /** `CESR` (native) goes with version 2 alone. */
  readonly serialization: Serialization;
  /** Digest code of the SAID, such as `E`. */
  readonly saidCode: string;
  readonly algorithms: Algorithms;
};

export const writerRules = {
  writable: {
    id: 'WRITE-SERIALIZATION',
    source: 'C-101, keripy.md 1.7',
    code: 'undecodable-body',
    keripy: 'SerializeError',
    says: 'the serialization can hold the fields, and the version string their size',
  },
  typed: {
    id: 'WRITE-TYPE',
    source: 'keripy.md 1.2, 1.7',
    code: 'unknown-message-type',
    keripy: 'SerializeError',
    says: 'the message type is one of the protocol version',
  },
} as const satisfies { readonly [name: string]: FormRule };

/** The fields of a message by label; those its layout does not have are left out. */
export type FieldValues = { readonly [label: string]: JsonEntry[1] };

/** The message of a type with these fields, in its latest layout that they fill, whose `saids` are computed; as a reader takes it. */
export function makeMessage(
  name: LayoutName,
  fields: FieldValues,
  saids: SaidCodes,
  making: Making,
): Result<Message, Fault> {
  const { version, serialization, algorithms } = making;
  const layout = layoutsOf(version)?.[name]?.findLast(({ labels }) =>
    labels.every((label) => label === 'v' || label === 't' || label in fields),
  );
  if (layout === undefined)
    return err(faultOf(writerRules.typed, { field: 't', facts: `${name} in version ${version.join('.')}` }));
  const order = layout.open ? ['v', ...Object.keys(fields)] : layout.labels;
  const entries = order.map(
    (label): JsonEntry => [label, label === 'v' ? '' : label === 't' ? name : (fields[label] ?? null)],
  );
  const protocol = name === 'acdc' ? 'ACDC' : 'KERI';
  const written = writeBody(entries, saids, { protocol, version, serialization, digest: algorithms.digest });
  if (!written.ok) return err(faultOf(writerRules.writable, { field: '', facts: written.error }));
  return parseMessage({ raw: written.value.raw, protocol, version, serialization }, 0, algorithms);
}

/** The message when it is of the kind that was built, which it always is. */
export function madeAs<K extends Message['kind']>(
  kind: K,
  made: Result<Message, Fault>,
): Result<Extract<Message, { kind: K }>, Fault> {
  if (!made.ok) return made;
  return isKind(kind, made.value)
    ? { ok: true, value: made.value }
    : err(faultOf(writerRules.typed, { field: 't' }));
}

function isKind<K extends Message['kind']>(
  kind: K,
  message: Message,
): message is Extract<Message, { kind: K }> {
  return message.kind === kind;
}
