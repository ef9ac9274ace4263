/** Arbitrary plans: those of the simulator's own generator, which shrink by leaving out entries. */
import fc from 'fast-check';
import { expandSeed } from '../expand/index.ts';
import type { ProfileName } from '../expand/index.ts';
import type { Plan } from '../plan.ts';

/** An entry is left out at first in one draw of so many. */
const leftOutIn = 20;

/**
 * Plans of a profile, `small` unless given: what takes part is drawn by a seed, then an entry here and there
 * is left out. A plan shrinks entry by entry, never by seed: what is drawn in a run is drawn by the entry, so
 * leaving one out changes nothing of the others.
 */
export function plans({ profile = 'small' }: { readonly profile?: ProfileName } = {}): fc.Arbitrary<Plan> {
  return fc.noShrink(fc.nat()).chain((seed) => {
    const plan = expandSeed(String(seed), profile);
    const count = plan.entries.length;
    return fc
      .array(fc.nat({ max: leftOutIn - 1 }), { minLength: count, maxLength: count, size: 'max' })
      .map((draws) => ({ ...plan, entries: plan.entries.filter((_, at) => draws[at] !== 0) }));
  });
}
