/**
 * What members of groups do, each at a machine of its own: one proposes, the others join what fits, and everybody sends
 * the others what it signed, over the network.
 *
 * Source: keripy.md 8.6; docs/decisions/0032. Members have one key and one next key. One member of a group proposes; who
 * proposes against it is not acted.
 */
import type { KeyState } from '../../kernel/state/key-state.ts';
import { commitsTo } from '../../kernel/evidence/signatures.ts';
import { contributionsOf } from '../../shell/habs/group-members.ts';
import type { Group, GroupMessage, Groups, Habery, MemberRef } from '../../shell/habs/index.ts';
import type { Host } from '../../shell/host.ts';
import type { GroupEntry } from '../plan.ts';
import type { KeeperParts } from './keeper-parts.ts';

export type Grouping = {
  readonly parts: KeeperParts;
  readonly host: Host;
  readonly habery: Habery;
  readonly groups: Groups;
};

/** What is to be done; undefined when it cannot be done now. */
export function groupActOf(entry: GroupEntry, grouping: Grouping): (() => Promise<unknown>) | undefined {
  const { groups } = grouping;
  if (entry.act === 'make') return makingOf(entry, grouping);
  if (entry.act === 'join') return () => joinAll(grouping);
  const group = groups.group(entry.aid);
  if (group === undefined || group.pending() !== undefined) return undefined;
  return () => (entry.act === 'rotate' ? rotateGroup(grouping, group) : interactIn(grouping, group));
}

function makingOf({ aid, by, members, threshold }: GroupEntry, grouping: Grouping) {
  const { groups, habery, parts } = grouping;
  const member = habery.habs().find(({ name }) => name === by)?.prefix;
  const signing = members.flatMap((name) => parts.acquaintances.named(name)?.prefix ?? []);
  if (member === undefined || signing.length < members.length) return undefined;
  return async () => {
    const plan = { member, signing, isith: threshold, nsith: threshold };
    deliver(grouping, (await groups.make(aid, plan)).message);
  };
}

/** Signs everything that fits, and sends that to the others. */
export async function joinAll(grouping: Grouping): Promise<void> {
  const { groups, parts } = grouping;
  for (const { said, group, refusal } of await groups.proposals()) {
    if (refusal !== undefined) continue;
    const { message } = await groups.join(said, { name: group });
    parts.recorder.mark('kept-group-joined');
    deliver(grouping, message);
  }
}

/** Sends again what members here signed and what is not in the log yet; answers how many events those were. */
export async function shareAll(grouping: Grouping): Promise<number> {
  const pending = grouping.groups.groups().filter((group) => group.pending() !== undefined);
  for (const group of pending) deliver(grouping, await group.share());
  return pending.length;
}

/** Proposes a rotation, with the keys of the members that it committed to. Nothing while these are not known here. */
export async function rotateGroup(grouping: Grouping, group: Group): Promise<void> {
  const { host } = grouping;
  const state = host.keyState(group.prefix);
  if (state === undefined) return;
  const members = group.members().signing;
  const signing = members.flatMap((prefix) => revealingRef(host, prefix, state));
  if (signing.length === members.length) deliver(grouping, (await group.rotate({ signing })).message);
}

/** A member as of the event that revealed the key the group committed to; none while it did not. */
function revealingRef(host: Host, prefix: string, { nextKeyDigests }: KeyState): readonly MemberRef[] {
  const reveals = contributionsOf(host, prefix).find(({ key }) =>
    nextKeyDigests.some((digest) => commitsTo(digest, key, host.algorithms)),
  );
  return reveals === undefined ? [] : [{ prefix, sn: reveals.sn }];
}

async function interactIn(grouping: Grouping, group: Group): Promise<void> {
  deliver(grouping, (await group.interact()).message);
}

function deliver({ parts }: Grouping, { to, bytes, route }: GroupMessage): void {
  const { acquaintances, plan, send } = parts;
  for (const prefix of to) {
    const node = acquaintances.withPrefix(prefix)?.node;
    if (node === undefined || node === plan.id) continue;
    send({ from: plan.id, to: node, bytes, source: 'remote', note: `exn ${route}` });
  }
}
