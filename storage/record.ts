/**
 * Records of the log as bytes. CRC32C finds what media do; the chain of SHA-256 finds what people do.
 *
 *   crc32c of all that follows 4 · version 1 · kind 1 · ordinal 8 · at 8 · hash of the record before 32 ·
 *   head size 4 · raw size 4 · head (JSON) · raw (the message as received) · attachments (CESR text)
 *
 * Numbers are big-endian; times are signed. Source: DESIGN 3, limits.md A4 (log layout).
 */
import { hash } from 'node:crypto';
import crc32c from '@chainsafe/fast-crc32c';
import type { Micros } from '../kernel/cesr/qualified.ts';
import { assert } from '../kernel/std/assert.ts';
import { microsOfNumber } from './codec/brand.ts';
import { ordinalKey, ordinalOf } from './key.ts';
import { bufferOver, plainBytes } from './sealed-row.ts';
import { StoreDamaged } from './store.ts';

/** Kinds of records; the place is the number written, so lines are only added. */
export const recordKinds = [
  'append-event',
  'append-attachments',
  'append-reply',
  'append-registry-event',
  'append-duplicity',
  'append-exchange',
  'append-credential',
  'append-audit',
] as const;
export type RecordKind = (typeof recordKinds)[number];

export type RecordParts = {
  readonly kind: RecordKind;
  readonly at: Micros;
  readonly head: string;
  readonly raw: Uint8Array;
  readonly attachments: string;
};

const recordVersion = 1;
const headerSize = 62;

/** What stands before the first record. */
export const chainStart: Uint8Array = new Uint8Array(32);

/** The hash that the next record carries. */
export function recordHash(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}

export function encodeRecord(record: RecordParts, ordinal: number, priorHash: Uint8Array): Uint8Array {
  const headSize = Buffer.byteLength(record.head, 'utf8');
  const attachmentsSize = Buffer.byteLength(record.attachments, 'utf8');
  const rawAt = headerSize + headSize;
  const bytes = Buffer.allocUnsafe(rawAt + record.raw.length + attachmentsSize);
  bytes[4] = recordVersion;
  bytes[5] = recordKinds.indexOf(record.kind);
  bytes.writeBigUInt64BE(BigInt(ordinal), 6);
  bytes.writeBigInt64BE(record.at, 14);
  assert(priorHash.length === 32, 'a record carries the hash of the one before');
  bytes.set(priorHash, 22);
  bytes.writeUInt32BE(headSize, 54);
  bytes.writeUInt32BE(record.raw.length, 58);
  bytes.write(record.head, headerSize, 'utf8');
  bytes.set(record.raw, rawAt);
  bytes.write(record.attachments, rawAt + record.raw.length, 'utf8');
  bytes.writeUInt32BE(crc32c.calculate(bytes.subarray(4)) >>> 0, 0);
  return bytes;
}

/** The record stored at `ordinal`; throws `StoreDamaged` when the bytes are not those written there. */
export function decodeRecord(
  stored: Uint8Array,
  ordinal: number,
): RecordParts & { readonly priorHash: Uint8Array } {
  const bytes = bufferOver(stored);
  checkHeader(bytes, ordinal);
  const headEnd = headerSize + bytes.readUInt32BE(54);
  const rawEnd = headEnd + bytes.readUInt32BE(58);
  const kind = recordKinds[bytes[5] ?? recordKinds.length];
  if (kind === undefined || rawEnd > bytes.length) throw damaged(ordinal, 'its parts do not fit');
  return {
    kind,
    at: microsOfNumber(bytes.readBigInt64BE(14)),
    priorHash: plainBytes(bytes, 22, 54),
    head: bytes.toString('utf8', headerSize, headEnd),
    raw: plainBytes(bytes, headEnd, rawEnd),
    attachments: bytes.toString('utf8', rawEnd),
  };
}

function checkHeader(bytes: Buffer, ordinal: number): void {
  if (bytes.length < headerSize) throw damaged(ordinal, 'it is too short');
  if (crc32c.calculate(bytes.subarray(4)) >>> 0 !== bytes.readUInt32BE(0))
    throw damaged(ordinal, 'its CRC32C does not fit: the medium lost bits');
  if (bytes[4] !== recordVersion) throw damaged(ordinal, `it has version ${String(bytes[4])}`);
  if (bytes.readBigUInt64BE(6) !== BigInt(ordinal)) throw damaged(ordinal, 'it belongs to another ordinal');
}

/** The ordinal that a record is kept under; throws `StoreDamaged` for a key that nobody writes or asks for. */
export function ordinalOfKey(key: string): number {
  const ordinal = ordinalOf(key);
  if (ordinalKey(ordinal) === key) return ordinal;
  throw new StoreDamaged('log', key, 'no record is kept under such a key: the medium lost bits of it');
}

export function damaged(ordinal: number, says: string): StoreDamaged {
  return new StoreDamaged('log', ordinalKey(ordinal), says);
}
