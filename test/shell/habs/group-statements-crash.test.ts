/**
 * A member stops before each of its changes, of keys and of the log, while a group says something: opened again, what it
 * signed is there, it asks or signs again, and the statement completes on every host.
 */
import { describe, expect, test } from 'vitest';
import type { Group } from '../../../shell/habs/group.ts';
import { closeAll, deliver, groupOf, openParticipant, openTeam } from './group-world.ts';
import type { Participant } from './group-world.ts';
import { fusedKeys, fusedStore } from './fuse.ts';
import type { Fuse } from './fuse.ts';

const stamp = '2026-01-01T00:00:01.000000+00:00';

type Word = 'rpy' | 'exn';

function propose(group: Group, word: Word) {
  if (word === 'rpy') return group.makeEndRole({ eid: group.member, role: 'agent', stamp });
  return group.exchange({ route: '/a/word', payload: { m: 'agreed' }, stamp });
}

/** The member of `of` opened again on what is left, with a fuse that burns after `left` changes. */
async function mortalOf(of: Participant, left: number): Promise<{ mortal: Participant; fuse: Fuse }> {
  await closeAll([of]);
  const fuse: Fuse = { left: Number.MAX_SAFE_INTEGER, burnt: 0 };
  const { store, provider } = of.remains;
  const fused = { store: fusedStore(store, fuse), provider: fusedKeys(provider, fuse, true) };
  const mortal = await openParticipant(of.name, fused);
  fuse.left = left;
  fuse.burnt = 0;
  return { mortal, fuse };
}

/** Says something; answers how many changes the member made that may stop, and whether it stopped. */
async function say(role: 'proposes' | 'joins', word: Word, left: number) {
  const [alice, bob, carol] = await openTeam();
  const { mortal, fuse } = await mortalOf(alice, left);
  let now = mortal;
  const act = async (): Promise<string> => {
    const proposed = await propose(groupOf(role === 'proposes' ? now : bob), word);
    await deliver(proposed.message, [now, bob]);
    const joined = await (role === 'proposes' ? bob : now).groups.join(proposed.said);
    await deliver(joined.message, [now, bob, carol]);
    return proposed.said;
  };
  const said = await act().catch(async () => {
    now = await openParticipant('alice', alice.remains);
    expect(groupOf(now).waiting().length).toBeLessThanOrEqual(1);
    return await act();
  });
  for (const one of [now, bob, carol]) {
    expect(groupOf(one).progress(said).kind).toBe('complete');
    expect([groupOf(one).waiting(), await one.groups.proposals()]).toEqual([[], []]);
    expect(one.host.escrow.list({})).toEqual([]);
  }
  const stopped = now !== mortal;
  await closeAll(stopped ? [now, bob, carol] : [bob, carol]);
  return { burnt: fuse.burnt, stopped };
}

describe('wherever a member stops while a group says something, it is said', () => {
  test.each([
    ['proposes', 'rpy'],
    ['joins', 'rpy'],
    ['proposes', 'exn'],
  ] as const)(
    'one that %s, of %s',
    async (role, word) => {
      const { burnt, stopped } = await say(role, word, Number.MAX_SAFE_INTEGER);
      expect([burnt > 2, stopped]).toEqual([true, false]);
      for (let left = 0; left < burnt; left++) {
        const { stopped: isStopped } = await say(role, word, left);
        expect([left, isStopped]).toEqual([left, true]);
      }
    },
    200_000,
  );

  test('what it signed and what others showed are there when it is opened again, and can be shown again', async () => {
    const [alice, bob, carol] = await openTeam();
    const made = await propose(groupOf(alice), 'exn');
    await deliver(made.message, [carol]);
    await closeAll([alice, carol]);
    const [again, late] = [
      await openParticipant('alice', alice.remains),
      await openParticipant('carol', carol.remains),
    ];
    expect(groupOf(again).waiting()).toMatchObject([
      { said: made.said, ilk: 'exn', route: '/a/word', sn: 0n },
    ]);
    expect(await late.groups.proposals()).toMatchObject([{ said: made.said, from: [alice.hab.prefix] }]);
    await again.host.escrow.remove({ said: made.said });
    await deliver(await groupOf(again).share(made.said), [bob]);
    expect(groupOf(again).progress(made.said).kind).toBe('signatures');
    const joined = await late.groups.join(made.said);
    await deliver(joined.message, [again, bob]);
    for (const one of [again, bob, late]) expect(groupOf(one).progress(made.said).kind).toBe('complete');
    await closeAll([again, bob, late]);
  });
});
