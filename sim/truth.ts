/**
 * Ground truth of a run: who made and signed what, who holds which keys, which receipts exist anywhere.
 * Actors write it; judges read it through `World`. It never asks a node.
 *
 * Source: dst.md 3.1.
 */
import type { Prefix, Said } from '../kernel/cesr/qualified.ts';
import type { Held } from '../invariants/judge.ts';

export type Truth = {
  readonly made: (prefix: Prefix, said: Said) => void;
  /** Replaces the honest trunk from `sn` on: honest events, recoveries. */
  readonly stood: (prefix: Prefix, sn: number, said: Said) => void;
  readonly stole: (prefix: Prefix, keys: keyof Held) => void;
  /** Keys that were current are stale from here on, next ones are current. */
  readonly rotated: (prefix: Prefix) => void;
  readonly receipted: (said: Said, witness: Prefix) => void;
  readonly lies: (witness: Prefix) => void;
  /** The controller itself made versions against each other. */
  readonly equivocated: (prefix: Prefix) => void;
  readonly held: (prefix: Prefix) => Held;
  readonly receipts: (said: Said) => readonly Prefix[];
  readonly isFaultyWitness: (witness: Prefix) => boolean;
  readonly isEquivocating: (prefix: Prefix) => boolean;
  readonly honestTrunk: (prefix: Prefix) => readonly Said[];
  readonly madeBy: (prefix: Prefix) => readonly Said[];
  readonly aids: () => readonly Prefix[];
};

const nothingHeld: Held = { stale: false, current: false, next: false };

/** The truth of a run that has not begun. */
export function openTruth(): Truth {
  const made = new Map<Prefix, Said[]>();
  const trunks = new Map<Prefix, Said[]>();
  const held = new Map<Prefix, Held>();
  const receipts = new Map<Said, Prefix[]>();
  const liars = new Set<Prefix>();
  const equivocators = new Set<Prefix>();
  const heldOf = (prefix: Prefix): Held => held.get(prefix) ?? nothingHeld;
  return {
    made: (prefix, said) => {
      const known = made.get(prefix);
      if (known === undefined) made.set(prefix, [said]);
      else if (!known.includes(said)) known.push(said);
    },
    stood: (prefix, sn, said) => {
      trunks.set(prefix, [...(trunks.get(prefix) ?? []).slice(0, sn), said]);
    },
    stole: (prefix, keys) => void held.set(prefix, { ...heldOf(prefix), [keys]: true }),
    rotated: (prefix) => {
      const before = heldOf(prefix);
      held.set(prefix, { stale: before.stale || before.current, current: before.next, next: false });
    },
    receipted: (said, witness) => {
      const known = receipts.get(said) ?? [];
      if (!known.includes(witness)) receipts.set(said, [...known, witness]);
    },
    lies: (witness) => void liars.add(witness),
    equivocated: (prefix) => void equivocators.add(prefix),
    held: heldOf,
    receipts: (said) => receipts.get(said) ?? [],
    isFaultyWitness: (witness) => liars.has(witness),
    isEquivocating: (prefix) => equivocators.has(prefix),
    honestTrunk: (prefix) => trunks.get(prefix) ?? [],
    madeBy: (prefix) => made.get(prefix) ?? [],
    aids: () => [...made.keys()],
  };
}
