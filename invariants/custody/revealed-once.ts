/**
 * I-53 RevealedOnce: a key that was in the open is not committed to again.
 *
 * Source: docs/decisions/0028; K-109…K-122 (a commitment protects as long as the key behind it is not known). Keys in
 * reserve are committed to several times, and revealed once.
 */
import type { Key } from '../../kernel/cesr/qualified.ts';
import type { BookEvent } from '../book.ts';
import type { Judge } from '../judge.ts';
import { proofsBy } from '../proofs.ts';
import { broken } from '../verdict.ts';
import { ownEstablishments } from './own-establishments.ts';

export const revealedOnce: Judge = {
  id: 'I-53',
  name: 'RevealedOnce',
  says: 'no event of an own identifier commits to a key that an event of its log has revealed',
  source: 'docs/decisions/0028; K-109…K-122',
  when: ['step'],
  needs: 'world',
  open: ({ algorithms }) => ({
    step: (seen) => {
      const [event] = ownEstablishments(seen);
      if (event === undefined) return undefined;
      const { commitsTo } = proofsBy(algorithms);
      const revealed = [...revealedBy(seen.book.aid(event.prefix)?.accepted ?? []), ...event.keys];
      const again = event.nextKeyDigests.find((digest) => revealed.some((key) => commitsTo(digest, key)));
      return again === undefined
        ? 'holds'
        : broken(`${event.said} commits to ${again}, a key that was revealed before`);
    },
  }),
};

function revealedBy(accepted: readonly BookEvent[]): readonly Key[] {
  return accepted.flatMap(({ event }) => (event.ilk === 'ixn' ? [] : event.keys));
}
