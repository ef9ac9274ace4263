/**
 * A seed becomes a plan: topology, options, and what people, adversaries and machines do. The generator may
 * change from version to version; what is kept of a failing run is its plan.
 *
 * Source: DESIGN 4, dst.md 1.1 (swarm), 1.6.
 */
import seedrandom from 'seedrandom';
import { planFormat } from '../plan.ts';
import type { Plan, PlanEntry, PlanOptions } from '../plan.ts';
import { streamOf } from '../random.ts';
import type { Stream } from '../random.ts';
import { draftAdversary } from './adversaries.ts';
import { draftFault } from './breakage.ts';
import { chooseFrom, drawFrom } from './choice.ts';
import type { Choice } from './choice.ts';
import { draftHuman, draftInception } from './humans.ts';
import type { Draft, Drafting } from './humans.ts';
import { followUps } from './follow-ups.ts';
import { draftGroup, draftHabs } from './habs.ts';
import { profiles } from './profiles.ts';
import { draftSituation } from './situations.ts';
import type { AdversaryDoing, FaultDoing, HumanDoing, Profile, ProfileName } from './profiles.ts';
import { drawTopology } from './topology.ts';
import type { Topology } from './topology.ts';

export { profileNames, profiles } from './profiles.ts';
export type { Profile, ProfileName } from './profiles.ts';

const second = 1_000_000;
/** The core has so long to make progress. */
const healingTime = 300 * second;
const longRunIn = 4;
const longRunFactor = 10;
const realSignaturesIn = 20;
/** Between the first inceptions, in their order: a delegate comes after its delegator. */
const beginPause = second / 25;

const humanDoings: readonly HumanDoing[] = [
  'incept',
  'interact',
  'rotate',
  'recover',
  'approve',
  'abandon',
  'gossip',
  'receipt',
  'reply',
  'query',
  'exchange',
  'registry',
  'remove-waiting',
];
const adversaryDoings: readonly AdversaryDoing[] = ['steal', 'forge', 'equivocate', 'lie', 'flood'];
const faultDoings: readonly FaultDoing[] = [
  'crash',
  'commit-error',
  'false-success',
  'read-error',
  'rot',
  'disk-full',
  'slow-disk',
  'restore-snapshot',
  'clock-jump',
  'pause',
  'link',
  'partition',
  'eclipse',
];

/** What takes part in the run. */
type Menu = {
  readonly humans: Choice<HumanDoing>;
  readonly adversaries: Choice<AdversaryDoing>;
  readonly faults: Choice<FaultDoing>;
};

/** The plan of a seed. */
export function expandSeed(seed: string, profileName: ProfileName): Plan {
  const profile: Profile = profiles[profileName];
  const stream = streamOfSeed(`${profileName} ${seed}`);
  const topology = drawTopology(stream, profile);
  const length = drawLength(stream, profile);
  const options = drawOptions(stream, profile);
  const awaitsRecoveries = streamOfSeed(`recoveries ${profileName} ${seed}`).hit(1, 2);
  const menu = drawMenu(stream, profile);
  const own = draftEntries(
    { stream, topology, aids: new Map(), delegates: profile.delegates, witnessed: profile.witnessed },
    { profile, menu, length, options },
  );
  const habs = draftHabs(streamOfSeed(`habs ${profileName} ${seed}`), topology, { profile, length });
  const group = draftGroup(streamOfSeed(`group ${profileName} ${seed}`), topology, { profile, length });
  return {
    format: planFormat,
    seed,
    profile: profileName,
    options,
    nodes: topology.nodes.map((node) => ({ ...node, awaitsRecoveries })),
    entries: joined(own, [...habs, ...group]),
    healAt: length,
    core: coreOf(topology, profile),
    endAt: length + healingTime,
  };
}

function streamOfSeed(seed: string): Stream {
  const words = seedrandom(seed);
  const word = (): number => words.int32();
  return streamOf([word(), word(), word(), word() | 1]);
}

function drawLength(stream: Stream, { seconds }: Profile): number {
  return stream.between(...seconds) * second * (stream.hit(1, longRunIn) ? longRunFactor : 1);
}

function drawOptions(stream: Stream, { smallCapsIn }: Profile): PlanOptions {
  const hasSmallCaps = smallCapsIn > 0 && stream.hit(1, smallCapsIn);
  return {
    delayMin: stream.pick([0, 100, 1000, 10_000]),
    delaySpread: stream.pick([0, 1000, 100_000, 2 * second]),
    realSignatures: stream.hit(1, realSignaturesIn),
    escrow: hasSmallCaps
      ? {
          totalCountMax: stream.between(8, 64),
          quarantineCountMax: stream.between(4, 32),
          prefixCountMax: stream.between(4, 16),
          sourceCountMax: stream.between(4, 32),
        }
      : { totalCountMax: 4096, quarantineCountMax: 1024, prefixCountMax: 512, sourceCountMax: 1024 },
    overlap: false,
  };
}

function drawMenu(stream: Stream, { often, always }: Profile): Menu {
  return {
    humans: chooseFrom(stream, humanDoings, { out: [1, 4], often, always }),
    adversaries: chooseFrom(stream, adversaryDoings, { out: [1, 2], often, always }),
    faults: chooseFrom(stream, faultDoings, { out: [1, 2], often, always }),
  };
}

/** More entries come in where their moments are, with numbers of their own: those of the others stay. */
function joined(
  entries: readonly PlanEntry[],
  more: readonly { readonly at: number; readonly draft: Draft<PlanEntry> }[],
): readonly PlanEntry[] {
  const added = more.map(({ at, draft }, place): PlanEntry => ({ ...draft, id: entries.length + place, at }));
  return [...entries, ...added].sort((a, b) => a.at - b.at);
}

/** Honest controllers, as a rule one, their witnesses, a watcher and two validators. dst.md 3.3 (liveness). */
function coreOf(
  { controllers, witnesses, outsiders, watchers, validators }: Topology,
  { coreControllers }: Profile,
): readonly string[] {
  const honest = witnesses.filter((witness) => !outsiders.includes(witness));
  return [...controllers.slice(0, coreControllers), ...honest, ...watchers, ...validators];
}

type Drawing = {
  readonly profile: Profile;
  readonly menu: Menu;
  readonly length: number;
  readonly options: PlanOptions;
};

/** Entries by time; those of people are drafted in the order of their times, since each leaves its trace. */
function draftEntries(drafting: Drafting, drawing: Drawing): readonly PlanEntry[] {
  const { stream, topology } = drafting;
  const { profile, menu, length, options } = drawing;
  const drafts: { readonly at: number; readonly draft: Draft<PlanEntry> }[] = [];
  const add = (at: number, draft: Draft<PlanEntry> | undefined): void => {
    if (draft === undefined) return;
    drafts.push({ at, draft });
    for (const { after, then } of followUps(drafting, draft))
      drafts.push({ at: Math.min(at + after, length), draft: then });
  };
  let begin = 0;
  for (const controller of topology.controllers) {
    const count = stream.between(...profile.aids);
    for (let made = 0; made < count; made++) {
      begin += stream.between(0, beginPause);
      add(begin, draftInception(drafting, controller));
    }
  }
  for (const at of moments(stream, stream.between(...profile.humans), length)) {
    const doing = drawFrom(stream, menu.humans);
    if (doing !== undefined) add(at, draftHuman(drafting, doing));
  }
  for (const at of moments(stream, stream.between(...profile.adversaries), length)) {
    const doing = drawFrom(stream, menu.adversaries);
    if (doing !== undefined) add(at, draftAdversary(drafting, doing));
  }
  for (const at of moments(stream, stream.between(...profile.faults), length)) {
    const doing = drawFrom(stream, menu.faults);
    if (doing !== undefined) add(at, draftFault(drafting, doing, options.overlap));
  }
  const [, situationsMax] = profile.situations;
  if (situationsMax > 0) {
    for (const at of moments(stream, stream.between(...profile.situations), length))
      for (const { after, then } of draftSituation(drafting))
        drafts.push({ at: Math.min(at + after, length), draft: then });
  }
  drafts.sort((a, b) => a.at - b.at);
  return drafts.map(({ at, draft }, id) => ({ ...draft, id, at }));
}

/** Moments between the first second and the end, in order; some of them together. */
function moments(stream: Stream, count: number, length: number): readonly number[] {
  const drawn: number[] = [];
  for (let at = 0; at < count; at++) {
    const last = drawn.at(-1);
    const isTogether = last !== undefined && stream.hit(1, 4);
    drawn.push(isTogether ? last + stream.between(0, 1000) : second + stream.between(0, length - 2 * second));
  }
  return drawn.sort((a, b) => a - b);
}
