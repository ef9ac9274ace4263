/**
 * Decisions, and why. A decision explains itself: the rule that decided, what it looked at, and for
 * *not yet* exactly what is missing. DESIGN 2.1.
 */
import type { Span } from '../cesr/attachments.ts';
import type { Fn, Prefix, Said, Sn } from '../cesr/qualified.ts';
import type { Ilk } from '../event/types.ts';
import type { EscrowKind } from './escrow.ts';

/** What a waiting message lacks. */
export type Missing =
  /** Any event of the log at that number. */
  | { readonly kind: 'event'; readonly prefix: Prefix; readonly sn: Sn; readonly said: Said | undefined }
  /** Signatures: the places in the key list that have none yet, and the threshold in words. */
  | {
      readonly kind: 'signatures';
      readonly of: 'signing' | 'prior-next';
      readonly threshold: string;
      readonly have: readonly number[];
      readonly lack: readonly number[];
    }
  /** Receipts of `count` more of the witnesses at `lack`. */
  | { readonly kind: 'receipts'; readonly count: number; readonly lack: readonly number[] }
  /** An event of `sealer` with the seal of the event. */
  | {
      readonly kind: 'seal';
      readonly sealer: Prefix;
      readonly prefix: Prefix;
      readonly sn: Sn;
      readonly said: Said;
    }
  /** Key state of a signer, receiptor, or subject of a query. */
  | { readonly kind: 'key-state'; readonly prefix: Prefix; readonly sn: Sn | undefined }
  | { readonly kind: 'registry'; readonly prefix: Prefix; readonly sn: Sn | undefined }
  /** The protected path: the event must come from a local source. */
  | { readonly kind: 'local-source' };

/** Why, in a form for programs. `rule` is the id of the row that decided; docs/RULES.md lists all. */
export type Why = {
  readonly rule: string;
  /** Code of `rules/reason.ts`; undefined when all rules hold. */
  readonly reason: string | undefined;
  readonly says: string;
  /** Wire label of the field at fault. */
  readonly field?: string;
  /** Place in the attached signatures of the one at fault. */
  readonly signatureIndex?: number;
  readonly span?: Span;
  readonly missing: readonly Missing[];
};

/** What a message was about. */
export type Subject = {
  readonly ilk: Ilk | 'acdc';
  readonly prefix: Prefix | undefined;
  readonly sn: Sn | undefined;
  readonly said: Said;
};

export type Decision = { readonly subject: Subject; readonly why: Why } & (
  | {
      readonly outcome: 'accepted';
      /** Set for key events. */
      readonly fn?: Fn;
      /** SAIDs of trunk events that this one superseded, lowest number first. */
      readonly supersedes: readonly Said[];
    }
  /** Already known; `added` counts signatures and receipts that were new. */
  | { readonly outcome: 'duplicate'; readonly fn?: Fn; readonly added: number }
  | { readonly outcome: 'escrowed'; readonly escrow: EscrowKind; readonly id: string }
  | { readonly outcome: 'rejected' }
);
