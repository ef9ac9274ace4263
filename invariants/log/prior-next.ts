/** I-10 PriorNext: a rotation reveals what was committed to. Source: dst.md 4; K-163, K-188, K-190…K-193. */
import type { Arriving } from '../arriving.ts';
import { sightOf } from '../arriving.ts';
import type { Standing } from '../book.ts';
import type { Judge } from '../judge.ts';
import { proofsBy } from '../proofs.ts';
import type { Proofs } from '../proofs.ts';
import { verdictOf } from '../verdict.ts';
import { reaches } from '../weights.ts';

export const priorNext: Judge = {
  id: 'I-10',
  name: 'PriorNext',
  says: 'keys that signed a rotation, and that the establishment event before it committed to, meet its next threshold',
  source: 'dst.md 4; K-163, K-167, K-188, K-190…K-193',
  when: ['step'],
  needs: 'log',
  open: (given) => {
    const sight = sightOf(given);
    return {
      entry: (seen) => {
        const accepted = sight(seen);
        const before = accepted?.prior?.standing;
        if (accepted === undefined || before === undefined || accepted.event.ilk === 'ixn') return undefined;
        const places = revealedPlaces(accepted, before, proofsBy(given.algorithms));
        return verdictOf(
          reaches(before.nextThreshold, places)
            ? undefined
            : `${accepted.event.said} reveals ${places.size} of ${before.nextKeyDigests.length} committed keys, too few`,
        );
      },
    };
  },
};

/** Places of the commitment that keys which signed the event reveal. */
export function revealedPlaces(
  { event, attachments, signed }: Arriving,
  before: Standing,
  proofs: Proofs,
): ReadonlySet<number> {
  const places = new Set<number>();
  if (event.ilk === 'ixn') return places;
  for (const { index, ondex } of attachments.controllerSignatures) {
    const digest = ondex === undefined ? undefined : before.nextKeyDigests[ondex];
    const key = event.keys[index];
    if (ondex === undefined || digest === undefined || key === undefined) continue;
    if (signed().has(index) && proofs.commitsTo(digest, key)) places.add(ondex);
  }
  return places;
}
