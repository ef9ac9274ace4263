/** I-09 SigThreshold: enough keys signed. Source: dst.md 4; K-054, K-165, K-167, K-180. */
import { sightOf } from '../arriving.ts';
import type { Judge } from '../judge.ts';
import { verdictOf } from '../verdict.ts';
import { reaches } from '../weights.ts';

export const sigThreshold: Judge = {
  id: 'I-09',
  name: 'SigThreshold',
  says: 'signatures that verify, each key place counted once, meet the signing threshold in force, in exact arithmetic',
  source: 'dst.md 4; K-054…K-061, K-165, K-167, K-180',
  when: ['step'],
  needs: 'log',
  open: (given) => {
    const sight = sightOf(given);
    return {
      entry: (seen) => {
        const accepted = sight(seen);
        if (accepted?.standing === undefined) return undefined;
        const { event, standing, signed } = accepted;
        return verdictOf(
          reaches(standing.signingThreshold, signed())
            ? undefined
            : `${event.said} was accepted with good signatures at ${shown(signed())} of ${standing.keys.length} keys`,
        );
      },
    };
  },
};

function shown(places: ReadonlySet<number>): string {
  return places.size === 0 ? 'none' : [...places].join(', ');
}
