/** What members, strangers and thieves send and no member signs: each with its code, and nothing left behind. */
import { describe, expect, test } from 'vitest';
import { snOf } from '../../../kernel/cesr/number.ts';
import { buildInception, buildInteraction, buildRotation } from '../../../kernel/event/build-key-event.ts';
import type { KeyEvent } from '../../../kernel/event/types.ts';
import { groupMessage } from '../../../shell/habs/group-message.ts';
import { keysOfMembers } from '../../../shell/habs/group-members.ts';
import type { Members } from '../../../shell/habs/group-members.ts';
import { makingOf } from '../../../shell/habs/hab-desk.ts';
import { written } from '../../../shell/habs/making-events.ts';
import {
  closeAll,
  deliver,
  groupOf,
  introduce,
  openAll,
  openParticipant,
  openTeam,
  prefixesOf,
  rotateMembers,
  settleAll,
  team,
} from './group-world.ts';
import type { Participant } from './group-world.ts';

/** An event as a member, or somebody else, shows it, with the signatures that are given. */
async function show(
  { host, keys, hab }: Participant,
  event: KeyEvent,
  members: Members,
  signatures: readonly string[] = [],
) {
  const desk = { host, keys, making: makingOf(host), temp: true, layout: 'without-rp' } as const;
  return groupMessage(desk, { member: hab.prefix, event, signatures, members });
}

function inceptionOf({ host }: Participant, signing: readonly string[]): KeyEvent {
  const plan = {
    ...keysOfMembers(host, signing, signing),
    signingThreshold: undefined,
    nextThreshold: undefined,
    toad: 0,
    anchors: [],
    witnesses: [],
    traits: [],
    delegator: undefined,
    identifier: 'self-addressing',
  } as const;
  return written(buildInception(plan, makingOf(host)));
}

function rotationOf(one: Participant, signing: readonly string[]): KeyEvent {
  const { host } = one;
  const state = groupOf(one).state();
  const plan = {
    ...keysOfMembers(host, signing, signing),
    signingThreshold: undefined,
    nextThreshold: undefined,
    toad: 0,
    anchors: [],
    prefix: state.prefix,
    sn: snOf(state.sn + 1n),
    prior: state.said,
    delegated: false,
    witnessesBefore: [],
    cuts: [],
    adds: [],
    traits: [],
  } as const;
  return written(buildRotation(plan, makingOf(host)));
}

/** Bob gets a message, sees why he may not sign, and cannot. */
async function refusedBy(bob: Participant, said: string, code: string): Promise<void> {
  await bob.groups.caughtUp();
  const listed = (await bob.groups.proposals()).find((proposal) => proposal.said === said);
  expect([listed?.refusal?.code, said]).toEqual([code, said]);
  await expect(bob.groups.join(said, { name: team })).rejects.toMatchObject({ code });
  expect(bob.host.escrow.list({ said })).toEqual([]);
}

describe('a proposal of a new group', () => {
  test('is refused when its sender is no member, when its keys are others, and when it names another group', async () => {
    const all = await openAll(['alice', 'bob', 'carol', 'thief']);
    const [alice, bob, carol, thief] = all;
    const members = { signing: prefixesOf([alice, bob, carol]), rotating: prefixesOf([alice, bob, carol]) };
    const sound = inceptionOf(alice, members.signing);
    const withThief = inceptionOf(thief, prefixesOf([alice, bob, thief]));
    const twice = { signing: [...members.signing, thief.hab.prefix], rotating: members.rotating };
    const wrong = [
      [await show(thief, sound, members), sound.said, 'not-a-member'],
      [await show(alice, withThief, members), withThief.said, 'wrong-members'],
      [await show(carol, withThief, twice), withThief.said, 'wrong-members'],
    ] as const;
    for (const [{ bytes }, said, code] of wrong) {
      await bob.host.ingest(bytes);
      await refusedBy(bob, said, code);
    }
    const other = inceptionOf(alice, prefixesOf([bob, alice]));
    const misnamed = await show(
      alice,
      { ...other, prefix: sound.prefix },
      { signing: prefixesOf([bob, alice]), rotating: prefixesOf([bob, alice]) },
    );
    await bob.host.ingest(misnamed.bytes);
    await refusedBy(bob, other.said, 'wrong-group');
    expect(bob.groups.groups()).toEqual([]);

    const plan = { member: alice.hab.prefix, signing: members.signing };
    const made = await alice.groups.make(team, plan);
    expect(made.said).not.toBe(withThief.said);
    await deliver(made.message, all);
    await settleAll([bob, carol], team);
    expect(groupOf(bob).state().said).toBe(made.said);
    await closeAll(all);
  });

  test('is not looked at when nobody here is in it, when it holds no event, and when its exchange is not signed', async () => {
    const all = await openAll(['alice', 'bob', 'carol']);
    const [alice, bob, carol] = all;
    const members = { signing: prefixesOf([alice, carol]), rotating: prefixesOf([alice, carol]) };
    const event = inceptionOf(alice, members.signing);
    const foreign = await show(alice, event, members);
    await bob.host.ingest(foreign.bytes);
    const forged = await show({ ...carol, hab: alice.hab }, event, members).catch(() => undefined);
    expect(forged).toBeUndefined();
    const cut = foreign.bytes.slice(0, -88);
    await carol.host.ingest(cut);
    await carol.groups.caughtUp();
    for (const one of [bob, carol]) {
      expect(await one.groups.proposals()).toEqual([]);
      await expect(one.groups.join(event.said, { name: team })).rejects.toMatchObject({
        code: 'unknown-said',
      });
    }
    await closeAll(all);
  });

  test('cannot be made with a member that has several keys, that is unknown, or without one that is here', async () => {
    const all = await openAll(['alice', 'bob']);
    const [alice, bob] = all;
    await alice.hab.rotate({ ncount: 2 });
    await alice.hab.rotate();
    await introduce(all);
    const signing = prefixesOf(all);
    const make = (member: string, of: readonly string[]) => bob.groups.make(team, { member, signing: of });
    await expect(make(bob.hab.prefix, signing)).rejects.toMatchObject({ code: 'wrong-members' });
    await expect(make(alice.hab.prefix, signing)).rejects.toMatchObject({ code: 'not-a-member' });
    await expect(make(bob.hab.prefix, [alice.hab.prefix])).rejects.toMatchObject({ code: 'not-a-member' });
    const stranger = await openParticipant('stranger');
    await expect(make(bob.hab.prefix, [bob.hab.prefix, stranger.hab.prefix])).rejects.toMatchObject({
      code: 'unknown-prefix',
    });
    const unmet = { member: bob.hab.prefix, signing: [bob.hab.prefix], isith: '2' };
    await expect(bob.groups.make(team, unmet)).rejects.toMatchObject({ code: 'usage' });
    expect(bob.groups.groups()).toEqual([]);
    await bob.groups.make('bobs', { member: bob.hab.prefix, signing: [bob.hab.prefix] });
    await expect(
      bob.groups.make('bob', { member: bob.hab.prefix, signing: [bob.hab.prefix] }),
    ).rejects.toMatchObject({
      code: 'hab-exists',
    });
    await expect(bob.habery.make('bobs')).rejects.toMatchObject({ code: 'hab-exists' });
    await closeAll([...all, stranger]);
  });
});

describe('a proposal of a group that exists', () => {
  test('is refused when only a stranger showed it, when it reveals too little, and when it is at another place', async () => {
    const all = await openTeam();
    const [alice, bob, carol] = all;
    const thief = await openParticipant('thief');
    await rotateMembers([alice, carol], [...all, thief]);
    const withThief = prefixesOf([alice, bob, carol, thief]);
    const intruding = rotationOf({ ...alice, host: bob.host, groups: bob.groups }, withThief);
    const shown = await show(thief, intruding, { signing: withThief, rotating: withThief });
    await bob.host.ingest(shown.bytes);
    await refusedBy(bob, intruding.said, 'not-a-member');

    const tooFew = prefixesOf([carol, thief]);
    const weak = rotationOf({ ...carol, host: bob.host, groups: bob.groups }, tooFew);
    await bob.host.ingest((await show(carol, weak, { signing: tooFew, rotating: tooFew })).bytes);
    await refusedBy(bob, weak.said, 'wrong-members');

    const state = groupOf(bob).state();
    const far = { prefix: state.prefix, sn: snOf(state.sn + 2n), prior: state.said, anchors: [] };
    const ahead = written(buildInteraction(far, makingOf(bob.host)));
    const members = groupOf(bob).members();
    await bob.host.ingest((await show(alice, ahead, members)).bytes);
    await refusedBy(bob, ahead.said, 'wrong-place');
    expect(groupOf(bob).state().sn).toBe(0n);
    await closeAll([...all, thief]);
  });

  test('is signed without the signatures that are not what they seem', async () => {
    const all = await openTeam();
    const [alice, bob, carol] = all;
    const made = await groupOf(alice).interact([{ d: 'what is agreed on' }]);
    const [signature = ''] = await alice.keys.sign(new TextEncoder().encode('other bytes'), {
      by: { prefix: alice.hab.prefix },
    });
    const state = alice.host.reader.waiting(made.said);
    const event = state?.message as KeyEvent;
    await bob.host.ingest((await show(carol, event, groupOf(carol).members(), [signature])).bytes);
    await bob.groups.caughtUp();
    expect(groupOf(bob).state().sn).toBe(0n);
    const joined = await bob.groups.join(made.said);
    expect(joined.report.decision).toBe('escrowed');
    await deliver(made.message, [bob]);
    expect(groupOf(bob).state().sn).toBe(1n);
    await closeAll(all);
  });

  test('a member signs no second event at a number, unless it is told to recover', async () => {
    const all = await openTeam();
    const [alice, bob, carol] = all;
    const first = await groupOf(alice).interact([{ d: 'one' }]);
    await expect(groupOf(alice).interact([{ d: 'other' }])).rejects.toMatchObject({
      code: 'signed-other',
      facts: { said: first.said },
    });
    expect(await groupOf(alice).interact([{ d: 'one' }])).toMatchObject({ said: first.said });
    const second = await groupOf(carol).interact([{ d: 'two' }]);
    await deliver(second.message, [alice]);
    await expect(alice.groups.join(second.said)).rejects.toMatchObject({ code: 'signed-other' });
    expect(groupOf(alice).pending()?.said).toBe(first.said);
    await alice.groups.join(second.said, { recover: true });
    expect(groupOf(alice).state().said).toBe(second.said);
    await deliver(second.message, [bob]);
    await deliver(await groupOf(alice).share(), [bob, carol]);
    expect([groupOf(bob).state().said, groupOf(carol).state().said]).toEqual([second.said, second.said]);
    await closeAll(all);
  });

  test('a rotation recovers from an interaction, when it is told to', async () => {
    const all = await openTeam();
    const [alice, bob] = all;
    await deliver((await groupOf(alice).interact([{ d: 'by thieves' }])).message, all);
    await settleAll(all, team);
    await rotateMembers([alice, bob], all);
    const recovery = await groupOf(alice).rotate({ recover: 1n, isith: '2' });
    expect(recovery.sn).toBe(1n);
    await deliver(recovery.message, all);
    await expect(bob.groups.join(recovery.said)).rejects.toMatchObject({ code: 'signed-other' });
    const joined = await bob.groups.join(recovery.said, { recover: true });
    await deliver(joined.message, all);
    for (const one of all) expect(groupOf(one).state().said).toBe(recovery.said);
    await closeAll(all);
  });
});
