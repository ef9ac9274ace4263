/**
 * Whether the pages of an LMDB environment lead where they may, looked at before LMDB follows them: the library trusts
 * what pages say of places and sizes, and a wrong one ends the process instead of throwing (dst.md 2.1, R7).
 *
 * A page begins with a head of 24 (`lmdb-file.ts`), at whose end stand the lower and the upper bound of its free space;
 * behind it, 2 bytes an entry say where its node is. Both count from the end of the head. A node is: low part 2 · high
 * part 2 · flags 2 · size of its key 2 · key · data. The parts are the page below in a branch, with the flags above
 * them, and the size of the data in a leaf. Data that is too large is in pages of its own, whose number stands in its
 * place; a table in a table is described as in a head page. What is in rows, and what LMDB says is free, is not looked
 * at. All of the file is read into memory: this is for stores that are small.
 */
import { closeSync, readFileSync } from 'node:fs';
import {
  branchFlag,
  isLittle,
  latestMeta,
  leafFlag,
  looksMax,
  noPage,
  openExisting,
  pageHeadSize,
  tableAt,
} from './lmdb-file.ts';
import type { Meta, Table } from './lmdb-file.ts';

const overflowFlag = 4;
const kindsOfPages = branchFlag | leafFlag | overflowFlag;
const nodeHeadSize = 8;
const tableSize = 48;
const bigSize = 24;
/** Kinds of what stands in a leaf; rows with several values are not used here. */
const node = { plain: 0, big: 1, table: 2 } as const;

/** What is wrong with the pages of the file at `path`; undefined when nothing is, or `flawOfDataFile` has to say it. */
export function flawOfPages(path: string): string | undefined {
  let flaw: string | undefined;
  for (let look = 0, before = -1n; look < looksMax; look++) {
    const seen = seenFile(path);
    // Another process may write meanwhile: pages that it has used anew are no damage.
    if (seen === undefined || seen.meta.transaction === before) return flaw;
    before = seen.meta.transaction;
    flaw = flawOfTables(seen);
    if (flaw === undefined) return undefined;
  }
  return flaw;
}

type Seen = { readonly meta: Meta; readonly view: DataView };

/** Pages that were come upon, so that none is in two places. */
type Walk = Seen & { readonly met: Set<bigint> };

/** The head page first: what it names was written before it. */
function seenFile(path: string): Seen | undefined {
  const file = openExisting(path);
  if (file === undefined) return undefined;
  try {
    const meta = latestMeta(file);
    if (meta === undefined) return undefined;
    const { buffer, byteOffset, byteLength } = readFileSync(path);
    return { meta, view: new DataView(buffer, byteOffset, byteLength) };
  } finally {
    closeSync(file);
  }
}

function flawOfTables(seen: Seen): string | undefined {
  const walk = { ...seen, met: new Set<bigint>() };
  return firstOf(seen.meta.tables, (table) => flawOfTable(walk, table));
}

function flawOfTable(walk: Walk, { root, depth, entries }: Table): string | undefined {
  if (root === noPage) return entries === 0n && depth === 0 ? undefined : 'a table lost its root';
  const counted = { entries: 0n };
  const flaw = flawOfPage(walk, { page: root, height: depth, counted });
  if (flaw !== undefined) return flaw;
  return counted.entries === entries ? undefined : 'a table has more or fewer rows than it says';
}

type Place = {
  readonly page: bigint;
  /** Pages from here down to the leaves, this one too. */
  readonly height: number;
  readonly counted: { entries: bigint };
};

function flawOfPage(walk: Walk, { page, height, counted }: Place): string | undefined {
  const { view, meta } = walk;
  const start = startOf(walk, page, 1n);
  if (start === undefined || height < 1) return `page ${page} is none, or is in two places`;
  const kind = height === 1 ? leafFlag : branchFlag;
  if (kindAt(walk, start, page) !== kind) return `page ${page} is of another kind`;
  const room = meta.pageSize - pageHeadSize;
  const lower = view.getUint16(start + 20, isLittle);
  const upper = view.getUint16(start + 22, isLittle);
  if (lower % 2 !== 0 || lower === 0 || lower > upper || upper > room) return `page ${page} has wrong bounds`;
  const nodes = Array.from({ length: lower / 2 }, (_, at) =>
    view.getUint16(start + pageHeadSize + 2 * at, isLittle),
  );
  if (height === 1) counted.entries += BigInt(nodes.length);
  return firstOf(nodes, (at) => {
    if (at < upper || at + nodeHeadSize > room) return `page ${page} has a row outside of it`;
    const found = { start: start + pageHeadSize + at, room: room - at };
    return height === 1
      ? flawOfRow(walk, page, found)
      : flawOfBranch(walk, found, { height: height - 1, counted });
  });
}

type Node = {
  readonly start: number;
  /** Bytes from its start to the end of its page. */
  readonly room: number;
};

function flawOfBranch(walk: Walk, { start, room }: Node, below: Omit<Place, 'page'>): string | undefined {
  const { view } = walk;
  if (nodeHeadSize + view.getUint16(start + 6, isLittle) > room)
    return 'a branch has a key outside of its page';
  const page = BigInt(lowOf(view, start)) | (BigInt(view.getUint16(start + 4, isLittle)) << 32n);
  return flawOfPage(walk, { page, ...below });
}

function flawOfRow(walk: Walk, page: bigint, { start, room }: Node): string | undefined {
  const { view } = walk;
  const kind = view.getUint16(start + 4, isLittle);
  const dataStart = nodeHeadSize + view.getUint16(start + 6, isLittle);
  const size = lowOf(view, start);
  const isPlain = kind === node.plain || kind === node.table;
  if (dataStart + (kind === node.big ? bigSize : size) > room)
    return `page ${page} has a row that does not end in it`;
  if (kind === node.table)
    return size === tableSize
      ? flawOfTable(walk, tableAt(view, start + dataStart))
      : `page ${page} has a table of a wrong size`;
  if (isPlain) return undefined;
  if (kind !== node.big) return `page ${page} has a row of an unknown kind`;
  return flawOfBig(walk, view.getBigUint64(start + dataStart, isLittle), size);
}

/** Pages of a large value: the head of the first says how many, which may be more than the value needs by now. */
function flawOfBig(walk: Walk, page: bigint, size: number): string | undefined {
  const needed = Math.floor((pageHeadSize - 1 + size) / walk.meta.pageSize) + 1;
  const start = startOf(walk, page, 1n);
  if (start === undefined) return `page ${page} is none, or is in two places`;
  if (kindAt(walk, start, page) !== overflowFlag) return `page ${page} is of another kind`;
  const pages = walk.view.getUint32(start + 20, isLittle);
  const areThere =
    pages >= needed && (pages === 1 || startOf(walk, page + 1n, BigInt(pages - 1)) !== undefined);
  return areThere ? undefined : `page ${page} has fewer pages than its value needs`;
}

/** Where some pages begin in the file; undefined when the file has not got them, or one was met before. */
function startOf({ view, meta, met }: Walk, page: bigint, count: bigint): number | undefined {
  const size = BigInt(meta.pageSize);
  const isThere = page + count - 1n <= meta.lastPage && (page + count) * size <= BigInt(view.byteLength);
  if (!isThere) return undefined;
  for (let at = page; at < page + count; at++) {
    if (met.has(at)) return undefined;
    met.add(at);
  }
  return Number(page * size);
}

/** The kind of a page; undefined when it has not got its own number, or is of a transaction that was not yet. */
function kindAt({ view, meta }: Walk, start: number, page: bigint): number | undefined {
  const isOwn = view.getBigUint64(start, isLittle) === page;
  if (!isOwn || view.getBigUint64(start + 8, isLittle) > meta.transaction) return undefined;
  return view.getUint16(start + 18, isLittle) & kindsOfPages;
}

/** The two parts of a node as one number of 32 bits; LMDB writes them such that they are in the order of the machine. */
function lowOf(view: DataView, start: number): number {
  return view.getUint32(start, isLittle);
}

function firstOf<T>(items: readonly T[], flawOf: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const flaw = flawOf(item);
    if (flaw !== undefined) return flaw;
  }
  return undefined;
}
