/** Effects as data: what to store before, and what to send after. */
import type { Attachments } from '../cesr/attachments.ts';
import type { Micros, Prefix, Said, Sn } from '../cesr/qualified.ts';
import type { JsonMap } from '../event/json.ts';
import type { EscrowKind, Waiting } from './escrow.ts';
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

/** Where the record of an accepted reply is kept: the latest of a key wins by BADA. */
export type ReplyRecord = {
  readonly table: 'end-role' | 'location' | 'key-state-notice' | 'registry-notice';
  /** `cid role eid`, `eid scheme`, `prefix notifier`. */
  readonly key: readonly string[];
};

/**
 * One change of what is remembered. All writes of a step are one transaction, durable before any of
 * its sends goes out. The `append-…` writes add a record to the one log; the others change the escrow.
 */
export type Write =
  /** Adds an accepted event with its verified attachments and makes `state` the key state of its AID. */
  | {
      readonly kind: 'append-event';
      readonly stored: StoredEvent;
      readonly attachments: Attachments;
      readonly state: KeyState;
    }
  /** Adds verified attachments to an accepted event; none of them is stored yet. */
  | {
      readonly kind: 'append-attachments';
      readonly prefix: Prefix;
      readonly said: Said;
      readonly attachments: Attachments;
      readonly at: Micros;
    }
  | { readonly kind: 'append-reply'; readonly record: ReplyRecord; readonly stored: StoredReply }
  | {
      readonly kind: 'append-registry-event';
      readonly stored: StoredRegistryEvent;
      readonly state: RegistryState | CredentialState;
    }
  | { readonly kind: 'append-duplicity'; readonly evidence: DuplicityEvidence }
  | { readonly kind: 'append-exchange'; readonly stored: StoredExchange }
  | { readonly kind: 'append-credential'; readonly stored: StoredCredential }
  /** Puts a waiting message, replacing the entry of the same id. */
  | { readonly kind: 'put-waiting'; readonly waiting: Waiting }
  | { readonly kind: 'remove-waiting'; readonly waiting: Waiting }
  /** A person removed an entry: kept for ever. */
  | {
      readonly kind: 'append-audit';
      readonly at: Micros;
      readonly action: 'escrow-removed';
      readonly escrow: EscrowKind;
      readonly prefix: Prefix;
      readonly said: Said;
    };

/** Something to tell others, only after the writes of its step are durable. KERIpy: cue. */
export type Send =
  /** An event was accepted; whoever receipts events may receipt it. */
  | { readonly kind: 'receipt'; readonly prefix: Prefix; readonly sn: Sn; readonly said: Said }
  /** An event of an own AID was accepted. */
  | { readonly kind: 'notice'; readonly prefix: Prefix; readonly sn: Sn; readonly said: Said }
  /** An own AID is a witness of the accepted event. */
  | { readonly kind: 'witness'; readonly prefix: Prefix; readonly sn: Sn; readonly said: Said }
  /** Something is missing; ask for it. */
  | {
      readonly kind: 'query';
      readonly route: 'logs';
      readonly prefix: Prefix;
      readonly sn: Sn | undefined;
      readonly said: Said | undefined;
    }
  /** The answer to a `logs` query: the logs of `prefixes`, in that order, to `to`. */
  | { readonly kind: 'replay'; readonly to: string; readonly prefixes: readonly Prefix[] }
  /** The answer to a registry query: the registry logs of `logs`, in that order, to `to`. */
  | { readonly kind: 'registry-replay'; readonly to: string; readonly logs: readonly Prefix[] }
  /** The body data of an answer to a `ksn` (or registry state) query. */
  | {
      readonly kind: 'reply';
      readonly to: string;
      readonly route: string;
      readonly data: JsonMap;
    }
  /** A query for a mailbox was accepted. */
  | { readonly kind: 'stream'; readonly to: string; readonly prefix: Prefix; readonly topics: JsonMap }
  | { readonly kind: 'key-state-saved'; readonly prefix: Prefix; readonly notice: JsonMap }
  /** A replayed event came with another first-seen number than it got here. */
  | {
      readonly kind: 'bad-clone-fn';
      readonly prefix: Prefix;
      readonly said: Said;
      readonly fn: bigint;
      readonly attachedFn: bigint;
    }
  /** A delegated event asks an own AID for its seal. */
  | {
      readonly kind: 'approve-delegation';
      readonly delegator: Prefix;
      readonly prefix: Prefix;
      readonly sn: Sn;
      readonly said: Said;
    }
  /** Two verified versions of one event are known. */
  | {
      readonly kind: 'duplicity';
      readonly prefix: Prefix;
      readonly sn: Sn;
      readonly said: Said;
      readonly against: Said;
    }
  | { readonly kind: 'exchange-saved'; readonly said: Said; readonly route: string };
