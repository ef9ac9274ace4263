/**
 * A message cut out of a stream: its body, and what came attached. And how a body starts.
 *
 * Source: keripy.md 1.1, 1.7, 7.5; C-069…C-074, C-077, C-094, C-098, C-104, D-16. A frame says where a
 * message ends; whether its body is a message of its type is for the parsers of bodies to tell.
 */
import type { Attachments, Span } from './attachments.ts';
import { framingFault } from './code-fault.ts';
import { rowOf } from './codes.ts';
import { type CounterRow, type Genus, genusOne, genusTwo } from './counter-codes.ts';
import type { Fault } from './fault.ts';
import { type Counter, readCounter, readPrimitive, type Texted } from './read.ts';
import { type Domain, needMore, type Reading } from './reading.ts';
import { versionTagOf } from './tag.ts';
import { type MapSerialization, sniffVersion, type Version } from './version-string.ts';

/** What a body says about itself before it is decoded. */
export type BodyVersion = {
  readonly protocol: string;
  readonly version: Version;
  /** Version of the code tables of what is attached; undefined for version 1 bodies. */
  readonly genus: Version | undefined;
  readonly serialization: MapSerialization | 'CESR';
  /** Bytes of the body. */
  readonly size: number;
};

/**
 * One message of a stream.
 *  1. `body` is a copy that nobody else writes to, of `version.size` bytes.
 *  2. `bodySpan` lies in `span`; both are byte offsets of the whole stream.
 *  3. A continuation has the body of the frame before it, and all attachments so far: those, and more.
 */
export type Frame = {
  readonly body: Uint8Array;
  readonly version: BodyVersion;
  readonly bodySpan: Span;
  readonly span: Span;
  readonly attachments: Attachments;
  readonly continuation: boolean;
};

/** What a byte at a place where a message or group may start can begin. CV-03, C-071, D-16. */
export type Start = 'map' | 'text-counter' | 'binary-counter' | 'blank' | 'cold';

export function startOf(byte: number): Start {
  if (byte === 0x7b || (byte >= 0x80 && byte <= 0x8f) || byte === 0xde || byte === 0xdf) return 'map';
  if (byte >= 0xa0 && byte <= 0xbf) return 'map';
  if (byte === 0x2d) return 'text-counter';
  if (byte >= 0xf8 && byte <= 0xfb) return 'binary-counter';
  return byte === 0x0a || byte === 0x0d || byte === 0x09 ? 'blank' : 'cold';
}

/** A body at a message start: what it says of itself, and the bytes it takes in the stream. */
export type BodyHead = {
  readonly version: BodyVersion;
  readonly size: number;
  /** The body itself when it came wrapped in a group of its own; undefined when it stands in the stream. C-077. */
  readonly unwrapped: Uint8Array | undefined;
};

/** The head of a map at `at`: JSON, CBOR or MGPK. */
export function readMapHead(bytes: Uint8Array, at: number, end: number): Reading<BodyHead> {
  const usual = readUsualHead(bytes, at, end);
  if (usual !== undefined) return usual;
  const sniffed = sniffVersion(bytes, at, end);
  if (sniffed.kind !== 'read') return sniffed;
  const { protocol, version, genus, serialization, size } = sniffed.value;
  const head = { version: { protocol, version, genus, serialization, size }, size, unwrapped: undefined };
  return { kind: 'read', value: head, next: sniffed.next };
}

/** How nearly every message starts: protocol and size stand at 6 and 16. */
const usualStart = '{"v":"PPPP10JSON';
const usualHeadSize = 23;
const usualProtocols = ['KERI', 'ACDC'] as const;

/** The head of a version 1 JSON body of a known protocol, without a search; undefined for all others. */
function readUsualHead(bytes: Uint8Array, at: number, end: number): Reading<BodyHead> | undefined {
  if (end - at < usualHeadSize || bytes[at + usualHeadSize - 1] !== 0x5f) return undefined;
  for (let i = 0; i < usualStart.length; i++) {
    if ((i < 6 || i > 9) && bytes[at + i] !== usualStart.charCodeAt(i)) return undefined;
  }
  const protocol = usualProtocols.find((name) => isTextAt(bytes, at + 6, name));
  let size = 0;
  for (let i = usualStart.length; i < usualHeadSize - 1; i++)
    size = size * 16 + lowerHexDigit(bytes[at + i] ?? 0);
  if (protocol === undefined || !(size >= usualHeadSize)) return undefined;
  const version = { protocol, version: versionOne, genus: undefined, serialization: 'JSON', size } as const;
  return { kind: 'read', value: { version, size, unwrapped: undefined }, next: at + usualHeadSize };
}

const versionOne: Version = [1, 0];

function isTextAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** The digit of a character; not a number for all but `0`-`9` and `a`-`f`. */
function lowerHexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  return byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : Number.NaN;
}

/** A counter as it was read at the start of a body. */
export type BodyCounter = {
  readonly counter: Counter & Texted;
  readonly at: number;
  readonly next: number;
  readonly domain: Domain;
};

/** The head of a body that a counter opens: native, or wrapped. The counter is one of a body. */
export function readCountedHead(bytes: Uint8Array, opening: BodyCounter, end: number): Reading<BodyHead> {
  return opening.counter.row.kind === 'non-native-body'
    ? readWrappedHead(bytes, opening, end)
    : readNativeHead(bytes, opening, end);
}

/** True for the counters that a body starts with. */
export function isBodyCounter(row: CounterRow): boolean {
  return row.kind === 'fixed-body' || row.kind === 'map-body' || row.kind === 'non-native-body';
}

/** Protocol and versions of a native body are the tag at its front; the counter gives the size. C-104. */
function readNativeHead(
  bytes: Uint8Array,
  { counter, at, next, domain }: BodyCounter,
  end: number,
): Reading<BodyHead> {
  const contentEnd = next + contentSize(counter, domain);
  const read = readPrimitive(bytes, next, Math.min(end, contentEnd), domain);
  if (read.kind === 'need-more')
    return end < contentEnd ? needMore : badHead('a native body has no version', at);
  if (read.kind === 'fault') return read;
  const tag = versionTagOf(read.value);
  if (tag === undefined) return badHead('a native body does not begin with its version', at);
  const size = contentEnd - at;
  return {
    kind: 'read',
    value: { version: { ...tag, serialization: 'CESR', size }, size, unwrapped: undefined },
    next: contentEnd,
  };
}

/** The native body that starts at `at` whatever tables hold: no other group has a version at its front. */
export function readUnannouncedNative(
  bytes: Uint8Array,
  at: number,
  end: number,
  domain: Domain,
): Reading<BodyHead> {
  const counter = readCounter(bytes, at, end, domain, genusTwo);
  if (counter.kind !== 'read') return counter;
  const { row } = counter.value;
  if (row.kind !== 'fixed-body' && row.kind !== 'map-body') return badHead('this is no native body', at);
  return readNativeHead(bytes, { counter: counter.value, at, next: counter.next, domain }, end);
}

/** A wrapped body is the bytes of one primitive, which fills the group. C-077. */
function readWrappedHead(
  bytes: Uint8Array,
  { counter, at, next, domain }: BodyCounter,
  end: number,
): Reading<BodyHead> {
  const contentEnd = next + contentSize(counter, domain);
  if (contentEnd > end) return needMore;
  const read = readPrimitive(bytes, next, contentEnd, domain);
  if (read.kind === 'fault') return read;
  if (read.kind === 'need-more' || read.next !== contentEnd)
    return badHead('a wrapped body does not fill its group', at);
  const { raw, code } = read.value;
  if (rowOf(code)?.role.kind !== 'bytes') return badHead(`a wrapped body is not of code ${code}`, at);
  const head = readMapHead(raw, 0, raw.length);
  if (head.kind !== 'read' || head.value.size !== raw.length)
    return badHead('a wrapped body is not of the size it tells', at);
  return { kind: 'read', value: { ...head.value, size: contentEnd - at, unwrapped: raw }, next: contentEnd };
}

/** The domain of a counter, by its first byte. */
export function domainOf(bytes: Uint8Array, at: number): Domain {
  return bytes[at] === 0x2d ? 'text' : 'binary';
}

/** Bytes that a counter of quadlets frames. */
export function contentSize(counter: Counter, domain: Domain): number {
  return counter.count * (domain === 'text' ? 4 : 3);
}

/** The tables that a body's version asks for. */
export function genusOfBody({ genus }: BodyVersion): Genus {
  return genus !== undefined && genus[0] === 2 ? genusTwo : genusOne;
}

function badHead(says: string, at: number): { readonly kind: 'fault'; readonly fault: Fault } {
  return { kind: 'fault', fault: framingFault('unexpected-code', says, { start: at, end: at + 1 }) };
}
