/** Several hosts in one process, each with one member and its keys, for the tests of groups. */
import { openGroups } from '../../../shell/habs/groups.ts';
import type { Groups } from '../../../shell/habs/groups.ts';
import type { Group } from '../../../shell/habs/group.ts';
import type { GroupMessage } from '../../../shell/habs/group-message.ts';
import { openHabery } from '../../../shell/habs/habery.ts';
import type { Habery } from '../../../shell/habs/habery.ts';
import type { Hab } from '../../../shell/habs/hab.ts';
import type { Host } from '../../../shell/host.ts';
import { openKeyring, openMemoryKeys } from '../../../shell/keys/index.ts';
import type { HabKeys, KeyProvider } from '../../../shell/keys/index.ts';
import { openHost } from '../../../shell/open.ts';
import { openMemoryStore } from '../../../storage/memory.ts';
import type { Store } from '../../../storage/store.ts';
import { lasting } from '../../storage/copies.ts';

/** What a participant leaves behind when its process ends. */
export type Remains = { readonly store: Store; readonly provider: KeyProvider };

/** The same for all: keys differ by the name of their member. */
const salt = '0AAwMTIzNDU2Nzg5YWJjZGVm';

/** One machine with one member. */
export type Participant = {
  readonly name: string;
  readonly host: Host;
  readonly keys: HabKeys;
  readonly habery: Habery;
  readonly hab: Hab;
  readonly groups: Groups;
  readonly remains: Remains;
};

/** What a member is like. */
type Kind = { readonly layout?: 'without-rp' | 'with-rp'; readonly transferable?: boolean };

let moment = 1_700_000_000_000_000n;

/** A clock that goes on by a millisecond whenever it is looked at. */
export const tickingClock = {
  now: () => (moment += 1000n) as never,
  monotonic: () => Number(moment),
};

/** A second goes by for everybody. */
export function letTimePass(): void {
  moment += 1_000_000n;
}

export async function openParticipant(
  name: string,
  remains: Remains = { store: openMemoryStore(), provider: openMemoryKeys() },
  { layout = 'without-rp', transferable = true }: Kind = {},
): Promise<Participant> {
  const host = await openHost({ store: lasting(remains.store), clock: tickingClock, tickMilliseconds: 0 });
  const keys = await openKeyring({ provider: remains.provider, salt });
  const habery = await openHabery({ host, keys, temp: true });
  const hab = habery.habs().find((one) => one.name === name) ?? (await habery.make(name, { transferable }));
  const groups = await openGroups({ host, keys, layout });
  return { name, host, keys, habery, hab, groups, remains };
}

export async function closeAll(participants: readonly Participant[]): Promise<void> {
  for (const { groups, host } of participants) {
    await groups.close();
    await host.close();
  }
}

/** The whole log of an identifier, as its own host gives it. */
export async function logOf({ host }: Pick<Participant, 'host'>, prefix: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of host.export(prefix, { receipts: true })) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

/** Everybody gets the logs of all members. */
export async function introduce(participants: readonly Participant[]): Promise<void> {
  for (const from of participants) {
    const bytes = await logOf(from, from.hab.prefix);
    for (const to of participants) if (to !== from) await to.host.ingest(bytes);
  }
}

/** Brings a message to those it is for. */
export async function deliver(
  { to, bytes }: GroupMessage,
  participants: readonly Participant[],
): Promise<void> {
  for (const { hab, host, groups } of participants) {
    if (!to.includes(hab.prefix)) continue;
    await host.ingest(bytes);
    await groups.caughtUp();
  }
}

/** Members as a group names them. */
export function prefixesOf(participants: readonly Participant[]): readonly string[] {
  return participants.map(({ hab }) => hab.prefix);
}

/** Signs what can be signed, and brings that to the others; false when there was nothing. */
export async function joinAll(
  { groups }: Participant,
  participants: readonly Participant[],
  name: string,
): Promise<boolean> {
  const fitting = (await groups.proposals()).filter(({ refusal }) => refusal === undefined);
  for (const { said } of fitting) await deliver((await groups.join(said, { name })).message, participants);
  return fitting.length > 0;
}

/** Everybody who has something to sign signs it, and tells the others, until nobody has. */
export async function settleAll(participants: readonly Participant[], name: string): Promise<void> {
  for (let isGoing = true; isGoing; ) {
    isGoing = false;
    for (const participant of participants)
      isGoing = (await joinAll(participant, participants, name)) || isGoing;
  }
}

/** Members who know each other. */
export async function openAll<const N extends readonly string[]>(
  names: N,
): Promise<{ readonly [K in keyof N]: Participant }> {
  const all: Participant[] = [];
  for (const one of names) all.push(await openParticipant(one));
  await introduce(all);
  return all as { readonly [K in keyof N]: Participant };
}

/** Members rotate their own keys and everybody learns of it. */
export async function rotateMembers(
  rotating: readonly Participant[],
  all: readonly Participant[],
): Promise<void> {
  for (const { hab } of rotating) await hab.rotate();
  await introduce(all);
}

/** The name of the group in these tests. */
export const team = 'team';

export function groupOf({ groups }: Participant): Group {
  const group = groups.group(team);
  if (group === undefined) throw new Error('the group is not known here');
  return group;
}

/** Three members of whom two have to sign, all in the group. */
export async function openTeam(): Promise<readonly [Participant, Participant, Participant]> {
  const all = await openAll(['alice', 'bob', 'carol']);
  const [alice] = all;
  const plan = { member: alice.hab.prefix, signing: prefixesOf(all), isith: '2', nsith: '2' };
  await deliver((await alice.groups.make(team, plan)).message, all);
  await settleAll(all, team);
  return all;
}
