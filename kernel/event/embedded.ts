/**
 * Messages that an exchange carries under its label `e`, and what was attached to them.
 *
 * Source: keripy.md 1.8, 7.2. KERIpy: `exchanging.exchange(embeds=…)`, `cloneMessage`.
 */
import type { Attachments } from '../cesr/attachments.ts';
import { encodePath } from '../cesr/path.ts';
import { parseVersionString } from '../cesr/version-string.ts';
import type { Algorithms } from '../crypto/algorithm.ts';
import { emptyMap, isMap, type JsonMap, textOf, valueOf } from './json.ts';
import { writeJson } from './json-write.ts';
import { parseMessage } from './parse.ts';
import type { Message } from './types.ts';

/** The map under a label; an empty one for something else. */
export function mapAt(map: JsonMap, label: string): JsonMap {
  const value = valueOf(map, label);
  return isMap(value) ? value : emptyMap;
}

/**
 * The message under a label, as its sender wrote it: a map in its order is the same bytes again. Undefined for none, and
 * for what is no message in JSON.
 */
export function embeddedAt(fields: JsonMap, label: string, algorithms: Algorithms): Message | undefined {
  const map = mapAt(mapAt(fields, 'e'), label);
  const version = parseVersionString(textOf(map, 'v') ?? '');
  if (version?.serialization !== 'JSON') return undefined;
  const framed = { ...version, serialization: 'JSON', raw: writeJson(map) } as const;
  const message = parseMessage(framed, 0, algorithms);
  return message.ok ? message.value : undefined;
}

/** What is attached to the message under a label, as text; empty for nothing. */
export function attachedAt({ pathed }: Pick<Attachments, 'pathed'>, label: string): string {
  const path = encodePath(`-e-${label}`);
  return pathed.find((piece) => path.ok && piece.path === path.value)?.material ?? '';
}
