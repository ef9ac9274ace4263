/** Signing thresholds. keripy.md 2.3; K-053…K-061. */

/** An exact rational, in lowest terms; denominator above 0. */
export type Fraction = { readonly numerator: bigint; readonly denominator: bigint };
/** One weight, or (nested) a weight that counts when the inner list reaches 1. */
export type Weight =
  | { readonly kind: 'single'; readonly weight: Fraction }
  | { readonly kind: 'nested'; readonly weight: Fraction; readonly inner: readonly Fraction[] };
export type Threshold =
  | { readonly kind: 'number'; readonly count: bigint }
  | { readonly kind: 'weights'; readonly clauses: readonly (readonly Weight[])[] };
