/**
 * The book of one node: what a judge knows of its log, folded by a second implementation that shares no
 * rule with the kernel. Judges read it; only `keep-book.ts` writes it.
 *
 * Source: dst.md 3.3 (A_n, T_n) and I-11.
 */
import type { Digest, Key, Prefix, Said } from '../kernel/cesr/qualified.ts';
import type { Attachments, EventReference } from '../kernel/cesr/attachments.ts';
import type { Threshold } from '../kernel/event/threshold.ts';
import type { KeyEvent } from '../kernel/event/types.ts';
import type { DuplicityEvidence, Source, StoredReply } from '../kernel/state/stored.ts';

/** What is in force after an event, folded from the events alone. */
export type Standing = {
  readonly keys: readonly Key[];
  readonly signingThreshold: Threshold;
  readonly nextKeyDigests: readonly Digest[];
  readonly nextThreshold: Threshold;
  readonly witnesses: readonly Prefix[];
  readonly toad: number;
  readonly traits: readonly string[];
  readonly delegator: Prefix | undefined;
  /** Number of the establishment event these come from. */
  readonly establishmentSn: bigint;
  readonly establishmentSaid: Said;
};

/** One accepted event in the book. */
export type BookEvent = {
  readonly event: KeyEvent;
  readonly fn: bigint;
  readonly ordinal: number;
  readonly at: bigint;
  readonly source: Source;
  /** In force after the event. */
  readonly standing: Standing;
  /** The event before it on its branch; undefined for an inception. */
  readonly prior: BookEvent | undefined;
  /** Verified attachments so far, in order of arrival; grows. */
  readonly attachments: readonly Attachments[];
  /** The delegator's event that its node names for it. */
  readonly delegation: EventReference | undefined;
  /** True when a later event superseded it. */
  readonly isDisputed: boolean;
};

/** The log of one AID at one node. */
export type AidBook = {
  readonly prefix: Prefix;
  /** All accepted events; the place is the first-seen number. */
  readonly accepted: readonly BookEvent[];
  /** The trunk; the place is the sequence number. */
  readonly trunk: readonly BookEvent[];
};

/** Everything one node remembers. */
export type NodeBook = {
  readonly aid: (prefix: Prefix) => AidBook | undefined;
  /** By prefix, in order of their inceptions here. */
  readonly aids: () => readonly AidBook[];
  readonly event: (said: Said) => BookEvent | undefined;
  /** Accepted events of `sealer` with a seal `{i, s, d}` of exactly that event, in order of acceptance. */
  readonly sealing: (
    sealer: Prefix,
    of: { readonly prefix: Prefix; readonly sn: bigint; readonly said: Said },
  ) => readonly BookEvent[];
  readonly duplicity: (prefix: Prefix, sn: bigint) => readonly DuplicityEvidence[];
  /** The reply in force of a record, by table and key joined with blanks. */
  readonly reply: (record: string) => StoredReply | undefined;
  /** Number of entries read. */
  readonly count: () => number;
};
