/**
 * The code table of indexed signatures: a namespace of its own (C-088).
 *
 * Source: keripy.md 7.3; CV-08; C-087…C-092. The secp256r1 rows are those of KERIpy 1.1.17. Both
 * versions share the table.
 */
import type { SignatureScheme } from '../crypto/algorithm.ts';

/** One indexed signature code. Sizes are in characters of the text domain. */
export type IndexerRow = {
  readonly code: string;
  /** KERIpy's name of the code. */
  readonly name: string;
  readonly scheme: SignatureScheme;
  /** Characters of the index of the current list. */
  readonly indexSize: number;
  /** Characters of the index of the prior next list; 0 when the code has none. KERIpy: `os`. */
  readonly ondexSize: number;
  readonly fullSize: number;
  readonly rawSize: number;
  /** Which lists the signature counts for. */
  readonly lists: 'both' | 'current';
};

type Family = {
  readonly scheme: SignatureScheme;
  readonly name: string;
  readonly both: string;
  readonly current: string;
};
type Sizes = {
  readonly indexSize: number;
  readonly ondexSize: number;
  readonly fullSize: number;
  readonly rawSize: number;
};

const families: readonly Family[] = [
  { scheme: 'ed25519', name: 'Ed25519', both: 'A', current: 'B' },
  { scheme: 'ecdsa-secp256k1', name: 'ECDSA_256k1', both: 'C', current: 'D' },
  { scheme: 'ecdsa-secp256r1', name: 'ECDSA_256r1', both: 'E', current: 'F' },
];

function pair(family: Family, selector: '' | '0' | '2' | '3', sizes: Sizes): readonly IndexerRow[] {
  const { scheme, name, both, current } = family;
  const big = selector === '2' || selector === '3' ? '_Big' : '';
  return [
    { ...sizes, code: `${selector}${both}`, name: `${name}${big}_Sig`, scheme, lists: 'both' },
    { ...sizes, code: `${selector}${current}`, name: `${name}${big}_Crt_Sig`, scheme, lists: 'current' },
  ];
}

const smallSizes: Sizes = { indexSize: 1, ondexSize: 0, fullSize: 88, rawSize: 64 };
const bigSizes: Sizes = { indexSize: 2, ondexSize: 2, fullSize: 92, rawSize: 64 };
const ed448: Family = { scheme: 'ed448', name: 'Ed448', both: 'A', current: 'B' };

export const indexerRows: readonly IndexerRow[] = [
  ...families.flatMap((family) => [...pair(family, '', smallSizes), ...pair(family, '2', bigSizes)]),
  ...pair(ed448, '0', { indexSize: 1, ondexSize: 1, fullSize: 156, rawSize: 114 }),
  ...pair(ed448, '3', { indexSize: 3, ondexSize: 3, fullSize: 160, rawSize: 114 }),
];

/** The rows by code. */
export const indexerTable: ReadonlyMap<string, IndexerRow> = new Map(
  indexerRows.map((row) => [row.code, row]),
);
