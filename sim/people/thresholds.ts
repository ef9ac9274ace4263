/**
 * Thresholds as plans write them, such as `2` or `1/2,1/2;1,1`, and which keys sign to meet them.
 *
 * Source: DESIGN 4; K-053…K-061.
 */
import type { Json } from '../../kernel/event/json.ts';
import { isSatisfied, parseThreshold, thresholdSize } from '../../kernel/event/threshold.ts';
import type { Threshold } from '../../kernel/event/threshold.ts';
import { assert } from '../../kernel/std/assert.ts';

function valueOf(text: string): Json {
  if (!text.includes(',') && !text.includes('/')) return text;
  const clauses = text.split(';').map((clause) => clause.split(','));
  return clauses.length === 1 ? (clauses[0] ?? []) : clauses;
}

/** The threshold that a plan writes; undefined when it is none. */
export function thresholdOfText(text: string): Threshold | undefined {
  const parsed = parseThreshold(valueOf(text));
  return parsed.ok ? parsed.value : undefined;
}

/** The threshold that so many keys need. */
export function thresholdOfCount(count: number): Threshold {
  const parsed = parseThreshold(count.toString(16));
  assert(parsed.ok, 'a count is a threshold');
  return parsed.value;
}

/**
 * The threshold that a plan writes for a list of `count` keys, or all of them where what it writes does not
 * fit the list: plans that were shrunk stay plans.
 */
export function fittingThreshold(text: string, count: number): Threshold {
  const threshold = thresholdOfText(text);
  const isFit =
    threshold !== undefined &&
    thresholdSize(threshold) <= BigInt(count) &&
    !(threshold.kind === 'number' && threshold.count === 0n && count > 0);
  return isFit ? threshold : thresholdOfCount(count);
}

/** The first places that meet the threshold together; all of them when even they do not. */
export function fewestPlaces(threshold: Threshold, count: number): readonly number[] {
  const all = Array.from({ length: count }, (_, place) => place);
  for (let size = 1; size < count; size++) {
    const places = all.slice(0, size);
    if (isSatisfied(threshold, places)) return places;
  }
  return all;
}
