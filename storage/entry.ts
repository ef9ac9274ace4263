/**
 * Entries of the log: what was accepted, as writes of the kernel, and as records. The head of a record is
 * a JSON array whose places stand in the `…Head` types.
 */
import type { Attachments } from '../kernel/cesr/attachments.ts';
import { noAttachments } from '../kernel/cesr/attachments.ts';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import type { Message } from '../kernel/event/types.ts';
import type { ReplyRecord, Write } from '../kernel/state/effect.ts';
import type { EscrowKind } from '../kernel/state/escrow.ts';
import type { KeyState } from '../kernel/state/key-state.ts';
import type { StoredEvent } from '../kernel/state/stored.ts';
import { unreachable } from '../kernel/std/assert.ts';
import { fnOf, hex, prefixOf, saidOf, snOf } from './codec/brand.ts';
import { attachmentsOf, attachmentsText, isUnreadable, readMessage, writeEnvelope } from './codec/message.ts';
import type { EnvelopeRow } from './codec/message.ts';
import { readReference, writeReference } from './codec/reference.ts';
import type { ReferenceRow } from './codec/reference.ts';
import {
  isRegistryState,
  readCredential,
  readRegistry,
  writeCredential,
  writeRegistry,
} from './codec/registry-state.ts';
import type { CredentialRow, RegistryRow } from './codec/registry-state.ts';
import { damaged } from './record.ts';
import type { RecordParts } from './record.ts';

/** The writes that add to the log. */
export type LogWrite = Extract<Write, { readonly kind: `append-${string}` }>;
export type EventWrite = Extract<Write, { readonly kind: 'append-event' }>;

/** What the log holds; the key state after an event follows from the log. */
export type LogEntry = Exclude<LogWrite, EventWrite> | Omit<EventWrite, 'state'>;

type EventHead = readonly [
  envelope: EnvelopeRow,
  fn: string,
  source: StoredEvent['source'],
  establishmentSn: string,
  establishmentSaid: string,
  standing:
    | readonly [witnesses: readonly string[], traits: readonly string[], delegator: string | null]
    | null,
  delegation: ReferenceRow | null,
];
type AttachmentsHead = readonly [prefix: string, said: string];
type ReplyHead = readonly [
  envelope: EnvelopeRow,
  table: ReplyRecord['table'],
  key: readonly string[],
  signedAtSn: string | null,
];
type RegistryHead = readonly [
  envelope: EnvelopeRow,
  anchor: ReferenceRow,
  registry: RegistryRow | null,
  credential: CredentialRow | null,
];
type DuplicityHead = readonly [envelope: EnvelopeRow, against: string];
type BodyHead = readonly [envelope: EnvelopeRow];
type AuditHead = readonly [action: 'escrow-removed', escrow: EscrowKind, prefix: string, said: string];
type Head = EventHead | AttachmentsHead | ReplyHead | RegistryHead | DuplicityHead | BodyHead | AuditHead;

const noBytes = new Uint8Array(0);

/** The record of an entry. */
export function writeEntry(entry: LogEntry): RecordParts {
  const { kind } = entry;
  switch (kind) {
    case 'append-event': {
      const { stored, attachments } = entry;
      return {
        kind,
        at: stored.at,
        head: text(eventHead(stored)),
        raw: stored.event.raw,
        attachments: attachmentsText(attachments),
      };
    }
    case 'append-attachments': {
      const head: AttachmentsHead = [entry.prefix, entry.said];
      return {
        kind,
        at: entry.at,
        head: text(head),
        raw: noBytes,
        attachments: attachmentsText(entry.attachments),
      };
    }
    case 'append-reply': {
      const { reply, signedAtSn, ...rest } = entry.stored;
      const signedAt = signedAtSn === undefined ? null : hex(signedAtSn);
      return messageRecord(
        kind,
        reply,
        [writeEnvelope(reply), entry.record.table, entry.record.key, signedAt],
        rest,
      );
    }
    case 'append-registry-event': {
      const { event, anchor, ...rest } = entry.stored;
      const registry = isRegistryState(entry.state) ? writeRegistry(entry.state) : null;
      const credential = isRegistryState(entry.state) ? null : writeCredential(entry.state);
      return messageRecord(
        kind,
        event,
        [writeEnvelope(event), writeReference(anchor), registry, credential],
        rest,
      );
    }
    case 'append-duplicity': {
      const { event, against, ...rest } = entry.evidence;
      return messageRecord(kind, event, [writeEnvelope(event), against], rest);
    }
    case 'append-exchange':
      return messageRecord(kind, entry.stored.exchange, [writeEnvelope(entry.stored.exchange)], entry.stored);
    case 'append-credential':
      return messageRecord(
        kind,
        entry.stored.credential,
        [writeEnvelope(entry.stored.credential)],
        entry.stored,
      );
    case 'append-audit': {
      const head: AuditHead = [entry.action, entry.escrow, entry.prefix, entry.said];
      return { kind, at: entry.at, head: text(head), raw: noBytes, attachments: '' };
    }
    default:
      return unreachable(kind);
  }
}

type Delivered = { readonly attachments: Attachments; readonly at: RecordParts['at'] };

function messageRecord(
  kind: RecordParts['kind'],
  message: Message,
  head: Head,
  { at, attachments }: Delivered,
): RecordParts {
  return { kind, at, head: text(head), raw: message.raw, attachments: attachmentsText(attachments) };
}

function text(head: Head): string {
  return JSON.stringify(head);
}

function eventHead({ event, fn, source, establishment, standing, delegation }: StoredEvent): EventHead {
  return [
    writeEnvelope(event),
    hex(fn),
    source,
    hex(establishment.sn),
    establishment.said,
    standing === undefined ? null : [standing.witnesses, standing.traits, standing.delegator ?? null],
    delegation === undefined ? null : writeReference(delegation),
  ];
}

/** A record with the place it stands at, and the algorithms to check it with. */
export type PlacedRecord = {
  readonly record: RecordParts;
  readonly ordinal: number;
  readonly algorithms: Algorithms;
};

/** Members that the head of a record has. */
const headSizes: { readonly [K in RecordParts['kind']]: number } = {
  'append-event': 7,
  'append-attachments': 2,
  'append-reply': 4,
  'append-registry-event': 4,
  'append-duplicity': 2,
  'append-exchange': 1,
  'append-credential': 1,
  'append-audit': 4,
};

function headOf({ record, ordinal }: PlacedRecord): readonly unknown[] {
  const head: unknown = JSON.parse(record.head);
  if (!Array.isArray(head) || head.length !== headSizes[record.kind])
    throw damaged(ordinal, 'its head has not the members of its kind');
  return head;
}

/** The accepted event of a record of kind `append-event`. */
export function readStoredEvent(placed: PlacedRecord): StoredEvent {
  const { record, ordinal } = placed;
  if (record.kind !== 'append-event') throw damaged(ordinal, 'no event stands there');
  const [envelope, fn, source, sn, said, standing, delegation] = headOf(placed) as EventHead;
  return {
    event: readKind(placed, envelope, 'key-event'),
    fn: fnOf(fn),
    at: record.at,
    source,
    establishment: { sn: snOf(sn), said: saidOf(said) },
    standing:
      standing === null
        ? undefined
        : {
            witnesses: standing[0].map(prefixOf),
            traits: standing[1],
            delegator: standing[2] === null ? undefined : prefixOf(standing[2]),
          },
    delegation: delegation === null ? undefined : readReference(delegation),
  };
}

/** The attachments of a record. */
export function readStoredAttachments({ record, ordinal }: PlacedRecord): Attachments {
  const attachments = attachmentsOf(record.attachments);
  if (isUnreadable(attachments))
    throw damaged(ordinal, `its attachments cannot be read: ${attachments.unreadable}`);
  return attachments;
}

/** The entry of a record. */
export function readEntry(placed: PlacedRecord): LogEntry {
  const { record } = placed;
  const { kind, at } = record;
  const head = headOf(placed);
  const attachments = record.attachments === '' ? noAttachments : readStoredAttachments(placed);
  switch (kind) {
    case 'append-event':
      return { kind, stored: readStoredEvent(placed), attachments };
    case 'append-attachments': {
      const [prefix, said] = head as AttachmentsHead;
      return { kind, prefix: prefixOf(prefix), said: saidOf(said), attachments, at };
    }
    case 'append-reply': {
      const [envelope, table, key, signedAt] = head as ReplyHead;
      const signedAtSn = signedAt === null ? undefined : snOf(signedAt);
      return {
        kind,
        record: { table, key },
        stored: { reply: readKind(placed, envelope, 'reply'), attachments, at, signedAtSn },
      };
    }
    case 'append-registry-event':
      return readRegistryEntry(placed, head as RegistryHead, attachments);
    case 'append-duplicity': {
      const [envelope, against] = head as DuplicityHead;
      return {
        kind,
        evidence: {
          event: readKind(placed, envelope, 'key-event'),
          attachments,
          at,
          against: saidOf(against),
        },
      };
    }
    case 'append-exchange':
      return {
        kind,
        stored: { exchange: readKind(placed, (head as BodyHead)[0], 'exchange'), attachments, at },
      };
    case 'append-credential':
      return {
        kind,
        stored: { credential: readKind(placed, (head as BodyHead)[0], 'credential'), attachments, at },
      };
    case 'append-audit': {
      const [action, escrow, prefix, said] = head as AuditHead;
      if (typeof said !== 'string') throw damaged(placed.ordinal, 'it does not say what was removed');
      return { kind, at, action, escrow, prefix: prefixOf(prefix), said: saidOf(said) };
    }
    default:
      return unreachable(kind);
  }
}

function readRegistryEntry(placed: PlacedRecord, head: RegistryHead, attachments: Attachments): LogEntry {
  const [envelope, anchor, registry, credential] = head;
  const event = readKind(placed, envelope, 'registry-event');
  const stored = { event, attachments, at: placed.record.at, anchor: readReference(anchor) };
  if (registry !== null) return { kind: 'append-registry-event', stored, state: readRegistry(registry) };
  if (credential !== null)
    return { kind: 'append-registry-event', stored, state: readCredential(credential) };
  throw damaged(placed.ordinal, 'it holds no state');
}

function readKind<K extends Message['kind']>(
  { record, ordinal, algorithms }: PlacedRecord,
  envelope: EnvelopeRow,
  kind: K,
): Extract<Message, { readonly kind: K }> {
  const message = readMessage(envelope, record.raw, algorithms);
  if (isUnreadable(message)) throw damaged(ordinal, `its message cannot be read: ${message.unreadable}`);
  if (!isKind(message, kind)) throw damaged(ordinal, `its message is no ${kind}`);
  return message;
}

function isKind<K extends Message['kind']>(
  message: Message,
  kind: K,
): message is Extract<Message, { readonly kind: K }> {
  return message.kind === kind;
}

/** The entry as the write it came from, with the key state that follows from the log. */
export function writeOf(entry: LogEntry, stateAfter: (stored: StoredEvent) => KeyState): LogWrite {
  return entry.kind === 'append-event' ? { ...entry, state: stateAfter(entry.stored) } : entry;
}
