/**
 * I-16 KawaImmunity: with more receipts asked for than half of the witnesses and the faulty ones among them, no
 * two versions of an event have enough.
 *
 * Source: dst.md S5. Fixed to one list of witnesses and one threshold; versions of which one may take the place of
 * the other are not against each other.
 */
import type { KeyEvent } from '../kernel/event/types.ts';
import type { Standing } from './book.ts';
import type { Judge, Verdict, World } from './judge.ts';
import { areReconcilable, openLineage, pairsOf } from './lineage.ts';
import { broken } from './verdict.ts';

export const kawaImmunity: Judge = {
  id: 'I-16',
  name: 'KawaImmunity',
  says: 'where M > (N + F) / 2, no two versions of an event that stand against each other have M receipts each',
  source: 'dst.md S5',
  when: ['rest', 'end'],
  needs: 'world',
  open: () => ({ rest: judgeWorld, end: judgeWorld }),
};

function judgeWorld(world: World): Verdict {
  const lineage = openLineage(world);
  let verdict: Verdict;
  for (const prefix of world.aids()) {
    for (const [one, other] of lineage.contested(prefix).flatMap(({ versions }) => pairsOf(versions))) {
      const backing = lineage.standing(one.said);
      if (areReconcilable(...lineage.fork(one, other)) || backing === undefined) continue;
      if (!isSameBacking(backing, lineage.standing(other.said)) || !isImmune(world, backing)) continue;
      const [mine, theirs] = [receiptCount(world, one, backing), receiptCount(world, other, backing)];
      if (mine >= backing.toad && theirs >= backing.toad)
        return broken(
          `${one.said} has ${mine} receipts and ${other.said} has ${theirs}, of ${backing.witnesses.length} witnesses with threshold ${backing.toad}`,
        );
      verdict = 'holds';
    }
  }
  return verdict;
}

function isSameBacking({ witnesses, toad }: Standing, other: Standing | undefined): boolean {
  return (
    other?.toad === toad &&
    other.witnesses.length === witnesses.length &&
    witnesses.every((witness) => other.witnesses.includes(witness))
  );
}

/** The threshold is high enough for the witnesses that are faulty. */
function isImmune({ isFaultyWitness }: World, { witnesses, toad }: Standing): boolean {
  const faulty = witnesses.filter(isFaultyWitness).length;
  return toad > 0 && 2 * toad > witnesses.length + faulty;
}

function receiptCount({ receipted }: World, event: KeyEvent, { witnesses }: Standing): number {
  return receipted(event.said).filter((witness) => witnesses.includes(witness)).length;
}
