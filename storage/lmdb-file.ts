/**
 * Whether a file is an LMDB environment, looked at before LMDB maps it: the library trusts the file, and a
 * file that is none, or that was cut short, ends the process instead of throwing (dst.md 2.1, R7).
 *
 * A meta page is: page header 24 · magic 4 · version 4 · address 8 · map size 8 · two tables of 48 · last
 * page 8 · transaction 8. A table is: page size 4 · flags 2 · depth 2 · counts of pages 24 · entries 8 · root
 * page 8. A page begins with its own number 8 · transaction 8 · padding 2 · flags 2 · twice its entries 2.
 * Numbers are those of the machine. Damage deeper in the file is found by digests when rows are read; a wrong
 * root is not, since a store without rows is a store as well.
 */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import { dirname, join } from 'node:path';
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
export const noPage = (1n << 64n) - 1n;

/** Kind of a page that has pages below, and of one that has rows. */
export const branchFlag = 1;
export const leafFlag = 2;
const pageKinds = branchFlag | leafFlag;
export const pageHeadSize = 24;
/** How often a file that somebody else writes meanwhile is looked at anew. */
export const looksMax = 64;

/** The file that LMDB keeps in the folder of a store. */
export const dataFile = 'data.mdb';

/** The file in the folder of a store that says how its data file was when it was closed well. */
export const closedMarkFile = 'closed';

/** Why a file cannot be opened, and what to do about it. */
export type FileFlaw = { readonly code: StoreFault; readonly says: string };

/** Why the file at `path` is no LMDB environment; undefined when it is one, or when there never was one. */
export function flawOfDataFile(path: string): FileFlaw | undefined {
  const file = openExisting(path);
  if (file === undefined) return flawOfNone(path, 'it is gone');
  try {
    const { size } = fstatSync(file);
    if (size === 0) return flawOfNone(path, 'it is empty');
    if (isUnfinished(file, size)) return unfinished;
    const first = readMeta(file, 0);
    if (first === undefined) return damagedFile('it is no LMDB file');
    const second = readMeta(file, first.pageSize);
    if (second === undefined) return damagedFile('its second head page is damaged');
    return flawOfLatest(file);
  } finally {
    closeSync(file);
  }
}

/** A store that was closed well had a data file. */
function flawOfNone(path: string, what: string): FileFlaw | undefined {
  return existsSync(join(dirname(path), closedMarkFile)) ? damagedFile(what) : undefined;
}

/** Why the latest transaction does not hold; looked at anew while another process writes. */
function flawOfLatest(file: number): FileFlaw | undefined {
  let flaw: FileFlaw | undefined;
  for (let look = 0, before = -1n; look < looksMax; look++) {
    const latest = latestMeta(file);
    if (latest === undefined || latest.transaction === before) return flaw;
    before = latest.transaction;
    // After the head page: what it names was written before it.
    const { size } = fstatSync(file);
    flaw =
      flawOfEnd(size, latest) ??
      latest.tables
        .map((table) => flawOfRoot(file, { size, latest, table }))
        .find((one) => one !== undefined);
    if (flaw === undefined) return undefined;
  }
  return flaw;
}

/** The head page of the latest transaction; undefined when the file has not got two head pages. */
export function latestMeta(file: number): Meta | undefined {
  const first = readMeta(file, 0);
  const second = first === undefined ? undefined : readMeta(file, first.pageSize);
  if (first === undefined || second === undefined) return undefined;
  return second.transaction > first.transaction ? second : first;
}

/**
 * Pages are written whole, so one of which a part is there was cut. Mapped, its end reads as zeros, and rows would be
 * missing without a word. Behind the last page of the transaction stands what a failed write left.
 */
function flawOfEnd(size: number, { pageSize, lastPage }: Meta): FileFlaw | undefined {
  const isCut = size % pageSize > 0 && BigInt(Math.floor(size / pageSize)) <= lastPage;
  return isCut ? damagedFile('it was cut short') : undefined;
}

type Rooted = { readonly size: number; readonly latest: Meta; readonly table: Table };

function flawOfRoot(file: number, { size, latest, table }: Rooted): FileFlaw | undefined {
  const { root, depth, entries } = table;
  if (root === noPage)
    return depth === 0 && entries === 0n ? undefined : damagedFile('its head page lost its root');
  if ((root + 1n) * BigInt(latest.pageSize) > BigInt(size)) return damagedFile('it was cut short');
  const page = readPageHead(file, Number(root) * latest.pageSize);
  const holds =
    page.number === root &&
    page.kind === (depth === 1 ? leafFlag : branchFlag) &&
    (depth > 1 || page.entries === entries);
  return holds ? undefined : damagedFile('the root that its head page names is another page');
}

const unfinished: FileFlaw = {
  code: 'unfinished',
  says:
    'the machine stopped while it was being made, and nothing was ever kept in it; ' +
    'remove data.mdb and lock.mdb, and open the store again',
};

function damagedFile(what: string): FileFlaw {
  return { code: 'damaged', says: `${what}; restore the store from a copy, or name another folder` };
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

/** A file to read; undefined when there is none. */
export function openExisting(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Where a table begins. */
export type Table = { readonly depth: number; readonly entries: bigint; readonly root: bigint };

/** A head page. */
export type Meta = {
  readonly pageSize: number;
  readonly tables: readonly Table[];
  /** The highest page that was ever given out. */
  readonly lastPage: bigint;
  readonly transaction: bigint;
};

export const isLittle = endianness() === 'LE';

function readPageHead(file: number, at: number) {
  const bytes = new Uint8Array(pageHeadSize);
  readSync(file, bytes, 0, pageHeadSize, at);
  const view = new DataView(bytes.buffer);
  return {
    number: view.getBigUint64(0, isLittle),
    kind: view.getUint16(18, isLittle) & pageKinds,
    entries: BigInt(view.getUint16(20, isLittle) >> 1),
  };
}

/** The table that is described at a place. */
export function tableAt(view: DataView, at: number): Table {
  return {
    depth: view.getUint16(at + 6, isLittle),
    entries: view.getBigUint64(at + 32, isLittle),
    root: view.getBigUint64(at + 40, isLittle),
  };
}

function readMeta(file: number, at: number): Meta | undefined {
  const bytes = new Uint8Array(metaSize);
  if (readSync(file, bytes, 0, metaSize, at) < metaSize) return undefined;
  const view = new DataView(bytes.buffer);
  const pageSize = view.getUint32(48, isLittle);
  const isMeta = view.getUint32(24, isLittle) === magic && pageSize >= pageSizeMin && pageSize <= pageSizeMax;
  if (!isMeta) return undefined;
  return {
    pageSize,
    tables: [tableAt(view, 48), tableAt(view, 96)],
    lastPage: view.getBigUint64(144, isLittle),
    transaction: view.getBigUint64(152, isLittle),
  };
}
