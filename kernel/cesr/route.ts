/**
 * Routes as primitives of native bodies.
 *
 * Source: K-255, K-256; KV-35. A route whose only character outside base64 is `/` is written with `-`
 * in its place; every other route, one with `-` among them, is written as bytes.
 */
import { decodeUtf8, encodeUtf8 } from '../std/utf8.ts';
import { isBase64 } from '../std/base64url.ts';
import type { Primitive } from './primitive.ts';
import { bytesOf, encodeBytes, encodeUnescaped, unescapedText } from './text.ts';

/** The primitive of a route; the route is well-formed text. */
export function encodeRoute(route: string): string {
  const dashed = route.replaceAll('/', '-');
  const isSpelled = !route.includes('-') && isBase64(dashed) && !route.startsWith('A');
  return isSpelled ? encodeUnescaped(dashed) : encodeBytes(encodeUtf8(route));
}

/** The route of a primitive; undefined for other codes, and for bytes that are no text. */
export function routeOf(primitive: Primitive): string | undefined {
  const bytes = bytesOf(primitive);
  if (bytes !== undefined) return decodeUtf8(bytes);
  return unescapedText(primitive)?.replaceAll('-', '/');
}
