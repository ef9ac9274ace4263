/** Digests of next keys: over the qualified text of a public key. Source: keripy.md 8.1; K-021. KERIpy: `Diger`. */
import { digestAlgorithmOf, parseDigest } from '../../kernel/cesr/identifiers.ts';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import type { Digest } from '../../kernel/cesr/qualified.ts';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import { assert } from '../../kernel/std/assert.ts';
import { asciiBytes } from '../../kernel/std/bytes.ts';
import { openDigest } from '../crypto/digest.ts';

/** The digest of a qualified public key under the code of a digest. */
export type NextDigest = (key: string, code: string) => Digest;

/** Opens the making of digests of next keys. */
export async function openNextDigest(): Promise<NextDigest> {
  return nextDigestBy(await openDigest());
}

/** Digests of next keys by these algorithms. */
export function nextDigestBy(digest: Algorithms['digest']): NextDigest {
  return (key, code) => {
    const algorithm = digestAlgorithmOf(code);
    assert(algorithm !== undefined, 'the code of a digest was checked with the call');
    const parsed = parseDigest(encodePrimitive(code, { raw: digest(algorithm, asciiBytes(key)) }));
    assert(parsed.ok, 'a digest that was made here is a digest');
    return parsed.value;
  };
}
