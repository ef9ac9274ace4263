/** References to events in rows: prefix, sn, said. */
import type { EventReference } from '../../kernel/cesr/attachments.ts';
import { hex, prefixOf, saidOf, snOf } from './brand.ts';

export type ReferenceRow = readonly [prefix: string, sn: string, said: string];

export function writeReference({ prefix, sn, said }: EventReference): ReferenceRow {
  return [prefix, hex(sn), said];
}

export function readReference([prefix, sn, said]: ReferenceRow): EventReference {
  return { prefix: prefixOf(prefix), sn: snOf(sn), said: saidOf(said) };
}
