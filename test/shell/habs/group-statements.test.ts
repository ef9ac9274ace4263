/** What a group says beside its events: replies and exchanges that enough members sign, and signatures over bytes. */
import { describe, expect, test } from 'vitest';
import { oneMessageOf } from '../../../shell/one-message.ts';
import { openHost } from '../../../shell/open.ts';
import type { GroupEvent } from '../../../shell/habs/group-event.ts';
import type { Host } from '../../../shell/host.ts';
import type { Report } from '../../../shell/report.ts';
import { openMemoryStore } from '../../../storage/memory.ts';
import {
  closeAll,
  deliver,
  groupOf,
  letTimePass,
  logOf,
  openAll,
  openParticipant,
  openTeam,
  prefixesOf,
  rotateMembers,
  settleAll,
  team,
  tickingClock,
} from './group-world.ts';
import type { Participant } from './group-world.ts';

/** A host that knows the log of the group alone, and takes what the group says. */
async function outsider(all: readonly Participant[]): Promise<Host> {
  const host = await openHost({ store: openMemoryStore(), clock: tickingClock, tickMilliseconds: 0 });
  const [first] = all;
  if (first === undefined) throw new Error('somebody is in the group');
  await host.ingest(await logOf(first, groupOf(first).prefix));
  return host;
}

async function decided(host: Host, bytes: Uint8Array): Promise<readonly Report[]> {
  const reports: Report[] = [];
  await host.ingest(bytes, { onDecision: (report) => reports.push(report) });
  return reports;
}

const roleOf = (participant: Participant, eid: string): unknown =>
  [...participant.host.history.replies('end-role')].find(({ record }) => record.key.includes(eid))?.stored
    .reply.said;

/** The members rotate, and so does the group. */
async function rotateTeam(all: readonly Participant[]): Promise<void> {
  const [first] = all;
  if (first === undefined) throw new Error('somebody is in the group');
  await rotateMembers(all, all);
  const rotated = await groupOf(first).rotate({ isith: '2', nsith: '2' });
  await deliver(rotated.message, all);
  for (const one of all.slice(1, 2)) await deliver((await one.groups.join(rotated.said)).message, all);
  for (const one of all) expect(groupOf(one).state().said).toBe(rotated.said);
}

describe('a reply of a group', () => {
  test('is proposed, seen, joined, taken by every host of the group, and by others as one message', async () => {
    const all = await openTeam();
    const [alice, bob, carol] = all;
    const eid = carol.hab.prefix;
    const made = await groupOf(alice).makeEndRole({ eid, role: 'mailbox' });
    expect([made.ilk, made.sn, made.report.decision, made.message.route]).toEqual([
      'rpy',
      0n,
      'escrowed',
      '/multisig/rpy',
    ]);
    expect(made.message.to).toEqual(prefixesOf([bob, carol]));
    expect(groupOf(alice).progress(made.said)).toMatchObject({
      kind: 'signatures',
      missing: [{ have: [0], lack: [1, 2] }],
    });
    expect(groupOf(alice).waiting()).toMatchObject([{ said: made.said, ilk: 'rpy', route: '/end/role/add' }]);
    expect(groupOf(alice).message(made.said)).toBeUndefined();

    await deliver(made.message, [bob, carol]);
    expect(await bob.groups.proposals()).toMatchObject([
      {
        said: made.said,
        ilk: 'rpy',
        sn: 0n,
        route: '/end/role/add',
        group: groupOf(alice).prefix,
        member: bob.hab.prefix,
        from: [alice.hab.prefix],
        signing: prefixesOf(all),
        refusal: undefined,
      },
    ]);
    const joined = await bob.groups.join(made.said);
    expect([joined.said, joined.report.decision]).toEqual([made.said, 'accepted']);
    expect(await bob.groups.proposals()).toEqual([]);
    await deliver(joined.message, all);
    for (const one of all) {
      expect([groupOf(one).progress(made.said).kind, roleOf(one, eid)]).toEqual(['complete', made.said]);
      expect([groupOf(one).waiting(), await one.groups.proposals()]).toEqual([[], []]);
    }
    expect(all.map((one) => groupOf(one).isElected(made.said))).toEqual([true, false, false]);

    const message = groupOf(carol).message(made.said) ?? expect.fail('it is complete');
    const other = await outsider(all);
    expect(await decided(other, message)).toMatchObject([{ decision: 'accepted', said: made.said }]);
    await other.close();
    await closeAll(all);
  });

  test('says where the group is reached, and a later one takes its place', async () => {
    const all = await openTeam();
    const [alice, bob] = all;
    const said = async (proposed: Promise<GroupEvent>): Promise<string> => {
      const { message, said: of } = await proposed;
      await deliver(message, all);
      await settleAll(all, team);
      return of;
    };
    const at = (second: number) => ({
      url: `http://127.0.0.1:564${String(second)}/`,
      stamp: `2026-01-01T00:00:0${String(second)}.000000+00:00`,
    });
    const first = await said(groupOf(alice).makeLocScheme(at(1)));
    const late = await groupOf(bob).makeLocScheme(at(2));
    const last = await said(groupOf(alice).makeLocScheme(at(3)));
    for (const one of all) expect(groupOf(one).progress(last).kind).toBe('complete');
    expect(groupOf(alice).progress(first).kind).toBe('unknown');
    expect([groupOf(bob).progress(late.said).kind, groupOf(bob).waiting()]).toEqual(['superseded', []]);
    await deliver(late.message, [alice]);
    expect(await alice.groups.proposals()).toMatchObject([
      { said: late.said, refusal: { code: 'event-refused', facts: { reason: 'stale-reply' } } },
    ]);
    await expect(alice.groups.join(late.said)).rejects.toMatchObject({ code: 'event-refused' });
    expect(groupOf(alice).waiting()).toEqual([]);
    await closeAll(all);
  });

  test('at a route that nobody takes is refused, and nothing is signed', async () => {
    const all = await openTeam();
    const [alice] = all;
    await expect(groupOf(alice).reply({ route: '/nowhere', data: {} })).rejects.toMatchObject({
      code: 'event-refused',
      facts: { reason: 'route-unknown' },
    });
    await expect(
      groupOf(alice).exchange({ route: '/a/word', embeds: { evt: new Uint8Array() } }),
    ).rejects.toMatchObject({ code: 'usage' });
    expect(groupOf(alice).waiting()).toEqual([]);
    await closeAll(all);
  });
});

describe('an exchange in the name of a group', () => {
  test('is complete with what goes along, and goes to its recipient by the member that is elected', async () => {
    const all = await openTeam();
    const [alice, bob, carol] = all;
    const embeds = { evt: alice.hab.msgOwnEvent(0n) };
    const asked = { route: '/ipex/grant', payload: { m: 'take it' }, recipient: carol.hab.prefix, embeds };
    const made = await groupOf(bob).exchange(asked);
    await deliver(made.message, [carol, alice]);
    const joined = await carol.groups.join(made.message.said);
    expect([joined.ilk, joined.said]).toEqual(['exn', made.said]);
    await deliver(joined.message, [alice, bob]);
    for (const one of all) expect(groupOf(one).progress(made.said).kind).toBe('complete');
    expect(all.map((one) => groupOf(one).isElected(made.said))).toEqual([false, true, false]);
    expect(await alice.groups.proposals()).toEqual([]);

    const other = await outsider(all);
    for (const one of all) {
      const message = groupOf(one).message(made.said) ?? expect.fail('it is complete');
      const { attachments } = oneMessageOf(message, one.host.algorithms);
      expect(attachments.pathed).toHaveLength(1);
      expect(attachments.signatureGroups[0]?.signatures.map(({ index }) => index)).toEqual([1, 2]);
      await decided(other, message);
    }
    const stored = [...other.log()].flatMap(({ entry }) =>
      entry.kind === 'append-exchange' ? [entry.stored.exchange.said] : [],
    );
    expect(stored).toEqual([made.said]);
    await other.close();
    await closeAll(all);
  });

  test('is not signed when it is the word of somebody else, or is shown by somebody else', async () => {
    const all = await openTeam();
    const [alice, bob] = all;
    const thief = await openParticipant('thief');
    for (const one of all) await one.host.ingest(await logOf(thief, thief.hab.prefix));
    const gid = groupOf(alice).prefix;
    const ofThief = await thief.hab.exchange({ route: '/a/lie', payload: {} });
    const ofGroup = await groupOf(alice).exchange({ route: '/a/truth', payload: {} });
    const body = oneMessageOf(ofGroup.message.bytes, alice.host.algorithms).message;
    const { raw } = alice.host.reader.waiting(ofGroup.said)?.message ?? expect.fail('it waits');
    const shown = await Promise.all([
      alice.hab.exchange({ route: '/multisig/exn', payload: { gid }, embeds: { exn: ofThief } }),
      thief.hab.exchange({ route: '/multisig/exn', payload: { gid }, embeds: { exn: raw } }),
      alice.hab.exchange({
        route: '/multisig/exn',
        payload: { gid: alice.hab.prefix },
        embeds: { exn: raw },
      }),
    ]);
    for (const bytes of shown) await bob.host.ingest(bytes);
    const codes = (await bob.groups.proposals()).map(({ refusal }) => refusal?.code);
    expect(codes).toEqual(['wrong-group', 'not-a-member']);
    for (const { said, refusal } of await bob.groups.proposals())
      await expect(bob.groups.join(said)).rejects.toMatchObject({ code: refusal?.code });
    expect([groupOf(bob).waiting(), body.kind]).toEqual([[], 'exchange']);

    await deliver(ofGroup.message, [bob]);
    expect((await bob.groups.join(ofGroup.said)).report.decision).toBe('accepted');
    await closeAll([...all, thief]);
  });
});

describe('what a group says', () => {
  test('is void when the group rotates before enough members signed, and may be said anew', async () => {
    const all = await openTeam();
    const [alice, bob, carol] = all;
    const asked = { eid: bob.hab.prefix, role: 'agent', stamp: '2026-01-01T00:00:01.000000+00:00' };
    const made = await groupOf(alice).makeEndRole(asked);
    await deliver(made.message, [bob]);
    await rotateTeam(all);
    expect([groupOf(alice).progress(made.said).kind, groupOf(alice).waiting()]).toEqual(['void', []]);
    expect(await bob.groups.proposals()).toMatchObject([
      { said: made.said, refusal: { code: 'group-rotated' } },
    ]);
    await expect(bob.groups.join(made.said)).rejects.toMatchObject({ code: 'group-rotated' });
    await deliver(made.message, [carol]);
    await expect(carol.groups.join(made.message.said)).rejects.toMatchObject({ code: 'group-rotated' });

    const later = { ...asked, stamp: '2026-01-01T00:00:02.000000+00:00' };
    const anew = await groupOf(alice).makeEndRole(later);
    expect(anew.sn).toBe(1n);
    await deliver(anew.message, all);
    await deliver((await bob.groups.join(anew.said)).message, all);
    for (const one of all) expect(roleOf(one, bob.hab.prefix)).toBe(anew.said);
    expect(await bob.groups.proposals()).toMatchObject([{ said: made.said }]);
    await rotateTeam(all);
    expect(await bob.groups.proposals()).toEqual([]);
    await expect(bob.groups.join(made.said)).rejects.toMatchObject({ code: 'unknown-said' });
    await closeAll(all);
  });

  test('may be said again word for word when the group has rotated: signatures of before are not counted', async () => {
    const all = await openTeam();
    const [alice, bob, carol] = all;
    const asked = { eid: bob.hab.prefix, stamp: '2026-01-01T00:00:01.000000+00:00' };
    const made = await groupOf(alice).makeEndRole(asked);
    await deliver(made.message, [carol]);
    await rotateTeam(all);
    letTimePass();
    const again = await groupOf(bob).makeEndRole(asked);
    expect([again.said, again.report.decision]).toEqual([made.said, 'escrowed']);
    await deliver(again.message, [alice, carol]);
    expect(groupOf(carol).progress(made.said)).toMatchObject({ missing: [{ have: [1] }] });
    expect(await carol.groups.proposals()).toMatchObject([{ said: made.said, refusal: undefined }]);
    const joined = await alice.groups.join(made.said);
    expect(joined.report.decision).toBe('accepted');
    await deliver(joined.message, [bob, carol]);
    for (const one of all) expect(roleOf(one, bob.hab.prefix)).toBe(made.said);
    await closeAll(all);
  });

  test('waits for the log of the group where that is behind', async () => {
    const all = await openTeam();
    const [alice, bob, carol] = all;
    await rotateMembers(all, all);
    const rotated = await groupOf(alice).rotate({ isith: '2', nsith: '2' });
    await deliver(rotated.message, [bob]);
    await bob.groups.join(rotated.said);
    await alice.host.ingest(await logOf(bob, groupOf(bob).prefix));
    const made = await groupOf(alice).makeEndRole({ eid: carol.hab.prefix });
    await deliver(made.message, [carol]);
    expect(await carol.groups.proposals()).toMatchObject([
      { said: made.said, refusal: { code: 'wrong-place' } },
    ]);
    await carol.host.ingest(await logOf(alice, groupOf(alice).prefix));
    expect(await carol.groups.proposals()).toMatchObject([{ said: made.said, refusal: undefined }]);
    expect((await carol.groups.join(made.said)).report.decision).toBe('accepted');
    await closeAll(all);
  });

  test('is signed once however often it is asked for, and a member that comes late takes it too', async () => {
    const all = await openTeam();
    const [alice, bob, carol] = all;
    const stamp = '2024-01-01T00:00:00.000000+00:00';
    const ask = () => groupOf(alice).makeEndRole({ eid: alice.hab.prefix, stamp });
    const [made, again] = [await ask(), await ask()];
    expect(again.said).toBe(made.said);
    expect(groupOf(alice).waiting()).toHaveLength(1);
    await deliver(made.message, [bob]);
    await deliver(again.message, [bob]);
    const [joined, rejoined] = [await bob.groups.join(made.said), await bob.groups.join(made.said)];
    expect([rejoined.said, rejoined.report.decision]).toEqual([joined.said, 'duplicate']);
    await deliver(rejoined.message, [alice]);
    expect(groupOf(alice).progress(made.said).kind).toBe('complete');
    await deliver(await groupOf(alice).share(made.said), [carol]);
    expect(groupOf(carol).progress(made.said).kind).toBe('complete');
    expect(await carol.groups.proposals()).toEqual([]);
    await expect(groupOf(carol).share('E'.repeat(44))).rejects.toMatchObject({ code: 'unknown-said' });
    await closeAll(all);
  });

  test('waits in a number that is bounded, until others sign it or it is forgotten', async () => {
    const all = await openTeam();
    const [alice, bob] = all;
    const say = (m: number) => groupOf(alice).exchange({ route: '/a/word', payload: { m } });
    const made: GroupEvent[] = [];
    for (let at = 0; at < 16; at++) made.push(await say(at));
    await expect(say(16)).rejects.toMatchObject({ code: 'event-waits' });
    await groupOf(alice).forget(made[0]?.said ?? '');
    made.push(await say(17));
    await expect(say(18)).rejects.toMatchObject({ code: 'event-waits' });
    await deliver(made[1]?.message ?? expect.fail(), [bob]);
    await deliver((await bob.groups.join(made[1]?.said ?? '')).message, [alice]);
    await say(19);
    expect(
      groupOf(alice)
        .waiting()
        .map(({ said }) => said),
    ).not.toContain(made[1]?.said);
    const long = { route: '/a/word', payload: { m: 'x'.repeat(65_536) } };
    await groupOf(alice).forget(made[2]?.said ?? '');
    await expect(groupOf(alice).exchange(long)).rejects.toMatchObject({ code: 'usage' });
    await closeAll(all);
  });

  test('is not what registries of credentials do: that is taken like any message, and nothing is signed', async () => {
    const all = await openTeam();
    const [alice, bob] = all;
    const gid = groupOf(alice).prefix;
    const { message } = await groupOf(alice).interact([]);
    for (const word of ['vcp', 'iss', 'rev']) {
      const asked = {
        route: `/multisig/${word}`,
        payload: { gid },
        embeds: { anc: groupOf(alice).event(groupOf(alice).pending()?.said ?? '') ?? new Uint8Array() },
      };
      const bytes = await alice.hab.exchange(asked);
      expect(await decided(bob.host, bytes)).toMatchObject([{ decision: 'accepted' }]);
      expect(await bob.groups.proposals()).toEqual([]);
      const { said } = oneMessageOf(bytes, bob.host.algorithms).message;
      await expect(bob.groups.join(said)).rejects.toMatchObject({ code: 'not-a-proposal', facts: { said } });
    }
    expect(message.route).toBe('/multisig/ixn');
    await closeAll(all);
  });
});

describe('bytes that a group signs', () => {
  const bytes = new TextEncoder().encode('what is agreed on');

  test('each member signs at its place, and whoever has enough of the signatures sees that', async () => {
    const all = await openTeam();
    const [alice, bob, carol] = all;
    const [ofAlice, ofBob, ofCarol] = [
      await groupOf(alice).sign(bytes),
      await groupOf(bob).sign(bytes),
      await groupOf(carol).sign(bytes),
    ];
    expect([ofAlice, ofBob, ofCarol].map((one) => one.slice(0, 2))).toEqual(['BA', 'BB', 'BC']);
    const [wrong = ''] = await alice.hab.sign(new TextEncoder().encode('other bytes'));
    expect(groupOf(bob).collect(bytes, [ofBob, ofBob])).toEqual({
      signatures: [ofBob],
      isEnough: false,
      missing: [0, 2],
      refused: [],
    });
    expect(groupOf(bob).collect(bytes, [ofCarol, wrong, 'no signature', ofAlice])).toEqual({
      signatures: [ofAlice, ofCarol],
      isEnough: true,
      missing: [],
      refused: [wrong, 'no signature'],
    });
    await closeAll(all);
  });

  test('a member without a key among the current ones signs nothing', async () => {
    const all = await openAll(['alice', 'bob']);
    const [alice, bob] = all;
    const plan = { member: alice.hab.prefix, signing: [alice.hab.prefix], rotating: prefixesOf(all) };
    const made = await alice.groups.make(team, { ...plan, isith: '1', nsith: '1' });
    await bob.host.ingest(await logOf(alice, groupOf(alice).prefix));
    const members = { signing: plan.signing, rotating: plan.rotating };
    await bob.groups.watch(team, { prefix: groupOf(alice).prefix, member: bob.hab.prefix, ...members });
    for (const asked of [groupOf(bob).sign(bytes), groupOf(bob).makeEndRole({ eid: bob.hab.prefix })])
      await expect(asked).rejects.toMatchObject({ code: 'not-a-member' });
    const alone = await groupOf(alice).makeEndRole({ eid: bob.hab.prefix });
    expect([made.report.decision, alone.report.decision]).toEqual(['accepted', 'accepted']);
    await closeAll(all);
  });
});
