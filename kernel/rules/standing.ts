/**
 * Rows about a key event and the key state before it. No signature is looked at yet: what can be
 * refused without cryptography is refused first.
 *
 * Source: keripy.md 3.5 (U-1…U-14), 2.6; conformance rows named below.
 */
import { isWitnessPrefix } from '../event/key-event-rules.ts';
import type { KeyEvent } from '../event/types.ts';
import type { KeyState } from '../state/key-state.ts';
import type { Rule } from './row.ts';
import { when } from './row.ts';

export type StandingCase = {
  readonly event: KeyEvent;
  /** The key state right before the event, on the branch it belongs to; undefined for inceptions. */
  readonly base: KeyState | undefined;
  readonly delegatorTraits: readonly string[];
  readonly compat: 'specification' | 'keripy-1.1';
};

const inceptionOnlyTraits = ['EO', 'DND', 'DID'];

export const standingRules: readonly Rule<StandingCase>[] = [
  {
    id: 'KEL-CLOSED',
    source: 'K-017, K-063, K-064, U-1',
    reason: 'log-closed',
    says: 'a log whose last establishment event commits to no next keys is closed',
    fails: ({ base }) => when(base !== undefined && base.nextKeyDigests.length === 0),
  },
  {
    id: 'ROT-DELEGATED',
    source: 'K-118, U-3',
    reason: 'is-delegated',
    says: 'a delegated log rotates by drt only',
    fails: ({ event, base }) => when(event.ilk === 'rot' && base?.delegator !== undefined),
  },
  {
    id: 'DRT-UNDELEGATED',
    source: 'K-118, B-5',
    reason: 'not-delegated',
    says: 'drt belongs to a delegated log',
    fails: ({ event, base }) =>
      when(event.ilk === 'drt' && base !== undefined && base.delegator === undefined),
  },
  {
    id: 'EO',
    source: 'K-081, U-13',
    reason: 'establishment-only',
    says: 'with trait EO only establishment events may occur',
    fails: ({ event, base }) => when(event.ilk === 'ixn' && base !== undefined && base.traits.includes('EO')),
  },
  {
    id: 'DND',
    source: 'K-083, K-084, D-7',
    reason: 'does-not-delegate',
    says: 'a delegator with trait DND vouches for no one',
    fails: ({ delegatorTraits }) => when(delegatorTraits.includes('DND')),
  },
  {
    id: 'ROT-TRAITS',
    source: 'K-078',
    reason: 'trait-not-allowed',
    says: 'EO, DND and DID are allowed in inceptions only',
    fails: ({ event }) =>
      when(
        event.ilk !== 'ixn' &&
          'prior' in event &&
          event.traits.some((trait) => inceptionOnlyTraits.includes(trait)),
      ),
  },
  {
    id: 'WIT-CUTS',
    source: 'K-074, T-18',
    reason: 'bad-witness-change',
    says: 'every witness removed is one in force',
    fails: ({ event, base }) => cutsFailure(event, base),
  },
  {
    id: 'WIT-ADDS',
    source: 'T-18, D-12',
    reason: 'bad-witness-change',
    says: 'KERIpy: no witness added is in force, and none is removed and added at once',
    fails: ({ event, base, compat }) => (compat === 'keripy-1.1' ? addsFailure(event, base) : undefined),
  },
  {
    id: 'WIT-ADDS-PLAIN',
    source: 'K-071',
    reason: 'bad-witness-change',
    says: 'a witness added is a public key that never rotates, unless the backers are registrars (trait RB)',
    fails: ({ event, base }) => strangeAdd(event, base),
  },
  {
    id: 'TOAD-FITS',
    source: 'K-068, D-07, T-19',
    reason: 'bad-toad',
    says: 'the witness threshold is at least 1 and at most the number of witnesses, and 0 without any',
    fails: ({ event, base }) => toadFailure(event, base),
  },
];

function cutsFailure(event: KeyEvent, base: KeyState | undefined) {
  if (!('cuts' in event) || base === undefined) return undefined;
  const stranger = event.cuts.find((cut) => !base.witnesses.includes(cut));
  return stranger === undefined ? undefined : { field: 'br', facts: `${stranger} is no witness` };
}

function addsFailure(event: KeyEvent, base: KeyState | undefined) {
  if (!('adds' in event) || base === undefined) return undefined;
  const known = event.adds.find((add) => base.witnesses.includes(add) || event.cuts.includes(add));
  return known === undefined ? undefined : { field: 'ba', facts: `${known} is a witness already` };
}

function strangeAdd(event: KeyEvent, base: KeyState | undefined) {
  if (!('adds' in event) || base === undefined) return undefined;
  if ([...base.traits, ...event.traits].includes('RB')) return undefined;
  const strange = event.adds.find((add) => !isWitnessPrefix(add));
  return strange === undefined ? undefined : { field: 'ba', facts: `${strange} is not a plain public key` };
}

function toadFailure(event: KeyEvent, base: KeyState | undefined) {
  if (!('toad' in event)) return undefined;
  const count = witnessCount(event, base);
  const fits = count === 0 ? event.toad === 0 : event.toad >= 1 && event.toad <= count;
  return fits ? undefined : { field: 'bt', facts: `bt ${event.toad} with ${count} witnesses` };
}

function witnessCount(event: Exclude<KeyEvent, { readonly ilk: 'ixn' }>, base: KeyState | undefined): number {
  if ('witnesses' in event) return event.witnesses.length;
  const kept = (base?.witnesses ?? []).filter((witness) => !event.cuts.includes(witness));
  return kept.length + event.adds.filter((add) => !kept.includes(add)).length;
}
