/** What people say beside events, and what they do once the core is healed. */
import { describe, expect, test } from 'vitest';
import { planOf, play, single } from '../../support/tiny-stage.ts';
import type { Loose, Play } from '../../support/tiny-stage.ts';

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
const other = { ...incept, aid: 'a1', node: 'c1', witnesses: [], toad: 0 } as const;
const interact = { do: 'interact', aid: 'a0', spreading: 'whole' } as const;
const reply = {
  do: 'reply',
  aid: 'a0',
  record: 'location',
  cut: false,
  later: 0,
  offset: '+02:00',
  to: ['v0'],
} as const;

/** Decisions at a node on messages of a type. */
function decisions(played: Play, node: string, ilk: string): readonly string[] {
  return played.delivered
    .filter(({ to, report }) => to === node && report.ilk === ilk)
    .map(({ report }) => report.decision);
}

test('a reply is accepted, its repetition at an equal time is not, one a microsecond later is', async () => {
  const played = await play(
    planOf([
      incept,
      reply,
      { ...reply, cut: true, near: 0 },
      { ...reply, cut: true, near: 1 },
      { ...reply, later: -9e6 },
    ]),
  );
  expect(decisions(played, 'v0', 'rpy')).toEqual(['accepted', 'rejected', 'accepted', 'rejected']);
  expect([...played.marks]).toEqual(expect.arrayContaining(['equal-dt', 'microsecond-dt']));
});

test('an end role is given in the name of the AID', async () => {
  const played = await play(planOf([incept, { ...reply, record: 'end-role' }]));
  expect(decisions(played, 'v0', 'rpy')).toEqual(['accepted']);
});

test('queries are answered to the node of whoever asked', async () => {
  const ask = { do: 'query', aid: 'a1', of: 'a0', to: 'v0' } as const;
  const played = await play(planOf([incept, other, { ...ask, route: 'logs' }, { ...ask, route: 'ksn' }]));
  expect(decisions(played, 'v0', 'qry')).toEqual(['accepted', 'accepted']);
  const answers = played.delivered.filter(
    ({ from, to, note }) => from === 'v0' && to === 'c1' && note.startsWith('answer'),
  );
  expect(answers.map(({ note, report }) => [note, report.decision])).toEqual([
    ['answer replay', 'duplicate'],
    ['answer reply', 'accepted'],
  ]);
});

test('receipts and exchanges of AIDs are accepted', async () => {
  const played = await play(
    planOf([
      incept,
      other,
      { do: 'receipt', by: 'a1', of: 'a0', to: ['v0'] },
      { do: 'exchange', aid: 'a0', to: ['v0'] },
    ]),
  );
  expect(decisions(played, 'v0', 'exn')).toEqual(['accepted']);
  expect(decisions(played, 'v0', 'rct')).toContain('accepted');
});

test('a registry is opened, issues and revokes, and its credential is taken', async () => {
  const act = (what: 'open' | 'issue' | 'revoke') =>
    ({ do: 'registry', aid: 'a0', act: what, to: ['v0'] }) as const;
  const played = await play(planOf([incept, act('issue'), act('open'), act('issue'), act('revoke')]));
  expect(played.acted).toEqual([true, false, true, true, true]);
  const registries = [...played.host('v0').history.registries()];
  expect(registries).toHaveLength(1);
  expect([...played.host('v0').history.credentials()].map(({ ilk }) => ilk)).toEqual(['rev']);
  expect(played.host('v0').escrow.list()).toEqual([]);
});

test('gossip brings a whole log to a node that has nothing of it', async () => {
  const gossip = { do: 'gossip', aid: 'a0', from: 'v0', to: 't0' } as const;
  const loses = ({ from, to }: { readonly from: string; readonly to: string }): boolean =>
    to === 't0' && from !== 'v0';
  const played = await play(planOf([incept, interact, { ...gossip, at: 9_000_000 }]), { loses });
  expect(played.host('t0').keyState(played.prefix('a0'))?.sn).toBe(1n);
});

test('a person removes what waits longest, and nothing where nothing waits', async () => {
  const flood: Loose = { do: 'flood', to: 'v0', with: 'unknown-aids', count: 3, source: 'x0' };
  const remove = (node: string) => ({ do: 'remove-waiting', node }) as const;
  const played = await play(planOf([flood, remove('v0'), remove('v1')]));
  expect(played.acted).toEqual([true, true, false]);
  expect(played.host('v0').escrow.list()).toHaveLength(2);
});

describe('once the core is healed', () => {
  const short = { healAt: 60_000_000, endAt: 360_000_000 };
  const playedTo = async (
    entries: readonly Loose[],
    lost: (from: string, to: string) => boolean,
  ): Promise<Play> =>
    await play(planOf(entries, short), {
      until: short.endAt,
      loses: ({ from, to }, now) => now < short.healAt && lost(from, to),
    });
  const expectAgreed = (played: Play, aid: string): void => {
    const prefix = played.prefix(aid);
    const head = played.truth.known.honestTrunk(prefix).at(-1);
    for (const node of ['c0', 'v0', 'v1', 't0']) expect(played.host(node).keyState(prefix)?.said).toBe(head);
  };

  test('logs that nobody heard of come to everybody', async () => {
    const rotate = {
      do: 'rotate',
      aid: 'a0',
      ...single,
      cuts: ['w0'],
      adds: [],
      exposed: [0],
      spreading: 'whole',
    } as const;
    const played = await playedTo([incept, interact, { ...rotate, toad: 1 }], (from) => from === 'c0');
    expectAgreed(played, 'a0');
  });

  test('receipts that were lost on their way are asked for again', async () => {
    const played = await playedTo([incept, interact], (_, to) => to === 'c0');
    expectAgreed(played, 'a0');
  });

  test('delegates are sealed, whatever was forgotten', async () => {
    const played = await playedTo([incept, { ...incept, aid: 'a1', delegator: 'a0' }], () => false);
    expectAgreed(played, 'a1');
  });

  test('whoever lost the present keys recovers', async () => {
    const open = { ...incept, witnesses: [], toad: 0 } as const;
    const forge = {
      do: 'forge',
      aid: 'a0',
      what: 'interact',
      back: 0,
      to: ['v0', 'v1', 't0'],
      colluding: [],
    } as const;
    const many = Array.from({ length: 6 }, () => forge);
    const played = await playedTo([open, { do: 'steal', aid: 'a0', keys: 'current' }, ...many], () => false);
    const prefix = played.prefix('a0');
    expect(played.truth.known.made(prefix).some((said) => played.truth.known.isForged(said))).toBe(true);
    expectAgreed(played, 'a0');
  });

  test('versions that only some saw come to be known to all', async () => {
    const equivocate = { do: 'equivocate', aid: 'a1', left: ['v0'], right: ['v1'] } as const;
    const played = await playedTo([other, equivocate], (from, to) => from === 'c1' && to === 't0');
    const prefix = played.prefix('a1');
    const versions = played.truth.known
      .made(prefix)
      .filter((said) => played.truth.known.event(said)?.sn === 1n);
    for (const node of ['v0', 'v1']) {
      const seen = played
        .host(node)
        .duplicity(prefix)
        .flatMap(({ evidence }) => evidence.map(({ event }) => event.said));
      const accepted = played.host(node).keyState(prefix)?.said;
      expect(new Set([...seen, accepted])).toEqual(new Set(versions));
    }
  });
});
