/** I-22 TrunkOnly: nobody goes on from what was superseded. Source: dst.md 4; K-238. */
import type { Judge } from '../judge.ts';
import { verdictOf } from '../verdict.ts';

export const trunkOnly: Judge = {
  id: 'I-22',
  name: 'TrunkOnly',
  says: 'an accepted event follows an event of the trunk, never a superseded one',
  source: 'dst.md 4; K-238',
  when: ['step'],
  needs: 'log',
  open: () => ({
    entry: ({ entry, book }) => {
      if (entry.kind !== 'append-event' || !('prior' in entry.stored.event)) return undefined;
      const { said, prior } = entry.stored.event;
      const before = book.event(prior);
      if (before === undefined) return undefined;
      return verdictOf(
        before.isDisputed ? `${said} was accepted on top of ${prior}, which is superseded` : undefined,
      );
    },
  }),
};
