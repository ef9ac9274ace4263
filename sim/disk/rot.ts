/**
 * Damage without a word: which row is struck, and what becomes of it.
 *
 * Source: dst.md 2.3, 2.6 (fault atlas). A machine cannot repair its only copy, so damage is for finding,
 * and every row that may be struck is one whose damage can be found on the spot: by its digest over table,
 * key and value, by its CRC, by the chain of the log, or against a rebuild. One kind cannot, and is never
 * struck: an older, whole value of a row that nothing else is derived from or checked by. Those are the head
 * and the entries of the escrow; that they are old is known to peers alone, which `restore` tries.
 */
import { bytesEqual } from '../../kernel/std/bytes.ts';
import type { Row } from '../../storage/store.ts';
import { tables } from '../../storage/tables.ts';
import type { TableName } from '../../storage/tables.ts';
import { nthKey } from './key-order.ts';
import { tableOf } from './rows.ts';
import type { Rows } from './rows.ts';
import type { UndoJournal } from './undo-journal.ts';

export type RotKind = 'bit' | 'misdirected' | 'stale';

/** Tables whose rows never show an older value. */
const neverStale: readonly TableName[] = ['meta', 'escrow'];

const drawCountMax = 8;
const staleChangesMax = 256;
/** One flipped bit in so many is one of the key. */
const keyShare = 8;

export type RotParts = {
  readonly rows: Rows;
  readonly undo: UndoJournal;
  /** A number below the given one; each `place` is a draw of its own. */
  readonly draw: (below: number, place: number) => number;
};

/** What to change for a damage of that kind; undefined when no row can be struck. */
export function damageOf(kind: RotKind, parts: RotParts): readonly Row[] | undefined {
  if (kind === 'stale') return staleRow(parts);
  for (let attempt = 0; attempt < drawCountMax; attempt++) {
    const draw = (below: number, place: number): number => parts.draw(below, attempt * drawCountMax + place);
    const damage = kind === 'bit' ? flippedBit({ ...parts, draw }) : misdirectedRow({ ...parts, draw });
    if (damage !== undefined) return damage;
  }
  return undefined;
}

type Struck = { readonly table: TableName; readonly key: string; readonly value: Uint8Array };

/** Some row: tables with rows are equally likely, and so are the rows of one. */
function someRow({ rows, draw }: RotParts): Struck | undefined {
  const filled = tables.filter(({ name }) => tableOf(rows, name).order.count > 0);
  const table = filled[draw(Math.max(1, filled.length), 0)]?.name;
  if (table === undefined) return undefined;
  const { order, values } = tableOf(rows, table);
  const key = nthKey(order, draw(order.count, 1)) ?? '';
  const value = values.get(key);
  return value === undefined ? undefined : { table, key, value };
}

function flippedBit(parts: RotParts): readonly Row[] | undefined {
  const struck = someRow(parts);
  if (struck === undefined) return undefined;
  const { table, key, value } = struck;
  if (parts.draw(keyShare, 2) === 0) return flippedKey(parts, struck);
  if (value.length === 0) return undefined;
  const rotten = value.slice();
  const at = parts.draw(value.length, 3);
  rotten[at] = (rotten[at] ?? 0) ^ (1 << parts.draw(8, 4));
  return [{ table, key, value: rotten }];
}

/** The row stands under another key; undefined when that key is taken or none that could be read. */
function flippedKey({ rows, draw }: RotParts, { table, key, value }: Struck): readonly Row[] | undefined {
  const at = draw(key.length, 3);
  const code = key.charCodeAt(at) ^ (1 << draw(7, 4));
  if (code < 0x20 || code > 0x7e) return undefined;
  const other = key.slice(0, at) + String.fromCharCode(code) + key.slice(at + 1);
  if (tableOf(rows, table).values.has(other)) return undefined;
  return [
    { table, key, value: undefined },
    { table, key: other, value },
  ];
}

/** The row shows what another row of its table holds. */
function misdirectedRow(parts: RotParts): readonly Row[] | undefined {
  const struck = someRow(parts);
  if (struck === undefined) return undefined;
  const { order, values } = tableOf(parts.rows, struck.table);
  const other = values.get(nthKey(order, parts.draw(order.count, 2)) ?? '');
  if (other === undefined || bytesEqual(other, struck.value)) return undefined;
  return [{ table: struck.table, key: struck.key, value: other }];
}

/** A row shows what it held before its latest change. */
function staleRow({ rows, undo, draw }: RotParts): readonly Row[] | undefined {
  const found = new Map<string, Row>();
  let looked = 0;
  for (const { before } of undo.newestFirst()) {
    for (const row of before) noteStale(rows, row, found);
    looked += 1;
    if (looked >= staleChangesMax) break;
  }
  const stale = [...found.values()].filter(({ value }) => value !== undefined);
  const picked = stale[draw(Math.max(1, stale.length), 0)];
  return picked === undefined ? undefined : [picked];
}

/** The first mention of a row, newest change first, says what it held before its latest change. */
function noteStale(rows: Rows, row: Row, found: Map<string, Row>): void {
  const { table, key, value } = row;
  const name = `${table} ${key}`;
  if (neverStale.includes(table) || found.has(name)) return;
  const present = tableOf(rows, table).values.get(key);
  const isOlder = present !== undefined && value !== undefined && !bytesEqual(present, value);
  found.set(name, isOlder ? row : { table, key, value: undefined });
}
