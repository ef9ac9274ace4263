/**
 * Messages in rows: the bytes exactly as received, and how they are to be read. Reading parses them again
 * with every check that made them a message, the SAID among them. R6.
 */
import { readAttachments, writeAttachments } from '../../kernel/cesr/attachments-text.ts';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import type { Attachments } from '../../kernel/cesr/attachments.ts';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import { parseMessage } from '../../kernel/event/parse.ts';
import type { Message, Serialization } from '../../kernel/event/types.ts';

/** Protocol, serialization and protocol version of a body. */
export type EnvelopeRow = readonly [
  protocol: string,
  serialization: Serialization,
  major: number,
  minor: number,
];

export function writeEnvelope({ kind, serialization, version }: Message): EnvelopeRow {
  return [kind === 'credential' ? 'ACDC' : 'KERI', serialization, version[0], version[1]];
}

/** Why a stored message or group of attachments could not be read: it is not what was stored. */
export type Unreadable = { readonly unreadable: string };

export function isUnreadable(value: object): value is Unreadable {
  return 'unreadable' in value;
}

export function readMessage(row: EnvelopeRow, raw: Uint8Array, algorithms: Algorithms): Message | Unreadable {
  const [protocol, serialization, major, minor] = row;
  const parsed = parseMessage({ raw, protocol, serialization, version: [major, minor] }, 0, algorithms);
  return parsed.ok ? parsed.value : { unreadable: parsed.error.says };
}

/** The attachments as CESR text, group by group; empty text for none. */
export function attachmentsText(attachments: Attachments): string {
  return attachments === noAttachments ? '' : writeAttachments(attachments, { pipelined: false });
}

export function attachmentsOf(text: string): Attachments | Unreadable {
  if (text === '') return noAttachments;
  const read = readAttachments(text);
  return read.ok ? read.value : { unreadable: read.error.says };
}

/** One set of attachments holding all of `parts`, in order. */
export function joinAttachments(parts: readonly Attachments[]): Attachments {
  const [first = noAttachments, ...rest] = parts;
  if (rest.length === 0) return first;
  return {
    controllerSignatures: joined(parts, (part) => part.controllerSignatures),
    witnessSignatures: joined(parts, (part) => part.witnessSignatures),
    receiptCouples: joined(parts, (part) => part.receiptCouples),
    transferableReceipts: joined(parts, (part) => part.transferableReceipts),
    firstSeen: joined(parts, (part) => part.firstSeen),
    signatureGroups: joined(parts, (part) => part.signatureGroups),
    latestSignatureGroups: joined(parts, (part) => part.latestSignatureGroups),
    sealSources: joined(parts, (part) => part.sealSources),
    sealTriples: joined(parts, (part) => part.sealTriples),
    pathed: joined(parts, (part) => part.pathed),
  };
}

function joined<T>(parts: readonly Attachments[], listOf: (part: Attachments) => readonly T[]): readonly T[] {
  let first: readonly T[] = [];
  let all: T[] | undefined;
  for (const part of parts) {
    const list = listOf(part);
    if (list.length === 0) continue;
    if (first.length === 0) first = list;
    else (all ??= [...first]).push(...list);
  }
  return all ?? first;
}
