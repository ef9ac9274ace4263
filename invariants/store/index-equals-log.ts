/**
 * I-39 IndexEqualsLog: every row of a store that was derived from its log is what the log gives.
 *
 * Source: dst.md 4, 2.5 (R6). Asks the scrub of the store, which makes all rows anew: dear, so one opening in so
 * many is judged, and one node of three at the end. What was damaged is judged by I-44.
 */
import type { Judge, NodeId, Probe, Verdict } from '../judge.ts';
import { isOwnStore } from '../openings.ts';
import { broken, verdictOf } from '../verdict.ts';
import { oneOfThree } from './sample.ts';

const openingsEvery = 8;

export const indexEqualsLog: Judge = {
  id: 'I-39',
  name: 'IndexEqualsLog',
  says: 'every derived row of a store is what making it anew from the log gives',
  source: 'dst.md 4, 2.5 (R6)',
  when: ['recovery', 'end'],
  needs: 'world',
  open: () => {
    const damaged = new Set<NodeId>();
    let openings = 0;
    return {
      opening: (seen) => {
        const { node, probe, book } = seen;
        if (seen.damaged.length > 0) damaged.add(node);
        else if (probe.count() < book.count()) damaged.delete(node);
        if (!isOwnStore(seen) || damaged.has(node) || book.count() === 0) return undefined;
        openings += 1;
        return openings % openingsEvery === 1 ? verdictOf(problemOf(probe)) : undefined;
      },
      end: (world) => {
        let verdict: Verdict;
        for (const { node, probe, book } of oneOfThree(world)) {
          if (probe === undefined || damaged.has(node) || book.count() === 0) continue;
          const problem = problemOf(probe);
          if (problem !== undefined) return broken(`at ${node} ${problem}`);
          verdict = 'holds';
        }
        return verdict;
      },
    };
  },
};

function problemOf(probe: Probe): string | undefined {
  return probe.problems()[0];
}
