/**
 * Version strings: the field `v` of a map, which tells protocol, version, serialization and size of the
 * body before it is decoded.
 *
 * Source: keripy.md 1.1 (M-1…M-3), 1.7; C-093…C-103; CV-11…CV-13. Version 1 has 17 characters that end
 * in `_`, version 2 has 19 that end in `.`. Native bodies have none (C-104).
 */
import { assert } from '../std/assert.ts';
import { base64Digit, base64OfInteger, integerOfBase64 } from '../std/base64url.ts';
import { asciiText } from '../std/bytes.ts';
import type { Fault } from './fault.ts';
import { needMore, type Reading } from './reading.ts';

/** How a map is written. */
export type MapSerialization = 'JSON' | 'CBOR' | 'MGPK';
export type Version = readonly [major: number, minor: number];

export type VersionString = {
  readonly protocol: string;
  readonly version: Version;
  /** Version of the code tables of what is attached; undefined for the version 1 form. */
  readonly genus: Version | undefined;
  readonly serialization: MapSerialization;
  /** Bytes of the whole body. */
  readonly size: number;
};

/** A version string and the place of its first character in the body. */
export type SniffedVersion = VersionString & { readonly offset: number };

/** The largest body that both forms can tell, in bytes. C-101. */
export const bodySizeMax = 0xff_ff_ff;
/** The last place in a body at which a version string may start. M-1. */
export const versionOffsetMax = 12;

const upperCase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const lowerHex = '0123456789abcdef';
const serializations: readonly string[] = ['JSON', 'CBOR', 'MGPK'] satisfies readonly MapSerialization[];

/** What each character has to be: P upper case letter, h lower-case hex, b base64, anything else itself. */
const shapeOne = 'PPPPhhPPPPhhhhhh_';
const shapeTwo = 'PPPPbbbbbbPPPPbbbb.';

/** The version string that starts within the first bytes of the body at `[at, end)`. */
export function sniffVersion(bytes: Uint8Array, at: number, end: number): Reading<SniffedVersion> {
  for (let offset = 0; offset <= versionOffsetMax; offset++) {
    const start = at + offset;
    const one = matches(bytes, start, end, shapeOne);
    if (one === 'whole') return sniffed(asciiText(bytes, start, start + shapeOne.length), at, offset);
    const two = matches(bytes, start, end, shapeTwo);
    if (two === 'whole') return sniffed(asciiText(bytes, start, start + shapeTwo.length), at, offset);
    if (one === 'begun' || two === 'begun') return needMore;
  }
  return {
    kind: 'fault',
    fault: versionFault('bad-version-string', 'the body does not begin with a version string', at),
  };
}

function sniffed(text: string, at: number, offset: number): Reading<SniffedVersion> {
  const version = parseVersionString(text);
  if (version === undefined) {
    const says = `the serialization of ${text} is none of JSON, CBOR, MGPK`;
    return { kind: 'fault', fault: versionFault('unknown-serialization', says, at) };
  }
  if (version.size < offset + text.length) {
    return {
      kind: 'fault',
      fault: versionFault('bad-version-string', `the size in ${text} ends within it`, at),
    };
  }
  return { kind: 'read', value: { ...version, offset }, next: at + offset + text.length };
}

/** The parts of a version string of either form; undefined when `text` is none. */
export function parseVersionString(text: string): VersionString | undefined {
  if (text.length === shapeOne.length && hasShape(text, shapeOne)) return parseOne(text);
  if (text.length === shapeTwo.length && hasShape(text, shapeTwo)) return parseTwo(text);
  return undefined;
}

function parseOne(text: string): VersionString | undefined {
  const serialization = serializationOf(text.slice(6, 10));
  if (serialization === undefined) return undefined;
  const version: Version = [Number.parseInt(text.charAt(4), 16), Number.parseInt(text.charAt(5), 16)];
  const size = Number.parseInt(text.slice(10, 16), 16);
  return { protocol: text.slice(0, 4), version, genus: undefined, serialization, size };
}

function parseTwo(text: string): VersionString | undefined {
  const serialization = serializationOf(text.slice(10, 14));
  if (serialization === undefined) return undefined;
  const size = integerOfBase64(text, 14, 18);
  const version = parseVersionDigits(text.slice(4, 7));
  return {
    protocol: text.slice(0, 4),
    version,
    genus: parseVersionDigits(text.slice(7, 10)),
    serialization,
    size,
  };
}

/** A version as three base64 digits: one of the major, two of the minor number. The digits are base64. C-099. */
export function parseVersionDigits(digits: string): Version {
  return [integerOfBase64(digits, 0, 1), integerOfBase64(digits, 1, 3)];
}

/** Three base64 digits of a version; major up to 63, minor up to 4095. */
export function formatVersionDigits([major, minor]: Version): string {
  return base64OfInteger(major, 1) + base64OfInteger(minor, 2);
}

/** The text of a version string; of the version 2 form when it has a genus. The size is at most `bodySizeMax`. */
export function formatVersionString({
  protocol,
  version,
  genus,
  serialization,
  size,
}: VersionString): string {
  assert(protocol.length === 4, 'a protocol has four letters');
  assert(Number.isInteger(size) && size >= 0 && size <= bodySizeMax, 'the size can be told');
  if (genus !== undefined) {
    return `${protocol}${formatVersionDigits(version)}${formatVersionDigits(genus)}${serialization}${base64OfInteger(size, 4)}.`;
  }
  const [major, minor] = version;
  const digits = major.toString(16) + minor.toString(16);
  assert(digits.length === 2, 'both version numbers are one hex digit');
  return `${protocol}${digits}${serialization}${size.toString(16).padStart(6, '0')}_`;
}

/** What is wrong with protocol or version of a version string that was read; undefined when both are known. M-3. */
export function versionProblem({
  protocol,
  version,
  genus,
}: VersionString): 'unknown-protocol' | 'unsupported-version' | undefined {
  if (protocol !== 'KERI' && protocol !== 'ACDC') return 'unknown-protocol';
  const [major, minor] = version;
  if (genus === undefined) return major === 1 && minor === 0 ? undefined : 'unsupported-version';
  return major === 2 && minor === 0 && genus[0] === 2 ? undefined : 'unsupported-version';
}

function serializationOf(text: string): MapSerialization | undefined {
  return serializations.includes(text) ? (text as MapSerialization) : undefined;
}

function matches(bytes: Uint8Array, start: number, end: number, shape: string): 'whole' | 'begun' | 'no' {
  for (let i = 0; i < shape.length; i++) {
    if (start + i >= end) return 'begun';
    if (!isShaped(bytes[start + i] ?? 0, shape.charAt(i))) return 'no';
  }
  return 'whole';
}

function hasShape(text: string, shape: string): boolean {
  for (let i = 0; i < shape.length; i++) if (!isShaped(text.charCodeAt(i), shape.charAt(i))) return false;
  return true;
}

function isShaped(unit: number, wanted: string): boolean {
  if (wanted === 'P') return upperCase.includes(String.fromCharCode(unit));
  if (wanted === 'h') return lowerHex.includes(String.fromCharCode(unit));
  if (wanted === 'b') return base64Digit(unit) >= 0;
  return unit === wanted.charCodeAt(0);
}

function versionFault(code: 'bad-version-string' | 'unknown-serialization', says: string, at: number): Fault {
  const keripy = code === 'unknown-serialization' ? 'KindError' : 'VersionError';
  return { kind: 'framing', code, says, keripy, span: { start: at, end: at + 1 } };
}
