/** Reads the seal of an event out of an anchor: a map of exactly `i`, `s` and `d`, in that order. K-097. */
import { isMap } from '../kernel/event/json.ts';
import type { Json } from '../kernel/event/json.ts';

/** Which event is sealed, in the texts of the wire. */
export type SealedEvent = { readonly prefix: string; readonly sn: string; readonly said: string };

/** The event that an anchor seals; undefined when it is another thing. */
export function readEventSeal(anchor: Json): SealedEvent | undefined {
  if (!isMap(anchor) || anchor.entries.length !== 3) return undefined;
  const [first, second, third] = anchor.entries;
  if (first?.[0] !== 'i' || second?.[0] !== 's' || third?.[0] !== 'd') return undefined;
  const [prefix, sn, said] = [first[1], second[1], third[1]];
  if (typeof prefix !== 'string' || typeof sn !== 'string' || typeof said !== 'string') return undefined;
  return { prefix, sn, said };
}

/** Places of the seals of one event among anchors, rising. */
export function placesOfSeal(anchors: readonly Json[], of: SealedEvent): readonly number[] {
  return anchors.flatMap((anchor, place) => {
    const seal = readEventSeal(anchor);
    return seal?.said === of.said && seal.sn === of.sn && seal.prefix === of.prefix ? [place] : [];
  });
}
