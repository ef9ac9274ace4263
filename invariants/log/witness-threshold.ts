/**
 * I-13 WitnessThreshold: enough witnesses vouched.
 *
 * Source: dst.md 4; K-066, K-077, K-164, K-168, K-222. Does not bind the controller's own node and its witnesses'
 * (`own-matter.ts`).
 */
import { sightOf } from '../arriving.ts';
import type { Judge } from '../judge.ts';
import { mayBeOwnMatter } from '../own-matter.ts';
import { verdictOf } from '../verdict.ts';

export const witnessThreshold: Judge = {
  id: 'I-13',
  name: 'WitnessThreshold',
  says: 'receipts that verify, of distinct witnesses in force at the event, reach the witness threshold',
  source: 'dst.md 4; K-066, K-077, K-164, K-168, K-222',
  when: ['step'],
  needs: 'log',
  open: (given) => {
    const sight = sightOf(given);
    return {
      entry: (seen) => {
        const accepted = sight(seen);
        if (accepted?.standing === undefined || accepted.standing.toad === 0) return undefined;
        const { event, standing, witnessed, entry } = accepted;
        const count = witnessed().size;
        if (count >= standing.toad) return 'holds';
        const { source } = entry.stored;
        const { witnesses } = standing;
        if (mayBeOwnMatter(given, seen.node, { prefix: event.prefix, witnesses, source })) return undefined;
        return verdictOf(
          `${event.said} was accepted with ${count} receipts of witnesses in force, and needs ${standing.toad}`,
        );
      },
    };
  },
};
