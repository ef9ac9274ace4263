/**
 * What an event leaves in force: the naive fold, from the event and what was in force before it.
 *
 * Source: I-11, I-14; K-074…K-079. It shares no code with the fold of the kernel.
 */
import type { Prefix } from '../kernel/cesr/qualified.ts';
import type { Inception, KeyEvent, Rotation } from '../kernel/event/types.ts';
import type { Standing } from './book.ts';

/** What is in force after `event`, on a branch where `before` was. Events that do not fit are folded too. */
export function standingAfter(event: KeyEvent, before: Standing | undefined): Standing {
  if ('witnesses' in event) {
    const { witnesses, traits, delegator } = event;
    return { ...established(event), witnesses, traits, delegator };
  }
  if (event.ilk === 'ixn') return before ?? nothingKnown(event);
  const { witnesses = [], traits = [], delegator } = before ?? {};
  return {
    ...established(event),
    witnesses: witnessesWith(witnesses, event.cuts, event.adds),
    traits: event.traits.length === 0 ? traits : [...traits, ...event.traits],
    delegator,
  };
}

/** Removed ones go first, then added ones come behind, and nobody is there twice. K-074, K-076. */
export function witnessesWith(
  before: readonly Prefix[],
  cuts: readonly Prefix[],
  adds: readonly Prefix[],
): readonly Prefix[] {
  if (cuts.length === 0 && adds.length === 0) return before;
  const left = new Set(before);
  for (const cut of cuts) left.delete(cut);
  for (const add of adds) left.add(add);
  return [...left];
}

function established(event: Inception | Rotation) {
  const { keys, signingThreshold, nextKeyDigests, nextThreshold, toad, sn, said } = event;
  return {
    keys,
    signingThreshold,
    nextKeyDigests,
    nextThreshold,
    toad,
    establishmentSn: sn,
    establishmentSaid: said,
  };
}

/** The standing after an interaction of a log of which nothing is known. */
function nothingKnown({ sn, said }: KeyEvent): Standing {
  return {
    keys: [],
    signingThreshold: { kind: 'number', count: 0n },
    nextKeyDigests: [],
    nextThreshold: { kind: 'number', count: 0n },
    witnesses: [],
    toad: 0,
    traits: [],
    delegator: undefined,
    establishmentSn: sn,
    establishmentSaid: said,
  };
}
