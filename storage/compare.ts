/** Two stores side by side: what one table of the one lacks, has too much, or has otherwise. */
import { bytesEqual } from '../kernel/std/bytes.ts';
import type { Store } from './store.ts';
import type { TableName } from './tables.ts';

export type Difference = {
  readonly table: TableName;
  readonly key: string;
  readonly kind: 'missing' | 'extra' | 'different';
  /** The value that is right; undefined when the row should not be there. */
  readonly right: Uint8Array | undefined;
};

type Entry = readonly [key: string, value: Uint8Array];

/** Where `table` of `actual` differs from that of `right`, by key. Reads both once, in order. */
export function* differencesOf(actual: Store, right: Store, table: TableName): Iterable<Difference> {
  const ours = actual.range(table, {})[Symbol.iterator]();
  const theirs = right.range(table, {})[Symbol.iterator]();
  let our = next(ours);
  let their = next(theirs);
  while (our !== undefined || their !== undefined) {
    if (their === undefined || (our !== undefined && our[0] < their[0])) {
      yield { table, key: our?.[0] ?? '', kind: 'extra', right: undefined };
      our = next(ours);
    } else if (our === undefined || their[0] < our[0]) {
      yield { table, key: their[0], kind: 'missing', right: their[1] };
      their = next(theirs);
    } else {
      if (!bytesEqual(our[1], their[1])) yield { table, key: our[0], kind: 'different', right: their[1] };
      our = next(ours);
      their = next(theirs);
    }
  }
}

function next(entries: Iterator<Entry>): Entry | undefined {
  const step = entries.next();
  return step.done === true ? undefined : step.value;
}
