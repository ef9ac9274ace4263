/** I-03 PriorChained: every event names the accepted event before it. Source: dst.md 4; K-045. */
import type { Judge } from '../judge.ts';
import { verdictOf } from '../verdict.ts';

export const priorChained: Judge = {
  id: 'I-03',
  name: 'PriorChained',
  says: 'every event but an inception names, by its SAID, an accepted event of its log one number below',
  source: 'dst.md 4; K-045',
  when: ['step', 'recovery'],
  needs: 'log',
  open: () => ({
    entry: ({ entry, book }) => {
      if (entry.kind !== 'append-event' || !('prior' in entry.stored.event)) return undefined;
      const { said, prefix, sn, prior } = entry.stored.event;
      const before = book.event(prior)?.event;
      const isBefore = before?.prefix === prefix && before.sn + 1n === sn;
      return verdictOf(
        isBefore ? undefined : `${said} at sn ${sn.toString(16)} names ${prior}, which is not before it`,
      );
    },
  }),
};
