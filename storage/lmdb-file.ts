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
import type { StoreFault } from './store.ts';

const magic = 0xbeefc0de;
const metaSize = 160;
const pageSizeMin = 512;
const pageSizeMax = 65_536;
/** What a disk writes whole: a head page is in its first sector. */
const sectorSize = 512;
const pageSizeUsual = 4096;
/** Sizes that pages of machines have. */
const pageSizes = [pageSizeUsual, 8192, 16_384, pageSizeMax];
/** The root page of an empty table. */
const noPage = (1n << 64n) - 1n;

/** Why a file cannot be opened, and what to do about it. */
export type FileFlaw = { readonly code: StoreFault; readonly says: string };

/** Why the file at `path` is no LMDB environment; undefined when it is one, or empty, or not there. */
export function flawOfDataFile(path: string): FileFlaw | undefined {
  const file = openExisting(path);
  if (file === undefined) return undefined;
  try {
    const { size } = fstatSync(file);
    if (size === 0) return undefined;
    if (isUnfinished(file, size)) return unfinished;
    const first = readMeta(file, 0);
    if (first === undefined) return damagedFile('it is no LMDB file');
    const second = readMeta(file, first.pageSize);
    if (second === undefined) return damagedFile('its second head page is damaged');
    const latest = second.transaction > first.transaction ? second : first;
    const isWhole = latest.roots.every(
      (root) => root === noPage || (root + 1n) * BigInt(latest.pageSize) <= BigInt(size),
    );
    return isWhole ? undefined : damagedFile('it was cut short');
  } finally {
    closeSync(file);
  }
}

const unfinished: FileFlaw = {
  code: 'unfinished',
  says:
    'the machine stopped while it was being made, and nothing was ever kept in it; ' +
    'remove data.mdb and lock.mdb, and open the store again',
};

function damagedFile(what: string): FileFlaw {
  return { code: 'open-failed', says: `${what}; restore the store from a copy, or name another folder` };
}

/**
 * True for what a power loss leaves of a file that was being made: before its first sync LMDB writes two head pages and
 * one page more, and at least one head page got lost. A store in which anything was kept has had transactions, and has
 * more pages.
 */
function isUnfinished(file: number, size: number): boolean {
  const first = readMeta(file, 0);
  const pageSize =
    first?.pageSize ?? pageSizes.find((at) => readMeta(file, at)?.pageSize === at) ?? pageSizeUsual;
  const second = readMeta(file, pageSize);
  const isLost = first === undefined || second === undefined;
  const isShort = size >= sectorSize && size <= 3 * pageSize;
  return isLost && isShort && isUnused(file, 0, first) && isUnused(file, pageSize, second);
}

/** True for a head page before the first transaction, and for one that was not written at all. */
function isUnused(file: number, at: number, meta: Meta | undefined): boolean {
  if (meta !== undefined) return meta.transaction === 0n;
  const bytes = new Uint8Array(metaSize);
  readSync(file, bytes, 0, metaSize, at);
  return bytes.every((byte) => byte === 0);
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
