/**
 * What became of one message of a stream, in the words of the library's users.
 *
 * Every message gets exactly one report, in stream order: the decision of the kernel, or the fault that
 * kept the bytes from being a message. DESIGN 2.1 and 5.
 */
import type { Span } from '../kernel/cesr/attachments.ts';
import type { Fault } from '../kernel/cesr/fault.ts';
import { reasons } from '../kernel/rules/reason.ts';
import type { Decision, Missing, Why } from '../kernel/state/decision.ts';

export type Report = {
  readonly decision: Decision['outcome'];
  /** Message type; undefined when the bytes were no message. */
  readonly ilk: string | undefined;
  readonly prefix: string | undefined;
  readonly sn: bigint | undefined;
  readonly said: string | undefined;
  /** First-seen number; set for key events that are accepted or known. */
  readonly fn: bigint | undefined;
  /** Code of why not; undefined when accepted or known. */
  readonly reason: string | undefined;
  /** The class KERIpy raises in the same case. */
  readonly error: string | undefined;
  /** One sentence. */
  readonly says: string;
  /** The rule that decided; docs/RULES.md lists all. */
  readonly rule: string;
  readonly field: string | undefined;
  readonly signatureIndex: number | undefined;
  /** What is missing, for messages that wait. */
  readonly missing: readonly Missing[];
  /** Kind of escrow, and the id of the entry. */
  readonly escrow: string | undefined;
  readonly escrowId: string | undefined;
  /** Set when the bytes could not be framed as a message at all. */
  readonly isFraming: boolean;
  /** True when the message was reported before, with less attached. */
  readonly isContinuation: boolean;
  /** Where the message begins in the stream, in bytes. */
  readonly offset: number;
  /** Where the fault lies, when that is known better. */
  readonly span: Span | undefined;
};

/** KERIpy's class for a reason code. */
export function keripyClassOf(reason: string | undefined): string | undefined {
  if (reason === undefined) return undefined;
  const known: { readonly [code: string]: { readonly keripy: string } } = reasons;
  return known[reason]?.keripy ?? 'ValidationError';
}

function escrowOf(decision: Decision): Pick<Report, 'escrow' | 'escrowId'> {
  if (decision.outcome !== 'escrowed') return { escrow: undefined, escrowId: undefined };
  return { escrow: decision.escrow, escrowId: decision.id };
}

function fnOf(decision: Decision): bigint | undefined {
  return decision.outcome === 'accepted' || decision.outcome === 'duplicate' ? decision.fn : undefined;
}

function whyParts(
  why: Why,
): Pick<Report, 'reason' | 'error' | 'says' | 'rule' | 'field' | 'signatureIndex' | 'missing' | 'span'> {
  return {
    reason: why.reason,
    error: keripyClassOf(why.reason),
    says: why.says,
    rule: why.rule,
    field: why.field,
    signatureIndex: why.signatureIndex,
    missing: why.missing,
    span: why.span,
  };
}

/** Where a message stands in its stream. */
export type Place = { readonly offset: number; readonly isContinuation: boolean };

/** The report of a decision on the message at a place. */
export function reportOfDecision(decision: Decision, { offset, isContinuation }: Place): Report {
  const { subject, why } = decision;
  return {
    decision: decision.outcome,
    ilk: subject.ilk,
    prefix: subject.prefix,
    sn: subject.sn,
    said: subject.said,
    fn: fnOf(decision),
    ...whyParts(why),
    ...escrowOf(decision),
    isFraming: false,
    isContinuation,
    offset,
  };
}

/** What is known of a message although its body failed its checks. */
export type Glimpse = {
  readonly ilk: string | undefined;
  readonly prefix: string | undefined;
  readonly said: string | undefined;
};

export const noGlimpse: Glimpse = { ilk: undefined, prefix: undefined, said: undefined };

/** The report of bytes that are no message. */
export function reportOfFault(
  fault: Fault,
  { offset, isContinuation }: Place,
  glimpse: Glimpse = noGlimpse,
): Report {
  return {
    decision: 'rejected',
    ...glimpse,
    sn: undefined,
    fn: undefined,
    reason: fault.code,
    error: fault.keripy,
    says: fault.says,
    rule: fault.kind === 'framing' ? 'FRAME' : 'FORM',
    field: fault.field,
    signatureIndex: undefined,
    missing: [],
    escrow: undefined,
    escrowId: undefined,
    isFraming: fault.kind === 'framing',
    isContinuation,
    offset,
    span: fault.span,
  };
}

/** How many messages came to what. `escrowed` counts what had to wait on arrival. */
export type Summary = {
  readonly accepted: number;
  readonly duplicate: number;
  readonly escrowed: number;
  readonly rejected: number;
  readonly bytes: number;
};
