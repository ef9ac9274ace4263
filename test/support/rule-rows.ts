/**
 * Finds every rule row of the kernel: what a module of `kernel/event` or `kernel/rules` exports, alone, in a
 * list or in a record, and that has an id, a sentence and a source.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export type RuleRow = {
  readonly id: string;
  readonly says: string;
  readonly source: string;
  readonly [more: string]: unknown;
};

export type RuleTable = { readonly file: string; readonly intro: string; readonly rows: readonly RuleRow[] };

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}

function isRow(value: unknown): value is RuleRow {
  return isObject(value) && ['id', 'says', 'source'].every((key) => typeof value[key] === 'string');
}

function rowsIn(value: unknown): readonly RuleRow[] {
  if (isRow(value)) return [value];
  if (Array.isArray(value)) return value.filter(isRow);
  return isObject(value) && Object.getPrototypeOf(value) === Object.prototype
    ? Object.values(value).filter(isRow)
    : [];
}

/** What the comment that opens a file says first. */
function introOf(text: string): string {
  const comment = /^\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? '';
  const words =
    comment
      .replaceAll(/^\s*\* ?/gm, '')
      .trim()
      .split(/\n\s*\n/)[0] ?? '';
  return words.replaceAll(/\s+/g, ' ');
}

/** The rows without those that say the same under the same id, such as one kind of field under two names. */
export function differentRows(rows: readonly RuleRow[]): readonly RuleRow[] {
  return rows.filter(
    ({ id, says }, at) => rows.findIndex((row) => row.id === id && row.says === says) === at,
  );
}

/** Every table, files in order of the stages, rows in the order of their text, which is precedence. */
export async function ruleTables(): Promise<readonly RuleTable[]> {
  const tables: RuleTable[] = [];
  const seen = new Set<RuleRow>();
  for (const folder of ['kernel/event', 'kernel/rules']) {
    for (const name of readdirSync(join(root, folder)).sort((a, b) => (a < b ? -1 : 1))) {
      if (!name.endsWith('.ts')) continue;
      const file = `${folder}/${name}`;
      const text = readFileSync(join(root, file), 'utf8');
      if (!/\bid: '/.test(text) || !/\bsays:/.test(text)) continue;
      const module: unknown = await import(join(root, file));
      const place = (row: RuleRow): number => text.indexOf(`id: '${row.id}'`);
      const rows = (isObject(module) ? Object.values(module) : [])
        .flatMap(rowsIn)
        .filter((row) => {
          const isNew = !seen.has(row) && place(row) >= 0;
          if (isNew) seen.add(row);
          return isNew;
        })
        .sort((a, b) => place(a) - place(b));
      if (rows.length > 0) tables.push({ file, intro: introOf(text), rows });
    }
  }
  return tables;
}
