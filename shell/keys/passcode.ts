/**
 * Passcodes: what a person or a machine opens a key store with.
 *
 * Source: keripy.md 8.3. At least 21 characters, as KERIpy demands of a `bran`: stretching makes guessing dear, not
 * hopeless. Ours may be any text, all of it counts, and it is stretched over a salt that was drawn.
 */
import { copyBytes } from '../../kernel/std/bytes.ts';
import { refused } from './key-plan.ts';

/** Text, or bytes such as a machine draws. The caller wipes bytes; a text stays in memory as long as the engine keeps it. */
export type Passcode = string | Uint8Array;

/** Characters of a text, or bytes. KERIpy: the length of `bran`. */
export const passcodeSizeMin = 21;
/** No passcode is longer; what is was given by mistake. */
const passcodeSizeMax = 1024;

/**
 * The bytes of a passcode, which the caller wipes; of a text the UTF-8 of its composed form (NFC), which is the same
 * whatever keyboard it came from. Throws `KeelsonError` of code `usage`, which does not repeat it.
 */
export function passwordOf(passcode: Passcode): Uint8Array {
  const size = typeof passcode === 'string' ? Array.from(passcode).length : passcode.length;
  if (size < passcodeSizeMin || size > passcodeSizeMax)
    throw refused(`a passcode has ${passcodeSizeMin} to ${passcodeSizeMax} characters or bytes`, {});
  if (typeof passcode !== 'string') return copyBytes(passcode);
  if (/\p{Surrogate}/u.test(passcode)) throw refused('a passcode is a text with UTF-8', {});
  return new TextEncoder().encode(passcode.normalize('NFC'));
}
