/** Tallies add up however runs are grouped, and name what a batch never came to. dst.md 4. */
import { describe, expect, test } from 'vitest';
import { commandDoings, faultDoings } from '../../../sim/doings.ts';
import { marks } from '../../../sim/marks.ts';
import type { Doing, PlanEntry } from '../../../sim/plan.ts';
import type { RunReport } from '../../../sim/report.ts';
import { gapsOf, isWhole, openTally } from '../../../sim/tally.ts';
import { planOf, reportOf } from '../shrink/plans.ts';

function reports(): readonly RunReport[] {
  return [1, 2, 3].map((count) => ({
    ...reportOf(planOf(count), []),
    marks: new Map([['equal-dt' as const, count]]),
    faults: new Map([['drop', { requested: count, applied: 1, observed: 0 }]]),
    pairs: new Map([['interact × drop', 1]]),
    decisions: new Map([['accepted', count]]),
    judged: [
      ['FnDense', count],
      ['Terminal', 0],
    ],
  }));
}

test('a tally of tallies is the tally of all runs', () => {
  const whole = openTally();
  const parts = openTally();
  for (const report of reports()) {
    whole.add(report);
    const one = openTally();
    one.add(report);
    parts.merge(one.read());
  }
  expect(parts.read()).toEqual(whole.read());
  expect(whole.read()).toMatchObject({
    seeds: 3,
    decisions: [['accepted', 6]],
    marks: [['equal-dt', 6]],
    faults: [['drop', { requested: 6, applied: 3, observed: 0 }]],
  });
});

describe('gaps', () => {
  const tally = openTally();
  for (const report of reports()) tally.add(report);
  const gaps = gapsOf(tally.read());

  test('name the marks that no run hit', () => {
    expect(gaps.marks).toHaveLength(Object.keys(marks).length - 1);
    expect(gaps.marks).not.toContain('equal-dt');
  });

  test('name faults that were asked for and never seen', () => {
    expect(gaps.faults).toEqual(['drop']);
  });

  test('name judges that never judged', () => {
    expect(gaps.judges).toEqual(['Terminal']);
  });

  test('name what no plan held', () => {
    expect(gaps.doings).toContain('rotate');
    expect(gaps.doings).not.toContain('interact');
    expect(gaps.doings).not.toContain('crash');
  });

  test('name commands and faults that were never under way together', () => {
    expect(gaps.pairs).toContain('rotate × drop');
    expect(gaps.pairs).not.toContain('interact × drop');
  });

  test('make a batch that is not whole', () => {
    expect(isWhole(gaps)).toBe(false);
  });
});

test('a batch that came to everything is whole, lies of the disk excepted', () => {
  const tally = openTally();
  const base = reportOf(planOf(1), []);
  const entries = [...commandDoings, ...faultDoings]
    .filter((doing) => doing !== 'false-success')
    .map((doing, id) => ({ id, at: id, do: doing as Doing }) as PlanEntry);
  tally.add({
    ...base,
    plan: { ...base.plan, entries },
    marks: new Map(Object.keys(marks).map((name) => [name as keyof typeof marks, 1])),
    judged: [['FnDense', 1]],
  });
  expect(isWhole(gapsOf(tally.read()))).toBe(true);
});
