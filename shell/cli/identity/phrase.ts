/**
 * Phrases of words that one person reads to another, to be signed by whom they are meant for.
 *
 * Source: BIP-39: chance, then a checksum of one bit for every 32, cut into words of eleven bits. KERIpy: the words of
 * `kli challenge generate`.
 */
import { createHash } from 'node:crypto';
import { assert } from '../../../kernel/std/assert.ts';
import { phraseWords } from './phrase-words.ts';

/** Bits of chance that a phrase may have. */
const strengths: readonly number[] = [128, 160, 192, 224, 256];

const bitsOfByte = 8;
const bitsOfWord = 11;
const bitsOfChecksumBit = 32;

/** The words that stand for these bytes. */
export function phraseOf(bytes: Uint8Array): readonly string[] {
  const bits = bytes.length * bitsOfByte;
  assert(strengths.includes(bits), 'a phrase has 128, 160, 192, 224 or 256 bits');
  const checksum = createHash('sha256').update(bytes).digest();
  const all = (binary(bytes) + binary(checksum)).slice(0, bits + bits / bitsOfChecksumBit);
  return Array.from({ length: all.length / bitsOfWord }, (_, at) => {
    const word = phraseWords[Number.parseInt(all.slice(at * bitsOfWord, (at + 1) * bitsOfWord), 2)];
    assert(word !== undefined, 'eleven bits are one of 2,048 words');
    return word;
  });
}

function binary(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(2).padStart(bitsOfByte, '0')).join('');
}
