/** Keys of rows: parts joined by `.`, which no qualified text contains; numbers so that they order as bytes. */
import { hash } from 'node:crypto';
import { assert } from '../kernel/std/assert.ts';

/** A sequence or first-seen number, 0 to 2^128-1, as 32 digits. */
export function numberKey(number: bigint): string {
  return number.toString(16).padStart(32, '0');
}

/** An ordinal or arrival as 16 digits. */
export function ordinalKey(ordinal: number): string {
  return ordinal.toString(16).padStart(16, '0');
}

/** A time as 16 digits; not before 1970. */
export function timeKey(micros: bigint): string {
  assert(micros >= 0n && micros < 1n << 64n, 'a time is from 1970 on and takes 64 bits');
  return micros.toString(16).padStart(16, '0');
}

/** The ordinal that a key part stands for. */
export function ordinalOf(text: string): number {
  return Number.parseInt(text, 16);
}

const partSizeMax = 400;
const plain = /^[\w\- :]+$/;

/**
 * A part of a key made of any text: itself when it is short and plain, else `~` and its SHA-256. What
 * others write reaches keys only this way.
 */
export function keyPart(text: string): string {
  if (text.length <= partSizeMax && plain.test(text)) return text;
  // As JSON, which writes halves of surrogate pairs out: UTF-8 has one form for all of them.
  return `~${hash('sha256', JSON.stringify(text), 'hex')}`;
}

/** The range of keys that begin with `group` and a dot. */
export function groupRange(group: string): { readonly from: string; readonly to: string } {
  return { from: `${group}.`, to: `${group}/` };
}
