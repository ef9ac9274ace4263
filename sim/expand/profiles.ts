/**
 * Kinds of runs: how large, how long, and what they are about. A seed draws the rest.
 *
 * Source: dst.md 5.2 (workloads are named with their figures), 1.5 (swarm testing).
 */
import type { AdversaryEntry, FaultEntry, HumanEntry } from '../plan.ts';

export type HumanDoing = Exclude<HumanEntry['do'], 'hab' | 'group'>;
export type AdversaryDoing = AdversaryEntry['do'];
export type FaultDoing = FaultEntry['do'];

/** Lowest and highest, both included. */
export type Bounds = readonly [low: number, high: number];

export type Profile = {
  readonly says: string;
  readonly controllers: Bounds;
  /** How many controllers are of the core, at most. */
  readonly coreControllers: number;
  readonly witnesses: Bounds;
  /** AIDs for each controller node. */
  readonly aids: Bounds;
  /** What people do beside inceptions. */
  readonly humans: Bounds;
  readonly adversaries: Bounds;
  readonly faults: Bounds;
  /** Situations: entries that belong together. */
  readonly situations: Bounds;
  /** Identities whose keys are kept at their nodes. */
  readonly habs: Bounds;
  /** How many of so many of them, but the first of a run, are delegates of one before. */
  readonly keptDelegates: readonly [part: number, whole: number];
  /** Runs with a group of identities whose keys are kept: so many of so many, where there are machines enough. */
  readonly groups: readonly [part: number, whole: number];
  /** Length of the safety phase in simulated seconds; one in four runs takes ten times as long. */
  readonly seconds: Bounds;
  /** Doings that are drawn so many times as often as others. */
  readonly often: { readonly [doing: string]: number };
  /** Doings that every run has, where each of the others is left out of some. */
  readonly always: readonly string[];
  /** How many of so many new AIDs are delegates. */
  readonly delegates: readonly [part: number, whole: number];
  /** How many of so many new AIDs have witnesses. */
  readonly witnessed: readonly [part: number, whole: number];
  /** Caps of the escrow are drawn small in one run of so many; 0 for never. */
  readonly smallCapsIn: number;
};

const smoke: Profile = {
  says: 'about 2,000 decided commands: a bit of everything',
  controllers: [2, 3],
  coreControllers: 1,
  witnesses: [3, 4],
  aids: [1, 3],
  humans: [40, 70],
  adversaries: [0, 10],
  faults: [0, 14],
  situations: [0, 0],
  habs: [0, 3],
  keptDelegates: [2, 3],
  groups: [1, 8],
  seconds: [120, 900],
  delegates: [1, 3],
  witnessed: [4, 5],
  often: { interact: 4, rotate: 4, gossip: 2 },
  always: [],
  smallCapsIn: 3,
};

export const profiles = {
  smoke,
  small: {
    ...smoke,
    says: 'about 200 decided commands: quick to run and to read',
    controllers: [1, 2],
    witnesses: [1, 3],
    aids: [1, 2],
    humans: [6, 14],
    adversaries: [0, 3],
    faults: [0, 4],
    seconds: [30, 300],
  },
  large: {
    ...smoke,
    says: 'about 20,000 decided commands',
    controllers: [3, 5],
    witnesses: [4, 6],
    aids: [2, 5],
    humans: [350, 550],
    adversaries: [10, 60],
    faults: [10, 80],
    seconds: [1200, 7200],
  },
  delegation: {
    ...smoke,
    says: 'delegates of delegates, approved in time, late, wrongly and never',
    controllers: [2, 4],
    aids: [2, 4],
    delegates: [4, 5],
    often: { approve: 12, rotate: 5, recover: 4, incept: 3 },
  },
  recovery: {
    ...smoke,
    says: 'stolen keys, forged events, and recoveries over them',
    adversaries: [6, 20],
    often: { recover: 10, interact: 6, steal: 4, forge: 10, gossip: 4 },
  },
  flood: {
    ...smoke,
    says: 'more than a node has room for, and honest people in between',
    adversaries: [4, 12],
    often: { flood: 12, interact: 4 },
    smallCapsIn: 1,
  },
  disk: {
    ...smoke,
    says: 'machines that stop inside of commits, disks that lose and rot',
    faults: [14, 40],
    often: { crash: 8, 'commit-error': 3, rot: 3, 'restore-snapshot': 3, 'disk-full': 2, gossip: 4 },
  },
  attack: {
    ...smoke,
    says: 'short runs in which much of what happens is forged',
    controllers: [1, 2],
    witnesses: [1, 3],
    aids: [1, 2],
    humans: [8, 16],
    adversaries: [8, 16],
    faults: [0, 3],
    seconds: [30, 300],
    often: { forge: 10, steal: 6, recover: 6, abandon: 2, gossip: 3, interact: 3, rotate: 3 },
  },
  breakdown: {
    ...smoke,
    says: 'short runs in which machines stop and disks fail all the time',
    controllers: [1, 2],
    witnesses: [1, 3],
    aids: [1, 2],
    humans: [8, 16],
    adversaries: [0, 2],
    faults: [8, 20],
    seconds: [30, 300],
    often: { crash: 8, 'commit-error': 4, rot: 4, 'restore-snapshot': 4, gossip: 3, interact: 3, rotate: 3 },
  },
  rare: {
    ...smoke,
    says: 'short runs of situations that chance alone would seldom bring about',
    controllers: [2, 2],
    witnesses: [2, 3],
    aids: [0, 1],
    humans: [0, 4],
    adversaries: [0, 1],
    faults: [0, 1],
    situations: [3, 6],
    seconds: [30, 120],
  },
  custody: {
    ...smoke,
    says: 'short runs of identities whose keys are kept, on machines that stop while they are',
    controllers: [1, 3],
    coreControllers: 3,
    witnesses: [1, 1],
    aids: [0, 1],
    humans: [0, 4],
    adversaries: [0, 0],
    faults: [0, 3],
    habs: [1, 4],
    groups: [1, 2],
    seconds: [30, 120],
    often: { crash: 4, 'commit-error': 2, 'disk-full': 2 },
  },
  split: {
    ...smoke,
    says: 'short runs in which controllers show different versions, nodes are cut off, and floods come',
    controllers: [2, 2],
    witnesses: [1, 2],
    aids: [1, 2],
    humans: [6, 14],
    adversaries: [6, 12],
    faults: [3, 8],
    seconds: [30, 300],
    witnessed: [1, 2],
    often: { equivocate: 6, flood: 4, eclipse: 6, partition: 4, interact: 3, rotate: 2, gossip: 2 },
    always: ['equivocate', 'flood', 'eclipse'],
    smallCapsIn: 2,
  },
} as const satisfies { readonly [name: string]: Profile };

export type ProfileName = keyof typeof profiles;

export const profileNames = Object.keys(profiles) as readonly ProfileName[];
