/**
 * Tags: base64 texts of 1 to 10 characters that stand within the code. Version 2 tables.
 *
 * Source: C-030…C-032, C-083; KV-35. Also the version tag that native bodies begin with (C-104, K-250).
 */
import { assert } from '../std/assert.ts';
import { isBase64 } from '../std/base64url.ts';
import { rowOf } from './codes.ts';
import { encodePrimitive, type Primitive } from './primitive.ts';
import { formatVersionDigits, parseVersionDigits, type Version } from './version-string.ts';

/** The code of the tag of each length, from 1. */
const tagCodes = ['0J', '0K', 'X', '1AAF', '0L', '0M', 'Y', '1AAN', '0N', '0O'] as const;

export const tagSizeMax = tagCodes.length;

/** True when the text can be a tag. */
export function isTag(text: string): boolean {
  return text.length >= 1 && text.length <= tagSizeMax && isBase64(text);
}

/** The tag primitive of a text, which `isTag`. */
export function encodeTag(text: string): string {
  const code = tagCodes[text.length - 1];
  assert(code !== undefined, 'a tag has 1 to 10 characters');
  return encodePrimitive(code, { soft: text });
}

/** The text of a tag; undefined for other codes. */
export function tagOf(primitive: Primitive): string | undefined {
  return rowOf(primitive.code)?.role.kind === 'tag' ? primitive.soft : undefined;
}

/** What the first primitive of a native body says. */
export type VersionTag = { readonly protocol: string; readonly version: Version; readonly genus: Version };

/** The version tag of a native body, such as `0OKERICAACAA`. The protocol has four characters. */
export function encodeVersionTag({ protocol, version, genus }: VersionTag): string {
  return encodeTag(protocol + formatVersionDigits(version) + formatVersionDigits(genus));
}

/** The parts of a version tag; undefined for other primitives. */
export function versionTagOf(primitive: Primitive): VersionTag | undefined {
  if (primitive.code !== '0O') return undefined;
  const { soft } = primitive;
  const [version, genus] = [parseVersionDigits(soft.slice(4, 7)), parseVersionDigits(soft.slice(7, 10))];
  return { protocol: soft.slice(0, 4), version, genus };
}
