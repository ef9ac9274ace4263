/**
 * Situations: a few entries that belong together, each around AIDs of its own, which chance alone would seldom
 * bring together. Each is where one rule decides and nothing else does.
 *
 * Source: dst.md 3.1, 4 (situations that expose the planted bugs).
 */
import type { Establishing, ForgeryName, HumanEntry, PlanEntry } from '../plan.ts';
import type { FollowUp } from './follow-ups.ts';
import type { Draft, Drafting } from './humans.ts';

const second = 1_000_000;
/** Time from one entry to the next: so little that messages overtake each other, or enough for receipts. */
const [quick, slow] = [[200], [200, 2 * second, 15 * second]];

/** The entries of one situation, in their order, and their paces; none where the topology lacks what it takes. */
type Situation = {
  readonly draft: (drafting: Drafting) => readonly Draft<PlanEntry>[];
  readonly paces: readonly number[];
};

/** One situation, from its first entry on. */
export function draftSituation(drafting: Drafting): readonly FollowUp[] {
  const { stream } = drafting;
  const { draft, paces } = stream.pick(situations);
  const pace = stream.pick(paces);
  return draft(drafting).map((then, at) => ({ after: at * pace, then }));
}

const single: Omit<Establishing, 'toad'> = {
  keyCount: 1,
  threshold: '1',
  nextCount: 1,
  nextThreshold: '1',
};

type Inception = Extract<Draft<HumanEntry>, { readonly do: 'incept' }>;

/** The inception of an AID outside of the core, whose witnesses may collude; of a single key, if nothing else is said. */
function begin(drafting: Drafting, change: Partial<Inception> = {}): Inception {
  const { stream, topology, aids } = drafting;
  const { controllers, outsiders } = topology;
  const witnesses = change.witnesses ?? (stream.hit(1, 2) ? [] : outsiders);
  const inception: Inception = {
    do: 'incept',
    aid: `a${String(aids.size)}`,
    node: controllers.at(-1) ?? '',
    traits: [],
    delegator: null,
    spreading: 'whole',
    ...single,
    toad: Math.min(1, witnesses.length),
    ...change,
    witnesses,
  };
  const { aid, node, delegator, nextCount, traits } = inception;
  const depth = delegator === null ? 1 : 2;
  aids.set(aid, { aid, node, delegator, witnesses, nextCount, traits, depth, isClosed: true });
  return inception;
}

type Of = Pick<Inception, 'aid' | 'toad'>;

function rotate({ aid, toad }: Of, cuts: readonly string[] = []): Draft<PlanEntry> {
  return { do: 'rotate', aid, cuts, adds: [], exposed: [0], spreading: 'whole', ...single, toad };
}

function recover(
  { aid, toad }: Of,
  change: { readonly cuts?: readonly string[]; readonly adds?: readonly string[] } = {},
): Draft<PlanEntry> {
  return { do: 'recover', aid, back: 1, cuts: [], adds: [], ...single, toad, ...change };
}

function approve(delegator: Of, { aid }: Of): Draft<PlanEntry> {
  return { do: 'approve', aid: delegator.aid, of: aid, wrong: false };
}

type Forging = {
  readonly how: ForgeryName;
  readonly what: Extract<PlanEntry, { readonly do: 'forge' }>['what'];
  readonly back?: number;
};

/** A forgery that everybody hears of, and that witnesses outside of the core collude in. */
function forge({ topology }: Drafting, { aid }: Of, { how, what, back = 0 }: Forging): Draft<PlanEntry> {
  const to = topology.nodes.map(({ id }) => id);
  return { do: 'forge', aid, what, back, to, colluding: topology.outsiders, how };
}

function steal({ aid }: Of, keys: 'stale' | 'current' | 'next'): Draft<PlanEntry> {
  return { do: 'steal', aid, keys };
}

const situations: readonly Situation[] = [
  { draft: afterTheEnd, paces: slow },
  { draft: againstTraits, paces: slow },
  { draft: staleKeys, paces: slow },
  { draft: partlyRevealed, paces: slow },
  { draft: cutWitness, paces: quick },
  { draft: underRotation, paces: slow },
  { draft: underivedPrefix, paces: slow },
  { draft: respacedInception, paces: slow },
  { draft: lateAnchors, paces: quick },
  { draft: rivalSeals, paces: quick },
  { draft: disputedAnchor, paces: quick },
  { draft: weightByWeight, paces: slow },
  { draft: changingRecovery, paces: slow },
];

/** A log is closed, and somebody goes on with its keys. */
function afterTheEnd(drafting: Drafting): readonly Draft<PlanEntry>[] {
  const of = begin(drafting);
  return [
    of,
    { do: 'abandon', aid: of.aid },
    steal(of, 'current'),
    forge(drafting, of, { how: 'sound', what: 'interact' }),
  ];
}

/** An interaction in a log of establishment alone, when its keys are no longer those of its inception. */
function againstTraits(drafting: Drafting): readonly Draft<PlanEntry>[] {
  const of = begin(drafting, { traits: ['EO'] });
  return [of, rotate(of), steal(of, 'current'), forge(drafting, of, { how: 'sound', what: 'interact' })];
}

/** Keys that were rotated out sign what follows the head. */
function staleKeys(drafting: Drafting): readonly Draft<PlanEntry>[] {
  const of = begin(drafting);
  return [of, rotate(of), steal(of, 'stale'), forge(drafting, of, { how: 'stale-keys', what: 'interact' })];
}

/** One of two committed keys rotates where both are asked for. */
function partlyRevealed(drafting: Drafting): readonly Draft<PlanEntry>[] {
  const of = begin(drafting, { nextCount: 2, nextThreshold: '2' });
  return [of, steal(of, 'next'), forge(drafting, of, { how: 'partly-revealed', what: 'rotate' })];
}

/** A witness that a rotation removes receipts that rotation. */
function cutWitness(drafting: Drafting): readonly Draft<PlanEntry>[] {
  const { outsiders, witnesses } = drafting.topology;
  if (outsiders.length === 0) return [];
  const of = begin(drafting, { witnesses: [...witnesses.slice(0, 1), ...outsiders] });
  return [of, rotate(of, outsiders), forge(drafting, of, { how: 'receipts-of-strangers', what: 'rotate' })];
}

/** A rotation over an interaction that a rotation follows, with keys that the latter made known. */
function underRotation(drafting: Drafting): readonly Draft<PlanEntry>[] {
  const of = begin(drafting);
  return [
    of,
    { do: 'interact', aid: of.aid, spreading: 'whole' },
    rotate(of),
    steal(of, 'current'),
    forge(drafting, of, { how: 'sound', what: 'rotate', back: 2 }),
  ];
}

function underivedPrefix(drafting: Drafting): readonly Draft<PlanEntry>[] {
  const of = begin(drafting);
  return [of, forge(drafting, of, { how: 'underived-prefix', what: 'incept' })];
}

function respacedInception(drafting: Drafting): readonly Draft<PlanEntry>[] {
  const of = begin(drafting);
  return [of, forge(drafting, of, { how: 'respaced-inception', what: 'incept' })];
}

/** Two rotations of a delegate, each with a seal in an event of its own. */
function lateAnchors(drafting: Drafting): readonly Draft<PlanEntry>[] {
  const delegator = begin(drafting, { witnesses: [] });
  const of = begin(drafting, { delegator: delegator.aid, witnesses: [] });
  const seal = approve(delegator, of);
  return [delegator, of, rotate(of), seal, recover(of), seal];
}

/** Two rotations of a delegate that get their seals in one event. */
function rivalSeals(drafting: Drafting): readonly Draft<PlanEntry>[] {
  const delegator = begin(drafting, { witnesses: [] });
  const of = begin(drafting, { delegator: delegator.aid, witnesses: [] });
  return [delegator, of, rotate(of), recover(of), approve(delegator, of)];
}

/** A registry whose seal stands in an event that is taken back. */
function disputedAnchor(drafting: Drafting): readonly Draft<PlanEntry>[] {
  const of = begin(drafting, { witnesses: [] });
  const { validators, watchers } = drafting.topology;
  return [of, { do: 'registry', aid: of.aid, act: 'open', to: [...validators, ...watchers] }, recover(of)];
}

/** Signatures of keys with weights come one by one. */
function weightByWeight(drafting: Drafting): readonly Draft<PlanEntry>[] {
  const threshold = drafting.stream.pick(['1/3,1/3,1/3', '1/2,1/4,1/4', '1/2,1/2']);
  const spreading = 'signature-by-signature';
  const of = begin(drafting, { keyCount: threshold.split(',').length, threshold, spreading });
  return [of, { do: 'interact', aid: of.aid, spreading }];
}

/** A recovery that removes witnesses and adds others. */
function changingRecovery(drafting: Drafting): readonly Draft<PlanEntry>[] {
  const { stream, topology } = drafting;
  const [first, ...others] = topology.witnesses;
  if (first === undefined) return [];
  const of = begin(drafting, { witnesses: [first] });
  const cuts = stream.hit(1, 2) && others.length > 0 ? [first] : [];
  return [of, { do: 'interact', aid: of.aid, spreading: 'whole' }, recover(of, { cuts, adds: others })];
}
