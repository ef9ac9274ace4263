/**
 * What the actors of a run may do: act at a node, send over its links, come back later, and tell the
 * judges' ground truth what really happened.
 */
import type { Prefix, Said } from '../kernel/cesr/qualified.ts';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import type { Send } from '../kernel/state/effect.ts';
import type { Source } from '../kernel/state/stored.ts';
import type { Host } from '../shell/host.ts';
import type { Signer } from './keys.ts';
import type { MarkName } from './marks.ts';
import type { GroupEntry, HabEntry, Plan } from './plan.ts';
import type { Chance } from './random.ts';
import type { Truth } from './truth.ts';

/** Where bytes come from and by which path. */
export type Delivery = {
  /** A node, or the name of an adversary's source. */
  readonly from: string;
  readonly to: string;
  readonly bytes: Uint8Array;
  /** `local`: the protected path, such as from a controller to its own witnesses. */
  readonly source: Source;
  /** What it is, in a few words of ASCII, for the trace: `rot a0 3`. */
  readonly note: string;
};

export type Stage = {
  readonly plan: Plan;
  readonly chance: Chance;
  readonly algorithms: Algorithms;
  readonly signer: Signer;
  readonly truth: Truth;
  /** Simulated microseconds from the start. */
  readonly now: () => number;
  /** Wall time of a node, as microseconds since 1970. */
  readonly wall: (node: string) => bigint;
  /** The host of a node; undefined while it is down. */
  readonly host: (node: string) => Host | undefined;
  /** Sends over the network, with its delays and faults; from an adversary's source without a node too. */
  readonly send: (delivery: Delivery) => void;
  /** Gives bytes to a node at once, without the network. Does nothing while it is down. */
  readonly give: (delivery: Delivery) => void;
  /** Has an identity made, or go on, whose keys are kept at its node, or a group of such. False when that cannot be done now. */
  readonly keep: (entry: HabEntry | GroupEntry) => boolean;
  /** A node accepted an event that it is a witness of; those of people are theirs to receipt. */
  readonly witnessed: (node: string, said: Said) => void;
  /** Comes back after so many microseconds. */
  readonly later: (delay: number, run: () => void) => void;
  readonly mark: (name: MarkName) => void;
};

/** The people and adversaries of a run. */
export type Cast = {
  /** AIDs that a node holds the keys of, known before the run: its own AID as a witness, those it will incept. */
  readonly own: (node: string) => readonly Prefix[];
  /** Does what the entry says. False when it cannot be done (no such AID yet, keys not stolen …): it has no effect. */
  readonly act: (stage: Stage, entry: Plan['entries'][number]) => boolean;
  /** A node hands something on: a witness signs, a controller gathers and spreads. */
  readonly heard: (stage: Stage, node: string, send: Send) => void;
  /** The core was healed: from now on honest people of the core send again what was lost, until the end. */
  readonly healed: (stage: Stage) => void;
  /** What a witness has published of its receipts, for its next opening: the latest event by AID. */
  readonly published: (
    node: string,
  ) => readonly { readonly prefix: Prefix; readonly sn: bigint; readonly said: Said }[];
};
