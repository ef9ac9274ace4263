/** I-05 OneInception: a log begins once. Source: dst.md 4; K-183. */
import type { Judge } from '../judge.ts';
import { verdictOf } from '../verdict.ts';

export const oneInception: Judge = {
  id: 'I-05',
  name: 'OneInception',
  says: 'at most one inception of an identifier is accepted',
  source: 'dst.md 4; K-183',
  when: ['step', 'recovery'],
  needs: 'log',
  open: () => ({
    entry: ({ entry, book }) => {
      if (entry.kind !== 'append-event' || !('witnesses' in entry.stored.event)) return undefined;
      const { said, prefix } = entry.stored.event;
      const first = book.aid(prefix)?.accepted[0];
      return verdictOf(
        first === undefined ? undefined : `${prefix} was incepted by ${said} after ${first.event.said}`,
      );
    },
  }),
};
