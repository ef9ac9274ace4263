/**
 * Thresholds as primitives: a number, or weights in base64. KERIpy: `Tholder.limen`.
 *
 * Source: keripy.md 2.3 (T-12); K-253, K-254; KV-35. `s` stands for the slash of a weight, `k` follows an
 * outer weight, `v` stands between inner weights, `c` between weights, `a` between clauses.
 */
import { encodeNumber, numberOf } from '../cesr/number.ts';
import type { Primitive } from '../cesr/primitive.ts';
import { encodeUnescaped, unescapedText } from '../cesr/text.ts';
import { err, type Result } from '../std/result.ts';
import { formatWeight, type Fraction } from './fraction.ts';
import type { Json } from './json.ts';
import { parseThreshold, type Threshold, type Weight } from './threshold.ts';

/** The primitive of a threshold; `version` chooses among the number codes. */
export function encodeLimen(threshold: Threshold, version: 1 | 2): string {
  if (threshold.kind === 'number') return encodeNumber(threshold.count, version);
  return encodeUnescaped(threshold.clauses.map((clause) => clause.map(weightText).join('c')).join('a'));
}

function weightText(weight: Weight): string {
  if (weight.kind === 'single') return fractionText(weight.weight);
  return `${fractionText(weight.weight)}k${weight.inner.map(fractionText).join('v')}`;
}

function fractionText(fraction: Fraction): string {
  return formatWeight(fraction).replace('/', 's');
}

/** The threshold of a primitive. */
export function parseLimen(primitive: Primitive): Result<Threshold, string> {
  const value = limenValue(primitive);
  if (value === undefined) return err('a threshold is a number primitive or a base64 text of weights');
  return parseThreshold(value);
}

/** The field value that a threshold primitive stands for: hex text, a clause, or a list of clauses. */
export function limenValue(primitive: Primitive): Json | undefined {
  const count = numberOf(primitive);
  if (count !== undefined) return count.toString(16);
  const text = unescapedText(primitive);
  if (text === undefined) return undefined;
  const clauses = text.split('a').map((clause) => clause.split('c').map(weightValue));
  return clauses.length === 1 ? clauses[0] : clauses;
}

function weightValue(text: string): Json {
  const parts = text.replaceAll('s', '/').split('k');
  const [outer = '', inner] = parts;
  if (inner === undefined) return outer;
  return { entries: [[outer, parts.length > 2 ? '' : inner.split('v')]] };
}
