/**
 * Paths into a map: their text and their primitive. Following one through a map is the matter of
 * `event/resolve-path.ts`.
 *
 * Source: C-113…C-118; CV-18; keripy.md 7.2. KERIpy: `Pather`.
 */
import { isBase64 } from '../std/base64url.ts';
import { err, ok, type Result } from '../std/result.ts';
import { formFault } from './code-fault.ts';
import type { Fault } from './fault.ts';
import type { Primitive } from './primitive.ts';
import { encodeUnescaped, unescapedText } from './text.ts';

/** The text of a path; a lone `-` names the whole. C-114. */
export function formatPath(components: readonly (string | number)[]): string {
  return `-${components.join('-')}`;
}

/** The components of a path text; one `-` at its end is ignored, an empty component is refused. C-114, C-117. */
export function parsePath(text: string): Result<readonly string[], Fault> {
  if (!text.startsWith('-') || !isBase64(text)) {
    return err(formFault('bad-alphabet', 'a path begins with - and is base64 throughout'));
  }
  const components = text.slice(1).split('-');
  if (components.at(-1) === '') components.pop();
  if (components.includes('')) return err(formFault('bad-size', 'a component of the path is empty'));
  return ok(components);
}

/** The primitive of a path text. */
export function encodePath(text: string): Result<string, Fault> {
  const parsed = parsePath(text);
  return parsed.ok ? ok(encodeUnescaped(text)) : parsed;
}

/** The path text of a primitive. */
export function pathOf(primitive: Primitive): Result<string, Fault> {
  const text = unescapedText(primitive);
  if (text === undefined)
    return err(formFault('unexpected-code', `a path is wanted, and code ${primitive.code} is none`));
  const parsed = parsePath(text);
  return parsed.ok ? ok(text) : parsed;
}
