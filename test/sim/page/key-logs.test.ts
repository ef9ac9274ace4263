/** Logs of a trace as graphs: trunk, forks, and places that do not overlap. */
import { describe, expect, test } from 'vitest';
import { keyLogsOf } from '../../../sim/page/key-logs.ts';
import type { KeyLog } from '../../../sim/page/key-logs.ts';
import { trunkOf } from '../../../sim/page/trunk.ts';
import { decided, linesOf } from './lines.ts';
import type { Particulars } from './lines.ts';
import { madeTrace } from './made-trace.ts';

function theLog(...parts: readonly Particulars[]): KeyLog {
  const [log] = keyLogsOf(linesOf(...parts));
  if (log === undefined) throw new Error('the lines have no log');
  return log;
}

function drawn({ events }: KeyLog): readonly string[] {
  return events.map(({ said, column, row }) => `${said} ${column} ${row}`);
}

describe('the trunk', () => {
  test('an event cuts what stood behind its parent', () => {
    expect(trunkOf([undefined, 0, 1, 0], [0, 1, 2, 3])).toEqual([0, 3]);
  });

  test('a node that accepts what is on its trunk has forgotten what came after it', () => {
    expect(trunkOf([undefined, 0, 1, 2], [0, 1, 2, 3, 1])).toEqual([0, 1]);
    expect(trunkOf([undefined, 0, 1], [0, 1, 2, 0])).toEqual([0]);
  });

  test('a superseded event may come back', () => {
    expect(trunkOf([undefined, 0, 0], [0, 1, 2, 1])).toEqual([0, 1]);
  });
});

describe('the graph', () => {
  test('what most nodes hold is the first row, and every other branch has a row of its own', () => {
    const log = theLog(
      decided('w0', 'icp', { sn: 0, ilk: 'icp' }),
      decided('w0', 'ixn1', { sn: 1, prior: 'icp' }),
      decided('w0', 'ixn2', { sn: 2, prior: 'ixn1' }),
      decided('w0', 'rot1', { sn: 1, prior: 'icp', ilk: 'rot' }),
      decided('w1', 'icp', { sn: 0, prior: '', ilk: 'icp' }),
      decided('w1', 'rot1', { sn: 1, prior: 'icp', ilk: 'rot' }),
      decided('w1', 'bad1', { sn: 1, outcome: 'rejected' }),
    );
    expect(drawn(log)).toEqual(['icp 0 0', 'ixn1 1 1', 'ixn2 2 1', 'rot1 1 0', 'bad1 1 2']);
    expect(log.events.map(({ parent }) => parent)).toEqual([undefined, 0, 1, 0, undefined]);
    expect(log.takings).toHaveLength(7);
  });

  test('a sequence number beyond the range of numbers has a column like any other', () => {
    const log = theLog(
      decided('w0', 'icp', { sn: 0, ilk: 'icp' }),
      { ...decided('w0', 'far', { sn: 0, outcome: 'escrowed' }), sn: 'f'.repeat(32) },
      { ...decided('w0', 'near', { sn: 0, outcome: 'escrowed' }), sn: `${'f'.repeat(31)}e` },
    );
    expect(log.events.map(({ said, column }) => `${said} ${column}`)).toEqual(['icp 0', 'far 2', 'near 1']);
  });

  test('AIDs of which nothing was accepted have no log', () => {
    expect(keyLogsOf(linesOf(decided('w0', 'icp', { sn: 0, ilk: 'icp', outcome: 'rejected' })))).toEqual([]);
  });

  test('of the versions that nobody accepted, sixty are drawn and the others counted', () => {
    const refused = Array.from({ length: 100 }, (_, at) =>
      decided('w0', `bad${at}`, { sn: 1, outcome: 'rejected' }),
    );
    const log = theLog(decided('w0', 'icp', { sn: 0, ilk: 'icp' }), ...refused);
    expect([log.events.length, log.omittedCount]).toEqual([61, 40]);
  });

  test('events that name each other as prior do not lead in circles', () => {
    const log = theLog(
      decided('w0', 'one', { sn: 1, prior: 'two' }),
      decided('w0', 'two', { sn: 2, prior: 'one' }),
      decided('w0', 'own', { sn: 3, prior: 'own' }),
    );
    expect(log.events).toHaveLength(3);
  });

  test.each([1, 2, 3, 4, 5])('no two events of a long log stand in one place (seed %i)', (seed) => {
    for (const log of keyLogsOf(madeTrace({ seed, length: 3000 }).lines)) {
      const places = log.events.map(({ column, row }) => `${column} ${row}`);
      expect(new Set(places).size).toBe(places.length);
      expect(log.events.some(({ row }) => row > 0)).toBe(true);
    }
  });
});
