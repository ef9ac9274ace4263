/**
 * Signing thresholds: how they are read, written, and met.
 *
 * Source: keripy.md 2.3 (T-6…T-17); K-053…K-061. A threshold counts different keys, never one key
 * twice (K-054), and ignores places beyond its weights.
 */
import { err, ok, type Result } from '../std/result.ts';
import { addFractions, type Fraction, formatWeight, parseWeightText, reachesOne, zero } from './fraction.ts';
import { isList, isMap, isNumber, type Json } from './json.ts';

export type { Fraction } from './fraction.ts';

/** One weight, or (nested) a weight that counts when the inner list reaches 1. */
export type Weight =
  | { readonly kind: 'single'; readonly weight: Fraction }
  | { readonly kind: 'nested'; readonly weight: Fraction; readonly inner: readonly Fraction[] };

/**
 * A signing threshold.
 *  1. `count` is from 0 to 2^128-1; 0 is never met.
 *  2. There is at least one clause, and the outer weights of each add up to 1 or more.
 *  3. Each weight is from 0 to 1; each inner list adds up to 1 or more.
 */
export type Threshold =
  | { readonly kind: 'number'; readonly count: bigint }
  | { readonly kind: 'weights'; readonly clauses: readonly (readonly Weight[])[] };

const hexPattern = /^(?:0|[1-9a-f][0-9a-f]{0,31})$/;
const integerPattern = /^(?:0|[1-9][0-9]{0,38})$/;
const countEnd = 1n << 128n;

/** Thresholds of a small number, made once: nearly every event has one of these. */
const smallCounts: readonly Threshold[] = Array.from({ length: 16 }, (_, count) => ({
  kind: 'number',
  count: BigInt(count),
}));

/** The threshold of a field value: canonical hex text, an integer, a clause, or a list of clauses. */
export function parseThreshold(value: Json): Result<Threshold, string> {
  if (typeof value === 'string')
    return hexPattern.test(value)
      ? ok(ofHex(value))
      : err('a threshold number is lower-case hex without leading zeros');
  if (isNumber(value)) return ofInteger(value.lexeme);
  if (isList(value)) return ofList(value);
  return err('a threshold is a hex number or a list of weights');
}

function ofHex(hex: string): Threshold {
  const small = hex.length === 1 ? smallCounts[Number.parseInt(hex, 16)] : undefined;
  return small ?? { kind: 'number', count: BigInt(`0x${hex}`) };
}

function ofInteger(lexeme: string): Result<Threshold, string> {
  const count = integerPattern.test(lexeme) ? BigInt(lexeme) : countEnd;
  return count < countEnd
    ? ok({ kind: 'number', count })
    : err('a threshold number is a whole number from 0 to 2^128-1');
}

function ofList(list: readonly Json[]): Result<Threshold, string> {
  if (list.length === 0) return err('a list of weights is empty');
  const nested = list.filter(isList);
  if (nested.length !== 0 && nested.length !== list.length)
    return err('weights and clauses are mixed in one list');
  const clauses: (readonly Weight[])[] = [];
  for (const clause of nested.length === 0 ? [list] : nested) {
    const weights = parseClause(clause);
    if (!weights.ok) return weights;
    clauses.push(weights.value);
  }
  return ok({ kind: 'weights', clauses });
}

function parseClause(clause: readonly Json[]): Result<readonly Weight[], string> {
  const weights: Weight[] = [];
  for (const item of clause) {
    const weight = parseWeight(item);
    if (weight === undefined)
      return err(
        'a weight is `0`, `1`, a fraction between them, or one such with its own list that adds up to 1',
      );
    weights.push(weight);
  }
  return reachesOne(weights.map(({ weight }) => weight))
    ? ok(weights)
    : err('the weights of a clause add up to less than 1');
}

function parseWeight(item: Json): Weight | undefined {
  if (typeof item === 'string') {
    const weight = parseWeightText(item);
    return weight && { kind: 'single', weight };
  }
  return isMap(item) ? parseNested(item.entries) : undefined;
}

/** A weight with a list of its own: a map of one entry. K-058, K-254. */
function parseNested(entries: readonly (readonly [string, Json])[]): Weight | undefined {
  const [entry, ...more] = entries;
  if (entry === undefined || more.length > 0 || !isList(entry[1])) return undefined;
  const weight = parseWeightText(entry[0]);
  const inner: Fraction[] = [];
  for (const item of entry[1]) {
    const part = typeof item === 'string' ? parseWeightText(item) : undefined;
    if (part === undefined) return undefined;
    inner.push(part);
  }
  return weight !== undefined && reachesOne(inner) ? { kind: 'nested', weight, inner } : undefined;
}

/** The canonical field value: hex text, one flat clause, or clauses. T-11. */
export function formatThreshold(threshold: Threshold): Json {
  if (threshold.kind === 'number') return threshold.count.toString(16);
  const clauses = threshold.clauses.map((clause) => clause.map(formatOneWeight));
  return clauses.length === 1 ? (clauses[0] ?? []) : clauses;
}

function formatOneWeight(weight: Weight): Json {
  const outer = formatWeight(weight.weight);
  return weight.kind === 'single' ? outer : { entries: [[outer, weight.inner.map(formatWeight)]] };
}

/** Fewest keys that a list must have for the threshold: the number itself, or one key a weight. T-9. */
export function thresholdSize(threshold: Threshold): bigint {
  if (threshold.kind === 'number') return threshold.count;
  return BigInt(
    threshold.clauses.reduce(
      (size, clause) => size + clause.reduce((sum, weight) => sum + keysOf(weight), 0),
      0,
    ),
  );
}

function keysOf(weight: Weight): number {
  return weight.kind === 'single' ? 1 : weight.inner.length;
}

/** True when valid signatures by the keys at these places meet the threshold. */
export function isSatisfied(threshold: Threshold, places: Iterable<number>): boolean {
  const present: ReadonlySet<number> = places instanceof Set ? places : new Set(places);
  if (threshold.kind === 'number') return threshold.count > 0n && BigInt(present.size) >= threshold.count;
  return clausesWithPlaces(threshold.clauses).every(({ clause, start }) => clauseMet(clause, start, present));
}

type PlacedClause = { readonly clause: readonly Weight[]; readonly start: number };

/** Each clause with the place of its first key: weights are laid over keys left to right. K-061. */
function clausesWithPlaces(clauses: readonly (readonly Weight[])[]): readonly PlacedClause[] {
  let start = 0;
  return clauses.map((clause) => {
    const placed = { clause, start };
    start += clause.reduce((sum, weight) => sum + keysOf(weight), 0);
    return placed;
  });
}

function clauseMet(clause: readonly Weight[], start: number, present: ReadonlySet<number>): boolean {
  let sum = zero;
  let place = start;
  for (const weight of clause) {
    if (weightCounts(weight, place, present)) sum = addFractions(sum, weight.weight);
    place += keysOf(weight);
  }
  return sum.numerator >= sum.denominator;
}

/** Whether a weight counts: its key is there, or the keys that are there reach 1 in its own list. */
function weightCounts(weight: Weight, place: number, present: ReadonlySet<number>): boolean {
  if (weight.kind === 'single') return present.has(place);
  return reachesOne(weight.inner.filter((_, offset) => present.has(place + offset)));
}

/** What is missing for a threshold to be met. */
export type Lack = {
  /** How many more keys are needed; undefined where weights decide. */
  readonly more: bigint | undefined;
  /** Places of keys that could still help, rising. Empty when the threshold is met. */
  readonly helpful: readonly number[];
};

/** What valid signatures by the keys at `places`, of a list of `keyCount` keys, lack. */
export function lackOf(threshold: Threshold, places: Iterable<number>, keyCount: number): Lack {
  const present = new Set(places);
  if (isSatisfied(threshold, present))
    return { more: threshold.kind === 'number' ? 0n : undefined, helpful: [] };
  const absent = Array.from({ length: keyCount }, (_, place) => place).filter((place) => !present.has(place));
  if (threshold.kind === 'number') return { more: threshold.count - BigInt(present.size), helpful: absent };
  const helpful = new Set(
    clausesWithPlaces(threshold.clauses).flatMap((placed) => helpfulPlaces(placed, present)),
  );
  return { more: undefined, helpful: absent.filter((place) => helpful.has(place)) };
}

function helpfulPlaces({ clause, start }: PlacedClause, present: ReadonlySet<number>): readonly number[] {
  if (clauseMet(clause, start, present)) return [];
  let place = start;
  return clause.flatMap((weight) => {
    const first = place;
    place += keysOf(weight);
    if (weight.weight.numerator === 0n || weightCounts(weight, first, present)) return [];
    if (weight.kind === 'single') return [first];
    return weight.inner.flatMap((part, offset) => (part.numerator === 0n ? [] : [first + offset]));
  });
}

/** The threshold in words, for decisions and people. */
export function describeThreshold(threshold: Threshold): string {
  if (threshold.kind === 'number')
    return `${threshold.count.toString()} ${threshold.count === 1n ? 'key' : 'keys'}`;
  return `weights ${threshold.clauses.map((clause) => `[${clause.map(describeWeight).join(', ')}]`).join(' and ')}`;
}

function describeWeight(weight: Weight): string {
  const outer = formatWeight(weight.weight);
  return weight.kind === 'single' ? outer : `${outer} for [${weight.inner.map(formatWeight).join(', ')}]`;
}
