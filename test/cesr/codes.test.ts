/** The code tables against the specification's own tables. C-008…C-033, C-046…C-049, C-087; CV-02…CV-09. */
import { describe, expect, test } from 'vitest';
import type { CodeRow } from '../../kernel/cesr/code-row.ts';
import { codesOne, codesTwo, hardSizeByDigit } from '../../kernel/cesr/codes.ts';
import { counterRowsOne, counterRowsTwo, counterTable } from '../../kernel/cesr/counter-codes.ts';
import { indexerRows, indexerTable } from '../../kernel/cesr/indexer-codes.ts';
import { base64Digit } from '../../kernel/std/base64url.ts';
import { specVector } from '../support/spec-vectors.ts';

const tables = [
  { name: 'version 1', table: codesOne },
  { name: 'version 2', table: codesTwo },
];

function padSize(bytes: number): number {
  return (3 - (bytes % 3)) % 3;
}

function isSound(row: CodeRow): boolean {
  const codeSize = row.hardSize + row.softSize;
  if (row.hardSize !== row.code.length || row.fillSize > row.softSize) return false;
  if (row.fullSize === 0) return codeSize % 4 === 0 && row.rawSize === 0;
  const isAligned = row.fullSize >= 4 && row.fullSize % 4 === 0;
  return isAligned && codeSize % 4 === padSize(row.rawSize + row.leadSize) && row.rawSize >= 0;
}

describe.each(tables)('the code table of $name', ({ table }) => {
  test('C-008, C-009: every primitive takes whole quadlets, at least one', () => {
    expect(table.rows.filter((row) => !isSound(row)).map(({ code }) => code)).toEqual([]);
  });

  test('C-017, C-020: the first character alone decides how long the code is', () => {
    for (const { code } of table.rows)
      expect(hardSizeByDigit[base64Digit(code.charCodeAt(0))], code).toBe(code.length);
  });

  test('C-023…C-026: selectors 0 to 9 fix lead size and code size', () => {
    for (const row of table.rows) {
      const selector = Number.parseInt(row.code.charAt(0), 10);
      if (Number.isNaN(selector)) continue;
      expect(row.leadSize, row.code).toBe(selector === 0 ? 0 : (selector - 1) % 3);
      expect(row.fullSize === 0, row.code).toBe(selector >= 4);
      if (selector >= 4) expect(row.softSize, row.code).toBe(selector >= 7 ? 4 : 2);
    }
  });

  test('C-027, C-028: the six codes of a variable family differ by size and lead alone', () => {
    const variable = table.rows.filter(({ fullSize }) => fullSize === 0);
    for (const row of variable) {
      const letter = row.code.at(-1) ?? '';
      const family = variable.filter(({ code }) => code.endsWith(letter));
      expect(family.map(({ code }) => code).sort()).toEqual(
        ['4', '5', '6']
          .flatMap((selector) => [`${selector}${letter}`, `${Number(selector) + 3}AA${letter}`])
          .sort(),
      );
      expect(new Set(family.map(({ role }) => role.kind)).size).toBe(1);
    }
  });
});

describe('the code tables and the specification', () => {
  test('CV-02: code size follows from raw size', () => {
    const { padSize: expected } = specVector<unknown, { padSize: Record<string, number> }>('CV-02').expected;
    for (const [size, pad] of Object.entries(expected)) expect(padSize(Number(size))).toBe(pad);
  });

  type Row = {
    code: string;
    hardSize: number;
    softSize: number;
    fullSize: number | null;
    leadBytes: number;
    rawSize: number | null;
  };
  type CountRow = { code: string; codeLength: number; countLength: number | null };
  const master = specVector<unknown, { primitives: Row[]; countCodes: CountRow[] }>('CV-07').expected;

  test('CV-07, C-049: every primitive of the master table is known with its sizes', () => {
    for (const { code, hardSize, softSize, fullSize, leadBytes, rawSize } of master.primitives) {
      const row = codesTwo.byCode.get(code);
      expect(row, code).toMatchObject({
        hardSize,
        softSize,
        fullSize: fullSize ?? 0,
        leadSize: leadBytes,
        rawSize: rawSize ?? 0,
      });
    }
    expect(master.primitives.length).toBeGreaterThan(90);
  });

  test('CV-07: every counter of the master table is known with its sizes', () => {
    for (const { code, codeLength, countLength } of master.countCodes) {
      // The large form of -S is printed with one dash.
      const hard = code.startsWith('-S###')
        ? '--S'
        : code.startsWith('-_')
          ? '-_AAA'
          : code.replaceAll('#', '');
      const row = counterTable(2).get(hard);
      expect(row?.code.length, code).toBe(codeLength - (countLength ?? 3));
      expect(row?.countSize, code).toBe(countLength ?? 3);
    }
  });

  test('C-046, C-047: the codes -A, -B, -C can be overridden, and no others', () => {
    const overridable = counterRowsTwo.filter((row) => row.overridable).map(({ code }) => code);
    expect(overridable.sort()).toEqual(['--A', '--B', '--C', '-A', '-B', '-C']);
  });

  test('C-067: the universal genus code is in the tables of both versions', () => {
    for (const major of [1, 2] as const) expect(counterTable(major).get('-_AAA')?.kind).toBe('genus');
  });

  test('C-034: a counter takes whole quadlets', () => {
    for (const { code, countSize } of [...counterRowsOne, ...counterRowsTwo])
      expect((code.length + countSize) % 4, code).toBe(0);
  });

  test('CV-08, C-087: every indexed code of the specification is known with its sizes', () => {
    type Indexed = {
      code: string;
      indexLength: number;
      ondexLength: number;
      totalLength: number;
      rawSize: number;
    };
    for (const row of specVector<unknown, { codes: Indexed[] }>('CV-08').expected.codes) {
      expect(indexerTable.get(row.code.replaceAll('#', '')), row.code).toMatchObject({
        indexSize: row.indexLength,
        ondexSize: row.ondexLength,
        fullSize: row.totalLength,
        rawSize: row.rawSize,
      });
    }
  });

  test('indexed codes take whole quadlets and their raw part ends them', () => {
    for (const row of indexerRows) {
      const codeSize = row.code.length + row.indexSize + row.ondexSize;
      expect(row.fullSize % 4, row.code).toBe(0);
      expect(codeSize % 4, row.code).toBe(padSize(row.rawSize));
      expect(Math.floor(((row.fullSize - codeSize) * 3) / 4), row.code).toBe(row.rawSize);
    }
  });

  test('CV-04: the largest variable primitive and the largest counts are those of the specification', () => {
    const expected = specVector<unknown, Record<string, number>>('CV-04').expected;
    expect(64 ** 2 - 1).toBe(expected['smallVarQuadlets']);
    expect(64 ** 4 - 1).toBe(expected['largeVarQuadlets']);
    expect(64 ** (counterTable(2).get('-A')?.countSize ?? 0) - 1).toBe(expected['smallCount']);
    expect(64 ** (counterTable(2).get('--A')?.countSize ?? 0) - 1).toBe(expected['largeCount']);
  });

  test('CV-09: the sizes that parsing starts from', () => {
    expect(codesTwo.byCode.get('B')).toMatchObject({ hardSize: 1, softSize: 0, fullSize: 44, leadSize: 0 });
    expect(codesTwo.byCode.get('0B')).toMatchObject({ hardSize: 2, softSize: 0, fullSize: 88, leadSize: 0 });
    expect(codesTwo.byCode.get('5A')).toMatchObject({ hardSize: 2, softSize: 2, fullSize: 0, leadSize: 1 });
  });
});
