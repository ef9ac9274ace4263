/** I-02 SnContiguous: a trunk has an event at every number from 0, and an inception there. Source: dst.md 4; K-048, K-049. */
import type { Judge } from '../judge.ts';
import { verdictOf } from '../verdict.ts';

export const snContiguous: Judge = {
  id: 'I-02',
  name: 'SnContiguous',
  says: 'a trunk is 0, 1, 2… without a gap, and begins with an inception',
  source: 'dst.md 4; K-048, K-049, K-208',
  when: ['step', 'recovery'],
  needs: 'log',
  open: () => ({
    entry: ({ entry, book }) => {
      if (entry.kind !== 'append-event') return undefined;
      const { event } = entry.stored;
      const length = BigInt(book.aid(event.prefix)?.trunk.length ?? 0);
      const isInception = event.ilk === 'icp' || event.ilk === 'dip';
      if (isInception !== (event.sn === 0n))
        return verdictOf(`${event.ilk} ${event.said} was accepted at sn ${event.sn.toString(16)}`);
      return verdictOf(
        event.sn <= length
          ? undefined
          : `${event.said} was accepted at sn ${event.sn.toString(16)}, but the trunk has ${length} events`,
      );
    },
  }),
};
