/** I-04 PrefixBound: an identifier derives from its inception, and its events carry it. Source: dst.md 4; K-018, K-179, K-184, K-203. */
import { isSelfAddressing } from '../../kernel/cesr/identifiers.ts';
import type { Inception } from '../../kernel/event/types.ts';
import type { Judge } from '../judge.ts';
import { verdictOf } from '../verdict.ts';

export const prefixBound: Judge = {
  id: 'I-04',
  name: 'PrefixBound',
  says: 'an identifier is the SAID or the only key of its inception, and every event of its log carries it',
  source: 'dst.md 4; K-018, K-179, K-184, K-203',
  when: ['step'],
  needs: 'log',
  open: () => ({
    entry: ({ entry, book }) => {
      if (entry.kind !== 'append-event') return undefined;
      const { event } = entry.stored;
      if ('witnesses' in event) return verdictOf(flawOf(event));
      const before = book.event(event.prior)?.event.prefix;
      if (before === undefined) return undefined;
      return verdictOf(
        before === event.prefix
          ? undefined
          : `${event.said} of ${event.prefix} follows an event of ${before}`,
      );
    },
  }),
};

function flawOf({ ilk, prefix, said, keys }: Inception): string | undefined {
  if (isSelfAddressing(prefix))
    return String(prefix) === String(said) ? undefined : `${prefix} was incepted by ${said}`;
  if (ilk === 'dip') return `the delegated ${prefix} is not self-addressing`;
  const isOnlyKey = keys.length === 1 && String(keys[0]) === String(prefix);
  return isOnlyKey ? undefined : `${prefix} is not the only key of its inception`;
}
