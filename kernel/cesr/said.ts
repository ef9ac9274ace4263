/**
 * Self-addressing identifiers of serializations: derived and checked over the bytes as they are.
 *
 * Source: C-106…C-109; keripy.md 1.5. The places of the identifiers are given; nothing is serialized
 * again, and the bytes given are never written into.
 */
import type { Algorithms } from '../crypto/algorithm.ts';
import { assert } from '../std/assert.ts';
import { bytesEqual, copyBytes } from '../std/bytes.ts';
import type { Span } from './attachments.ts';
import { rowOf } from './codes.ts';
import { digestOf } from './identifiers.ts';
import { encodePrimitive } from './primitive.ts';
import type { Said } from './qualified.ts';

/** Code unit of `#`, which fills the places of identifiers while digesting. */
const dummy = 0x23;

/** Characters that a SAID of a digest code takes. */
export function saidSize(code: string): number {
  const row = rowOf(code);
  assert(row?.role.kind === 'digest', 'the code is one of a digest');
  return row.fullSize;
}

/** The text that holds the place of a SAID of `code` until it is known. C-109. */
export function dummySaid(code: string): string {
  return '#'.repeat(saidSize(code));
}

/** The bytes with each place filled with `#`. */
export function dummied(bytes: Uint8Array, places: readonly Span[]): Uint8Array {
  const copy = copyBytes(bytes);
  for (const { start, end } of places) copy.fill(dummy, start, end);
  return copy;
}

/** The SAID by `code` of bytes whose places of identifiers are filled with `#` or are to be. */
export function deriveSaid(
  bytes: Uint8Array,
  places: readonly Span[],
  code: string,
  digest: Algorithms['digest'],
): Said {
  const role = rowOf(code)?.role;
  assert(role?.kind === 'digest', 'the code is one of a digest');
  return encodePrimitive(code, { raw: digest(role.algorithm, dummied(bytes, places)) }) as Said;
}

/**
 * True when `said` is the digest, by the algorithm its code names, of the bytes with every place filled
 * with `#`. The places are those of all identifiers that are digests of these bytes, `said` among them.
 */
export function checkSaid(
  bytes: Uint8Array,
  places: readonly Span[],
  said: string,
  digest: Algorithms['digest'],
): boolean {
  const qualified = digestOf(said);
  if (qualified === undefined) return false;
  return bytesEqual(digest(qualified.algorithm, dummied(bytes, places)), qualified.raw);
}

/** The first place at or after `from` where the bytes spell `text`, which is ASCII; undefined when nowhere. */
export function findText(bytes: Uint8Array, text: string, from: number): Span | undefined {
  const first = text.charCodeAt(0);
  const last = bytes.length - text.length;
  let start = bytes.indexOf(first, from);
  while (start >= 0 && start <= last) {
    if (standsAt(bytes, text, start)) return { start, end: start + text.length };
    start = bytes.indexOf(first, start + 1);
  }
  return undefined;
}

function standsAt(bytes: Uint8Array, text: string, start: number): boolean {
  for (let i = 1; i < text.length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false;
  return true;
}
