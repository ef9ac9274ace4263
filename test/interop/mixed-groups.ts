/**
 * Groups of a member on KERIpy and members on Keelson: whoever proposes, the others sign the same bytes, and all end with
 * the same log. What the group says beside its events is signed likewise.
 */
import { formatDatetime } from '../../kernel/cesr/datetime.ts';
import { concatBytes } from '../../kernel/std/bytes.ts';
import { systemClock } from '../../shell/clock.ts';
import { onePieceOf } from '../../shell/one-message.ts';
import { openHost } from '../../shell/open.ts';
import { defaultReadingLimits } from '../../shell/reading-limits.ts';
import type { GroupEvent } from '../../shell/habs/group-event.ts';
import type { GroupMessage } from '../../shell/habs/group-message.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { closeAll, deliver, logOf, openParticipant } from '../shell/habs/group-world.ts';
import type { Participant } from '../shell/habs/group-world.ts';
import { CommandFailed } from './command.ts';
import type { Keripy } from './environment.ts';
import { openKeripyMember } from './keripy-member.ts';
import type { Answer, KeripyMember } from './keripy-member.ts';

const name = 'team';

/** One group: a member on KERIpy, some on Keelson, and thresholds. */
export type Mixture = {
  readonly isith: string | readonly string[];
  readonly ours: readonly string[];
  /** Where the member on KERIpy stands among the others. */
  readonly place: number;
  /** Who proposes the inception; or the member on KERIpy comes in later, by a rotation. */
  readonly begins: 'ours' | 'theirs' | 'without them';
  /** Whether an identifier on Keelson delegates the group. */
  readonly delegated?: boolean;
};

export const mixtures: readonly Mixture[] = [
  { isith: '2', ours: ['alice', 'bob'], place: 0, begins: 'ours' },
  { isith: '2', ours: ['alice', 'bob'], place: 1, begins: 'theirs' },
  { isith: '3', ours: ['alice', 'bob'], place: 2, begins: 'ours' },
  { isith: '3', ours: ['alice', 'bob'], place: 0, begins: 'without them' },
  { isith: '2', ours: ['alice'], place: 1, begins: 'theirs' },
  { isith: ['1/2', '1/2', '1/2'], ours: ['alice', 'bob'], place: 2, begins: 'without them' },
  { isith: '3', ours: ['alice', 'bob'], place: 1, begins: 'ours', delegated: true },
];

type Scene = {
  readonly theirs: KeripyMember;
  readonly theirPrefix: string;
  readonly ours: readonly Participant[];
  readonly smids: readonly string[];
  readonly delegator: Participant | undefined;
} & Pick<Mixture, 'isith' | 'begins'>;

/** Plays the life of one group; throws `CommandFailed` at the first difference. */
export async function playMixture(keripy: Keripy, mixture: Mixture): Promise<number> {
  const { isith, begins, ours: names, place, delegated = false } = mixture;
  const theirs = openKeripyMember(keripy, 'kora');
  const ours: Participant[] = [];
  const layout = keripy.version === '1.1.17' ? 'without-rp' : 'with-rp';
  for (const one of names) ours.push(await openParticipant(one, undefined, { layout }));
  try {
    const theirPrefix = (await theirs.ask('prefix')).prefix ?? '';
    const smids = ours.map(({ hab }) => hab.prefix);
    smids.splice(place, 0, theirPrefix);
    const delegator = delegated ? await openParticipant('delegator') : undefined;
    const scene = { theirs, theirPrefix, ours, smids, isith, begins, delegator };
    await meet(scene);
    const events = await play(scene);
    return events;
  } finally {
    await closeAll(ours);
    await theirs.close();
  }
}

async function play(scene: Scene): Promise<number> {
  const { theirs, ours, smids, isith } = scene;
  const [first] = ours;
  if (first === undefined) throw new CommandFailed('a member on Keelson is wanted');
  await begin(scene, first);
  const seal = { i: first.hab.prefix, s: '0', d: first.hab.prefix };
  await theirTurn(scene, await theirs.ask('propose_ixn', { data: [seal] }));
  await ourTurn(scene, await groupOf(first).interact([seal]));
  await sayThings(scene, first);
  await rotateOwn(scene);
  await theirTurn(
    scene,
    await theirs.ask('propose_rot', { smids, rmids: smids, isith, nsith: isith, toad: 0 }),
  );
  await rotateOwn(scene);
  await ourTurn(scene, await groupOf(first).rotate({ isith, nsith: isith, toad: 0 }));
  await theirTurn(scene, await theirs.ask('propose_ixn', { data: [] }));
  await sayThings(scene, first);
  return 6;
}

/** The inception; or one without the member on KERIpy, and the rotation by which it comes in. */
async function begin(scene: Scene, first: Participant): Promise<void> {
  const { theirs, theirPrefix, ours, smids, isith, begins } = scene;
  const delpre = scene.delegator?.hab.prefix;
  const same = { isith, nsith: isith, toad: 0, ...(delpre === undefined ? {} : { delpre }) };
  const member = first.hab.prefix;
  if (begins === 'theirs') {
    await theirTurn(scene, await theirs.ask('propose_icp', { smids, ...same, wits: [] }));
    return;
  }
  if (begins === 'ours') {
    await ourTurn(scene, await first.groups.make(name, { member, signing: smids, ...same }));
    return;
  }
  const signing = smids.filter((prefix) => prefix !== theirPrefix);
  await tell(scene, (await first.groups.make(name, { member, signing, isith: '2', toad: 0 })).message);
  await joinAll(scene);
  for (const { hab } of ours) await hab.rotate();
  await meet(scene);
  const log = await logOf(first, groupOf(first).prefix);
  await theirs.ask('take', { bytes: Buffer.from(log).toString('base64') });
  await ourTurn(scene, await groupOf(first).rotate({ signing: smids, ...same }));
}

/** An event that we proposed: KERIpy signs it too, and so do our others. */
async function ourTurn(scene: Scene, { message, said }: GroupEvent): Promise<void> {
  await tell(scene, message);
  const joined = await scene.theirs.ask('join', { said: message.said });
  if (joined.said !== said)
    throw new CommandFailed(`KERIpy signs ${String(joined.said)}, and not ${said}, which was proposed`);
  await hear(scene, joined);
  await finish(scene);
}

/** An event that KERIpy proposed: our members sign it. */
async function theirTurn(scene: Scene, proposed: Answer): Promise<void> {
  await hear(scene, proposed);
  await finish(scene);
}

/** Our members sign what can be signed; then all logs are the same. */
async function finish(scene: Scene): Promise<void> {
  await joinAll(scene);
  await approve(scene);
  const state = await scene.theirs.ask('state');
  if (state.complete !== true) throw new CommandFailed(`KERIpy has not completed sn ${String(state.sn)}`);
  for (const participant of scene.ours) sameLog(participant, state);
}

/** The delegator seals what waits for it; everybody learns of that. */
async function approve({ theirs, ours, delegator }: Scene): Promise<void> {
  const [first] = ours;
  if (delegator === undefined || first === undefined) return;
  const group = groupOf(first);
  const pending = group.pending();
  const event = pending === undefined ? undefined : group.event(pending.said);
  if (event === undefined) return;
  await delegator.hab.approve(event);
  const log = await logOf(delegator, delegator.hab.prefix);
  for (const { host } of ours) await host.ingest(log);
  await theirs.ask('take', { bytes: Buffer.from(log).toString('base64') });
}

/** What the group says: roles and exchanges, proposed by either side, complete on both, and taken by who knows the log alone. */
async function sayThings(scene: Scene, first: Participant): Promise<void> {
  const { theirs, theirPrefix, ours } = scene;
  const [eid, recipient] = [first.hab.prefix, theirPrefix];
  const group = groupOf(first);
  const [role, other] = ['mailbox', 'agent'] as const;
  await theySay(scene, await theirs.ask('propose_rpy', { role, eid }), { role, eid });
  await weSay(scene, await group.makeEndRole({ role: other, eid, stamp: now() }), { role: other, eid });
  const route = '/hello';
  await theySay(
    scene,
    await theirs.ask('propose_exn', { route, payload: { m: 'hello' }, recipient: eid }),
    {},
  );
  const embeds = { evt: first.hab.msgOwnEvent(0n) };
  await weSay(
    scene,
    await group.exchange({ route, payload: { m: 'hi' }, recipient, embeds, stamp: now() }),
    {},
  );
  for (const participant of ours)
    if (groupOf(participant).waiting().length > 0)
      throw new CommandFailed(`${participant.name} waits for what is complete`);
}

/** KERIpy counts how long a reply may wait from the time that it says. */
function now(): string {
  return formatDatetime(systemClock.now());
}

type RoleAsked = { readonly role?: string; readonly eid?: string };

async function weSay(scene: Scene, { message, said }: GroupEvent, role: RoleAsked): Promise<void> {
  await tell(scene, message);
  const joined = await scene.theirs.ask('join_statement', { said: message.said });
  if (joined.said !== said)
    throw new CommandFailed(`KERIpy signs ${String(joined.said)}, and not ${said}, which was proposed`);
  await theySay(scene, joined, role);
}

async function theySay(scene: Scene, shown: Answer, role: RoleAsked): Promise<void> {
  await hear(scene, shown);
  await joinAll(scene);
  const { theirs, ours } = scene;
  const said = shown.said ?? '';
  const known = await theirs.ask('statement', { said, ...role });
  if (known.complete !== true) throw new CommandFailed(`KERIpy has not completed ${said}`);
  for (const participant of ours) {
    const { kind } = groupOf(participant).progress(said);
    if (kind !== 'complete') throw new CommandFailed(`${said} stands at ${kind} for ${participant.name}`);
  }
  await takenByOthers(scene, said, Buffer.from(known.bytes ?? '', 'base64'));
}

/** What either side has whole is taken on the other by one who knows the log of the group alone. */
async function takenByOthers(
  { theirs, ours, delegator }: Scene,
  said: string,
  whole: Uint8Array,
): Promise<void> {
  const [first] = ours;
  if (first === undefined) throw new CommandFailed('a member on Keelson is wanted');
  const group = groupOf(first);
  const delegating = delegator === undefined ? [] : [await logOf(delegator, delegator.hab.prefix)];
  const log = concatBytes([...delegating, await logOf(first, group.prefix)]);
  const ofOurs = group.message(said) ?? new Uint8Array();
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const read = await theirs.ask('read_elsewhere', { log: base64(log), bytes: base64(ofOurs), said });
  if (read.complete !== true) throw new CommandFailed(`KERIpy does not take ${said} as Keelson gives it`);
  const host = await openHost({ store: openMemoryStore() });
  await host.ingest(log);
  const decisions: string[] = [];
  await host.ingest(whole, {
    onDecision: (report) => decisions.push(`${report.decision} ${report.said ?? ''}`),
  });
  await host.close();
  if (decisions.join() !== `accepted ${said}`)
    throw new CommandFailed(`Keelson does not take ${said} as KERIpy gives it: ${decisions.join()}`);
}

async function joinAll(scene: Scene): Promise<void> {
  for (const participant of scene.ours) {
    for (const { said, refusal } of await participant.groups.proposals()) {
      if (refusal !== undefined)
        throw new CommandFailed(`Keelson refuses what KERIpy proposed: ${refusal.message}`);
      const { message } = await participant.groups.join(said, { name });
      await tell(scene, message);
    }
  }
}

function sameLog(participant: Participant, { events = [] }: Answer): void {
  const { host } = participant;
  const trunk = [...host.kel(groupOf(participant).prefix)].map(({ stored }) =>
    Buffer.from(stored.event.raw).toString('base64'),
  );
  if (JSON.stringify(trunk) !== JSON.stringify(events))
    throw new CommandFailed(
      `the logs of ${participant.name} and KERIpy differ: ${String(trunk.length)} and ${String(events.length)} events`,
    );
}

async function rotateOwn(scene: Scene): Promise<void> {
  for (const { hab } of scene.ours) await hab.rotate();
  await scene.theirs.ask('rotate_own');
  await meet(scene);
}

/** Everybody gets the logs of all members. */
async function meet({ theirs, theirPrefix, ours, delegator }: Scene): Promise<void> {
  const theirLog = Buffer.from((await theirs.ask('log', { pre: theirPrefix })).bytes ?? '', 'base64');
  for (const one of delegator === undefined ? ours : [...ours, delegator]) {
    const log = await logOf(one, one.hab.prefix);
    await theirs.ask('take', { bytes: Buffer.from(log).toString('base64') });
    await one.host.ingest(theirLog);
    for (const other of ours) if (other !== one) await other.host.ingest(log);
  }
}

async function tell({ theirs, theirPrefix, ours }: Scene, message: GroupMessage): Promise<void> {
  await deliver(message, ours);
  if (message.to.includes(theirPrefix))
    await theirs.ask('take', { bytes: Buffer.from(message.bytes).toString('base64') });
}

async function hear({ ours }: Scene, { bytes = '' }: Answer): Promise<void> {
  for (const { host, groups } of ours) {
    const message = Buffer.from(bytes, 'base64');
    const piece = onePieceOf(message, host.algorithms, defaultReadingLimits);
    if (piece.kind === 'fault')
      throw new CommandFailed(`what KERIpy sends is no message: ${piece.fault.says}`);
    await host.ingest(message);
    await groups.caughtUp();
  }
}

function groupOf({ groups }: Participant) {
  const group = groups.group(name);
  if (group === undefined) throw new CommandFailed('the group is not known here');
  return group;
}
