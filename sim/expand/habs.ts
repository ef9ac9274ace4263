/**
 * Identities that are kept at a node by a keyring, delegates of each other among them, and machines that stop while their
 * keys or events are being kept. They are drawn by themselves: what else happens in the run of a seed is what it would
 * be without them.
 *
 * Source: dst.md 2.6; docs/decisions/0028; keripy.md 8.5, 8.7.
 */
import type { Establishing, FaultEntry, GroupEntry, HabEntry, HumanEntry } from '../plan.ts';
import type { Stream } from '../random.ts';
import { someOf } from './choice.ts';
import type { Draft } from './humans.ts';
import type { Profile } from './profiles.ts';
import type { Topology } from './topology.ts';

const second = 1_000_000;

type Drawn = { readonly at: number; readonly draft: Draft<HumanEntry> | Draft<FaultEntry> };

/** Who an identity is, and when it is made. */
type Kept = Pick<HabEntry, 'aid' | 'node' | 'witnesses'> & {
  readonly begin: number;
  readonly delegator: Kept | undefined;
};

type Drawing = {
  readonly stream: Stream;
  readonly topology: Topology;
  readonly profile: Profile;
  readonly length: number;
};

/** Entries of identities that keep their keys, with their moments before `length`; in no order. */
export function draftHabs(
  stream: Stream,
  topology: Topology,
  { profile, length }: { readonly profile: Profile; readonly length: number },
): readonly Drawn[] {
  const drawing = { stream, topology, profile, length };
  const drawn: Drawn[] = [];
  const all: Kept[] = [];
  for (let count = stream.between(...profile.habs); all.length < count; ) {
    const kept = drawKept(drawing, all);
    all.push(kept);
    drawn.push(...draftLife(drawing, kept));
  }
  return drawn;
}

/** An identity of its own, or a delegate of one before it, which it comes after. */
function drawKept({ stream, topology, profile, length }: Drawing, before: readonly Kept[]): Kept {
  const { controllers, witnesses, outsiders } = topology;
  const honest = witnesses.filter((witness) => !outsiders.includes(witness));
  const delegator =
    before.length > 0 && stream.hit(...profile.keptDelegates) ? stream.pick(before) : undefined;
  return {
    aid: `h${String(before.length)}`,
    node: stream.pick(controllers),
    witnesses: stream.hit(1, 2) ? someOf(stream, honest, 1) : [],
    begin:
      stream.between(0, Math.floor(length / 4)) + (delegator === undefined ? 0 : delegator.begin + second),
    delegator,
  };
}

/**
 * A group of identities with one key each, at controllers of their own: members are made, the first proposes, the others
 * join, and everybody rotates before the group does. Machines stop while they do.
 */
export function draftGroup(
  stream: Stream,
  { controllers }: Topology,
  { profile, length }: { readonly profile: Profile; readonly length: number },
): readonly Drawn[] {
  const nodes = controllers.slice(0, stream.between(2, 3));
  if (nodes.length < 2 || !stream.hit(...profile.groups)) return [];
  const members = nodes.map((node, place) => ({ node, aid: `m${String(place)}` }));
  const threshold = stream.between(2, nodes.length).toString(16);
  const step = Math.floor(length / 12);
  const drawn: Drawn[] = [];
  const add = (moment: number, draft: Drawn['draft']): void => {
    const at = moment * step + stream.between(0, step);
    if ('node' in draft && stream.hit(1, 5))
      drawn.push({ at: Math.max(at - 1, 0), draft: draftBreakage(stream, draft.node) });
    drawn.push({ at, draft });
  };
  const member = (moment: number, act: HabEntry['act']): void =>
    members.forEach(({ node, aid }) => add(moment, { ...single, do: 'hab', aid, node, act }));
  const group = (moment: number, act: GroupEntry['act']): void => {
    const who = members.slice(act === 'join' ? 1 : 0, act === 'join' ? members.length : 1);
    for (const { node, aid: by } of who)
      add(moment, {
        do: 'group',
        aid: 'g0',
        node,
        act,
        by,
        members: members.map(({ aid }) => aid),
        threshold,
      });
  };
  member(0, 'make');
  group(2, 'make');
  group(3, 'join');
  if (stream.hit(1, 2)) group(4, 'interact');
  group(5, 'join');
  member(6, 'rotate');
  group(8, 'rotate');
  group(9, 'join');
  if (stream.hit(1, 2)) group(10, 'interact');
  return drawn.map(({ at, draft }) => ({ at: Math.min(at, length), draft }));
}

const single = {
  witnesses: [],
  exposed: [],
  keyCount: 1,
  threshold: '1',
  nextCount: 1,
  nextThreshold: '1',
  toad: 0,
} as const;

/** It is made, and goes on; machines stop while it does. */
function draftLife(drawing: Drawing, kept: Kept): readonly Drawn[] {
  const { stream, length } = drawing;
  const { begin, delegator } = kept;
  const drawn: Drawn[] = [];
  const add = (at: number, act: HabEntry['act']): void => {
    const more = act === 'make' && delegator !== undefined ? { delegator: delegator.aid } : {};
    drawn.push({ at, draft: { ...draftHab(stream, kept, act), ...more } });
    if (act !== 'make' && stream.hit(1, 3))
      drawn.push({ at: at - 1, draft: draftBreakage(stream, kept.node) });
    if (act !== 'interact' && delegator !== undefined)
      drawn.push(...draftApproval(drawing, { of: kept, by: delegator, at }));
  };
  add(begin, 'make');
  for (let next = stream.between(2, 6); next > 0; next--) {
    const at = Math.max(begin, second + stream.between(0, length - 2 * second));
    const act = stream.pick(['interact', 'rotate', 'rotate', 'recover'] as const);
    if (act === 'recover') add(Math.max(begin, at - stream.between(0, 5) * second), 'interact');
    add(at, act);
  }
  if (stream.hit(1, 8)) add(length - stream.between(1, 20) * second, 'abandon');
  return drawn.map(({ at, draft }) => ({ at: Math.min(Math.max(at, 0), length), draft }));
}

type Approval = { readonly of: Kept; readonly by: Kept; readonly at: number };

/** The delegator approves three times of four, soon; it may take the seal back, or the machine of one of them stop just before. */
function draftApproval({ stream }: Drawing, { of, by, at }: Approval): readonly Drawn[] {
  if (stream.hit(1, 4)) return [];
  const when = at + stream.between(1, 20) * second;
  const way = stream.hit(1, 4) ? ({ by: 'rotation' } as const) : {};
  const approval: Drawn = { at: when, draft: { ...draftHab(stream, by, 'approve'), of: of.aid, ...way } };
  if (stream.hit(1, 6))
    return [approval, { at: when + 3 * second, draft: { ...draftHab(stream, by, 'recover'), back: 1 } }];
  if (stream.hit(2, 3)) return [approval];
  return [approval, { at: when - 1, draft: draftBreakage(stream, stream.pick([of.node, by.node])) }];
}

function draftHab(stream: Stream, { aid, node, witnesses }: Kept, act: HabEntry['act']): Draft<HabEntry> {
  const establishing = drawCounts(stream, witnesses.length);
  const places = Array.from({ length: establishing.keyCount }, (_, place) => place);
  return {
    do: 'hab',
    aid,
    node,
    act,
    witnesses,
    exposed: stream.hit(1, 3) ? someOf(stream, places, 1) : [],
    ...(act === 'recover' && stream.hit(1, 2) ? { back: 1 } : {}),
    ...establishing,
  };
}

function drawCounts(stream: Stream, witnessCount: number): Establishing {
  const [keyCount, nextCount] = [stream.pick([1, 1, 2, 3]), stream.pick([1, 1, 2, 3])];
  return {
    keyCount,
    threshold: stream.between(1, keyCount).toString(16),
    nextCount,
    nextThreshold: stream.between(1, nextCount).toString(16),
    toad: witnessCount === 0 ? 0 : stream.between(1, witnessCount),
  };
}

/** What strikes the next commit of the node, of its key store or of its log; or its log is set back. */
function draftBreakage(stream: Stream, node: string): Draft<FaultEntry> {
  const where = stream.hit(2, 3) ? ({ disk: 'keys' } as const) : {};
  const downFor = stream.between(1, 60) * second;
  if (stream.hit(1, 16))
    return { do: 'restore-snapshot', node, since: stream.between(1, 60) * second, downFor };
  if (stream.hit(1, 4)) return { do: 'commit-error', node, ...where, effect: 'none', downFor };
  const part = stream.pick(['pages', 'sync', 'meta', 'after'] as const);
  return { do: 'crash', node, ...where, part, power: stream.hit(1, 2), downFor };
}
