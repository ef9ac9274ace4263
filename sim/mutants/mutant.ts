/**
 * What a mutant is: one planted bug, as text that takes the place of text in a built file, and the judge
 * that has to find it. Production code carries none; a loader plants it in a process of its own.
 *
 * Source: dst.md 1.2 (a mutant counts only if its line ran; the named judge is the killer), 4.
 */

import type { ProfileName } from '../expand/index.ts';

/** One replacement. The text to find stands exactly once in the file. */
export type Patch = {
  /** The built file, from the root of the package: `kernel/step.js`. */
  readonly file: string;
  readonly find: string;
  /** Holds `mutated(…)` around a value where the bug bites: running that is the proof that it ran. */
  readonly replace: string;
};

export type Mutant = {
  /** The promise it is planted against: `I-01`, or `X-1` for the simulator's own. */
  readonly id: string;
  readonly name: string;
  /** What is wrong, in one sentence. */
  readonly says: string;
  /** The judge, or check of the simulator, that has to be the first; then accepted alternatives. */
  readonly expected: readonly [string, ...string[]];
  readonly patches: readonly Patch[];
  /** Which plans it is hunted in, when the default ones hold too little of what it needs. */
  readonly profile?: ProfileName;
  /** For checks over a batch: the fault, judge or entry that has to turn out missing. */
  readonly item?: string;
};
