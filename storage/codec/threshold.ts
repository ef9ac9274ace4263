/** Thresholds in rows: a number in hexadecimal, or clauses of weights `n/d` with nested ones as pairs. */
import type { Fraction, Threshold, Weight } from '../../kernel/event/threshold.ts';
import { hex } from './brand.ts';

type WeightRow = string | readonly [string, readonly string[]];
export type ThresholdRow = string | readonly (readonly WeightRow[])[];

export function writeThreshold(threshold: Threshold): ThresholdRow {
  return threshold.kind === 'number'
    ? hex(threshold.count)
    : threshold.clauses.map((clause) => clause.map(writeWeight));
}

export function readThreshold(row: ThresholdRow): Threshold {
  return typeof row === 'string'
    ? { kind: 'number', count: BigInt(`0x${row}`) }
    : { kind: 'weights', clauses: row.map((clause) => clause.map(readWeight)) };
}

function writeWeight(weight: Weight): WeightRow {
  const outer = writeFraction(weight.weight);
  return weight.kind === 'single' ? outer : [outer, weight.inner.map(writeFraction)];
}

function readWeight(row: WeightRow): Weight {
  return typeof row === 'string'
    ? { kind: 'single', weight: readFraction(row) }
    : { kind: 'nested', weight: readFraction(row[0]), inner: row[1].map(readFraction) };
}

function writeFraction({ numerator, denominator }: Fraction): string {
  return `${hex(numerator)}/${hex(denominator)}`;
}

function readFraction(text: string): Fraction {
  const [numerator = '0', denominator = '1'] = text.split('/');
  return { numerator: BigInt(`0x${numerator}`), denominator: BigInt(`0x${denominator}`) };
}
