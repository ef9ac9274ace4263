/** A large log is judged in parts, and says the same as in one piece. */
import fc from 'fast-check';
import { test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import type { Entry } from '../../invariants/entry.ts';
import { judgeLog } from '../../invariants/judge-log.ts';
import { logParts } from '../../invariants/log-parts.ts';
import { log } from '../support/identity.ts';
import { algorithms, world } from '../support/routed.ts';
import { takenLogs } from '../support/taken-log.ts';
import { historyOf, sketches } from '../properties/histories.ts';
import { entriesOf } from './trial.ts';

function verdictOver(all: readonly Entry[], entryCountMax: number) {
  const entries = all.map((entry, ordinal) => ({ ordinal, entry }));
  return judgeLog(
    { entries: () => entries, count: all.length, keyState: undefined, entryCountMax },
    { algorithms },
  );
}

property.prop([fc.array(sketches, { minLength: 1, maxLength: 2 }), fc.integer({ min: 1, max: 6 })], {
  numRuns: 25,
})('nothing is wrong with arbitrary histories, and parts judge as often as the whole', (made, size) => {
  const there = world();
  for (const sketch of made)
    for (const { message, attachments } of historyOf(sketch).arrivals) there.receive(message, attachments);
  const entries = entriesOf(there);
  const whole = verdictOver(entries, entries.length);
  expect(whole.findings).toEqual([]);
  expect(verdictOver(entries, size)).toEqual(whole);
});

test('each log is judged in one part, and parts are about as large as allowed', () => {
  const logs = ['a', 'b', 'c', 'd'].map((name) => log(name).incept().interact().interact());
  const parts = logParts(takenLogs(...logs), 6);
  expect(parts.map(({ judged }) => [...judged])).toEqual([
    [logs[0]?.prefix, logs[1]?.prefix],
    [logs[2]?.prefix, logs[3]?.prefix],
  ]);
  expect(parts.every(({ known }) => known.size === 0)).toBe(true);
});

test('what is wrong in a part is found once, in the order of the log', () => {
  const [one, two] = ['one', 'two'].map((name) => takenLogs(log(name).incept().interact().interact()));
  const broken = [...(one ?? []).filter((_, at) => at !== 1), ...(two ?? []).filter((_, at) => at !== 1)];
  const whole = verdictOver(broken, broken.length);
  expect(whole.findings.length).toBeGreaterThan(2);
  expect(verdictOver(broken, 1)).toEqual(whole);
});
