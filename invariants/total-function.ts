/**
 * I-46 TotalFunction: every input comes to a decision with a code; the program never fails on one.
 *
 * Source: dst.md 4.
 */
import type { Judge } from './judge.ts';
import { broken } from './verdict.ts';

export const totalFunction: Judge = {
  id: 'I-46',
  name: 'TotalFunction',
  says: 'every input comes to a decision, and none makes the program fail',
  source: 'dst.md 4',
  when: ['step'],
  needs: 'world',
  open: () => ({
    step: ({ step: { decision } }) => {
      const { outcome, why } = decision;
      if (why.rule !== '' && (outcome === 'accepted' || outcome === 'duplicate' || why.reason !== undefined))
        return 'holds';
      return broken(`${decision.subject.said} is ${outcome} and no rule or reason says why`);
    },
    fault: ({ says }) => broken(says),
  }),
};
