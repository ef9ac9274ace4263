/** Primitives, indexed signatures and counters by chance, of every code. */
import fc from 'fast-check';
import type { CodeRow } from '../../kernel/cesr/code-row.ts';
import { codesOne, codesTwo } from '../../kernel/cesr/codes.ts';
import { counterRowsTwo } from '../../kernel/cesr/counter-codes.ts';
import { encodeCounter } from '../../kernel/cesr/counter.ts';
import { encodeIndexed } from '../../kernel/cesr/indexed-signature.ts';
import { indexerRows } from '../../kernel/cesr/indexer-codes.ts';
import { encodeByRow, type Material } from '../../kernel/cesr/primitive.ts';

const base64 = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];

/** Base64 text of a length, or of lengths within bounds. */
export function base64Text(minLength: number, maxLength = minLength): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom(...base64), { minLength, maxLength })
    .map((characters) => characters.join(''));
}

function rawOf(length: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: length, maxLength: length });
}

/** What a primitive of a row can be made from. */
export function materialOf(row: CodeRow): fc.Arbitrary<Required<Material>> {
  const raw = row.fullSize === 0 ? fc.uint8Array({ maxLength: 40 }) : rawOf(row.rawSize);
  return fc.record({
    raw,
    soft: base64Text(row.softSize === 0 || row.fullSize === 0 ? 0 : row.softSize - row.fillSize),
  });
}

export type Sample = { readonly row: CodeRow; readonly material: Required<Material>; readonly text: string };

/** A primitive of any code of a version. */
export function primitiveSample(version: 1 | 2): fc.Arbitrary<Sample> {
  const { rows } = version === 1 ? codesOne : codesTwo;
  return fc
    .constantFrom(...rows)
    .chain((row) => materialOf(row).map((material) => ({ row, material, text: encodeByRow(row, material) })));
}

/** An indexed signature of any code, as text. */
export const indexedText: fc.Arbitrary<string> = fc.constantFrom(...indexerRows).chain((row) => {
  const index = fc.nat(64 ** row.indexSize - 1);
  const ondex =
    row.lists === 'both' && row.ondexSize > 0 ? fc.nat(64 ** row.ondexSize - 1) : fc.constant(undefined);
  return fc
    .record({ index, ondex, raw: rawOf(row.rawSize) })
    .map((parts) => encodeIndexed({ code: row.code, ...parts }));
});

/** A counter of version 2, as text. */
export const counterText: fc.Arbitrary<string> = fc
  .constantFrom(...counterRowsTwo.filter(({ kind }) => kind !== 'genus'))
  .chain((row) => fc.nat(64 ** row.countSize - 1).map((count) => encodeCounter(row, count)));
