/**
 * The parsers of the qualified texts that the kernel names things by, and what their codes say.
 *
 * Source: K-011, K-021, C-106, C-107; keripy.md 1.5 (M-13, M-17). The only makers of the brands Prefix,
 * Said, Key and Digest.
 */
import type { DigestAlgorithm, SignatureScheme } from '../crypto/algorithm.ts';
import { err, ok, type Result } from '../std/result.ts';
import { formFault } from './code-fault.ts';
import type { Role } from './code-row.ts';
import { hardSizeByDigit, rowOf } from './codes.ts';
import { base64Digit } from '../std/base64url.ts';
import type { Fault } from './fault.ts';
import { indexerTable } from './indexer-codes.ts';
import { decodePrimitive, type Primitive } from './primitive.ts';
import type { Digest, Key, Prefix, Said } from './qualified.ts';

/** A public key taken apart. */
export type QualifiedKey = {
  readonly code: string;
  readonly scheme: SignatureScheme;
  readonly transferable: boolean;
  readonly raw: Uint8Array;
};

/** A digest taken apart. */
export type QualifiedDigest = {
  readonly code: string;
  readonly algorithm: DigestAlgorithm;
  readonly raw: Uint8Array;
};

/** A signature that does not say which key made it, taken apart. */
export type QualifiedSignature = {
  readonly code: string;
  readonly scheme: SignatureScheme;
  readonly raw: Uint8Array;
};

/**
 * Sound primitives of 32 raw bytes, told at a glance: a code of one letter, then 43 digits of which the
 * first has two pad bits of zero. Nearly every identifier, key and digest is one; all else is decoded.
 */
const plainPrefix = /^[BDEFGHI][A-P][\w-]{42}$/;
const plainDigest = /^[EFGHI][A-P][\w-]{42}$/;
const plainKey = /^[BD][A-P][\w-]{42}$/;

/** An identifier: a public key of any scheme but Ed448, or any digest. M-13. */
export function parsePrefix(text: string): Result<Prefix, Fault> {
  if (plainPrefix.test(text)) return ok(text as Prefix);
  const isPrefix = (role: Role) =>
    role.kind === 'digest' || (role.kind === 'public-key' && role.scheme !== 'ed448');
  const parsed = parseAs(text, isPrefix, { code: 'bad-prefix', noun: 'an identifier' });
  return parsed.ok ? ok(text as Prefix) : parsed;
}

/** A self-addressing identifier: any digest. C-106. */
export function parseSaid(text: string): Result<Said, Fault> {
  if (plainDigest.test(text)) return ok(text as Said);
  const parsed = parseAs(text, (role) => role.kind === 'digest', { code: 'bad-digest', noun: 'a digest' });
  return parsed.ok ? ok(text as Said) : parsed;
}

/** A digest, such as of a next key. */
export function parseDigest(text: string): Result<Digest, Fault> {
  if (plainDigest.test(text)) return ok(text as Digest);
  const parsed = parseAs(text, (role) => role.kind === 'digest', { code: 'bad-digest', noun: 'a digest' });
  return parsed.ok ? ok(text as Digest) : parsed;
}

/** A public signing key. */
export function parseKey(text: string): Result<Key, Fault> {
  if (plainKey.test(text)) return ok(text as Key);
  const parsed = parseAs(text, (role) => role.kind === 'public-key', {
    code: 'bad-key',
    noun: 'a public key',
  });
  return parsed.ok ? ok(text as Key) : parsed;
}

type Wanted = { readonly code: 'bad-prefix' | 'bad-digest' | 'bad-key'; readonly noun: string };

function parseAs(text: string, isWanted: (role: Role) => boolean, wanted: Wanted): Result<Primitive, Fault> {
  const decoded = decodePrimitive(text);
  if (!decoded.ok)
    return err({
      ...decoded.error,
      code: wanted.code,
      says: `${wanted.noun} is wanted: ${decoded.error.says}`,
    });
  const row = rowOf(decoded.value.code);
  if (row !== undefined && isWanted(row.role)) return decoded;
  return err(formFault(wanted.code, `${wanted.noun} is wanted, and code ${decoded.value.code} is none`));
}

/** The public key that a text is; undefined when it is none. Basic prefixes are public keys too. */
export function keyOf(text: string): QualifiedKey | undefined {
  const decoded = decodePrimitive(text);
  if (!decoded.ok) return undefined;
  const { code, raw } = decoded.value;
  const role = rowOf(code)?.role;
  if (role?.kind !== 'public-key') return undefined;
  return { code, scheme: role.scheme, transferable: role.transferable, raw };
}

/** The digest that a text is; undefined when it is none. */
export function digestOf(text: string): QualifiedDigest | undefined {
  const decoded = decodePrimitive(text);
  if (!decoded.ok) return undefined;
  const { code, raw } = decoded.value;
  const role = rowOf(code)?.role;
  return role?.kind === 'digest' ? { code, algorithm: role.algorithm, raw } : undefined;
}

/** The plain signature that a text is; undefined when it is none. */
export function signatureOf(text: string): QualifiedSignature | undefined {
  const decoded = decodePrimitive(text);
  if (!decoded.ok) return undefined;
  const { code, raw } = decoded.value;
  const scheme = signatureSchemeOf(code);
  return scheme === undefined ? undefined : { code, scheme, raw };
}

/** The stable part of the code that a primitive starts with; the empty text when there is none. */
export function codeOf(text: string): string {
  return text.slice(0, hardSizeByDigit[base64Digit(text.charCodeAt(0))] ?? 0);
}

/** The algorithm that the code of a digest names, without looking at the rest; undefined for other codes. */
export function digestAlgorithmOf(text: string): DigestAlgorithm | undefined {
  const role = rowOf(codeOf(text))?.role;
  return role?.kind === 'digest' ? role.algorithm : undefined;
}

/** False for the keys that no event may rotate; true for all else. M-17. */
export function isTransferable(prefix: Prefix | Key): boolean {
  const role = rowOf(codeOf(prefix))?.role;
  return role?.kind === 'public-key' ? role.transferable : true;
}

/** True when the identifier is a digest of its inception. */
export function isSelfAddressing(prefix: Prefix): boolean {
  return digestAlgorithmOf(prefix) !== undefined;
}

/** The scheme of a plain signature code such as `0B`; undefined for other codes. */
export function signatureSchemeOf(code: string): SignatureScheme | undefined {
  const role = rowOf(code)?.role;
  return role?.kind === 'signature' ? role.scheme : undefined;
}

/** The scheme of an indexed signature, by the code its text starts with; undefined for unknown codes. */
export function schemeOfIndexed(text: string): SignatureScheme | undefined {
  const first = base64Digit(text.charCodeAt(0));
  return indexerTable.get(text.slice(0, first < 52 ? 1 : 2))?.scheme;
}
