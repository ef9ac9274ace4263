/**
 * The plan of a run: topology, options, and everything that people, adversaries and machines do, as data.
 * A seed expands into a plan; run, replay and shrink work on plans, so a reproduction outlives changes of
 * the generator. Times are whole simulated microseconds from the start of the run.
 *
 * Source: DESIGN 4, dst.md 1.6 (1, 2), 3.1, 3.2, 2.6.
 */

export const planFormat = 1;

/** Numerator and denominator of a chance. */
export type Ratio = readonly [number, number];

export type Role = 'controller' | 'witness' | 'watcher' | 'validator';

export type NodePlan = {
  readonly id: string;
  readonly role: Role;
  /** Wall time is ahead by so much at the start. */
  readonly wallOffset: number;
  /** Microseconds that its clocks gain in a second. */
  readonly skewPpm: number;
  /** Commands in a transaction, at most. */
  readonly batchCountMax: number;
  /** Time between looks at the escrow. */
  readonly tick: number;
  /** Key states kept in memory. */
  readonly cacheCountMax: number;
  /** It keeps aside what a recovery may give a place; so it does unless this is false. */
  readonly awaitsRecoveries?: boolean;
};

/** Swarm options of the run: drawn once, then fixed. */
export type PlanOptions = {
  /** Base delay of every link, and the range that is added. */
  readonly delayMin: number;
  readonly delaySpread: number;
  /** Real Ed25519 instead of simulated signatures of the same size. */
  readonly realSignatures: boolean;
  /** Caps of the escrow, as part of the defaults. */
  readonly escrow: {
    readonly totalCountMax: number;
    readonly quarantineCountMax: number;
    readonly prefixCountMax: number;
    readonly sourceCountMax: number;
  };
  /** The store behaves as with overlapping sync: commits may lie. Off but for runs that are to be red. */
  readonly overlap: boolean;
};

type At = {
  /** Names the entry for ever: chances of the entry are drawn by it. */
  readonly id: number;
  readonly at: number;
};

/** How an event reaches those it is for. */
export type Spreading =
  /** Event with all signatures; receipts follow when they are there. */
  | 'whole'
  /** One signature a message. */
  | 'signature-by-signature'
  /** Receipts before the event. */
  | 'receipts-first'
  /** The event after the one that follows it. */
  | 'late';

/** What an establishment event says. Thresholds as on the wire: `2`, `1/2,1/2,1/2`, `1/2,1/2;1,1`. */
export type Establishing = {
  readonly keyCount: number;
  readonly threshold: string;
  readonly nextCount: number;
  readonly nextThreshold: string;
  readonly toad: number;
};

/** What people do. `aid` names an AID of the plan, such as `a0`; nodes are named by id. */
export type HumanEntry = At &
  (
    | (Establishing & {
        readonly do: 'incept';
        readonly aid: string;
        readonly node: string;
        readonly witnesses: readonly string[];
        readonly traits: readonly string[];
        /** AID of the delegator. */
        readonly delegator: string | null;
        readonly spreading: Spreading;
      })
    | { readonly do: 'interact'; readonly aid: string; readonly spreading: Spreading }
    | (Establishing & {
        readonly do: 'rotate';
        readonly aid: string;
        readonly cuts: readonly string[];
        readonly adds: readonly string[];
        /** Places of the committed keys that are exposed now; the others stay in reserve. */
        readonly exposed: readonly number[];
        readonly spreading: Spreading;
      })
    /** The delegator seals what it did not seal yet. `wrong` seals another SAID at the latest number. */
    | { readonly do: 'approve'; readonly aid: string; readonly of: string; readonly wrong: boolean }
    /** A rotation over the events from `back` before the head on. */
    | (Establishing & {
        readonly do: 'recover';
        readonly aid: string;
        readonly back: number;
        readonly cuts: readonly string[];
        readonly adds: readonly string[];
      })
    /** A rotation that commits to no keys. */
    | { readonly do: 'abandon'; readonly aid: string }
    /** A node gives another its whole log of an AID, receipts included. */
    | { readonly do: 'gossip'; readonly aid: string; readonly from: string; readonly to: string }
    /** An AID receipts the head of another one. */
    | { readonly do: 'receipt'; readonly by: string; readonly of: string; readonly to: readonly string[] }
    /** An end role or location; `later` microseconds after the wall time of its author. `cut` takes it back. */
    | {
        readonly do: 'reply';
        readonly aid: string;
        readonly record: 'end-role' | 'location';
        readonly cut: boolean;
        readonly later: number;
        readonly offset: '+00:00' | '+02:00' | '-07:30';
        /** Its time is so many microseconds from that of the last reply of the record, where there is one. */
        readonly near?: -1 | 0 | 1;
        readonly to: readonly string[];
      }
    | {
        readonly do: 'query';
        readonly aid: string;
        readonly of: string;
        readonly route: 'logs' | 'ksn';
        readonly to: string;
      }
    | { readonly do: 'exchange'; readonly aid: string; readonly to: readonly string[] }
    /** A registry, a credential of it, or its revocation, each with its seal. */
    | {
        readonly do: 'registry';
        readonly aid: string;
        readonly act: 'open' | 'issue' | 'revoke';
        readonly to: readonly string[];
      }
    /** An identity whose keys are kept at its node, by a keyring of the shell, is made, or makes its next event. */
    | (Establishing & {
        readonly do: 'hab';
        readonly aid: string;
        readonly node: string;
        readonly act: 'make' | 'interact' | 'rotate' | 'recover' | 'abandon' | 'approve';
        /** When it is made: nodes of its witnesses, which stay. */
        readonly witnesses: readonly string[];
        /** When it is made: who delegates it, of those whose keys are kept; nobody when left out. */
        readonly delegator?: string | null;
        /** As of a rotation. */
        readonly exposed: readonly number[];
        /** When it recovers: how many interactions are taken back, all that can be when left out. */
        readonly back?: number;
        /** When it approves: whose events. */
        readonly of?: string;
        /** When it approves: in a rotation; an interaction when left out. */
        readonly by?: 'rotation';
      })
    /**
     * A group of identities whose keys are kept, each at a node of its own, is proposed or goes on: the member at the node
     * proposes, or joins what others proposed.
     */
    | {
        readonly do: 'group';
        readonly aid: string;
        readonly node: string;
        readonly act: 'make' | 'join' | 'rotate' | 'interact';
        /** When it is made: the member at the node, and all members. */
        readonly by: string;
        readonly members: readonly string[];
        /** When it is made: how many have to sign, as on the wire. */
        readonly threshold: string;
      }
    /** A person removes what waits longest. */
    | { readonly do: 'remove-waiting'; readonly node: string }
  );

/** What is asked of an identity whose keys are kept at its node. */
export type HabEntry = Extract<HumanEntry, { readonly do: 'hab' }>;

/** What is asked of members of a group. */
export type GroupEntry = Extract<HumanEntry, { readonly do: 'group' }>;

/** Forgeries that an entry can ask for by name. */
export type ForgeryName =
  /** Signed as it has to be, with stolen keys. */
  | 'sound'
  /** An interaction after the head, signed by keys of the inception that were rotated out. */
  | 'stale-keys'
  /** A rotation that reveals one of several committed keys, and asks for no more signatures than that. */
  | 'partly-revealed'
  /** The latest event, with receipts of those that are no witnesses of it. */
  | 'receipts-of-strangers'
  /** An inception of the adversary itself, under an identifier that is no digest of it. */
  | 'underived-prefix'
  /** An inception of the adversary itself, in other bytes than its SAID is the digest of. */
  | 'respaced-inception';

/** What adversaries do. They hold keys by `steal` alone. */
export type AdversaryEntry = At &
  (
    | { readonly do: 'steal'; readonly aid: string; readonly keys: 'stale' | 'current' | 'next' }
    /** An event with stolen keys: `back` before the head of the honest trunk (0: after it). */
    | {
        readonly do: 'forge';
        readonly aid: string;
        readonly what: 'interact' | 'rotate' | 'incept';
        readonly back: number;
        readonly to: readonly string[];
        /** Witnesses that receipt it although they should not. */
        readonly colluding: readonly string[];
        /** What is done; without it that is drawn. */
        readonly how?: ForgeryName;
      }
    /** The controller itself makes two versions of its next event. */
    | {
        readonly do: 'equivocate';
        readonly aid: string;
        readonly left: readonly string[];
        readonly right: readonly string[];
      }
    /** From here on the witness lies. */
    | {
        readonly do: 'lie';
        readonly node: string;
        readonly how: 'sign-both' | 'sign-unstored' | 'silent' | 'withhold';
      }
    | {
        readonly do: 'flood';
        readonly to: string;
        readonly with:
          | 'unknown-aids'
          | 'far-numbers'
          | 'receipts'
          | 'unanchored'
          | 'half-signed'
          | 'unsigned'
          | 'garbage';
        readonly count: number;
        readonly source: string;
      }
  );

/** What breaks. */
export type FaultEntry = At &
  /** The process ends; between commands, or at that part of its next commit. `power` also loses what was not synced. */
  (
    | {
        readonly do: 'crash';
        readonly node: string;
        /** Whose commit it is: that of the log, or of the key store. */
        readonly disk?: 'keys';
        readonly part: 'between' | 'pages' | 'sync' | 'meta' | 'after';
        readonly power: boolean;
        readonly downFor: number;
      }
    | {
        readonly do: 'commit-error';
        readonly node: string;
        readonly disk?: 'keys';
        readonly effect: 'none' | 'visible';
        readonly downFor: number;
      }
    | { readonly do: 'false-success'; readonly node: string }
    | { readonly do: 'read-error'; readonly node: string; readonly downFor: number }
    /** A row changes without a word: a bit, or the value of another row, or the value it had before. */
    | {
        readonly do: 'rot';
        readonly node: string;
        readonly how: 'bit' | 'misdirected' | 'stale';
        readonly pick: number;
        readonly downFor: number;
      }
    | { readonly do: 'disk-full'; readonly node: string; readonly for: number }
    | { readonly do: 'slow-disk'; readonly node: string; readonly for: number; readonly mean: number }
    /** The store goes back to what it was `since` ago. */
    | {
        readonly do: 'restore-snapshot';
        readonly node: string;
        readonly since: number;
        readonly downFor: number;
      }
    | { readonly do: 'clock-jump'; readonly node: string; readonly wall: number }
    | { readonly do: 'pause'; readonly node: string; readonly for: number }
    | {
        readonly do: 'link';
        readonly how: 'drop' | 'duplicate' | 'replay' | 'delay' | 'corrupt' | 'drip' | 'cut' | 'glue';
        /** `*` for every node. */
        readonly from: string;
        readonly to: string;
        readonly for: number;
        readonly ratio: Ratio;
        /** Microseconds for delays, bytes for cuts and drips. */
        readonly amount: number;
      }
    | {
        readonly do: 'partition';
        readonly side: readonly string[];
        readonly for: number;
        readonly oneWay: boolean;
      }
    /** The node hears adversaries alone. */
    | { readonly do: 'eclipse'; readonly node: string; readonly for: number }
  );

export type PlanEntry = HumanEntry | AdversaryEntry | FaultEntry;
export type Doing = PlanEntry['do'];

export type Plan = {
  readonly format: typeof planFormat;
  /** Text that the chances of the run are drawn from. */
  readonly seed: string;
  readonly profile: string;
  readonly options: PlanOptions;
  readonly nodes: readonly NodePlan[];
  /** In order of time. */
  readonly entries: readonly PlanEntry[];
  /** When the core is healed and everything else becomes permanent; the safety phase ends. */
  readonly healAt: number;
  readonly core: readonly string[];
  /** When the run ends. */
  readonly endAt: number;
};
