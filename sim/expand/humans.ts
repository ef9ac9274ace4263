/** What people do in a run. Source: dst.md 3.1 (honest behaviour), 4 (what exposes each planted bug). */
import type { HumanEntry, Spreading } from '../plan.ts';
import type { Stream } from '../random.ts';
import { drawEstablishing, toadMax, withOneOfCore } from './cast-list.ts';
import type { Listed } from './cast-list.ts';
import { someOf } from './choice.ts';
import type { HumanDoing, Profile } from './profiles.ts';
import type { Topology } from './topology.ts';

const depthMax = 5;
const spreadings: readonly Spreading[] = [
  'whole',
  'whole',
  'whole',
  'signature-by-signature',
  'receipts-first',
  'late',
];

export type Drafting = {
  readonly stream: Stream;
  readonly topology: Topology;
  readonly aids: Map<string, Listed>;
  readonly delegates: Profile['delegates'];
  readonly witnessed: Profile['witnessed'];
};

/** Without its place in the plan. */
export type Draft<E> = E extends unknown ? Omit<E, 'id' | 'at'> : never;

/** The inception of a new AID. */
export function draftInception(drafting: Drafting, node: string): Draft<HumanEntry> {
  const { stream, topology, aids, delegates, witnessed } = drafting;
  const isOfCore = node === topology.controllers[0];
  const above = [...aids.values()].filter(
    ({ depth, isClosed, node: of }) => depth < depthMax && !isClosed && (!isOfCore || of === node),
  );
  const delegator = above.length > 0 && stream.hit(...delegates) ? pickDelegator(stream, above) : undefined;
  const drawn = stream.hit(...witnessed) ? someOf(stream, topology.witnesses, 1) : [];
  const witnesses = withOneOfCore(topology, node, drawn);
  const establishing = drawEstablishing(stream, toadMax(topology, node, witnesses));
  const traits = stream.hit(1, 8) ? [stream.pick(['EO', 'DND'])] : [];
  const aid = `a${String(aids.size)}`;
  aids.set(aid, {
    aid,
    node,
    delegator: delegator?.aid ?? null,
    witnesses,
    nextCount: establishing.nextCount,
    traits,
    depth: (delegator?.depth ?? 0) + 1,
    isClosed: false,
  });
  return {
    do: 'incept',
    aid,
    node,
    witnesses,
    traits,
    delegator: delegator?.aid ?? null,
    spreading: stream.pick(spreadings),
    ...establishing,
  };
}

/** The deepest delegate every second time, so that there are delegates of delegates; else anybody. */
function pickDelegator(stream: Stream, above: readonly Listed[]): Listed {
  const any = stream.pick(above);
  const deepest = above.reduce((one, other) => (other.depth > one.depth ? other : one));
  return stream.hit(1, 2) ? deepest : any;
}

/** One thing that somebody does; undefined when nobody can. */
export function draftHuman(drafting: Drafting, doing: HumanDoing): Draft<HumanEntry> | undefined {
  const { stream, topology, aids } = drafting;
  if (doing === 'incept') return draftInception(drafting, stream.pick(topology.controllers));
  const open = [...aids.values()].filter(({ isClosed }) => !isClosed);
  if (open.length === 0) return undefined;
  const person = stream.pick(open);
  const { aid } = person;
  const all = topology.nodes.map(({ id }) => id);
  const hearing = (): readonly string[] => someOf(stream, [...topology.validators, ...topology.watchers], 1);
  switch (doing) {
    case 'interact':
      return { do: 'interact', aid, spreading: stream.pick(spreadings) };
    case 'rotate':
      return draftRotation(drafting, person);
    case 'recover':
      return draftRecovery(drafting, person);
    case 'approve': {
      const delegates = [...aids.values()].filter(({ delegator }) => delegator !== null);
      if (delegates.length === 0) return undefined;
      const of = stream.pick(delegates);
      return { do: 'approve', aid: of.delegator ?? aid, of: of.aid, wrong: stream.hit(1, 6) };
    }
    case 'abandon':
      if (!stream.hit(1, 6)) return undefined;
      aids.set(aid, { ...person, isClosed: true });
      return { do: 'abandon', aid };
    case 'gossip':
      return { do: 'gossip', aid, from: stream.pick(all), to: stream.pick(all) };
    case 'receipt':
      return { do: 'receipt', by: aid, of: stream.pick(open).aid, to: hearing() };
    case 'reply':
      return {
        do: 'reply',
        aid,
        record: stream.pick(['end-role', 'location']),
        cut: stream.hit(1, 3),
        later: stream.pick([0, 0, 1, -1, 742, 3_600_000_000]),
        offset: stream.pick(['+00:00', '+00:00', '+02:00', '-07:30']),
        ...(stream.hit(1, 2) ? { near: stream.pick([-1, 0, 1] as const) } : {}),
        to: hearing(),
      };
    case 'query':
      return {
        do: 'query',
        aid,
        of: stream.pick(open).aid,
        route: stream.pick(['logs', 'ksn']),
        to: stream.pick(all),
      };
    case 'exchange':
      return { do: 'exchange', aid, to: hearing() };
    case 'registry':
      return { do: 'registry', aid, act: stream.pick(['open', 'issue', 'revoke']), to: hearing() };
    case 'remove-waiting':
      return { do: 'remove-waiting', node: stream.pick(all) };
  }
}

/** A rotation over the last events of a log. */
export function draftRecovery(drafting: Drafting, person: Listed): Draft<HumanEntry> {
  const { cuts, adds, establishing } = draftChange(drafting, person);
  const back = drafting.stream.pick([1, 1, 2, 3]);
  return { do: 'recover', aid: person.aid, back, cuts, adds, ...establishing };
}

function draftRotation(drafting: Drafting, person: Listed): Draft<HumanEntry> {
  const { stream } = drafting;
  const { cuts, adds, establishing } = draftChange(drafting, person);
  const places = Array.from({ length: person.nextCount }, (_, place) => place);
  const exposed = stream.hit(1, 3) ? someOf(stream, places, 1) : places;
  return {
    do: 'rotate',
    aid: person.aid,
    cuts,
    adds,
    exposed,
    spreading: stream.pick(spreadings),
    ...establishing,
  };
}

/** New witnesses and keys; the list goes on as if the rotation stood. */
function draftChange({ stream, topology, aids }: Drafting, person: Listed) {
  const changes = stream.hit(1, 3);
  const isOfCore = person.node === topology.controllers[0];
  const mayGo = isOfCore
    ? person.witnesses.filter((one) => topology.outsiders.includes(one))
    : person.witnesses;
  const cuts = changes ? someOf(stream, mayGo, 0) : [];
  const others = topology.witnesses.filter((witness) => !person.witnesses.includes(witness));
  const drawn = changes ? someOf(stream, others, 0) : [];
  const adds = person.witnesses.length === 0 ? withOneOfCore(topology, person.node, drawn) : drawn;
  const witnesses = [...person.witnesses.filter((witness) => !cuts.includes(witness)), ...adds];
  const establishing = drawEstablishing(stream, toadMax(topology, person.node, witnesses));
  aids.set(person.aid, { ...person, witnesses, nextCount: establishing.nextCount });
  return { cuts, adds, establishing };
}
