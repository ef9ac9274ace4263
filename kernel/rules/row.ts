/**
 * A rule is a row: id, the sentence it holds to, its source, the condition. The first row that fails
 * decides; order is precedence.
 */
import type { Span } from '../cesr/attachments.ts';
import type { BadSignature } from '../evidence/signatures.ts';
import type { Missing } from '../state/decision.ts';
import type { ReasonCode } from './reason.ts';

/** What a failing row can say beyond its sentence. */
export type Finding = {
  readonly field?: string;
  readonly signatureIndex?: number;
  readonly span?: Span;
  readonly missing?: readonly Missing[];
  readonly facts?: string;
};

/** One rule about a case `C`. `fails` is undefined when the rule holds. */
export type Rule<C> = {
  readonly id: string;
  readonly says: string;
  readonly source: string;
  readonly reason: ReasonCode;
  readonly fails: (c: C) => Finding | undefined;
};

/** A row as documents print it. */
export type RuleRow = Pick<Rule<unknown>, 'id' | 'says' | 'source' | 'reason'>;

export type Failure = { readonly rule: RuleRow; readonly finding: Finding };

/** The first row of `rules` that fails, or undefined when all hold. */
export function firstFailure<C>(rules: readonly Rule<C>[], c: C): Failure | undefined {
  for (const rule of rules) {
    const finding = rule.fails(c);
    if (finding !== undefined) return { rule, finding };
  }
  return undefined;
}

/** Points to the signature at fault, where there is one. */
export function badSignature(bad: BadSignature | undefined): Finding {
  return bad === undefined ? {} : { signatureIndex: bad.place, span: bad.span };
}

/** `{}` when `condition` is true, for rules that have nothing to add to their sentence. */
export function when(condition: boolean): Finding | undefined {
  return condition ? {} : undefined;
}
