/** Exact rationals between 0 and 1, for weights. K-055, K-056. */

/** An exact rational, in lowest terms; denominator above 0. */
export type Fraction = { readonly numerator: bigint; readonly denominator: bigint };

export const zero: Fraction = { numerator: 0n, denominator: 1n };

const ratioPattern = /^([0-9]{1,64})\/([0-9]{1,64})$/;
/** Decimal text that is exactly 0 or 1: the reference implementation takes it for the whole number. */
const wholePattern = /^([01])(?:\.0{0,64})?(?:[eE][+-]?0{1,64})?$/;

/** The weight that a text such as `1/2`, `0` or `1` stands for; undefined unless it is from 0 to 1. */
export function parseWeightText(text: string): Fraction | undefined {
  const whole = wholePattern.exec(text)?.[1];
  if (whole !== undefined) return { numerator: BigInt(whole), denominator: 1n };
  const [, top, bottom] = ratioPattern.exec(text) ?? [];
  if (top === undefined || bottom === undefined) return undefined;
  const weight = { numerator: BigInt(top), denominator: BigInt(bottom) };
  if (weight.denominator === 0n || weight.numerator > weight.denominator) return undefined;
  return reduce(weight);
}

function reduce({ numerator, denominator }: Fraction): Fraction {
  const divisor = greatestCommonDivisor(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

/** Text of a weight in lowest terms: `1/2`, `0`, `1`. */
export function formatWeight({ numerator, denominator }: Fraction): string {
  return denominator === 1n ? numerator.toString() : `${numerator.toString()}/${denominator.toString()}`;
}

/** The exact sum of both. */
export function addFractions(a: Fraction, b: Fraction): Fraction {
  if (a.numerator === 0n) return b;
  return reduce({
    numerator: a.numerator * b.denominator + b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  });
}

/** True when the weights add up to 1 or more. */
export function reachesOne(weights: readonly Fraction[]): boolean {
  const sum = weights.reduce(addFractions, zero);
  return sum.numerator >= sum.denominator;
}
