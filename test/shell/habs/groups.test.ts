/** Groups whose members are on different hosts: propose, sign, complete, rotate in and out. keripy.md 8.6. */
import { describe, expect, test } from 'vitest';
import {
  closeAll,
  deliver,
  groupOf,
  logOf,
  openAll,
  openTeam,
  prefixesOf,
  rotateMembers,
  settleAll,
  team,
} from './group-world.ts';
import type { Participant } from './group-world.ts';

const numbers = (all: readonly Participant[]): readonly bigint[] => all.map((one) => groupOf(one).state().sn);

describe('a group of three, of whom two have to sign', () => {
  test('is made, anchors and is rotated; all hosts have the same log', async () => {
    const all = await openAll(['alice', 'bob', 'carol']);
    const [alice, bob, carol] = all;
    const plan = { member: alice.hab.prefix, signing: prefixesOf(all), isith: '2', nsith: '2' };
    const made = await alice.groups.make(team, plan);
    expect([made.ilk, made.report.decision, made.report.escrow]).toEqual(['icp', 'escrowed', 'pses']);
    expect(groupOf(alice).progress(made.said).kind).toBe('signatures');
    expect(made.message.to).toEqual([bob.hab.prefix, carol.hab.prefix]);
    await deliver(made.message, all);
    const [proposal] = await bob.groups.proposals();
    expect(proposal).toMatchObject({ said: made.said, from: [alice.hab.prefix], member: bob.hab.prefix });
    await settleAll(all, team);
    expect(new Set(all.map((one) => groupOf(one).state().said)).size).toBe(1);
    expect(groupOf(carol).members()).toEqual({ signing: prefixesOf(all), rotating: prefixesOf(all) });
    expect(groupOf(alice).progress(made.said)).toEqual({ kind: 'complete' });

    const seal = { i: alice.hab.prefix, s: '0', d: alice.hab.prefix };
    await deliver((await groupOf(carol).interact([seal])).message, all);
    await settleAll(all, team);
    expect(numbers(all)).toEqual([1n, 1n, 1n]);

    await rotateMembers([alice, bob], all);
    await deliver((await groupOf(bob).rotate({ isith: '2', nsith: '2' })).message, all);
    await settleAll(all, team);
    expect(numbers(all)).toEqual([2n, 2n, 2n]);
    const events = all.map(({ host }) =>
      [...host.kel(groupOf(alice).prefix)].map(({ stored }) => stored.event.said),
    );
    expect(new Set(events.map((saids) => saids.join(' '))).size).toBe(1);
    await closeAll(all);
  });

  test('a member whose key stands elsewhere than what was committed to signs with both places', async () => {
    const all = await openTeam();
    const [alice, bob, carol] = all;
    await rotateMembers(all, all);
    const turned = [carol, bob, alice].map(({ hab }) => hab.prefix);
    await deliver((await groupOf(alice).rotate({ signing: turned, isith: '3' })).message, all);
    await settleAll(all, team);
    expect(numbers(all)).toEqual([1n, 1n, 1n]);
    const { prefix, said } = groupOf(alice).state();
    const [last] = [...bob.host.kel(prefix)].slice(-1);
    expect(last?.attachments.controllerSignatures.map(({ index, ondex }) => [index, ondex]).sort()).toEqual([
      [0, 2],
      [1, 1],
      [2, 0],
    ]);
    expect(groupOf(carol).isElected(said)).toBe(true);
    expect(groupOf(alice).isElected(said)).toBe(false);
    await closeAll(all);
  });

  test('signatures of an inception say no place in what was committed to, as KERIpy makes them', async () => {
    const all = await openTeam();
    const [alice] = all;
    const [first] = [...alice.host.kel(groupOf(alice).prefix)];
    const places = first?.attachments.controllerSignatures.map(({ index, ondex }) => [index, ondex]);
    expect(places?.every(([, ondex]) => ondex === undefined)).toBe(true);
    await closeAll(all);
  });

  test('a member goes and another comes; who went signs no more', async () => {
    const all = await openAll(['alice', 'bob', 'carol', 'dave']);
    const [alice, bob, carol, dave] = all;
    const first = [alice, bob, carol];
    const plan = { member: alice.hab.prefix, signing: prefixesOf(first), isith: '2', nsith: '2' };
    await deliver((await alice.groups.make(team, plan)).message, all);
    await settleAll(first, team);
    await rotateMembers([alice, bob], all);
    const next = [alice, carol, dave];
    const keys = prefixesOf([alice, bob, dave]);
    const rotated = await groupOf(alice).rotate({
      signing: keys,
      rotating: prefixesOf(next),
      isith: '2',
      nsith: '2',
    });
    expect(rotated.message.to).toEqual([bob.hab.prefix, dave.hab.prefix, carol.hab.prefix]);
    await dave.host.ingest(await logOf(alice, groupOf(alice).prefix));
    await deliver(rotated.message, all);
    await settleAll(all, team);
    expect(numbers(all)).toEqual([1n, 1n, 1n, 1n]);
    expect(groupOf(dave).members()).toEqual({ signing: keys, rotating: prefixesOf(next) });

    await rotateMembers([alice, carol, dave], all);
    await deliver((await groupOf(dave).rotate({ signing: prefixesOf(next), isith: '2' })).message, all);
    await settleAll(next, team);
    expect(numbers(next)).toEqual([2n, 2n, 2n]);
    await bob.host.ingest(await logOf(alice, groupOf(alice).prefix));
    await expect(groupOf(bob).interact()).rejects.toMatchObject({ code: 'not-a-member' });
    await closeAll(all);
  });
});
