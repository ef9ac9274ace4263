/** I-20 FnDense: first-seen numbers count acceptances. Source: dst.md 4; K-224. */
import type { Judge } from '../judge.ts';
import { verdictOf } from '../verdict.ts';

export const fnDense: Judge = {
  id: 'I-20',
  name: 'FnDense',
  says: 'the first-seen numbers of a log are 0, 1, 2… in the order of acceptance',
  source: 'dst.md 4; K-224',
  when: ['step', 'recovery'],
  needs: 'log',
  open: () => ({
    entry: ({ entry, book }) => {
      if (entry.kind !== 'append-event') return undefined;
      const { event, fn } = entry.stored;
      const count = BigInt(book.aid(event.prefix)?.accepted.length ?? 0);
      return verdictOf(
        fn === count ? undefined : `${event.said} got first-seen number ${fn}, and ${count} came before it`,
      );
    },
  }),
};
