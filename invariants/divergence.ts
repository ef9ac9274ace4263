/**
 * S-6 DivergenceNeedsCause: honest nodes hold different events at one number only when both were made, and
 * either one may take the place of the other, or an adversary held keys, or the controller itself made both.
 *
 * Source: dst.md S6.
 */
import type { Prefix, Said } from '../kernel/cesr/qualified.ts';
import type { BookEvent } from './book.ts';
import type { Judge, Verdict, World } from './judge.ts';
import { areReconcilable } from './lineage.ts';
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

function judgeWorld(world: World): Verdict {
  const honest = world.members.filter(({ isHonest }) => isHonest);
  let verdict: Verdict;
  for (const prefix of world.aids()) {
    let first: readonly BookEvent[] | undefined;
    for (const { book } of honest) {
      const trunk = book.aid(prefix)?.trunk;
      if (trunk === undefined) continue;
      if (first === undefined) {
        first = trunk;
        continue;
      }
      const flaw = flawOf(world, prefix, difference(first, trunk));
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
