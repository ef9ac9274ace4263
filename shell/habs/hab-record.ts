/**
 * What is kept of an identity, with its keys and changing with them: its name, its identifier, and the establishment
 * event that is signed but may not be in the log yet.
 *
 * Source: docs/decisions/0028. KERIpy: `HabitatRecord`, which is kept with the log and knows of no such event. Records are
 * JSON, and public.
 */
import { parsePrefix } from '../../kernel/cesr/identifiers.ts';
import type { Prefix } from '../../kernel/cesr/qualified.ts';
import { KeelsonError } from '../errors.ts';
import type { HabKeys, RecordChange } from '../keys/index.ts';

/** An event that is signed and on its way into the log of its host. */
export type PendingEvent = {
  readonly sn: bigint;
  readonly said: string;
  /** The event with the signatures of its controller. */
  readonly message: Uint8Array;
};

export type HabRecord = {
  readonly name: string;
  readonly prefix: Prefix;
  /** `single`: its keys are kept here. `group`: they are those of its members, of whom one is here. */
  readonly kind: 'single' | 'group';
  /** Of a group: the name of the member that is here, and the identifiers of all. */
  readonly group: GroupMembers | undefined;
  readonly hidden: boolean;
  /** Number of sets of keys that were known beforehand; 0 when keys are made set by set. */
  readonly knownSets: number;
  /** Its keys have to go on to where its log stands before anything else. */
  readonly follows: boolean;
  /** The last establishment event; lazily taken out: it may be in the log already. */
  readonly pending: PendingEvent | undefined;
  /** The last interaction behind that, likewise: a log that was set back does not get a second one in its place. */
  readonly interaction: PendingEvent | undefined;
};

export type GroupMembers = {
  readonly member: string;
  /** Identifiers whose keys sign. KERIpy: `smids`. */
  readonly signing: readonly string[];
  /** Identifiers whose next keys are committed to. KERIpy: `rmids`. */
  readonly rotating: readonly string[];
};

const format = 1;
const countId = 'habs';

/** The id of the record of a name. */
export function habRecordId(name: string): string {
  return `hab.${name}`;
}

function placeId(place: number): string {
  return `habs.${place.toString(16)}`;
}

/** The change that keeps a record. */
export function keepRecord(record: HabRecord): RecordChange {
  return { id: habRecordId(record.name), record: formatHabRecord(record) };
}

/** The changes that add a name behind those that are listed. Rejects with `KeelsonError` of code `damaged-store`. */
export async function listName(
  keys: Pick<HabKeys, 'getRecord'>,
  name: string,
): Promise<readonly RecordChange[]> {
  const count = await listedCount(keys);
  return [
    { id: placeId(count), record: bytesOf({ format, name }) },
    { id: countId, record: bytesOf({ format, count: count + 1 }) },
  ];
}

/** The records of all identities in the order of their making. Rejects with `KeelsonError` of code `damaged-store`. */
export async function readHabRecords(keys: Pick<HabKeys, 'getRecord'>): Promise<readonly HabRecord[]> {
  const count = await listedCount(keys);
  const records: HabRecord[] = [];
  for (let place = 0; place < count; place++) {
    const listed = await keys.getRecord(placeId(place));
    if (listed === undefined) throw damagedRecord();
    const record = await readHabRecord(keys, textOf(fieldsOf(listed)['name']));
    if (record === undefined) throw damagedRecord();
    records.push(record);
  }
  return records;
}

async function listedCount(keys: Pick<HabKeys, 'getRecord'>): Promise<number> {
  const head = await keys.getRecord(countId);
  return head === undefined ? 0 : countOf(fieldsOf(head)['count']);
}

/** The record of a name; undefined when there is none. Rejects with `KeelsonError` of code `damaged-store`. */
export async function readHabRecord(
  keys: Pick<HabKeys, 'getRecord'>,
  name: string,
): Promise<HabRecord | undefined> {
  const bytes = await keys.getRecord(habRecordId(name));
  return bytes === undefined ? undefined : parseHabRecord(bytes);
}

/** The bytes of a record. */
export function formatHabRecord({ pending, interaction, ...record }: HabRecord): Uint8Array {
  return bytesOf({ format, ...record, pending: written(pending), interaction: written(interaction) });
}

/** Reads a record. Throws `KeelsonError` of code `damaged-store`. */
export function parseHabRecord(bytes: Uint8Array): HabRecord {
  const fields = fieldsOf(bytes);
  const { name, prefix, kind, group, hidden, knownSets, follows = false, pending, interaction } = fields;
  const known = parsePrefix(textOf(prefix));
  if (!known.ok || (kind !== 'single' && kind !== 'group') || typeof hidden !== 'boolean')
    throw damagedRecord();
  return {
    name: textOf(name),
    prefix: known.value,
    kind,
    group: group === undefined ? undefined : membersOf(objectOf(group)),
    hidden,
    knownSets: countOf(knownSets),
    follows: follows === true,
    pending: pendingOf(pending),
    interaction: pendingOf(interaction),
  };
}

type Fields = { readonly [field: string]: unknown };

function membersOf({ member, signing, rotating }: Fields): GroupMembers {
  return { member: textOf(member), signing: textsOf(signing), rotating: textsOf(rotating) };
}

function written(event: PendingEvent | undefined): Fields | undefined {
  if (event === undefined) return undefined;
  const message = Buffer.from(event.message).toString('base64');
  return { sn: event.sn.toString(16), said: event.said, message };
}

function pendingOf(value: unknown): PendingEvent | undefined {
  if (value === undefined) return undefined;
  const { sn, said, message } = objectOf(value);
  const digits = textOf(sn);
  if (!/^[0-9a-f]+$/.test(digits)) throw damagedRecord();
  return {
    sn: BigInt(`0x${digits}`),
    said: textOf(said),
    message: new Uint8Array(Buffer.from(textOf(message), 'base64')),
  };
}

function bytesOf(fields: Fields): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(fields));
}

function fieldsOf(bytes: Uint8Array): Fields {
  try {
    const fields = objectOf(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    if (fields['format'] === format) return fields;
  } catch {
    throw damagedRecord();
  }
  const says = `what is kept of an identity is of another format than ${format}; open it with the version that wrote it`;
  throw new KeelsonError('store-failed', { says });
}

function objectOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) throw damagedRecord();
  return Object.fromEntries(Object.entries(value));
}

function textsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw damagedRecord();
  return value.map(textOf);
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw damagedRecord();
  return value;
}

function countOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw damagedRecord();
  return value;
}

function damagedRecord(): KeelsonError {
  const says = 'what is kept of an identity cannot be read; restore the key store from a copy';
  return new KeelsonError('damaged-store', { says });
}
