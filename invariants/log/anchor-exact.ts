/**
 * I-24 AnchorExact: a delegate stands on a seal of exactly its event.
 *
 * Source: dst.md 4; K-201, K-202, K-205, K-206. Does not bind nodes that have a part in the event (`own-matter.ts`), as
 * long as they name no seal.
 */
import { sightOf } from '../arriving.ts';
import { anchorOf } from './anchors.ts';
import { isOnTrunk } from '../branch.ts';
import type { Judge } from '../judge.ts';
import { mayBeOwnMatter } from '../own-matter.ts';
import { verdictOf } from '../verdict.ts';

export const anchorExact: Judge = {
  id: 'I-24',
  name: 'AnchorExact',
  says: 'an accepted delegated establishment event has a seal of its identifier, number and SAID on the trunk of its delegator',
  source: 'dst.md 4; K-201, K-202, K-205, K-206',
  when: ['step'],
  needs: 'log',
  open: (given) => {
    const sight = sightOf(given);
    return {
      entry: (seen) => {
        const accepted = sight(seen);
        const delegator = accepted?.standing?.delegator;
        if (accepted?.standing === undefined || delegator === undefined || accepted.event.ilk === 'ixn')
          return undefined;
        const { event, standing, book, entry } = accepted;
        const { delegation, source } = entry.stored;
        if (delegation !== undefined && delegation.prefix !== delegator)
          return verdictOf(`${event.said} rests on a seal of ${delegation.prefix}, who is not its delegator`);
        const anchor = anchorOf({ event, delegator, delegation }, book);
        if (anchor !== undefined && isOnTrunk(book, anchor)) return 'holds';
        const { witnesses } = standing;
        const mayBeOwn = mayBeOwnMatter(given, seen.node, { prefix: event.prefix, witnesses, source });
        if (delegation === undefined && mayBeOwn) return undefined;
        return verdictOf(`${event.said} was accepted without its seal on the trunk of ${delegator}`);
      },
    };
  },
};
