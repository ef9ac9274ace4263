/**
 * Which signatures of a list of keys verify, and which prior commitments the signing keys reveal.
 *
 * Source: K-152…K-171, K-054 (distinct keys, B-1), K-162 (index outside the list is ignored, B-2);
 * keripy.md 2.4, 2.5. Finds out; decides nothing.
 */
import { asciiBytes, bytesEqual } from '../std/bytes.ts';
import type { IndexedSignature, Span } from '../cesr/attachments.ts';
import { digestOf, keyOf } from '../cesr/identifiers.ts';
import type { Digest, Key, Prefix } from '../cesr/qualified.ts';
import { schemeOfIndexed } from '../cesr/identifiers.ts';
import type { Algorithms } from '../crypto/algorithm.ts';

/** A signature that does not verify: its place in the attached list, and its bytes in the stream. */
export type BadSignature = { readonly place: number; readonly span: Span };

/** What the attached signatures of one list of keys came to. */
export type VerifiedSignatures = {
  /** Those that verify, each text once, in order of arrival. */
  readonly good: readonly IndexedSignature[];
  /** Places of the keys that signed. */
  readonly indices: ReadonlySet<number>;
  /** The first one that does not verify; undefined when all do. */
  readonly firstBad: BadSignature | undefined;
};

export const noSignatures: VerifiedSignatures = { good: [], indices: new Set(), firstBad: undefined };

/** True when `text` (a key or a plain-key prefix) made `signature` over `message`. */
export function isSignedBy(
  text: Key | Prefix,
  message: Uint8Array,
  signature: { readonly raw: Uint8Array },
  algorithms: Algorithms,
): boolean {
  const key = keyOf(text);
  if (key === undefined) return false;
  return algorithms.verify({ scheme: key.scheme, key: key.raw, message, signature: signature.raw });
}

/** Verifies indexed signatures against the keys they point to. */
export function verifyIndexed(
  signatures: readonly IndexedSignature[],
  keys: readonly (Key | Prefix)[],
  message: Uint8Array,
  algorithms: Algorithms,
): VerifiedSignatures {
  if (signatures.length === 0) return noSignatures;
  const good: IndexedSignature[] = [];
  const indices = new Set<number>();
  const seen = new Set<string>();
  let firstBad: BadSignature | undefined;
  signatures.forEach((signature, place) => {
    if (seen.has(signature.text)) return;
    seen.add(signature.text);
    if (isGood(signature, keys, message, algorithms)) {
      good.push(signature);
      indices.add(signature.index);
    } else {
      firstBad ??= { place, span: signature.span };
    }
  });
  return { good, indices, firstBad };
}

function isGood(
  signature: IndexedSignature,
  keys: readonly (Key | Prefix)[],
  message: Uint8Array,
  algorithms: Algorithms,
): boolean {
  const text = keys[signature.index];
  const key = text === undefined ? undefined : keyOf(text);
  if (key === undefined || key.scheme !== schemeOfIndexed(signature.text)) return false;
  return algorithms.verify({ scheme: key.scheme, key: key.raw, message, signature: signature.raw });
}

/**
 * Places in the prior next list that verified signatures reveal: the digest at the second index is the
 * digest of the key at the first. K-163, K-190.
 */
export function revealed(
  good: readonly IndexedSignature[],
  keys: readonly Key[],
  committed: readonly Digest[],
  algorithms: Algorithms,
): ReadonlySet<number> {
  const places = new Set<number>();
  for (const { index, ondex } of good) {
    const key = keys[index];
    const digest = ondex === undefined ? undefined : committed[ondex];
    if (ondex === undefined || key === undefined || digest === undefined) continue;
    if (commitsTo(digest, key, algorithms)) places.add(ondex);
  }
  return places;
}

/** True when `digest` is the digest of the qualified text of `key`, by its own algorithm. K-065. */
export function commitsTo(digest: Digest, key: Key, algorithms: Algorithms): boolean {
  const qualified = digestOf(digest);
  if (qualified === undefined) return false;
  return bytesEqual(algorithms.digest(qualified.algorithm, asciiBytes(key)), qualified.raw);
}
