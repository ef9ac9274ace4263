/** The outcome of one step. The order of effects stands in the type. */
import type { Decision } from './decision.ts';
import type { Send, Write } from './effect.ts';
import type { WaitKey } from './escrow.ts';

export type Step = {
  readonly decision: Decision;
  /** One transaction, durable BEFORE any of `sends` goes out. */
  readonly writes: readonly Write[];
  /** Go out only AFTER `writes` is durable; losing or repeating them is safe. */
  readonly sends: readonly Send[];
  /** What has now come; whatever waits for one of these is to be tried again, in this order; each key once. */
  readonly wakes: readonly WaitKey[];
};
