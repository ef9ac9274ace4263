/**
 * What a judge is: a promise about every history, with a monitor that only observes.
 *
 * Source: dst.md 3.3, 4. The same judges read live nodes under simulation, real stores, and the histories
 * of users' own suites. A judge knows nothing of the kernel's rules.
 */
import type { Key, Micros, Prefix, Said } from '../kernel/cesr/qualified.ts';
import type { Command } from '../kernel/command.ts';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import type { KeyEvent } from '../kernel/event/types.ts';
import type { Send } from '../kernel/state/effect.ts';
import type { EscrowScope, EscrowUsage, Waiting } from '../kernel/state/escrow.ts';
import type { KeyState } from '../kernel/state/key-state.ts';
import type { Step } from '../kernel/state/step.ts';
import type { EscrowLimits } from '../kernel/state/view.ts';
import type { NodeBook } from './book.ts';
import type { Entry } from './entry.ts';

/** Names a node of a run; `store` for a store that is judged alone. */
export type NodeId = string;

/** What a judge says of one observation; undefined when there was nothing to judge (it does not count). */
export type Verdict = 'holds' | { readonly broken: string } | undefined;

/** When a promise is looked at. S after each step, R after recovery, Q at rest, E at the end: dst.md 4. */
export type When = 'step' | 'recovery' | 'rest' | 'end' | 'liveness';

/** An entry of the log became durable, or was found in a log that is read again. */
export type SeenEntry = {
  readonly node: NodeId;
  readonly ordinal: number;
  readonly entry: Entry;
  /** What the log held before the entry. */
  readonly book: NodeBook;
};

/** A command was decided, and what it wrote is durable. */
export type SeenStep = {
  readonly node: NodeId;
  /** Monotonic time of the node in microseconds. */
  readonly monotonic: number;
  readonly command: Command;
  readonly step: Step;
  /** What the log held before the step. */
  readonly book: NodeBook;
  /** What the node claims now. */
  readonly probe: Probe;
};

/** A node tried to commit. */
export type SeenCommit = {
  readonly node: NodeId;
  /** `failed`: the store refused or broke; `crashed`: the machine stopped inside of it. */
  readonly result: 'done' | 'failed' | 'refused' | 'crashed';
  /** True when an earlier commit on the same opening had failed or crashed. */
  readonly afterFailure: boolean;
};

/** Something left a node that tells others what it holds. */
export type SeenSend = {
  readonly node: NodeId;
  readonly send: Send;
  /** Names the send in the outbox; the same when it is handed on again. */
  readonly key: string;
  /** True when it came from the outbox of an earlier opening. */
  readonly isRepeated: boolean;
};

/** A node stopped for a fault of its own program: the kernel threw, or a promise of our own was broken. */
export type SeenFault = { readonly node: NodeId; readonly says: string };

/** A node opened its store again, after a crash or a stop. */
export type SeenOpening = {
  readonly node: NodeId;
  readonly probe: Probe;
  /** The book as it stood by what the node had acknowledged. */
  readonly book: NodeBook;
  /** Why it had stopped. */
  readonly after: 'stop' | 'crash' | 'power-loss' | 'commit-failure' | 'damage' | 'snapshot';
  /** Set when opening refused, with the code of the error. */
  readonly refused: string | undefined;
  /** Steps that were applied when it stopped and that nobody was told of, in order. */
  readonly inFlight: readonly Step[];
  /** Rows of the store that changed without a word since it was last open, and that a reader would miss. */
  readonly damaged: readonly string[];
};

/** All bytes of a stream were given to a node: cut, dripped or glued on the way, but none of them changed. */
export type SeenStream = {
  readonly node: NodeId;
  /** SAIDs of the messages that the node read out of it, and codes of its faults, in order. */
  readonly read: readonly string[];
  /** The same of the same bytes, read in one piece by somebody else. */
  readonly inOnePiece: readonly string[];
};

/** A key of a key store made a signature. */
export type SeenSigning = {
  readonly node: NodeId;
  readonly key: Key;
  /** The event that was signed; undefined for any other message. */
  readonly event: KeyEvent | undefined;
  /** What the log of the node holds. */
  readonly book: NodeBook;
};

/** What a custodian finds in the key store of a node who reads its disk and knows its passcode. */
export type Custody = {
  /** Identifiers that events were made of with keys from there. */
  readonly prefixes: () => readonly Prefix[];
  /** Public keys whose seeds are durable there. */
  readonly keys: () => readonly Key[];
};

/** What may be asked of a node that is at rest: its own claims. */
export type Probe = {
  readonly node: NodeId;
  readonly limits: EscrowLimits;
  /** AIDs that the node holds the keys of. */
  readonly isOwn: (prefix: Prefix) => boolean;
  readonly keyState: (prefix: Prefix) => KeyState | undefined;
  readonly usage: (scope: EscrowScope) => EscrowUsage;
  /** Everything that waits, by id. */
  readonly waiting: () => readonly Waiting[];
  /** Whether an event of that SAID is on record and reads back whole. */
  readonly holds: (said: Said) => boolean;
  /** Number of entries in its log. */
  readonly count: () => number;
  /** The entries of its log from an ordinal on. */
  readonly entries: (from: number) => Iterable<{ readonly ordinal: number; readonly entry: Entry }>;
  /** What the store's own scrub finds wrong: chain, checksums, views against a rebuild. Slow. */
  readonly problems: () => readonly string[];
  /** A text that is equal for equal trunks, key states and replies, whatever the order of arrival. */
  readonly outcome: () => string;
  /** A text that is equal for equal rows of the store. */
  readonly rows: () => string;
  /**
   * Tries everything that waits once more on a copy, at the time of the node's last step, in an order drawn
   * from `order`, to the fixpoint.
   */
  readonly sweep: (order: number) => {
    /** What was written, but new attempts and due times. */
    readonly changes: number;
    readonly sends: number;
    /** As `outcome`, and the ids of what waits. */
    readonly outcome: string;
  };
  /** Undefined where no key store is kept. */
  readonly custody?: Custody | undefined;
};

/** Who a node is in a run. */
export type Member = {
  readonly node: NodeId;
  readonly role: 'controller' | 'witness' | 'watcher' | 'validator';
  readonly isHonest: boolean;
  /** AIDs that the node holds the keys of. */
  readonly own: readonly Prefix[];
  /** Undefined while it is down. */
  readonly probe: Probe | undefined;
  /**
   * Why it stays down, or is up and does not act for its AIDs, such as the code it refused to open with; undefined
   * while it acts or is on its way.
   */
  readonly isDownFor: string | undefined;
  /** Messages of a flood were given to it. */
  readonly isFlooded: boolean;
  /** It keeps aside what a recovery may give a place; others throw it away, as KERIpy. docs/decisions/0024. */
  readonly awaitsRecoveries: boolean;
  readonly book: NodeBook;
};

/** What adversaries hold of an AID. */
export type Held = { readonly stale: boolean; readonly current: boolean; readonly next: boolean };

/** Ground truth of a simulated run: what really happened, whatever nodes believe. dst.md 3.1. */
export type World = {
  readonly members: readonly Member[];
  /** What an adversary holds of the AID at present. */
  readonly held: (prefix: Prefix) => Held;
  /** What an adversary held of the AID at any time of the run. */
  readonly everHeld: (prefix: Prefix) => Held;
  /** Witnesses whose valid receipt of that event exists anywhere in the run. */
  readonly receipted: (said: Said) => readonly Prefix[];
  /** Witness prefixes that an adversary runs. */
  readonly isFaultyWitness: (witness: Prefix) => boolean;
  /** SAIDs of the events that the honest controller made and stands by, lowest number first. */
  readonly honestTrunk: (prefix: Prefix) => readonly Said[];
  /** SAIDs of every validly signed event of the AID ever made, honest or not. */
  readonly made: (prefix: Prefix) => readonly Said[];
  /** An event that was made, as its maker has it. */
  readonly event: (said: Said) => KeyEvent | undefined;
  /** True when an adversary made the event. */
  readonly isForged: (said: Said) => boolean;
  /** True when the controller itself made versions against each other. */
  readonly isEquivocating: (prefix: Prefix) => boolean;
  readonly aids: () => readonly Prefix[];
  /** Rotations that people asked for after the healing, each of an identifier whose keys its node keeps: from which number on. */
  readonly rotationsAsked: () => readonly {
    readonly node: NodeId;
    readonly prefix: Prefix;
    readonly sn: bigint;
  }[];
  /** Digest of the set of messages, attachments included, that a node has decided; equal for equal sets. */
  readonly received: (node: NodeId) => string;
  /** Nodes of the healed core, once it is healed; empty before. */
  readonly core: readonly NodeId[];
  /** Simulated microseconds since the core was healed. */
  readonly healedFor: number;
  readonly now: Micros;
};

/** What a judge watches. Each handler that is there counts as one judgement when it does not answer undefined. */
export type Monitor = {
  readonly entry?: (seen: SeenEntry) => Verdict;
  readonly step?: (seen: SeenStep) => Verdict;
  readonly commit?: (seen: SeenCommit) => Verdict;
  readonly send?: (seen: SeenSend) => Verdict;
  readonly opening?: (seen: SeenOpening) => Verdict;
  readonly stream?: (seen: SeenStream) => Verdict;
  readonly fault?: (seen: SeenFault) => Verdict;
  readonly signing?: (seen: SeenSigning) => Verdict;
  /** All nodes at rest: nothing under way. */
  readonly rest?: (world: World) => Verdict;
  /** After healing, when the bound of progress has passed. */
  readonly liveness?: (world: World) => Verdict;
  readonly end?: (world: World) => Verdict;
};

/** One promise. */
export type Judge = {
  /** Number in dst.md 4, such as `I-01`. */
  readonly id: string;
  /** Such as `SaidBindsBytes`. */
  readonly name: string;
  /** The promise in one sentence. */
  readonly says: string;
  readonly source: string;
  readonly when: readonly When[];
  /** `log`: entries of one log are enough, so real stores can be judged too. `world`: needs a simulated run. */
  readonly needs: 'log' | 'world';
  /** A fresh monitor for one history. */
  readonly open: (given: Given) => Monitor;
};

/** What monitors are given. */
export type Given = {
  /** Signature checks and digests that the accused had no hand in: of a run, the record of who signed what. */
  readonly algorithms: Algorithms;
  /** AIDs that a node holds the keys of; undefined when nobody knows, as of a store that is judged alone. */
  readonly own?: (node: NodeId) => readonly Prefix[];
  /** Whose outcome the nodes chose where docs/INTEROP.md lists a difference; the specification's by default. */
  readonly compat?: 'specification' | 'keripy-1.1';
};

/** A broken promise. */
export type Finding = {
  /** Name of the judge. */
  readonly invariant: string;
  readonly node: NodeId;
  /** Step of the run, or ordinal of the log. */
  readonly step: number;
  readonly detail: string;
};
