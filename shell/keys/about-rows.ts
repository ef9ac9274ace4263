/**
 * What a key store says about itself: how its passcode is stretched, and where it stands.
 *
 * Source: docs/decisions/0027. The first is read without the passcode and carries a checksum, so that a damaged row is
 * no wrong passcode; the second is marked as all rows are.
 */
import { hash } from 'node:crypto';
import { keyOf } from '../../kernel/cesr/identifiers.ts';
import type { KeyRow } from '../../storage/lmdb-keys.ts';
import { KeelsonError } from '../errors.ts';
import type { LockPlan, RowLock } from './row-lock.ts';
import { isTier, saltSizeBytes } from './salter.ts';

/** How a key store is locked. */
export type LockRecord = LockPlan & {
  /** The public key that the right passcode gives. */
  readonly aeid: string;
};

/** Where a key store stands: what it lacks, and what another process changed, is seen by it. */
export type KeyHead = {
  /** How often it was changed. */
  readonly changes: number;
  /** How many rows it keeps. */
  readonly rows: number;
};

/** The format that this version reads and writes. */
const formatVersion = '2';
const checksumSize = 16;
export const lockRowKey = 'lock';
export const headRowKey = 'head';
const headPlace = 'about.head';

/** The row that says how a key store is locked. */
export function lockRow({ aeid, salt, tier, temp }: LockRecord): KeyRow {
  const text = JSON.stringify({
    format: formatVersion,
    aeid,
    salt: Buffer.from(salt).toString('hex'),
    tier,
    temp,
  });
  return { table: 'about', key: lockRowKey, value: Buffer.from(checksumOf(text) + text, 'utf8') };
}

/**
 * Reads how a key store is locked. Throws `KeelsonError`: `damaged-store`, and `store-failed` for a format of another
 * version.
 */
export function readLockRow(value: Uint8Array): LockRecord {
  const whole = Buffer.from(value).toString('utf8');
  const text = whole.slice(checksumSize);
  if (checksumOf(text) !== whole.slice(0, checksumSize)) throw damagedKeyStore('its checksum does not fit');
  const fields = JSON.parse(text) as { readonly [field: string]: unknown };
  const { format, aeid, salt, tier, temp } = fields;
  if (format !== formatVersion) throw otherFormat();
  const saltBytes = Buffer.from(typeof salt === 'string' ? salt : '', 'hex');
  const isWhole =
    typeof aeid === 'string' &&
    keyOf(aeid) !== undefined &&
    saltBytes.length === saltSizeBytes &&
    typeof tier === 'string' &&
    isTier(tier) &&
    typeof temp === 'boolean';
  if (!isWhole) throw damagedKeyStore('how it is locked cannot be read');
  return { aeid, salt: saltBytes, tier, temp };
}

/** The row that says where a key store stands. */
export function headRow(lock: RowLock, { changes, rows }: KeyHead): KeyRow {
  const text = Buffer.from(`${changes} ${rows}`, 'latin1');
  return { table: 'about', key: headRowKey, value: lock.mark(headPlace, text) };
}

/** Reads where a key store stands. Throws `KeelsonError` of code `damaged-store`. */
export function readHeadRow(lock: RowLock, value: Uint8Array | undefined): KeyHead {
  const text = value === undefined ? undefined : lock.unmark(headPlace, value);
  if (text === undefined) throw damagedKeyStore('the row that says where it stands is not what was written');
  const [changes, rows] = Buffer.from(text).toString('latin1').split(' ').map(Number);
  if (changes === undefined || rows === undefined) throw damagedKeyStore('where it stands cannot be read');
  return { changes, rows };
}

/** A key store that is not what was written. Names ids at most. */
export function damagedKeyStore(what: string): KeelsonError {
  const says = `the key store is damaged: ${what}; restore it from a copy`;
  return new KeelsonError('damaged-store', { says });
}

function checksumOf(text: string): string {
  return hash('sha256', `about\n${lockRowKey}\n${text}`, 'hex').slice(0, checksumSize);
}

function otherFormat(): KeelsonError {
  const says = `the key store is of another format than ${formatVersion}; open it with the version that wrote it`;
  return new KeelsonError('store-failed', { says });
}
