/**
 * Qualified texts as they come back from rows. What was checked before it was stored is not parsed again:
 * the digest of the row, or the CRC of the record, says that it is still the same text.
 */
import type { Digest, Fn, Key, Micros, Prefix, Said, Sn } from '../../kernel/cesr/qualified.ts';

export const prefixOf = (text: string): Prefix => text as Prefix;
export const saidOf = (text: string): Said => text as Said;
export const keyOf = (text: string): Key => text as Key;
export const digestOf = (text: string): Digest => text as Digest;
export const snOf = (hex: string): Sn => BigInt(`0x${hex}`) as Sn;
export const fnOf = (hex: string): Fn => BigInt(`0x${hex}`) as Fn;
export const microsOf = (hex: string): Micros => BigInt(`0x${hex}`) as Micros;
/** The time that a number of a record stands for. */
export const microsOfNumber = (micros: bigint): Micros => micros as Micros;

/** A number as rows write it. */
export const hex = (number: bigint): string => number.toString(16);
