/**
 * I-43 FailStop: after a commit that failed a node writes nothing, decides nothing and tells nothing
 * until it opened its store again.
 *
 * Source: dst.md 4, 2.5 (R3), 2.6. A full disk that refuses a commit as a whole is no failure: nothing of it is visible.
 */
import type { Judge, NodeId, Verdict } from '../judge.ts';
import { broken } from '../verdict.ts';

export const failStop: Judge = {
  id: 'I-43',
  name: 'FailStop',
  says: 'after a commit that failed nothing is written and nothing leaves until the store was opened again',
  source: 'dst.md 4, 2.5 (R3)',
  when: ['step'],
  needs: 'world',
  open: () => {
    const failed = new Set<NodeId>();
    const since = (node: NodeId, what: string): Verdict => {
      if (failed.size === 0 || !failed.has(node)) return undefined;
      return broken(`${what} after a commit that failed, and the store was not opened again`);
    };
    return {
      commit: ({ node, result, afterFailure }) => {
        const verdict = afterFailure
          ? broken('a commit was tried after one that failed')
          : since(node, 'a commit was tried');
        if (result === 'done' || result === 'refused') return verdict;
        failed.add(node);
        return verdict ?? 'holds';
      },
      step: ({ node, step }) =>
        since(node, `${step.decision.subject.said} was told to be ${step.decision.outcome}`),
      send: ({ node, send }) => since(node, `a ${send.kind} left`),
      // A store that refuses to open is closed too: what comes next is another opening.
      opening: ({ node }) => (failed.delete(node) ? 'holds' : undefined),
    };
  },
};
