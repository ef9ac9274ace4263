/**
 * How an accepted event changes the key state. Inceptions and rotations replace what they establish,
 * interactions only the head.
 *
 * Source: keripy.md 3.5 U-16; K-207.
 */
import { assert } from '../std/assert.ts';
import type { Prefix } from '../cesr/qualified.ts';
import type { Inception, Rotation } from '../event/types.ts';
import type { KeyState } from './key-state.ts';
import type { Standing, StoredEvent } from './stored.ts';
import type { LogReader } from './view.ts';

/** What the checked cuts and adds of a rotation leave: removed first, then added; K-074, K-076. */
export function witnessesAfter(
  before: readonly Prefix[],
  cuts: readonly Prefix[],
  adds: readonly Prefix[],
): readonly Prefix[] {
  const kept = before.filter((witness) => !cuts.includes(witness));
  return [...kept, ...adds.filter((witness) => !kept.includes(witness))];
}

/** What an inception leaves in force. */
export function standingOfInception(event: Inception): Standing {
  return { witnesses: event.witnesses, traits: event.traits, delegator: event.delegator };
}

/** What a rotation after `base` leaves in force. Traits of version 2 rotations come behind. K-079. */
export function standingOfRotation(event: Rotation, base: KeyState): Standing {
  return {
    witnesses: witnessesAfter(base.witnesses, event.cuts, event.adds),
    traits: event.traits.length === 0 ? base.traits : [...base.traits, ...event.traits],
    delegator: base.delegator,
  };
}

/**
 * The key state after `stored`. `establishment` is the stored event that `stored.establishment` names;
 * pass `stored` itself when it is one.
 */
export function stateAfter(stored: StoredEvent, establishment: StoredEvent): KeyState {
  const { event } = stored;
  const established = establishment.event;
  const { standing } = establishment;
  assert(established.ilk !== 'ixn' && standing !== undefined, 'StoredEvent 2');
  return assertKeyState({
    version: event.version,
    prefix: event.prefix,
    sn: event.sn,
    said: event.said,
    prior: 'prior' in event ? event.prior : undefined,
    fn: stored.fn,
    at: stored.at,
    ilk: event.ilk,
    keys: established.keys,
    signingThreshold: established.signingThreshold,
    nextKeyDigests: established.nextKeyDigests,
    nextThreshold: established.nextThreshold,
    toad: established.toad,
    witnesses: standing.witnesses,
    traits: standing.traits,
    establishmentSn: established.sn,
    establishmentSaid: established.said,
    cuts: 'cuts' in established ? established.cuts : [],
    adds: 'adds' in established ? established.adds : [],
    delegator: standing.delegator,
  });
}

/** The key state right after an accepted event, on the branch it belongs to. */
export function stateAt(log: LogReader, stored: StoredEvent): KeyState {
  if (stored.standing !== undefined) return stateAfter(stored, stored);
  const establishment = log.event(stored.establishment.said);
  assert(establishment !== undefined, 'the establishment event of an accepted event is stored');
  return stateAfter(stored, establishment);
}

/** Asserts the guarantees of `KeyState`. */
export function assertKeyState(state: KeyState): KeyState {
  assert(state.establishmentSn <= state.sn, 'KeyState 1');
  assert(state.witnesses.length === 0 ? state.toad === 0 : state.toad >= 1, 'KeyState 2');
  assert(state.toad <= state.witnesses.length, 'KeyState 2');
  assert(state.keys.length > 0, 'KeyState 3');
  return state;
}
