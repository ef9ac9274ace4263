/** Groups whose members are on different hosts: propose, sign, complete, rotate in and out. keripy.md 8.6. */
import { describe, expect, test } from 'vitest';
import {
  closeAll,
  deliver,
  introduce,
  logOf,
  openParticipant,
  prefixesOf,
  settleAll,
} from './group-world.ts';
import type { Participant } from './group-world.ts';

const name = 'team';

async function openAll(names: readonly string[]): Promise<readonly Participant[]> {
  const all: Participant[] = [];
  for (const one of names) all.push(await openParticipant(one));
  await introduce(all);
  return all;
}

/** Members rotate their own keys and everybody learns of it. */
async function rotateMembers(rotating: readonly Participant[], all: readonly Participant[]): Promise<void> {
  for (const { hab } of rotating) await hab.rotate();
  await introduce(all);
}

function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`one is wanted, there are ${items.length}`);
  return item;
}

const saids = (all: readonly Participant[]): readonly unknown[] =>
  all.map(({ groups }) => only(groups.groups()).state().said);

describe('a group of three, of whom two have to sign', () => {
  test('is made, anchors and is rotated; all hosts have the same log', async () => {
    const all = await openAll(['alice', 'bob', 'carol']);
    const [alice, bob, carol] = all as [Participant, Participant, Participant];
    const made = await alice.groups.make(name, {
      member: alice.hab.prefix,
      signing: prefixesOf(all),
      isith: '2',
      nsith: '2',
    });
    expect([made.ilk, made.report.decision, made.report.escrow]).toEqual(['icp', 'escrowed', 'pses']);
    expect(alice.groups.group(name)?.progress(made.said).kind).toBe('signatures');
    await deliver(made.message, all);
    const proposal = only(await bob.groups.proposals());
    expect(proposal).toMatchObject({ said: made.said, from: [alice.hab.prefix], member: bob.hab.prefix });
    await settleAll(all, name);
    expect(new Set(saids(all)).size).toBe(1);
    const group = only(carol.groups.groups());
    expect(group.members()).toEqual({ signing: prefixesOf(all), rotating: prefixesOf(all) });

    const anchored = await group.interact([{ i: alice.hab.prefix, s: '0', d: alice.hab.prefix }]);
    await deliver(anchored.message, all);
    await settleAll(all, name);
    expect(all.map(({ groups }) => only(groups.groups()).state().sn)).toEqual([1n, 1n, 1n]);

    await rotateMembers([alice, bob], all);
    const rotated = await only(bob.groups.groups()).rotate({ isith: '2', nsith: '2' });
    await deliver(rotated.message, all);
    await settleAll(all, name);
    expect(all.map(({ groups }) => only(groups.groups()).state().sn)).toEqual([2n, 2n, 2n]);
    const logs = await Promise.all(all.map((one) => logOf(one, group.prefix)));
    expect(new Set(logs.map((log) => log.length)).size).toBe(1);
    await closeAll(all);
  });
});
