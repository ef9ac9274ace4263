/**
 * Whether a file is an LMDB environment, looked at before LMDB maps it: the library trusts the file, and a
 * file that is none, or that was cut short, ends the process instead of throwing (dst.md 2.1, R7).
 *
 * A meta page is: page header 24 · magic 4 · version 4 · address 8 · map size 8 · two tables of 48, whose
 * first number is the page size and whose last is their root page · last page 8 · transaction 8. Numbers
 * are those of the machine. Damage deeper in the file is found by digests when rows are read.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { endianness } from 'node:os';

const magic = 0xbeefc0de;
const metaSize = 160;
const pageSizeMin = 512;
const pageSizeMax = 65_536;
/** The root page of an empty table. */
const noPage = (1n << 64n) - 1n;

/** Why the file at `path` is no LMDB environment; undefined when it is one, or empty, or not there. */
export function flawOfDataFile(path: string): string | undefined {
  const file = openExisting(path);
  if (file === undefined) return undefined;
  try {
    const { size } = fstatSync(file);
    if (size === 0) return undefined;
    const first = readMeta(file, 0);
    if (first === undefined) return 'it is no LMDB file';
    const second = readMeta(file, first.pageSize);
    if (second === undefined) return 'its second head page is damaged';
    const latest = second.transaction > first.transaction ? second : first;
    const isWhole = latest.roots.every(
      (root) => root === noPage || (root + 1n) * BigInt(latest.pageSize) <= BigInt(size),
    );
    return isWhole ? undefined : 'it was cut short';
  } finally {
    closeSync(file);
  }
}

function openExisting(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

type Meta = { readonly pageSize: number; readonly roots: readonly bigint[]; readonly transaction: bigint };

function readMeta(file: number, at: number): Meta | undefined {
  const bytes = new Uint8Array(metaSize);
  if (readSync(file, bytes, 0, metaSize, at) < metaSize) return undefined;
  const view = new DataView(bytes.buffer);
  const isLittle = endianness() === 'LE';
  const pageSize = view.getUint32(48, isLittle);
  const isMeta = view.getUint32(24, isLittle) === magic && pageSize >= pageSizeMin && pageSize <= pageSizeMax;
  if (!isMeta) return undefined;
  return {
    pageSize,
    roots: [view.getBigUint64(88, isLittle), view.getBigUint64(136, isLittle)],
    transaction: view.getBigUint64(152, isLittle),
  };
}
