/**
 * The shape of the rows of the primitive code tables.
 *
 * Source: keripy.md 7.1; C-010…C-033. Sizes of codes and of whole primitives are in characters of the
 * text domain, those of lead and raw in bytes.
 */
import type { DigestAlgorithm, SignatureScheme } from '../crypto/algorithm.ts';

/** What a primitive is for, and which algorithm its code names. */
export type Role =
  | { readonly kind: 'seed'; readonly scheme?: SignatureScheme }
  | { readonly kind: 'public-key'; readonly scheme: SignatureScheme; readonly transferable: boolean }
  | { readonly kind: 'encryption-key' }
  | { readonly kind: 'decryption-key' }
  | { readonly kind: 'digest'; readonly algorithm: DigestAlgorithm }
  | { readonly kind: 'signature'; readonly scheme: SignatureScheme }
  | { readonly kind: 'number' }
  | { readonly kind: 'nonce' }
  | { readonly kind: 'cipher' }
  | { readonly kind: 'label' }
  | { readonly kind: 'tag' }
  | { readonly kind: 'text' }
  | { readonly kind: 'bytes' }
  | { readonly kind: 'decimal' }
  | { readonly kind: 'datetime' }
  | { readonly kind: 'constant' }
  | { readonly kind: 'gram-head' }
  | { readonly kind: 'test' };

/**
 * One code.
 *  1. `code.length` is `hardSize`.
 *  2. `fullSize` is a multiple of 4 and at least 4; it is 0 for a code of variable size.
 *  3. `rawSize` is floor((fullSize - hardSize - softSize) * 3 / 4) - leadSize; 0 for a code of variable size.
 *  4. Code characters and pad of the raw part end on a byte: (hardSize + softSize) mod 4 is pad size less `leadSize`.
 */
export type CodeRow = {
  readonly code: string;
  /** KERIpy's name of the code. */
  readonly name: string;
  /** Stable characters. KERIpy: `hs`. */
  readonly hardSize: number;
  /** Characters of the value within the code. KERIpy: `ss`. */
  readonly softSize: number;
  /** Fill characters `_` at the front of the soft part, counted in `softSize`. KERIpy: `xs`. */
  readonly fillSize: number;
  /** KERIpy: `fs`. */
  readonly fullSize: number;
  /** Zero bytes in front of the raw part. KERIpy: `ls`. */
  readonly leadSize: number;
  readonly rawSize: number;
  readonly role: Role;
};

type FixedSizes = {
  readonly soft?: number;
  readonly fill?: number;
  readonly full: number;
  readonly lead?: number;
};

/** The row of a code whose primitives all have one size. */
export function fixedRow(code: string, name: string, sizes: FixedSizes, role: Role): CodeRow {
  const { soft = 0, fill = 0, full, lead = 0 } = sizes;
  const rawSize = Math.floor(((full - code.length - soft) * 3) / 4) - lead;
  return {
    code,
    name,
    hardSize: code.length,
    softSize: soft,
    fillSize: fill,
    fullSize: full,
    leadSize: lead,
    rawSize,
    role,
  };
}

/** The six rows of a family of variable size, small and large, of lead size 0, 1 and 2. C-025…C-028. */
export function variableRows(letter: string, name: string, role: Role): readonly CodeRow[] {
  return [0, 1, 2].flatMap((lead) => {
    const row = { fillSize: 0, fullSize: 0, leadSize: lead, rawSize: 0, role };
    return [
      { ...row, code: `${4 + lead}${letter}`, name: `${name}_L${lead}`, hardSize: 2, softSize: 2 },
      { ...row, code: `${7 + lead}AA${letter}`, name: `${name}_Big_L${lead}`, hardSize: 4, softSize: 4 },
    ];
  });
}
