/** Honest people: what they publish is accepted by everybody, however it is told. dst.md 3.1. */
import { describe, expect, test } from 'vitest';
import type { Spreading } from '../../../sim/plan.ts';
import { planOf, play, single } from '../../support/tiny-stage.ts';
import type { Play } from '../../support/tiny-stage.ts';

const incept = {
  do: 'incept',
  ...single,
  aid: 'a0',
  node: 'c0',
  witnesses: ['w0', 'w1', 'w2'],
  traits: [],
  delegator: null,
  spreading: 'whole',
} as const;
const everybody = ['c0', 'c1', 'w0', 'w1', 'w2', 't0', 'v0', 'v1'];

function expectAgreed(played: Play, aid: string, sn: bigint): void {
  const trunk = played.truth.known.honestTrunk(played.prefix(aid));
  expect(trunk).toHaveLength(Number(sn) + 1);
  const heads = everybody.map((node) => played.host(node).keyState(played.prefix(aid))?.said);
  expect(heads).toEqual(everybody.map(() => trunk.at(-1)));
}

const spreadings: readonly Spreading[] = ['whole', 'signature-by-signature', 'receipts-first', 'late'];

test.each(spreadings)('a log told %s is accepted by every node', async (spreading) => {
  const three = {
    keyCount: 3,
    threshold: '1/2,1/2,1/2',
    nextCount: 3,
    nextThreshold: '1/2,1/2,1/2',
    toad: 2,
  };
  const played = await play(
    planOf([
      { ...incept, ...three, spreading },
      { do: 'interact', aid: 'a0', spreading },
      { do: 'rotate', aid: 'a0', ...three, cuts: [], adds: [], exposed: [0, 2], spreading },
      { do: 'interact', aid: 'a0', spreading },
      { do: 'rotate', aid: 'a0', ...three, cuts: ['w2'], adds: [], exposed: [0, 1, 2], spreading },
      { do: 'rotate', aid: 'a0', ...three, cuts: [], adds: ['w2'], exposed: [1, 2], spreading },
      { do: 'interact', aid: 'a0', spreading: 'whole' },
    ]),
  );
  expect(played.acted).not.toContain(false);
  expectAgreed(played, 'a0', 6n);
  if (spreading === 'signature-by-signature') expect(played.marks).toContain('last-weight-decides');
});

test('real signatures tell the same story', async () => {
  const plan = planOf([incept, { do: 'interact', aid: 'a0', spreading: 'whole' }]);
  const played = await play({ ...plan, options: { ...plan.options, realSignatures: true } });
  expectAgreed(played, 'a0', 1n);
});

test('events kept back are told the latest first, and all of them are taken', async () => {
  const late = Array.from({ length: 9 }, () => ({ do: 'interact', aid: 'a0', spreading: 'late' }) as const);
  const played = await play(planOf([incept, ...late, { do: 'interact', aid: 'a0', spreading: 'whole' }]));
  expectAgreed(played, 'a0', 10n);
  const order = played.delivered
    .filter(({ to, report }) => to === 'v0' && report.ilk === 'ixn')
    .map(({ report }) => Number(report.sn));
  expect(order.slice(0, 2)).toEqual([10, 9]);
});

test('a recovery takes the place of interactions everywhere, and may change witnesses', async () => {
  const played = await play(
    planOf([
      incept,
      { do: 'interact', aid: 'a0', spreading: 'whole' },
      { do: 'interact', aid: 'a0', spreading: 'whole' },
      { do: 'recover', aid: 'a0', ...single, back: 2, cuts: ['w0'], adds: [], toad: 2 },
      { do: 'interact', aid: 'a0', spreading: 'whole' },
    ]),
  );
  expectAgreed(played, 'a0', 2n);
  expect(played.marks).toContain('superseding-after-two');
  expect(played.marks).toContain('recovery-changes-witnesses');
});

test('a log that was abandoned takes nothing more, and its person makes nothing more', async () => {
  const played = await play(
    planOf([incept, { do: 'abandon', aid: 'a0' }, { do: 'interact', aid: 'a0', spreading: 'whole' }]),
  );
  expect(played.acted).toEqual([true, true, false]);
  expectAgreed(played, 'a0', 1n);
});

describe('delegation', () => {
  const delegate = { ...incept, aid: 'a1', node: 'c1', delegator: 'a0' } as const;

  test('a delegate is accepted once its delegator sealed it, four levels deep', async () => {
    const below = (aid: string, delegator: string, node: string) => ({ ...delegate, aid, delegator, node });
    const approve = (aid: string, of: string) => ({ do: 'approve', aid, of, wrong: false }) as const;
    const played = await play(
      planOf([
        incept,
        delegate,
        approve('a0', 'a1'),
        below('a2', 'a1', 'c0'),
        approve('a1', 'a2'),
        below('a3', 'a2', 'c1'),
        approve('a2', 'a3'),
        below('a4', 'a3', 'c0'),
        approve('a3', 'a4'),
      ]),
    );
    expect(played.acted).not.toContain(false);
    for (const aid of ['a1', 'a2', 'a3', 'a4']) {
      const prefix = played.prefix(aid);
      const head = played.truth.known.honestTrunk(prefix).at(-1);
      for (const node of ['v0', 'v1', 't0']) expect(played.host(node).keyState(prefix)?.said).toBe(head);
    }
    expect(played.marks).toContain('third-level-delegation');
  });

  test('a delegate that nobody seals, or whose seal is of another event, is accepted by no stranger', async () => {
    const played = await play(
      planOf([incept, delegate, { do: 'approve', aid: 'a0', of: 'a1', wrong: true }]),
    );
    for (const node of ['v0', 'v1', 't0', 'c0']) {
      expect(played.host(node).keyState(played.prefix('a1'))).toBeUndefined();
    }
  });

  test('a delegate of who does not delegate is accepted by nobody, and stands in no honest trunk', async () => {
    const played = await play(
      planOf([
        { ...incept, traits: ['DND'] },
        delegate,
        { do: 'approve', aid: 'a0', of: 'a1', wrong: false },
      ]),
    );
    expect(played.truth.known.honestTrunk(played.prefix('a1'))).toEqual([]);
    for (const node of ['v0', 'v1', 't0']) {
      expect(played.host(node).keyState(played.prefix('a1'))).toBeUndefined();
    }
  });

  test('a delegated rotation supersedes another one once it is sealed', async () => {
    const played = await play(
      planOf([
        incept,
        delegate,
        { do: 'approve', aid: 'a0', of: 'a1', wrong: false },
        { do: 'rotate', aid: 'a1', ...single, cuts: [], adds: [], exposed: [0], spreading: 'whole' },
        { do: 'approve', aid: 'a0', of: 'a1', wrong: false },
        { do: 'recover', aid: 'a1', ...single, back: 1, cuts: [], adds: [], at: 30_000_000 },
        { do: 'approve', aid: 'a0', of: 'a1', wrong: false, at: 31_000_000 },
      ]),
    );
    expect(played.acted).not.toContain(false);
    const head = played.truth.known.honestTrunk(played.prefix('a1')).at(-1);
    for (const node of ['v0', 'v1', 't0'])
      expect(played.host(node).keyState(played.prefix('a1'))?.said).toBe(head);
    expect(played.marks).toContain('delegated-recovery');
  });
});
