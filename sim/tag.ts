/**
 * A keyed tag of 128 bits over a public key and a message: what stands for a signature in runs that do not
 * spend their time on real ones. Whoever has the words of the run can make it, and only the signer has them.
 *
 * Source: dst.md 6.2 (at least 128 bits; 32-bit integers only). The rounds are those of MurmurHash3, x86, 128 bits.
 */

export const tagWordCount = 4;
const blockSize = 16;

export type Words = readonly [number, number, number, number];

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

function finish(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** Four bytes from `at` on; what lies beyond the end is 0. */
function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}

/** Takes bytes in, sixteen at a time, the last ones filled up with 0; then their number. */
function absorb(state: Words, bytes: Uint8Array): Words {
  let [a, b, c, d] = state;
  for (let at = 0; at < bytes.length; at += blockSize) {
    a ^= Math.imul(rotateLeft(Math.imul(wordAt(bytes, at), 0x239b961b), 15), 0xab0e9789);
    a = Math.imul(rotateLeft(a, 19) + b, 5) + 0x561ccd1b;
    b ^= Math.imul(rotateLeft(Math.imul(wordAt(bytes, at + 4), 0xab0e9789), 16), 0x38b34ae5);
    b = Math.imul(rotateLeft(b, 17) + c, 5) + 0x0bcaa747;
    c ^= Math.imul(rotateLeft(Math.imul(wordAt(bytes, at + 8), 0x38b34ae5), 17), 0xa1e38b93);
    c = Math.imul(rotateLeft(c, 15) + d, 5) + 0x96cd1c35;
    d ^= Math.imul(rotateLeft(Math.imul(wordAt(bytes, at + 12), 0xa1e38b93), 18), 0x239b961b);
    d = Math.imul(rotateLeft(d, 13) + a, 5) + 0x32ac3b17;
  }
  return [a ^ bytes.length, b ^ bytes.length, c ^ bytes.length, d ^ bytes.length];
}

/** The tag, as four words of 32 bits without sign. */
export function tagOf(secret: Words, key: Uint8Array, message: Uint8Array): Words {
  let [a, b, c, d] = absorb(absorb(secret, key), message);
  a = (a + b + c + d) | 0;
  b = (b + a) | 0;
  c = (c + a) | 0;
  d = (d + a) | 0;
  a = finish(a);
  b = finish(b);
  c = finish(c);
  d = finish(d);
  a = (a + b + c + d) | 0;
  return [a >>> 0, (b + a) >>> 0, (c + a) >>> 0, (d + a) >>> 0];
}

/** The words of a text, to be a secret. */
export function wordsOf(text: string): Words {
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
  return tagOf([0x6b656c73, 0x6f6e2073, 0x696d756c, 0x61746f72], new Uint8Array(0), bytes);
}

const signatureSize = 64;

/** Word of a signature at a place, from its tag. */
function signatureWord(tag: Words, place: number): number {
  const word = tag[place % tagWordCount] ?? 0;
  return place < tagWordCount
    ? word
    : finish(word ^ Math.imul(place, 0x9e3779b9) ^ (tag[(place + 1) % tagWordCount] ?? 0));
}

/** A signature of 64 bytes that is the tag, and what follows from it. */
export function signatureOfTag(tag: Words): Uint8Array {
  const signature = new Uint8Array(signatureSize);
  for (let place = 0; place < signatureSize / 4; place++) {
    const word = signatureWord(tag, place);
    signature[place * 4] = word;
    signature[place * 4 + 1] = word >>> 8;
    signature[place * 4 + 2] = word >>> 16;
    signature[place * 4 + 3] = word >>> 24;
  }
  return signature;
}

/** True when every bit of the signature is that of the tag. */
export function isSignatureOfTag(signature: Uint8Array, tag: Words): boolean {
  if (signature.length !== signatureSize) return false;
  for (let place = 0; place < signatureSize / 4; place++) {
    if (wordAt(signature, place * 4) !== (signatureWord(tag, place) | 0)) return false;
  }
  return true;
}
