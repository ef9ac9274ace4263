/** Words for verdicts. */
import type { Verdict } from './judge.ts';

/** The promise is broken, and this is how. */
export function broken(says: string): Verdict {
  return { broken: says };
}

/** What is said of several: the first that is broken, else that those hold which could be judged. */
export function judgeEach<T>(items: Iterable<T>, judge: (item: T) => Verdict): Verdict {
  let verdict: Verdict;
  for (const item of items) {
    const found = judge(item);
    if (typeof found === 'object') return found;
    verdict = found ?? verdict;
  }
  return verdict;
}

/** Broken with these words, or holds when there are none. */
export function verdictOf(flaw: string | undefined): Verdict {
  return flaw === undefined ? 'holds' : { broken: flaw };
}
