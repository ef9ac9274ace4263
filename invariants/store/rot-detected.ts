/**
 * I-44 RotDetected: a stored value that was damaged is reported before anything is answered from it.
 *
 * Source: dst.md 4, 2.5 (R6, R7). Reported is: opening refuses, reading fails with an error, or the scrub finds
 * it; an answer that differs from the book is no report.
 */
import type { NodeBook } from '../book.ts';
import type { Judge, Probe } from '../judge.ts';
import { verdictOf } from '../verdict.ts';

export const rotDetected: Judge = {
  id: 'I-44',
  name: 'RotDetected',
  says: 'a stored value that was damaged is reported, and nothing is answered from it',
  source: 'dst.md 4, 2.5 (R6, R7)',
  when: ['recovery'],
  needs: 'world',
  open: () => ({
    opening: ({ damaged, refused, probe, book }) => {
      if (damaged.length === 0) return undefined;
      if (refused !== undefined) return 'holds';
      if (probe.problems().length === 0)
        return verdictOf(`nothing finds what was damaged: ${damaged.join(', ')}`);
      return verdictOf(wrongAnswer(probe, book));
    },
  }),
};

/** An answer that is not what the book has; an error is no answer. */
function wrongAnswer(probe: Probe, book: NodeBook): string | undefined {
  for (const { prefix, trunk } of book.aids()) {
    const head = trunk.at(-1)?.event;
    try {
      const state = probe.keyState(prefix);
      if (head !== undefined && state?.said !== head.said)
        return `the node opened, and answers that ${prefix} is at ${String(state?.said)}, not at ${head.said}`;
    } catch {
      continue;
    }
  }
  return undefined;
}
