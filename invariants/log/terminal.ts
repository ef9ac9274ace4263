/** I-06 Terminal: a log that commits to no next keys is closed. Source: dst.md 4; K-017, K-063, K-064. */
import type { Judge } from '../judge.ts';
import { verdictOf } from '../verdict.ts';

export const terminal: Judge = {
  id: 'I-06',
  name: 'Terminal',
  says: 'after an establishment event that commits to no next keys nothing is accepted, no recovery either',
  source: 'dst.md 4; K-017, K-063, K-064',
  when: ['step'],
  needs: 'log',
  open: () => ({
    entry: ({ entry, book }) => {
      if (entry.kind !== 'append-event') return undefined;
      const { said, prefix } = entry.stored.event;
      const head = book.aid(prefix)?.trunk.at(-1);
      if (head === undefined) return undefined;
      return verdictOf(
        head.standing.nextKeyDigests.length > 0
          ? undefined
          : `${said} was accepted after ${head.standing.establishmentSaid} had closed the log`,
      );
    },
  }),
};
