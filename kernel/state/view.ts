/**
 * What a step may ask: narrow, synchronous questions about one immutable snapshot, the algorithms,
 * and how this receiver is set up.
 */
import type { Attachments } from '../cesr/attachments.ts';
import type { Fn, Micros, Prefix, Said, Sn } from '../cesr/qualified.ts';
import type { Algorithms } from '../crypto/algorithm.ts';
import type { EventSeal } from '../event/types.ts';
import type { EscrowKind, EscrowScope, EscrowUsage, WaitKey, Waiting } from './escrow.ts';
import type { ReplyRecord } from './effect.ts';
import type { KeyState } from './key-state.ts';
import type {
  CredentialState,
  DuplicityEvidence,
  RegistryState,
  StoredCredential,
  StoredEvent,
  StoredExchange,
  StoredRegistryEvent,
  StoredReply,
} from './stored.ts';

export type LogReader = {
  /** The key state at the head of the trunk; undefined when nothing of `prefix` was accepted. */
  readonly keyState: (prefix: Prefix) => KeyState | undefined;
  /**
   * SAIDs accepted at `sn`, in order of acceptance; more than one after superseding recovery. The last
   * one is on the trunk when `sn` is not above the head.
   */
  readonly acceptedAt: (prefix: Prefix, sn: Sn) => readonly Said[];
  /** The accepted event of that SAID, on the trunk or superseded. */
  readonly event: (said: Said) => StoredEvent | undefined;
  readonly eventAtFn: (prefix: Prefix, fn: Fn) => StoredEvent | undefined;
  /** The verified attachments of an accepted event, in order of arrival. */
  readonly attachments: (said: Said) => Attachments;
  /** Accepted events of `sealer` that anchor the event seal, in order of acceptance. */
  readonly sealing: (sealer: Prefix, seal: EventSeal) => readonly Said[];
  readonly duplicity: (prefix: Prefix, sn: Sn) => readonly DuplicityEvidence[];

  readonly waiting: (id: string) => Waiting | undefined;
  /** Ids of what waits for `key`, oldest first. */
  readonly waitingFor: (key: WaitKey) => readonly string[];
  /** Ids of what is due at `at`, most overdue first, at most `countMax`. */
  readonly waitingDue: (at: Micros, countMax: number) => readonly string[];
  readonly escrowUsage: (scope: EscrowScope) => EscrowUsage;

  readonly reply: (record: ReplyRecord) => StoredReply | undefined;
  readonly registry: (registry: Prefix) => RegistryState | undefined;
  readonly credential: (credential: Prefix) => CredentialState | undefined;
  /** The accepted registry event of that log (registry or credential) and number. */
  readonly registryEventAt: (log: Prefix, sn: Sn) => StoredRegistryEvent | undefined;
  /** The accepted exchange of that SAID. */
  readonly exchange: (said: Said) => StoredExchange | undefined;
  /** The accepted credential body of that SAID. */
  readonly credentialBody: (said: Said) => StoredCredential | undefined;
};

/**
 * How long and how much may wait. Intervals in microseconds. `retry` is the time to the first try that
 * nothing woke; each later one doubles it.
 */
export type EscrowLimits = {
  readonly kinds: { readonly [K in EscrowKind]: { readonly retry: Micros; readonly timeout: Micros } };
  /** Tries that follow on each other stand at most this far apart; the first interval of a kind may be longer. */
  readonly retryMax: Micros;
  readonly totalCountMax: number;
  readonly totalSizeBytesMax: number;
  readonly quarantineCountMax: number;
  readonly quarantineSizeBytesMax: number;
  readonly prefixCountMax: number;
  readonly prefixSizeBytesMax: number;
  /** Of one source that has a name; callers that give none share the total. */
  readonly sourceCountMax: number;
  readonly sourceSizeBytesMax: number;
  /** Receipts that an accepted event keeps of others than its witnesses, its controller and own identifiers. */
  readonly attachmentsPerEventCountMax: number;
};

/** How this receiver is set up. */
export type Receiver = {
  /** AIDs that this host controls. KERIpy: `prefixes`. */
  readonly isOwn: (prefix: Prefix) => boolean;
  /** Accept anybody's receipts and notices. KERIpy: `lax`. */
  readonly promiscuous: boolean;
  /** Take first-seen times from attached first-seen couples. KERIpy: `cloned`. */
  readonly cloned: boolean;
  /** `keripy-1.1` chooses KERIpy 1.1's outcome where docs/INTEROP.md lists a difference. */
  readonly compat: 'specification' | 'keripy-1.1';
  /**
   * Keep what is refused for want of a place that a recovery may still give it, so that receivers of the same
   * messages end alike in any order (I-36). KERIpy throws it away: docs/decisions/0024.
   */
  readonly awaitsRecoveries: boolean;
  readonly limits: EscrowLimits;
};

export type View = {
  readonly log: LogReader;
  readonly algorithms: Algorithms;
  readonly receiver: Receiver;
};
