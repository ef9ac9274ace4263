/**
 * Ground truth of a run: who made and signed what, who holds which keys, which receipts exist anywhere.
 * Actors write it; judges read it through `World`. It never asks a node.
 *
 * Source: dst.md 3.1.
 */
import type { Prefix, Said } from '../kernel/cesr/qualified.ts';
import type { KeyEvent } from '../kernel/event/types.ts';
import type { Held, World } from '../invariants/judge.ts';

/** What judges read. */
export type Known = Pick<
  World,
  | 'held'
  | 'everHeld'
  | 'receipted'
  | 'isFaultyWitness'
  | 'honestTrunk'
  | 'made'
  | 'event'
  | 'isForged'
  | 'isEquivocating'
  | 'aids'
  | 'rotationsAsked'
> & { readonly isFlooded: (node: string) => boolean };

/** What actors tell, and what is known by it. */
export type Truth = {
  readonly known: Known;
  /** A validly signed event was made; `isForged` when an adversary made it. */
  readonly made: (event: KeyEvent, isForged: boolean) => void;
  /** Replaces the honest trunk from `sn` on: honest events, recoveries. */
  readonly stood: (prefix: Prefix, sn: number, said: Said) => void;
  readonly stole: (prefix: Prefix, keys: keyof Held) => void;
  /** Keys that were current are stale from here on, next ones are current. */
  readonly rotated: (prefix: Prefix) => void;
  /** A valid receipt of a witness exists. */
  readonly receipted: (said: Said, witness: Prefix) => void;
  readonly lies: (witness: Prefix) => void;
  /** The controller itself made versions against each other. */
  readonly equivocated: (prefix: Prefix) => void;
  /** A flood was sent to the node. */
  readonly flooded: (node: string) => void;
  /** After the healing a rotation was asked for. */
  readonly askedToRotate: (asked: ReturnType<World['rotationsAsked']>[number]) => void;
};

const nothingHeld: Held = { stale: false, current: false, next: false };

/** The truth of a run that has not begun. */
export function openTruth(): Truth {
  const made = new Map<Prefix, Said[]>();
  const events = new Map<Said, KeyEvent>();
  const forged = new Set<Said>();
  const trunks = new Map<Prefix, readonly Said[]>();
  const held = new Map<Prefix, Held>();
  const everHeld = new Map<Prefix, Held>();
  const receipts = new Map<Said, readonly Prefix[]>();
  const liars = new Set<Prefix>();
  const equivocators = new Set<Prefix>();
  const flooded = new Set<string>();
  const rotations: ReturnType<World['rotationsAsked']>[number][] = [];

  return {
    made: (event, isForged) => {
      if (events.has(event.said)) return;
      events.set(event.said, event);
      if (isForged) forged.add(event.said);
      const known = made.get(event.prefix);
      if (known === undefined) made.set(event.prefix, [event.said]);
      else known.push(event.said);
    },
    stood: (prefix, sn, said) => {
      trunks.set(prefix, [...(trunks.get(prefix) ?? []).slice(0, sn), said]);
    },
    stole: (prefix, keys) => {
      held.set(prefix, { ...(held.get(prefix) ?? nothingHeld), [keys]: true });
      everHeld.set(prefix, { ...(everHeld.get(prefix) ?? nothingHeld), [keys]: true });
    },
    rotated: (prefix) => {
      const before = held.get(prefix);
      if (before === undefined) return;
      const after = { stale: before.stale || before.current, current: before.next, next: false };
      held.set(prefix, after);
      const ever = everHeld.get(prefix) ?? nothingHeld;
      everHeld.set(prefix, {
        ...ever,
        stale: ever.stale || after.stale,
        current: ever.current || after.current,
      });
    },
    receipted: (said, witness) => {
      const known = receipts.get(said) ?? [];
      if (!known.includes(witness)) receipts.set(said, [...known, witness]);
    },
    lies: (witness) => void liars.add(witness),
    equivocated: (prefix) => void equivocators.add(prefix),
    flooded: (node) => void flooded.add(node),
    askedToRotate: (asked) => void rotations.push(asked),
    known: {
      held: (prefix) => held.get(prefix) ?? nothingHeld,
      everHeld: (prefix) => everHeld.get(prefix) ?? nothingHeld,
      receipted: (said) => receipts.get(said) ?? [],
      isFaultyWitness: (witness) => liars.has(witness),
      honestTrunk: (prefix) => trunks.get(prefix) ?? [],
      made: (prefix) => made.get(prefix) ?? [],
      event: (said) => events.get(said),
      isForged: (said) => forged.has(said),
      isEquivocating: (prefix) => equivocators.has(prefix),
      aids: () => [...made.keys()],
      rotationsAsked: () => rotations,
      isFlooded: (node) => flooded.has(node),
    },
  };
}
