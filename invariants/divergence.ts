/**
 * S-6 DivergenceNeedsCause: honest nodes hold different events at one number only when both were made and have the
 * receipts that they need, and either one may take the place of the other, or an adversary held keys, or the
 * controller itself made both.
 *
 * Source: dst.md S6. Nodes that speak for somebody take what they are concerned in without receipts.
 */
import type { Prefix, Said } from '../kernel/cesr/qualified.ts';
import type { BookEvent } from './book.ts';
import type { Judge, Member, Verdict, World } from './judge.ts';
import { areReconcilable, openLineage } from './lineage.ts';
import type { Lineage } from './lineage.ts';
import { broken } from './verdict.ts';

export const divergence: Judge = {
  id: 'S-6',
  name: 'DivergenceNeedsCause',
  says: 'trunks of honest nodes differ only where versions were made and somebody could make them',
  source: 'dst.md S6',
  when: ['rest', 'end'],
  needs: 'world',
  open: () => ({ rest: judgeWorld, end: judgeWorld }),
};

/** The trunk that a node has of a log. */
type Held = { readonly member: Member; readonly trunk: readonly BookEvent[] };

function judgeWorld(world: World): Verdict {
  const honest = world.members.filter(({ isHonest }) => isHonest);
  const lineage = openLineage(world);
  let verdict: Verdict;
  for (const prefix of world.aids()) {
    const holders = honest.flatMap((member): Held | readonly Held[] => {
      const trunk = member.book.aid(prefix)?.trunk;
      return trunk === undefined ? [] : { member, trunk };
    });
    const [first, ...others] = holders;
    if (first === undefined) continue;
    for (const other of others) {
      const pair = difference(first.trunk, other.trunk);
      const flaw =
        flawOf(world, prefix, pair) ??
        (pair === undefined
          ? undefined
          : unreceipted(world, lineage, [
              [first, pair[0]],
              [other, pair[1]],
            ]));
      if (flaw !== undefined) return broken(flaw);
      verdict = 'holds';
    }
  }
  return verdict;
}

/** The first number at which both have an event and not the same one. */
function difference(
  one: readonly BookEvent[],
  other: readonly BookEvent[],
): readonly [Said, Said] | undefined {
  for (let sn = 0; sn < one.length && sn < other.length; sn++) {
    const [mine, theirs] = [one[sn]?.event.said, other[sn]?.event.said];
    if (mine !== undefined && theirs !== undefined && mine !== theirs) return [mine, theirs];
  }
  return undefined;
}

function flawOf(world: World, prefix: Prefix, pair: readonly [Said, Said] | undefined): string | undefined {
  if (pair === undefined) return undefined;
  const [one, other] = [world.event(pair[0]), world.event(pair[1])];
  if (one === undefined || other === undefined)
    return `${pair[0]} and ${pair[1]} stand at one number, and one of them was never made`;
  if (areReconcilable(one, other) || world.isEquivocating(prefix)) return undefined;
  const { stale, current, next } = world.everHeld(prefix);
  if (stale || current || next) return undefined;
  return `${one.said} and ${other.said} stand at number ${one.sn.toString(16)}, and nobody held the keys for a second one`;
}

/** Keys alone split nobody who is not concerned in a log: each version needs the receipts of its witnesses. */
function unreceipted(
  { receipted }: World,
  lineage: Lineage,
  versions: readonly (readonly [Held, Said])[],
): string | undefined {
  for (const [{ member }, said] of versions) {
    const { witnesses = [], toad = 0 } = lineage.standing(said) ?? {};
    const count = receipted(said).filter((witness) => witnesses.includes(witness)).length;
    if (member.own.length === 0 && count < toad)
      return `${member.node} holds ${said} against another version, and it has ${count} receipts of ${toad}`;
  }
  return undefined;
}
