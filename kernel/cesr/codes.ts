/**
 * The code tables of primitives: version 1 (KERIpy 1.1.17) and version 2 (the CESR specification,
 * with what the reference implementation adds to it where the two do not contradict).
 *
 * Source: keripy.md 7.2; CV-06, CV-07; C-078…C-086. Versions differ by rows. The specification's `Z`,
 * `0P`…`0S` and `G` families hold; the reference's `Z` (an 11 character tag) and `b` do not (D-24, R-15).
 */
import { assert } from '../std/assert.ts';
import { type CodeRow, fixedRow, type Role, variableRows } from './code-row.ts';

const ed25519 = 'ed25519';
const secp256k1 = 'ecdsa-secp256k1';
const secp256r1 = 'ecdsa-secp256r1';
const ed448 = 'ed448';

const number: Role = { kind: 'number' };
const cipher: Role = { kind: 'cipher' };
const tag: Role = { kind: 'tag' };
const constant: Role = { kind: 'constant' };
const gramHead: Role = { kind: 'gram-head' };
const test: Role = { kind: 'test' };

/** Rows that both versions have alike. */
const sharedRows: readonly CodeRow[] = [
  fixedRow('A', 'Ed25519_Seed', { full: 44 }, { kind: 'seed', scheme: ed25519 }),
  fixedRow('B', 'Ed25519N', { full: 44 }, { kind: 'public-key', scheme: ed25519, transferable: false }),
  fixedRow('C', 'X25519', { full: 44 }, { kind: 'encryption-key' }),
  fixedRow('D', 'Ed25519', { full: 44 }, { kind: 'public-key', scheme: ed25519, transferable: true }),
  fixedRow('E', 'Blake3_256', { full: 44 }, { kind: 'digest', algorithm: 'blake3-256' }),
  fixedRow('F', 'Blake2b_256', { full: 44 }, { kind: 'digest', algorithm: 'blake2b-256' }),
  fixedRow('G', 'Blake2s_256', { full: 44 }, { kind: 'digest', algorithm: 'blake2s-256' }),
  fixedRow('H', 'SHA3_256', { full: 44 }, { kind: 'digest', algorithm: 'sha3-256' }),
  fixedRow('I', 'SHA2_256', { full: 44 }, { kind: 'digest', algorithm: 'sha2-256' }),
  fixedRow('J', 'ECDSA_256k1_Seed', { full: 44 }, { kind: 'seed', scheme: secp256k1 }),
  fixedRow('K', 'Ed448_Seed', { full: 76 }, { kind: 'seed', scheme: ed448 }),
  fixedRow('L', 'X448', { full: 76 }, { kind: 'encryption-key' }),
  fixedRow('M', 'Short', { full: 4 }, number),
  fixedRow('N', 'Big', { full: 12 }, number),
  fixedRow('O', 'X25519_Private', { full: 44 }, { kind: 'decryption-key' }),
  fixedRow('P', 'X25519_Cipher_Seed', { full: 124 }, cipher),
  fixedRow('Q', 'ECDSA_256r1_Seed', { full: 44 }, { kind: 'seed', scheme: secp256r1 }),
  fixedRow('R', 'Tall', { full: 8 }, number),
  fixedRow('S', 'Large', { full: 16 }, number),
  fixedRow('T', 'Great', { full: 20 }, number),
  fixedRow('U', 'Vast', { full: 24 }, number),
  fixedRow('V', 'Label1', { full: 4, lead: 1 }, { kind: 'label' }),
  fixedRow('W', 'Label2', { full: 4 }, { kind: 'label' }),
  fixedRow('0A', 'Salt_128', { full: 24 }, { kind: 'nonce' }),
  fixedRow('0B', 'Ed25519_Sig', { full: 88 }, { kind: 'signature', scheme: ed25519 }),
  fixedRow('0C', 'ECDSA_256k1_Sig', { full: 88 }, { kind: 'signature', scheme: secp256k1 }),
  fixedRow('0D', 'Blake3_512', { full: 88 }, { kind: 'digest', algorithm: 'blake3-512' }),
  fixedRow('0E', 'Blake2b_512', { full: 88 }, { kind: 'digest', algorithm: 'blake2b-512' }),
  fixedRow('0F', 'SHA3_512', { full: 88 }, { kind: 'digest', algorithm: 'sha3-512' }),
  fixedRow('0G', 'SHA2_512', { full: 88 }, { kind: 'digest', algorithm: 'sha2-512' }),
  fixedRow('0H', 'Long', { full: 8 }, number),
  fixedRow('0I', 'ECDSA_256r1_Sig', { full: 88 }, { kind: 'signature', scheme: secp256r1 }),
  fixedRow(
    '1AAA',
    'ECDSA_256k1N',
    { full: 48 },
    { kind: 'public-key', scheme: secp256k1, transferable: false },
  ),
  fixedRow(
    '1AAB',
    'ECDSA_256k1',
    { full: 48 },
    { kind: 'public-key', scheme: secp256k1, transferable: true },
  ),
  fixedRow('1AAC', 'Ed448N', { full: 80 }, { kind: 'public-key', scheme: ed448, transferable: false }),
  fixedRow('1AAD', 'Ed448', { full: 80 }, { kind: 'public-key', scheme: ed448, transferable: true }),
  fixedRow('1AAG', 'DateTime', { full: 36 }, { kind: 'datetime' }),
  fixedRow('1AAH', 'X25519_Cipher_Salt', { full: 100 }, cipher),
  fixedRow(
    '1AAI',
    'ECDSA_256r1N',
    { full: 48 },
    { kind: 'public-key', scheme: secp256r1, transferable: false },
  ),
  fixedRow(
    '1AAJ',
    'ECDSA_256r1',
    { full: 48 },
    { kind: 'public-key', scheme: secp256r1, transferable: true },
  ),
  fixedRow('1AAK', 'Null', { full: 4 }, constant),
  ...variableRows('A', 'StrB64', { kind: 'text' }),
  ...variableRows('B', 'Bytes', { kind: 'bytes' }),
  ...variableRows('C', 'X25519_Cipher', cipher),
  ...variableRows('D', 'X25519_Cipher_QB64', cipher),
  ...variableRows('E', 'X25519_Cipher_QB2', cipher),
];

/** Rows of version 1 alone: tags keep their text as raw bytes, and `1AAE` is too short for its signature. */
const rowsOneAlone: readonly CodeRow[] = [
  fixedRow('X', 'Tag3', { full: 4 }, tag),
  fixedRow('Y', 'Tag7', { full: 8 }, tag),
  fixedRow('0J', 'Tag1', { full: 4 }, tag),
  fixedRow('0K', 'Tag2', { full: 4 }, tag),
  fixedRow('0L', 'Tag5', { full: 8 }, tag),
  fixedRow('0M', 'Tag6', { full: 8 }, tag),
  fixedRow('1AAE', 'Ed448_Sig', { full: 56 }, { kind: 'signature', scheme: ed448 }),
  fixedRow('1AAF', 'Tag4', { full: 8 }, tag),
  fixedRow('1AAL', 'Yes', { full: 4 }, constant),
  fixedRow('1AAM', 'No', { full: 4 }, constant),
  fixedRow('2AAA', 'TBD1', { full: 8, lead: 1 }, test),
  fixedRow('3AAA', 'TBD2', { full: 8, lead: 2 }, test),
];

/** Rows of version 2 alone: tags keep their text in the soft part of the code. C-030…C-032, C-083. */
const rowsTwoAlone: readonly CodeRow[] = [
  fixedRow('X', 'Tag3', { soft: 3, full: 4 }, tag),
  fixedRow('Y', 'Tag7', { soft: 7, full: 8 }, tag),
  fixedRow('Z', 'Blind', { full: 44 }, { kind: 'nonce' }),
  fixedRow('a', 'Salt_256', { full: 44 }, { kind: 'nonce' }),
  fixedRow('0J', 'Tag1', { soft: 2, fill: 1, full: 4 }, tag),
  fixedRow('0K', 'Tag2', { soft: 2, full: 4 }, tag),
  fixedRow('0L', 'Tag5', { soft: 6, fill: 1, full: 8 }, tag),
  fixedRow('0M', 'Tag6', { soft: 6, full: 8 }, tag),
  fixedRow('0N', 'Tag9', { soft: 10, fill: 1, full: 12 }, tag),
  fixedRow('0O', 'Tag10', { soft: 10, full: 12 }, tag),
  fixedRow('0P', 'GramHeadNeck', { soft: 22, full: 32 }, gramHead),
  fixedRow('0Q', 'GramHead', { soft: 22, full: 28 }, gramHead),
  fixedRow('0R', 'GramHeadAIDNeck', { soft: 22, full: 76 }, gramHead),
  fixedRow('0S', 'GramHeadAID', { soft: 22, full: 72 }, gramHead),
  fixedRow('1AAE', 'Ed448_Sig', { full: 156 }, { kind: 'signature', scheme: ed448 }),
  fixedRow('1AAF', 'Tag4', { soft: 4, full: 8 }, tag),
  fixedRow('1AAL', 'No', { full: 4 }, constant),
  fixedRow('1AAM', 'Yes', { full: 4 }, constant),
  fixedRow('1AAN', 'Tag8', { soft: 8, full: 12 }, tag),
  fixedRow('1AAO', 'Escape', { full: 4 }, constant),
  fixedRow('1AAP', 'Empty', { full: 4 }, constant),
  fixedRow('1__-', 'TBD0S', { soft: 2, full: 12 }, test),
  fixedRow('1___', 'TBD0', { full: 8 }, test),
  fixedRow('2__-', 'TBD1S', { soft: 2, fill: 1, full: 12, lead: 1 }, test),
  fixedRow('2___', 'TBD1', { full: 8, lead: 1 }, test),
  fixedRow('3__-', 'TBD2S', { soft: 2, full: 12, lead: 2 }, test),
  fixedRow('3___', 'TBD2', { full: 8, lead: 2 }, test),
  ...variableRows('F', 'HPKE_Base_Cipher', cipher),
  ...variableRows('G', 'HPKE_Auth_Cipher', cipher),
  ...variableRows('H', 'Decimal', { kind: 'decimal' }),
];

/**
 * A code table, ready for look-up.
 *  1. No code stands in it twice.
 *  2. No code is the beginning of another: the first character decides how long codes are.
 */
export type CodeTable = {
  readonly rows: readonly CodeRow[];
  readonly byCode: ReadonlyMap<string, CodeRow>;
};

function tableOf(rows: readonly CodeRow[]): CodeTable {
  const byCode = new Map(rows.map((row) => [row.code, row]));
  assert(byCode.size === rows.length, 'CodeTable 1');
  return { rows, byCode };
}

/** Codes of version 1, as KERIpy 1.1.17 has them. */
export const codesOne: CodeTable = tableOf([...sharedRows, ...rowsOneAlone]);

/** Codes of version 2. */
export const codesTwo: CodeTable = tableOf([...sharedRows, ...rowsTwoAlone]);

/** Stable characters of the codes that begin with each base64 digit; 0 for `-` and `_`, which begin no primitive. */
export const hardSizeByDigit: readonly number[] = [
  ...new Array<number>(52).fill(1),
  ...[2, 4, 4, 4, 2, 2, 2, 4, 4, 4],
  ...[0, 0],
];

/** The row of a code in the newest table that has it; undefined for an unknown code. */
export function rowOf(code: string): CodeRow | undefined {
  return codesTwo.byCode.get(code) ?? codesOne.byCode.get(code);
}
