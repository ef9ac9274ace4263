/**
 * What is kept of a group, with the keys of its member: who is in it, the event that the member signed and that
 * is not in the log yet, and what it signed of what the group says.
 *
 * Source: docs/decisions/0032; keripy.md 8.6. KERIpy: `HabitatRecord` with `mid`, `smids`, `rmids`. A signature that left is one
 * that stands here: so a member signs no second event at a number without being told to. Records are JSON, and public.
 */
import { parsePrefix } from '../../kernel/cesr/identifiers.ts';
import type { Prefix } from '../../kernel/cesr/qualified.ts';
import { KeelsonError } from '../errors.ts';
import type { HabKeys, RecordChange } from '../keys/index.ts';
import type { Members } from './group-members.ts';
import type { PendingEvent } from './hab-record.ts';

/** An event that the member signed, with the members it was signed for. */
export type GroupIntent = PendingEvent &
  Members & {
    /** True for one that takes the place of what is in the log at its number. */
    readonly recovers: boolean;
  };

/** A reply or an exchange of a group, with the signature of the member; `sn` is that of the event whose keys sign it. */
export type SignedStatement = PendingEvent & { readonly ilk: 'rpy' | 'exn'; readonly route: string };

export type GroupRecord = {
  readonly name: string;
  readonly prefix: Prefix;
  /** The identifier of the member that is here. KERIpy: `mid`. */
  readonly member: string;
  /** Everybody who is or was in the group, or is asked in: their logs say who is. */
  readonly known: readonly string[];
  readonly intent: GroupIntent | undefined;
  /** What the member signed of what the group says beside its events, in order; it may have come to its end. */
  readonly statements: readonly SignedStatement[];
};

/** What is kept of all groups of a key store. */
export type GroupsRecord = {
  readonly names: readonly string[];
  /** Entries of the log that were looked through for what members sent. */
  readonly seen: number;
  /** Ordinals of what members sent and that may still be answered. */
  readonly open: readonly number[];
};

const format = 1;
const groupsId = 'groups';

function groupId(name: string): string {
  return `group.${name}`;
}

/** The change that keeps a group. */
export function keepGroup({ intent, statements, ...record }: GroupRecord): RecordChange {
  const written = {
    ...(intent === undefined ? {} : { intent: writtenEvent(intent) }),
    ...(statements.length === 0 ? {} : { statements: statements.map(writtenEvent) }),
  };
  return { id: groupId(record.name), record: bytesOf({ format, ...record, ...written }) };
}

function writtenEvent<E extends PendingEvent>(event: E): Fields {
  return {
    ...event,
    sn: event.sn.toString(16),
    message: Buffer.from(event.message).toString('base64'),
  };
}

/** The change that keeps what is known of all groups. */
export function keepGroups(record: GroupsRecord): RecordChange {
  return { id: groupsId, record: bytesOf({ format, ...record }) };
}

/** What is kept of all groups. Rejects with `KeelsonError` of code `damaged-store`. */
export async function readGroups(keys: Pick<HabKeys, 'getRecord'>): Promise<GroupsRecord> {
  const bytes = await keys.getRecord(groupsId);
  if (bytes === undefined) return { names: [], seen: 0, open: [] };
  const { names, seen, open } = fieldsOf(bytes);
  return { names: textsOf(names), seen: countOf(seen), open: listOf(open).map(countOf) };
}

/** What is kept of a group. Rejects with `KeelsonError` of code `damaged-store`. */
export async function readGroup(keys: Pick<HabKeys, 'getRecord'>, name: string): Promise<GroupRecord> {
  const bytes = await keys.getRecord(groupId(name));
  if (bytes === undefined) throw damagedGroup();
  const fields = fieldsOf(bytes);
  const { intent, statements = [] } = fields;
  const prefix = parsePrefix(textOf(fields['prefix']));
  if (!prefix.ok) throw damagedGroup();
  return {
    name: textOf(fields['name']),
    prefix: prefix.value,
    member: textOf(fields['member']),
    known: textsOf(fields['known']),
    intent: intent === undefined ? undefined : intentOf(objectOf(intent)),
    statements: listOf(statements).map((one) => statementOf(objectOf(one))),
  };
}

type Fields = { readonly [field: string]: unknown };

function intentOf(fields: Fields): GroupIntent {
  return {
    ...eventOf(fields),
    signing: textsOf(fields['signing']),
    rotating: textsOf(fields['rotating']),
    recovers: fields['recovers'] === true,
  };
}

function statementOf(fields: Fields): SignedStatement {
  const ilk = textOf(fields['ilk']);
  if (ilk !== 'rpy' && ilk !== 'exn') throw damagedGroup();
  return { ...eventOf(fields), ilk, route: textOf(fields['route']) };
}

function eventOf(fields: Fields): PendingEvent {
  const digits = textOf(fields['sn']);
  if (!/^[0-9a-f]+$/.test(digits)) throw damagedGroup();
  return {
    sn: BigInt(`0x${digits}`),
    said: textOf(fields['said']),
    message: new Uint8Array(Buffer.from(textOf(fields['message']), 'base64')),
  };
}

function bytesOf(fields: Fields): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(fields));
}

function fieldsOf(bytes: Uint8Array): Fields {
  let fields: Fields;
  try {
    fields = objectOf(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    throw damagedGroup();
  }
  if (fields['format'] === format) return fields;
  throw new KeelsonError('store-failed', {
    says: `what is kept of a group is of another format than ${String(format)}; open it with the version that wrote it`,
  });
}

function objectOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) throw damagedGroup();
  return Object.fromEntries(Object.entries(value));
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw damagedGroup();
  return value;
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).map(textOf);
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw damagedGroup();
  return value;
}

function countOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw damagedGroup();
  return value;
}

function damagedGroup(): KeelsonError {
  const says = 'what is kept of a group cannot be read; restore the key store from a copy';
  return new KeelsonError('damaged-store', { says });
}
