/**
 * I-12 RevokedMeansRevoked: keys that were rotated out sign nothing any more.
 *
 * Source: dst.md 4; K-180, K-207. Judges events of logs that have rotated; that enough keys signed is I-09.
 */
import type { AcceptedEvent } from '../arriving.ts';
import { sightOf } from '../arriving.ts';
import type { BookEvent } from '../book.ts';
import type { Judge } from '../judge.ts';
import { proofsBy } from '../proofs.ts';
import type { Proofs } from '../proofs.ts';
import { verdictOf } from '../verdict.ts';

export const revokedMeansRevoked: Judge = {
  id: 'I-12',
  name: 'RevokedMeansRevoked',
  says: 'nothing is accepted that is signed only by keys that were rotated out at its number or below',
  source: 'dst.md 4; K-180, K-207',
  when: ['step'],
  needs: 'log',
  open: (given) => {
    const proofs = proofsBy(given.algorithms);
    const sight = sightOf(given);
    return {
      entry: (seen) => {
        const accepted = sight(seen);
        if (accepted?.standing === undefined || accepted.standing.establishmentSn === 0n) return undefined;
        if (accepted.signed().size > 0) return 'holds';
        const revoked = revokedSigner(accepted, proofs);
        if (revoked === undefined) return undefined;
        return verdictOf(
          `${accepted.event.said} was accepted, and only keys of ${revoked.event.said} signed it, which are rotated out`,
        );
      },
    };
  },
};

/** The establishment event before the one in force, latest first, whose keys made one of the signatures. */
function revokedSigner({ event, attachments, prior }: AcceptedEvent, proofs: Proofs): BookEvent | undefined {
  for (let page = prior; page !== undefined; page = page.prior) {
    if (page.event.ilk === 'ixn') continue;
    const { keys } = page.event;
    const hasSigned = attachments.controllerSignatures.some((signature) =>
      keys.some((key) => proofs.isIndexedBy(key, event, signature)),
    );
    if (hasSigned) return page;
  }
  return undefined;
}
