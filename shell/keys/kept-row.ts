/**
 * One row of what a key store keeps: an id and its bytes in a box, under a name that does not show the id.
 *
 * In the box stands the size of the id, 4 bytes, the id, and the bytes. The id is in it so that everything can be
 * sealed anew with another passcode, when rows get other names. Ids are JSON texts, so that those with half a surrogate
 * pair differ too.
 */
import type { KeyRow } from '../../storage/lmdb-keys.ts';
import type { RowLock } from './row-lock.ts';

/** What is kept under an id; whoever reads one wipes the bytes. */
export type Kept = { readonly id: string; readonly key: Uint8Array; readonly isPublic: boolean };

const idStart = 4;

/** The key of the row of an id. */
export function rowKeyOf(lock: RowLock, id: string): string {
  return lock.nameOf(idBytesOf(id));
}

/** The row of what is kept. */
export function keptRow(lock: RowLock, { id, key, isPublic }: Kept): KeyRow & { readonly value: Uint8Array } {
  const idBytes = idBytesOf(id);
  const plain = new Uint8Array(idStart + idBytes.length + key.length);
  try {
    new DataView(plain.buffer).setUint32(0, idBytes.length);
    plain.set(idBytes, idStart);
    plain.set(key, idStart + idBytes.length);
    const rowKey = lock.nameOf(idBytes);
    return { table: 'kept', key: rowKey, value: lock.mark(placeOf(rowKey), lock.close({ plain, isPublic })) };
  } finally {
    plain.fill(0);
  }
}

/** Whether a row is as it was written, and in its place. */
export function isSound(lock: RowLock, rowKey: string, value: Uint8Array): boolean {
  return lock.unmark(placeOf(rowKey), value) !== undefined;
}

/** What a row keeps; undefined when it is not as it was written, or stands in another place. */
export function readKeptRow(lock: RowLock, rowKey: string, value: Uint8Array): Kept | undefined {
  const box = lock.unmark(placeOf(rowKey), value);
  const opened = box === undefined ? undefined : lock.open(box);
  if (opened === undefined) return undefined;
  const { plain, isPublic } = opened;
  const keyStart = idStart + new DataView(plain.buffer, plain.byteOffset).getUint32(0);
  const id = JSON.parse(new TextDecoder().decode(plain.subarray(idStart, keyStart))) as string;
  const key = plain.slice(keyStart);
  plain.fill(0);
  return { id, key, isPublic };
}

function placeOf(rowKey: string): string {
  return `kept.${rowKey}`;
}

function idBytesOf(id: string): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(id));
}
