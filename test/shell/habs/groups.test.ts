/** Groups whose members are on different hosts: propose, sign, complete, rotate in and out. keripy.md 8.6. */
import { describe, expect, test } from 'vitest';
import {
  closeAll,
  deliver,
  groupOf,
  introduce,
  logOf,
  openAll,
  openParticipant,
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

describe('a group among others', () => {
  test('what is asked of a group at once is done one after the other: a member signs one event at a number', async () => {
    const all = await openTeam();
    const [alice, bob] = all;
    const asked = await Promise.allSettled(['a', 'b', 'c'].map((d) => groupOf(alice).interact([{ d }])));
    expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    for (const result of asked)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'signed-other' });
    await deliver(await groupOf(alice).share(), all);
    await settleAll(all, team);
    expect(groupOf(bob).state().sn).toBe(1n);
    await closeAll(all);
  });

  test('a member may be in several groups, and a group may be a member of none', async () => {
    const all = await openAll(['alice', 'bob', 'carol']);
    const [alice, bob, carol] = all;
    const pairs = [
      ['ab', [alice, bob]],
      ['ac', [alice, carol]],
    ] as const;
    for (const [name, members] of pairs) {
      const plan = { member: alice.hab.prefix, signing: prefixesOf(members), isith: '2' };
      await deliver((await alice.groups.make(name, plan)).message, all);
      await settleAll(members, name);
    }
    expect(alice.groups.groups().map(({ name }) => name)).toEqual(['ab', 'ac']);
    expect([bob.groups.groups().length, carol.groups.groups().length]).toEqual([1, 1]);
    const nested = alice.groups.group('ab')?.prefix ?? '';
    const plan = { member: alice.hab.prefix, signing: [alice.hab.prefix, nested] };
    await expect(alice.groups.make('nested', plan)).rejects.toMatchObject({ code: 'wrong-members' });
    await closeAll(all);
  });

  test('a member whose next key alone is committed to watches the group, and signs when it is its turn', async () => {
    const all = await openAll(['alice', 'bob', 'carol']);
    const [alice, bob, carol] = all;
    const signing = prefixesOf([alice, bob]);
    const rotating = prefixesOf([alice, carol]);
    const plan = { member: alice.hab.prefix, signing, rotating, isith: '2', nsith: '2' };
    const made = await alice.groups.make(team, plan);
    await deliver(made.message, all);
    await settleAll([alice, bob], team);
    await deliver(await groupOf(bob).share(), all);
    const [proposal] = await carol.groups.proposals();
    expect([proposal?.said, proposal?.refusal?.code]).toEqual([made.said, 'not-a-member']);
    await expect(
      carol.groups.watch(team, { prefix: made.said, member: bob.hab.prefix, signing, rotating }),
    ).rejects.toMatchObject({
      code: 'not-a-member',
    });
    const group = await carol.groups.watch(team, {
      prefix: made.said,
      member: carol.hab.prefix,
      signing,
      rotating,
    });
    expect(group.members()).toEqual({ signing, rotating });
    await expect(group.interact()).rejects.toMatchObject({ code: 'not-a-member' });

    await rotateMembers([alice, carol], all);
    const rotated = await group.rotate({ signing: rotating });
    await deliver(rotated.message, all);
    await settleAll([alice, carol], team);
    expect(numbers([alice, carol])).toEqual([1n, 1n]);
    await closeAll(all);
  });

  test('a member that rotated twice since contributes with an earlier event of its log', async () => {
    const all = await openTeam();
    const [alice, bob, carol] = all;
    await rotateMembers([alice, bob], all);
    await rotateMembers([alice], all);
    const plan = { isith: '2', nsith: '2' };
    await expect(groupOf(bob).rotate({ ...plan, signing: prefixesOf(all) })).rejects.toMatchObject({
      code: 'wrong-members',
    });
    const signing = [{ prefix: alice.hab.prefix, sn: 1n }, bob.hab.prefix, carol.hab.prefix];
    await deliver((await groupOf(bob).rotate({ ...plan, signing, rotating: prefixesOf(all) })).message, all);
    await settleAll(all, team);
    expect(numbers(all)).toEqual([1n, 1n, 1n]);
    await closeAll(all);
  });
});

describe('what others than members bring', () => {
  test('an event waits for the receipts of its witnesses; whoever is elected has it with all signatures', async () => {
    const members = await openAll(['alice', 'bob']);
    const [alice, bob] = members;
    const witness = await openParticipant('witness', undefined, { transferable: false });
    for (const { host } of members) await host.ingest(await logOf(witness, witness.hab.prefix));
    await witness.host.ingest(await logOf(alice, alice.hab.prefix));
    const plan = {
      member: alice.hab.prefix,
      signing: prefixesOf(members),
      isith: '2',
      wits: [witness.hab.prefix],
      toad: 1,
    };
    const made = await alice.groups.make(team, plan);
    await deliver(made.message, members);
    await settleAll(members, team);
    expect(members.map((one) => groupOf(one).progress(made.said).kind)).toEqual(['receipts', 'receipts']);
    expect(members.map((one) => groupOf(one).isElected(made.said))).toEqual([true, false]);
    expect(groupOf(alice).pending()).toMatchObject({ said: made.said });
    const event = groupOf(alice).event(made.said) ?? expect.fail();
    await witness.host.ingest(event, { source: 'local' });
    const receipt = await witness.hab.witness(event);
    for (const { host } of members) await host.ingest(receipt);
    for (const one of members) expect(groupOf(one).progress(made.said)).toEqual({ kind: 'complete' });
    expect(groupOf(bob).state().witnesses).toEqual([witness.hab.prefix]);
    await closeAll([...members, witness]);
  });

  test('a delegated group waits for its delegator, at its inception and at each rotation', async () => {
    const members = await openAll(['alice', 'bob']);
    const [alice, bob] = members;
    const delegator = await openParticipant('delegator');
    const all = [...members, delegator];
    await introduce(all);
    const plan = {
      member: bob.hab.prefix,
      signing: prefixesOf(members),
      isith: '2',
      delpre: delegator.hab.prefix,
    };
    const made = await bob.groups.make(team, plan);
    expect(made.ilk).toBe('dip');
    await deliver(made.message, members);
    await settleAll(members, team);
    for (const { host } of members) expect(host.keyState(groupOf(alice).prefix)).toBeUndefined();
    await approvedBy(delegator, members, made.said);
    for (const one of members) expect(groupOf(one).state().delegator).toBe(delegator.hab.prefix);

    await rotateMembers(members, all);
    const rotated = await groupOf(alice).rotate({ isith: '2' });
    expect(rotated.ilk).toBe('drt');
    await deliver(rotated.message, members);
    await settleAll(members, team);
    expect(groupOf(bob).progress(rotated.said).kind).toBe('delegation');
    await approvedBy(delegator, members, rotated.said);
    expect(numbers(members)).toEqual([1n, 1n]);
    await closeAll(all);
  });
});

/** The delegator gets the event, anchors its seal, and everybody learns of that. */
async function approvedBy(
  delegator: Participant,
  members: readonly Participant[],
  said: string,
): Promise<void> {
  const [first] = members;
  const event = first === undefined ? undefined : groupOf(first).event(said);
  if (event === undefined) throw new Error('nothing of the event is known');
  await delegator.host.ingest(event);
  await delegator.hab.approve(event);
  const log = await logOf(delegator, delegator.hab.prefix);
  for (const { host } of members) await host.ingest(log);
}

describe('over openings of the host', () => {
  test('what a member signed is kept, shown again, and nothing else is signed in its place', async () => {
    const all = await openTeam();
    const [alice, bob, carol] = all;
    const made = await groupOf(alice).interact([{ d: 'one' }]);
    await closeAll([alice]);
    const again = await openParticipant('alice', alice.remains);
    expect(groupOf(again).pending()).toEqual({ sn: 1n, said: made.said });
    await expect(groupOf(again).interact([{ d: 'other' }])).rejects.toMatchObject({ code: 'signed-other' });
    const shared = await groupOf(again).share();
    expect(shared.said).not.toBe(made.message.said);
    const now = [again, bob, carol];
    await deliver(shared, now);
    await settleAll(now, team);
    expect(numbers(now)).toEqual([1n, 1n, 1n]);
    await closeAll(now);
  });

  test('what others proposed is still there, and what they signed is not asked for again', async () => {
    const all = await openAll(['alice', 'bob', 'carol']);
    const [alice, bob, carol] = all;
    const plan = { member: alice.hab.prefix, signing: prefixesOf(all), isith: '3' };
    const made = await alice.groups.make(team, plan);
    await deliver(made.message, all);
    const joined = await carol.groups.join(made.said, { name: team });
    await deliver(joined.message, all);
    await closeAll([bob]);
    const again = await openParticipant('bob', bob.remains);
    const [proposal] = await again.groups.proposals();
    expect(proposal).toMatchObject({ said: made.said, from: [alice.hab.prefix, carol.hab.prefix] });
    const last = await again.groups.join(made.said, { name: 'ours' });
    expect(last.report.decision).not.toBe('rejected');
    expect(again.groups.group('ours')?.state().said).toBe(made.said);
    await closeAll([alice, again, carol]);
  });
});
