/** Words for verdicts. */
import type { Verdict } from './judge.ts';

/** The promise is broken, and this is how. */
export function broken(says: string): Verdict {
  return { broken: says };
}

/** Broken with these words, or holds when there are none. */
export function verdictOf(flaw: string | undefined): Verdict {
  return flaw === undefined ? 'holds' : { broken: flaw };
}
