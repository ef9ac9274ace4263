/**
 * Counters as values: the text of a count code, and the codes of what they count.
 *
 * Source: keripy.md 7.4; C-034…C-058. Reading out of a stream is the matter of `read.ts`.
 */
import { assert } from '../std/assert.ts';
import { base64OfInteger, numbersOfDigits } from '../std/base64url.ts';
import type { Result } from '../std/result.ts';
import { formFault } from './code-fault.ts';
import { type CounterRow, counterTable, type Genus, type GroupKind } from './counter-codes.ts';
import type { Fault } from './fault.ts';
import { unitBytes, wholly } from './primitive.ts';
import { type Counter, readCounter } from './read.ts';

export type { Counter } from './read.ts';

/** The counter that `text` is, whole and nothing else. */
export function decodeCounter(text: string, genus: Genus): Result<Counter, Fault> {
  const bytes = unitBytes(text);
  return wholly(readCounter(bytes, 0, bytes.length, 'text', genus), bytes.length);
}

/** What keeps `count` from being written with a row; undefined when nothing does. */
export function countFault(row: CounterRow, count: number): Fault | undefined {
  if (Number.isSafeInteger(count) && count >= 0 && count < numbersOfDigits(row.countSize)) return undefined;
  return {
    ...formFault('bad-size', `count ${count} is out of range for code ${row.code}`),
    keripy: 'InvalidVarIndexError',
  };
}

/** The text of a counter. The count fits the row. */
export function encodeCounter(row: CounterRow, count: number): string {
  assert(countFault(row, count) === undefined, 'the count fits the counter');
  return row.code + base64OfInteger(count, row.countSize);
}

/** The counter of a kind of group, of the small form when the count fits it. The genus has the kind. C-043, C-045. */
export function counterFor(kind: GroupKind, count: number, genus: Genus): string {
  for (const row of counterTable(genus.major).values()) {
    if (row.kind === kind && countFault(row, count) === undefined) return encodeCounter(row, count);
  }
  assert(false, `the genus has a counter of ${kind} for ${count}`);
}

/** The counter that changes the tables to those of a genus version. C-057. */
export function genusCounter(genus: Genus): string {
  return `-_${genus.code}${base64OfInteger(genus.major, 1)}${base64OfInteger(genus.minor, 2)}`;
}
