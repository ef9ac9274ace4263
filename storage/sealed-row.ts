/**
 * Rows that certify nothing by themselves carry a digest over table, key and value, so that a value that
 * rotted, or stands in the wrong place, is found before it is used.
 *
 * Source: dst.md 2.5 R6, I-39, I-44. The digest is the first 8 bytes of a SHA-256, in hexadecimal.
 */
import { hash } from 'node:crypto';
import { StoreDamaged } from './store.ts';
import type { TableName } from './tables.ts';

const digestSize = 16;

/** The value to store for a payload; text is UTF-8. */
export function sealRow(table: TableName, key: string, payload: string | Uint8Array): Uint8Array {
  if (typeof payload !== 'string') {
    return Buffer.concat([Buffer.from(digestOfBytes(table, key, payload), 'latin1'), payload]);
  }
  return Buffer.from(digestOfText(table, key, payload) + payload, 'utf8');
}

/** The payload of a stored value; throws `StoreDamaged` when it is not what was sealed there. */
export function openRow(table: TableName, key: string, value: Uint8Array): Buffer {
  const bytes = bufferOver(value);
  const payload = bytes.subarray(digestSize);
  if (bytes.toString('latin1', 0, digestSize) !== digestOfBytes(table, key, payload)) {
    throw new StoreDamaged(table, key, 'the digest over table, key and value does not fit');
  }
  return payload;
}

/** The digest that a sealed value carries, as text. */
export function sealOf(value: Uint8Array): string {
  return bufferOver(value).toString('latin1', 0, digestSize);
}

/** The same bytes, with the platform's methods. */
export function bufferOver(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A part of a buffer as the kernel knows bytes, not copied. */
export function plainBytes(bytes: Buffer, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
}

function digestOfText(table: TableName, key: string, payload: string): string {
  return hash('sha256', `${table}\n${key}\n${payload}`, 'hex').slice(0, digestSize);
}

function digestOfBytes(table: TableName, key: string, payload: Uint8Array): string {
  const whole = Buffer.concat([Buffer.from(`${table}\n${key}\n`, 'latin1'), payload]);
  return hash('sha256', whole, 'hex').slice(0, digestSize);
}
