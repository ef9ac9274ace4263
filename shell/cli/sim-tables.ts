/** What runs of the simulator came to, as tables for people: marks, faults, judges, decisions. */
import { marks } from '../../sim/marks.ts';
import type { Counts, Gaps, Tally } from '../../sim/tally.ts';
import { heading, tableLines } from './table.ts';

/** The lines of all tables of a tally. */
export function tallyLines(tally: Tally): readonly string[] {
  return [
    ...countLines('decisions', tally.decisions),
    '',
    ...countLines('judged', tally.judged),
    '',
    ...faultLines(tally.faults),
    '',
    ...markLines(tally.marks),
  ];
}

function countLines(title: string, counts: Counts): readonly string[] {
  return tableLines(
    [
      { title, of: ([name]: Counts[number]) => name },
      { title: 'count', of: ([, count]: Counts[number]) => number(count) },
    ],
    counts,
  );
}

function faultLines(faults: Tally['faults']): readonly string[] {
  type Row = Tally['faults'][number];
  return tableLines(
    [
      { title: 'fault', of: ([kind]: Row) => kind },
      { title: 'requested', of: ([, { requested }]: Row) => number(requested) },
      { title: 'applied', of: ([, { applied }]: Row) => number(applied) },
      { title: 'observed', of: ([, { observed }]: Row) => number(observed) },
    ],
    faults,
  );
}

function markLines(hit: Counts): readonly string[] {
  const counts = new Map(hit);
  type Row = readonly [string, string];
  return tableLines(
    [
      { title: 'mark', of: ([name]: Row) => name },
      { title: 'hit', of: ([name]: Row) => number(counts.get(name) ?? 0) },
      { title: 'says', of: ([, says]: Row) => says },
    ],
    Object.entries(marks),
  );
}

/** What a batch never came to, a line a kind; none when it came to everything. */
export function gapLines(gaps: Gaps, withPairs: boolean): readonly string[] {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['marks never hit', gaps.marks],
    ['faults asked for and never seen', gaps.faults],
    ['judges that never judged', gaps.judges],
    ['entries that no plan held', gaps.doings],
    ...(withPairs ? [['commands and faults never under way together', gaps.pairs] as const] : []),
  ];
  return rows.flatMap(([title, names]) =>
    names.length === 0 ? [] : [`${heading(title)} (${names.length}): ${names.join(', ')}`],
  );
}

/** A count with its thousands apart. */
export function number(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
