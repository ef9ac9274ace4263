/**
 * Every table, one row each.
 *
 * `derivedFrom` says what a table can be rebuilt from: the log, the escrow, or nothing. Every value of a
 * table other than `log` is sealed by a digest over table, key and value (`sealed-row.ts`, R6); a record
 * of the log carries a CRC32C and the hash of the record before.
 *
 * Numbers in keys are lower-case hexadecimal of fixed width, so that bytes order as numbers do: sn and fn
 * take 32 digits, ordinals and times 16.
 */
export const tables = [
  {
    name: 'meta',
    key: 'name',
    value: 'text',
    derivedFrom: undefined,
    purpose: 'format version; head of the log and count of escrow changes',
  },
  {
    name: 'log',
    key: 'ordinal',
    value: 'record',
    derivedFrom: undefined,
    purpose: 'the one ordered, hash-chained log of all that was accepted',
  },
  {
    name: 'events',
    key: 'said',
    value: 'ordinal',
    derivedFrom: 'log',
    purpose: 'where an accepted event stands in the log',
  },
  {
    name: 'kels',
    key: 'prefix.sn',
    value: 'SAIDs in order of acceptance',
    derivedFrom: 'log',
    purpose: 'events by sequence number, the superseded ones too',
  },
  {
    name: 'fels',
    key: 'prefix.fn',
    value: 'said',
    derivedFrom: 'log',
    purpose: 'events first seen under a number that is not their sequence number, as after a recovery',
  },
  {
    name: 'states',
    key: 'prefix',
    value: 'key state',
    derivedFrom: 'log',
    purpose: 'the key state at the head of each trunk',
  },
  {
    name: 'late',
    key: 'said.ordinal',
    value: 'empty',
    derivedFrom: 'log',
    purpose: 'attachments that came after their event was accepted',
  },
  {
    name: 'seals',
    key: 'sealer.digest.ordinal.place',
    value: 'seal and said of the sealing event',
    derivedFrom: 'log',
    purpose: 'which events of a log seal an event or a digest',
  },
  {
    name: 'duplicity',
    key: 'prefix.sn.ordinal',
    value: 'said',
    derivedFrom: 'log',
    purpose: 'verified versions of events that lost to the first seen',
  },
  {
    name: 'replies',
    key: 'table.key…',
    value: 'ordinal',
    derivedFrom: 'log',
    purpose: 'the latest accepted reply of each record',
  },
  {
    name: 'registries',
    key: 'registry',
    value: 'registry state',
    derivedFrom: 'log',
    purpose: 'registries after their latest event',
  },
  {
    name: 'credentials',
    key: 'credential',
    value: 'credential state',
    derivedFrom: 'log',
    purpose: 'credentials after their latest registry event',
  },
  {
    name: 'tels',
    key: 'prefix.sn',
    value: 'ordinal',
    derivedFrom: 'log',
    purpose: 'registry events by log and number',
  },
  { name: 'bodies', key: 'said', value: 'ordinal', derivedFrom: 'log', purpose: 'credential bodies' },
  { name: 'exchanges', key: 'said', value: 'ordinal', derivedFrom: 'log', purpose: 'peer exchange messages' },
  { name: 'audits', key: 'ordinal', value: 'said', derivedFrom: 'log', purpose: 'what people removed' },
  {
    name: 'escrow',
    key: 'arrival',
    value: 'waiting message',
    derivedFrom: undefined,
    purpose: 'messages that wait, in order of arrival',
  },
  {
    name: 'escrow-ids',
    key: 'id',
    value: 'arrival',
    derivedFrom: 'escrow',
    purpose: 'waiting messages by id',
  },
  {
    name: 'escrow-waits',
    key: 'wait key.arrival',
    value: 'id',
    derivedFrom: 'escrow',
    purpose: 'what waits for a thing, oldest first',
  },
  {
    name: 'escrow-due',
    key: 'due.arrival',
    value: 'id',
    derivedFrom: 'escrow',
    purpose: 'what is to be tried again, by time',
  },
  {
    name: 'escrow-usage',
    key: 'scope',
    value: 'count and bytes',
    derivedFrom: 'escrow',
    purpose: 'what each cap has used',
  },
  {
    name: 'outbox',
    key: 'number',
    value: 'send',
    derivedFrom: undefined,
    purpose: 'what is to be told to others and was not handed off yet, in order',
  },
  {
    name: 'high-water',
    key: 'prefix',
    value: 'prefix, sn and said',
    derivedFrom: undefined,
    purpose: 'the highest event of each AID that an own witness was to receipt',
  },
] as const;

export type Table = (typeof tables)[number];
export type TableName = Table['name'];

/** Names of the tables that can be rebuilt. */
export const derivedTables: readonly TableName[] = tables
  .filter(({ derivedFrom }) => derivedFrom !== undefined)
  .map(({ name }) => name);

/** The format that this version reads and writes. */
export const formatVersion = '1';
