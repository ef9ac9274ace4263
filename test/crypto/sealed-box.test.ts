/** Sealed boxes to Ed25519 keys, and digests with a key. keripy.md 8.3. */
import { describe, expect, test } from 'vitest';
import { openKeyedDigest } from '../../shell/crypto/keyed-digest.ts';
import { openSealedBoxes } from '../../shell/crypto/sealed-box.ts';

const boxes = await openSealedBoxes();
const keyed = await openKeyedDigest();
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const seed = new Uint8Array(32).fill(7);
const message = new TextEncoder().encode('a secret');

describe('a sealed box', () => {
  test('is to the key that libsodium converts the Ed25519 key of a seed to', () => {
    // The pair of the seed that keripy.md 8.4 gives for the passcode 0123456789abcdefghijk, converted by pysodium.
    const pair = boxes.pairOf(bytesOf('3073b3e81041a7aa451e31d82757bf11837b970249f387d0e0b4fd719863b6fb'));
    expect(Buffer.from(pair.publicKey).toString('hex')).toBe(
      '86cb8faf050b2908e4a154c167cb69009aa2f60804d658f70615d6850f4e1c6d',
    );
    expect(Buffer.from(pair.privateKey).toString('hex')).toBe(
      '407293216c9b5a2c3fa3b75cbca8164f3f120472356ed1dbfa94652e91cee971',
    );
    expect(
      boxes.unseal(
        bytesOf(
          '7e41c255b3a68ecb0dcb254587a0889fc4b6ca55e213ad9923dd471199647565c4280ab0c935703d8d3e469e611f2dcf470ec9261317ed85',
        ),
        pair,
      ),
    ).toEqual(message);
  });

  test('opens for its key alone, and never twice the same', () => {
    const pair = boxes.pairOf(seed);
    const box = boxes.seal(message, pair.publicKey);
    expect(box.length).toBe(message.length + 48);
    expect(boxes.unseal(box, pair)).toEqual(message);
    expect(boxes.seal(message, pair.publicKey)).not.toEqual(box);
    expect(boxes.unseal(box, boxes.pairOf(new Uint8Array(32).fill(8)))).toBeUndefined();
  });

  test('does not open when a bit of it is another, or a part is missing', () => {
    const pair = boxes.pairOf(seed);
    const box = boxes.seal(message, pair.publicKey);
    for (let bit = 0; bit < box.length * 8; bit++) {
      const changed = box.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      // The last bit of the drawn public key is no part of it (RFC 7748), but of the nonce.
      expect(boxes.unseal(changed, pair)).toBeUndefined();
    }
    for (const size of [0, 1, 47, 48, box.length - 1])
      expect(boxes.unseal(box.subarray(0, size), pair)).toBeUndefined();
  });
});

describe('a digest with a key', () => {
  test('is BLAKE2b-256 as RFC 7693 keys it', () => {
    const key = Uint8Array.from({ length: 32 }, (_, place) => place);
    expect(Buffer.from(keyed.digest(message, key)).toString('hex')).toBe(
      '443e738231d323ccaccd760de19f6523e7bffe221819e07a0a11b941cfbb66f5',
    );
    expect(Buffer.from(keyed.digest(new Uint8Array(), key)).toString('hex')).toBe(
      '4e51e7a913fc80137da52880fecca175bf81e117d5c68126dc2774033517ea0d',
    );
  });

  test('is the same as itself and as no other', () => {
    const digest = keyed.digest(message, seed);
    expect(keyed.isSame(digest, digest.slice())).toBe(true);
    expect(keyed.isSame(digest, keyed.digest(message, new Uint8Array(32)))).toBe(false);
    expect(keyed.isSame(digest, digest.subarray(1))).toBe(false);
    expect(keyed.isSame(new Uint8Array(), digest)).toBe(false);
  });
});
