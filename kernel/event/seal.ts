/**
 * Seals: what an event vouches for. A seal is recognised by its labels in order; anything else in the
 * anchors of an event is opaque.
 *
 * Source: K-026, K-095…K-106; keripy.md 2.2 (T-4).
 */
import type { Prefix, Said } from '../cesr/qualified.ts';
import { isMap, type Json } from './json.ts';
import type { EventSeal } from './types.ts';

/** Kinds of seals and their labels in order. */
export const sealKinds = [
  { name: 'digest', labels: ['d'] },
  { name: 'merkle-root', labels: ['rd'] },
  { name: 'registrar-backer', labels: ['bi', 'd'] },
  { name: 'key-event', labels: ['i', 's', 'd'] },
  { name: 'latest-event', labels: ['i'] },
  { name: 'source-event', labels: ['s', 'd'] },
  { name: 'typed', labels: ['t', 'd'] },
] as const;

export type SealName = (typeof sealKinds)[number]['name'];

/** The kind of seal an anchor is; undefined when it is none. */
export function sealNameOf(anchor: Json): SealName | undefined {
  const entries = entriesOf(anchor);
  if (entries === undefined) return undefined;
  const kind = sealKinds.find(
    ({ labels }) =>
      labels.length === entries.length &&
      entries.every(([label, value], place) => label === labels[place] && typeof value === 'string'),
  );
  return kind?.name;
}

/** The key event seal that an anchor is; undefined when it is something else. */
export function eventSealOf(anchor: Json): EventSeal | undefined {
  const entries = entriesOf(anchor);
  if (entries?.length !== 3) return undefined;
  const [prefix, sn, said] = entries;
  if (prefix?.[0] !== 'i' || sn?.[0] !== 's' || said?.[0] !== 'd') return undefined;
  if (typeof prefix[1] !== 'string' || typeof sn[1] !== 'string' || typeof said[1] !== 'string')
    return undefined;
  return { prefix: prefix[1] as Prefix, sn: sn[1], said: said[1] as Said };
}

/** The digest an anchor commits to, whatever its kind; undefined when it commits to none. */
export function sealedDigestOf(anchor: Json): string | undefined {
  const name = sealNameOf(anchor);
  if (name === undefined || name === 'latest-event') return undefined;
  const label = name === 'merkle-root' ? 'rd' : 'd';
  const value = entriesOf(anchor)?.find(([key]) => key === label)?.[1];
  return typeof value === 'string' ? value : undefined;
}

function entriesOf(anchor: Json): readonly (readonly [string, Json])[] | undefined {
  return isMap(anchor) ? anchor.entries : undefined;
}
