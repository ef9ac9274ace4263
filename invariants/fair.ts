/**
 * I-49 Fair: a flood of any size does not keep honest events from being accepted.
 *
 * Source: dst.md L5.
 */
import type { Judge, Verdict } from './judge.ts';
import { standingsOf } from './lag.ts';
import { broken } from './verdict.ts';

export const fair: Judge = {
  id: 'I-49',
  name: 'Fair',
  says: 'a node that was flooded accepts the honest events of the healed core all the same',
  source: 'dst.md L5',
  when: ['liveness'],
  needs: 'world',
  open: () => ({
    liveness: (world) => {
      let verdict: Verdict;
      for (const { member, prefix, missing, excuse } of standingsOf(world)) {
        if (!member.isFlooded || excuse !== undefined) continue;
        if (missing !== undefined)
          return broken(`${member.node} was flooded, and did not come to accept ${missing} of ${prefix}`);
        verdict = 'holds';
      }
      return verdict;
    },
  }),
};
