/**
 * I-07 TraitsHonoured: what an inception forbids does not happen.
 *
 * Source: dst.md 4; K-078 (both traits stand in inceptions only), K-081, K-083, K-084.
 */
import type { Prefix } from '../../kernel/cesr/qualified.ts';
import { sightOf } from '../arriving.ts';
import type { NodeBook } from '../book.ts';
import type { Judge } from '../judge.ts';
import { verdictOf } from '../verdict.ts';

export const traitsHonoured: Judge = {
  id: 'I-07',
  name: 'TraitsHonoured',
  says: 'with trait EO no interaction is accepted, and of a delegator with DND no delegate',
  source: 'dst.md 4; K-078, K-081, K-083, K-084',
  when: ['step'],
  needs: 'log',
  open: (given) => {
    const sight = sightOf(given);
    return {
      entry: (seen) => {
        const accepted = sight(seen);
        if (accepted === undefined) return undefined;
        const { event, standing, book } = accepted;
        if (event.ilk === 'ixn') {
          if (!inceptionTraits(book, event.prefix).includes('EO')) return undefined;
          return verdictOf(`interaction ${event.said} was accepted, and ${event.prefix} has trait EO`);
        }
        const delegator = standing?.delegator;
        if (delegator === undefined || book.aid(delegator) === undefined)
          return inceptionTraits(book, event.prefix).includes('EO') ? 'holds' : undefined;
        return verdictOf(
          inceptionTraits(book, delegator).includes('DND')
            ? `${event.said} was accepted, and its delegator ${delegator} has trait DND`
            : undefined,
        );
      },
    };
  },
};

function inceptionTraits(book: NodeBook, prefix: Prefix): readonly string[] {
  const inception = book.aid(prefix)?.accepted[0]?.event;
  return inception !== undefined && 'witnesses' in inception ? inception.traits : [];
}
