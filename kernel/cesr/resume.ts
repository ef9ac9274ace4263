/**
 * Finds where a stream makes sense again after bytes that could not be framed.
 *
 * Source: C-044, C-071, C-074; keripy.md 7.5 (KERIpy throws the rest of its buffer away instead). A message
 * start is a map that begins with a version string, or a native body. Other groups are no safe place:
 * their codes are two characters, which signatures are full of.
 */
import { readMapHead, readUnannouncedNative } from './frame.ts';

/** The place of a message start, or the place from which to search once more bytes are there. */
export type Search =
  | { readonly kind: 'found'; readonly at: number }
  | { readonly kind: 'none'; readonly from: number };

/** Bytes in front of a place that are looked at to tell whether a map stands inside another. */
export const lookBehind = 2;

/** The first message start in `[from, end)`. `low` is the index of the first byte that is still there. */
export function findStart(bytes: Uint8Array, low: number, from: number, end: number): Search {
  for (let at = from; at < end; at++) {
    const fit = fitOfStart(bytes, low, at, end);
    if (fit === 'whole') return { kind: 'found', at };
    if (fit === 'begun') return { kind: 'none', from: at };
  }
  return { kind: 'none', from: end };
}

/** Whether bytes are what is looked for, may become it, or are not. */
type Fit = 'whole' | 'begun' | 'no';

const jsonHead = [0x22, 0x76, 0x22, 0x3a, 0x22] as const;
const cborHead = [0x61, 0x76] as const;
const mgpkHead = [0xa1, 0x76] as const;

function fitOfStart(bytes: Uint8Array, low: number, at: number, end: number): Fit {
  const byte = bytes[at] ?? 0;
  if (byte === 0x7b)
    return isWithinMap(bytes, low, at) ? 'no' : fitOfMap(bytes, at, end, { head: jsonHead, offset: 1 });
  if (byte === 0x2d || byte === 0xf8) return fitOfNative(bytes, at, end);
  if (byte < 0x80) return 'no';
  if (byte === 0xb8) return fitOfMap(bytes, at, end, { head: cborHead, offset: 2 });
  if (byte >= 0xa0 && byte <= 0xbf) return fitOfMap(bytes, at, end, { head: cborHead, offset: 1 });
  if (byte <= 0x8f) return fitOfMap(bytes, at, end, { head: mgpkHead, offset: 1 });
  return byte === 0xde ? fitOfMap(bytes, at, end, { head: mgpkHead, offset: 3 }) : 'no';
}

type MapHead = { readonly head: readonly number[]; readonly offset: number };

function fitOfMap(bytes: Uint8Array, at: number, end: number, { head, offset }: MapHead): Fit {
  for (const [i, wanted] of head.entries()) {
    if (at + offset + i >= end) return 'begun';
    if (bytes[at + offset + i] !== wanted) return 'no';
  }
  return fitOfReading(readMapHead(bytes, at, end).kind);
}

/** A native body has its version tag right behind its counter, of either size and domain. */
function fitOfNative(bytes: Uint8Array, at: number, end: number): Fit {
  const domain = bytes[at] === 0x2d ? 'text' : 'binary';
  return fitOfReading(readUnannouncedNative(bytes, at, end, domain).kind);
}

function fitOfReading(kind: 'read' | 'need-more' | 'fault'): Fit {
  if (kind === 'read') return 'whole';
  return kind === 'need-more' ? 'begun' : 'no';
}

const withinMap: ReadonlySet<string> = new Set(['":', '",', '},', '],', ':[', '[[']);

/** True when a JSON map is a value or a list entry of another: what is embedded is not a message of the stream. */
function isWithinMap(bytes: Uint8Array, low: number, at: number): boolean {
  if (at - lookBehind < low) return false;
  return withinMap.has(String.fromCharCode(bytes[at - 2] ?? 0, bytes[at - 1] ?? 0));
}
