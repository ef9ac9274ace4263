/** Digest algorithms. C-079; digests of `abc` and of nothing from FIPS 180-4, FIPS 202, RFC 7693 and the BLAKE3 test vectors. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codesTwo } from '../../kernel/cesr/codes.ts';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import type { DigestAlgorithm } from '../../kernel/crypto/algorithm.ts';
import { digest } from '../../kernel/crypto/registry.ts';
import { asciiBytes } from '../../kernel/std/bytes.ts';

const sizes: Readonly<Record<DigestAlgorithm, number>> = {
  'blake3-256': 32,
  'blake3-512': 64,
  'blake2b-256': 32,
  'blake2b-512': 64,
  'blake2s-256': 32,
  'sha2-256': 32,
  'sha2-512': 64,
  'sha3-256': 32,
  'sha3-512': 64,
};

const nothing = new Uint8Array(0);

describe('digests', () => {
  test('C-079: the Blake3-256 digest of nothing', () => {
    expect(encodePrimitive('E', { raw: digest('blake3-256', nothing) })).toBe(
      'EK8TSbn1-aGmoEBN6jbcyUmbyyXJrcESt8yak8rkHzJi',
    );
  });

  test('every code of a digest has an algorithm of its size', () => {
    const seen = new Set<DigestAlgorithm>();
    for (const row of codesTwo.rows) {
      if (row.role.kind !== 'digest') continue;
      seen.add(row.role.algorithm);
      expect(digest(row.role.algorithm, nothing).length, row.code).toBe(row.rawSize);
      expect(sizes[row.role.algorithm], row.code).toBe(row.rawSize);
    }
    expect([...seen].sort()).toEqual(Object.keys(sizes).sort());
  });

  test('the platform agrees where it has the algorithm', () => {
    const names: Partial<Record<DigestAlgorithm, string>> = {
      'blake2b-512': 'blake2b512',
      'blake2s-256': 'blake2s256',
      'sha2-256': 'sha256',
      'sha2-512': 'sha512',
      'sha3-256': 'sha3-256',
      'sha3-512': 'sha3-512',
    };
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 600 }),
        fc.constantFrom<DigestAlgorithm>(
          'blake2b-512',
          'blake2s-256',
          'sha2-256',
          'sha2-512',
          'sha3-256',
          'sha3-512',
        ),
        (bytes, algorithm) => {
          const expected = createHash(names[algorithm] ?? '')
            .update(bytes)
            .digest('hex');
          expect(Buffer.from(digest(algorithm, bytes)).toString('hex')).toBe(expected);
        },
      ),
    );
  });

  test('digests of abc that the platform lacks', () => {
    const hex = (algorithm: DigestAlgorithm) =>
      Buffer.from(digest(algorithm, asciiBytes('abc'))).toString('hex');
    expect(hex('blake2b-256')).toBe('bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319');
    expect(hex('blake3-256')).toBe('6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85');
    expect(hex('blake3-512').slice(0, 64)).toBe(hex('blake3-256'));
  });
});
