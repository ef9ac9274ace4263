/** What is told of events of a group, and of what it says beside them: how they are asked for, and what has become of them. */
import type { Missing } from '../../kernel/state/decision.ts';
import type { Report } from '../report.ts';
import type { GroupMessage } from './group-message.ts';

/** What has become of an event of a group, or of a reply or an exchange of it. */
export type GroupProgress =
  /** Accepted: enough members signed, witnesses receipted, the delegator sealed it. */
  | { readonly kind: 'complete' }
  | {
      readonly kind: 'signatures' | 'receipts' | 'delegation' | 'other';
      readonly missing: readonly Missing[];
    }
  /** Of replies and exchanges: the group rotated before enough members signed. Say it anew. */
  | { readonly kind: 'void' }
  /** Of replies: a later one took its place. */
  | { readonly kind: 'superseded' }
  /** Neither in the log nor waiting: nobody signed it here, or it waited too long. */
  | { readonly kind: 'unknown' };

/** An event of a group that was signed here, or a reply or an exchange of it. */
export type GroupEvent = {
  readonly ilk: string;
  /** Of a reply or an exchange: the number of the event whose keys sign it. */
  readonly sn: bigint;
  readonly said: string;
  /** What the host made of it. */
  readonly report: Report;
  /** To be sent to the other members. */
  readonly message: GroupMessage;
};

/** How a signature is asked for. */
export type Consent = {
  /** True: the member signs although it signed another event at this number. What it signed before may still come into force. */
  readonly recover: boolean;
};
