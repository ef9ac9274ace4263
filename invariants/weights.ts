/**
 * Whether a set of places meets a signing threshold, in whole numbers only.
 *
 * Source: I-09; K-053…K-061. Written for judges, apart from the arithmetic of the kernel: a sum of weights
 * is kept over one common denominator and never reduced.
 */
import type { Threshold, Weight } from '../kernel/event/threshold.ts';

type Ratio = { readonly numerator: bigint; readonly denominator: bigint };

/** True when the keys at these places meet the threshold; each place counts once. */
export function reaches(threshold: Threshold, places: ReadonlySet<number>): boolean {
  if (threshold.kind === 'number') return places.size > 0 && BigInt(places.size) >= threshold.count;
  let start = 0;
  for (const clause of threshold.clauses) {
    const counted: Ratio[] = [];
    for (const weight of clause) {
      if (isCounted(weight, start, places)) counted.push(weight.weight);
      start += weight.kind === 'single' ? 1 : weight.inner.length;
    }
    if (!isWhole(counted)) return false;
  }
  return true;
}

function isCounted(weight: Weight, start: number, places: ReadonlySet<number>): boolean {
  if (weight.kind === 'single') return places.has(start);
  return isWhole(weight.inner.filter((_, at) => places.has(start + at)));
}

/** True when the ratios add up to 1 or more. */
function isWhole(ratios: readonly Ratio[]): boolean {
  let [top, bottom] = [0n, 1n];
  for (const { numerator, denominator } of ratios) {
    top = top * denominator + numerator * bottom;
    bottom *= denominator;
  }
  return top >= bottom;
}
