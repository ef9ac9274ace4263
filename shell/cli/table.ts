/** Tables for people: columns as wide as what stands in them. */
import { styleText } from 'node:util';

/** A cell is cut to this many characters unless its column says otherwise. */
const cellSizeMax = 64;

export type Column<T> = {
  readonly title: string;
  readonly of: (row: T) => string;
  readonly sizeMax?: number;
};

function cut(text: string, sizeMax: number): string {
  return text.length <= sizeMax ? text : `${text.slice(0, sizeMax - 1)}…`;
}

/** The lines of a table with a head. */
export function tableLines<T>(columns: readonly Column<T>[], rows: readonly T[]): readonly string[] {
  const cells = rows.map((row) => columns.map(({ of, sizeMax }) => cut(of(row), sizeMax ?? cellSizeMax)));
  const widths = columns.map(({ title }, at) =>
    Math.max(title.length, ...cells.map((line) => line[at]?.length ?? 0)),
  );
  const join = (line: readonly string[]): string =>
    line
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return [heading(join(columns.map(({ title }) => title))), ...cells.map(join)];
}

/** Text that stands out on a terminal. */
export function heading(text: string): string {
  return process.stdout.isTTY ? styleText('bold', text) : text;
}

/** A long identifier by its first characters. */
export function short(text: string | undefined): string {
  const shownSize = 16;
  return text === undefined ? '-' : cut(text, shownSize);
}
