/**
 * The shape of form rules: what a message must be like whatever came before it. A rule is a row; the
 * first row that fails decides, and its id stands in the fault.
 *
 * Source: DESIGN 2.1; K-026…K-151. Rows that need the log are no form rules: `kernel/rules`.
 */
import type { Fault, FaultCode } from '../cesr/fault.ts';

/** What every form rule says of itself. */
export type FormRule = {
  readonly id: string;
  /** Rows of the conformance list and of the reference's rules. */
  readonly source: string;
  readonly says: string;
  readonly code: FaultCode;
  /** The class KERIpy raises. */
  readonly keripy: string;
};

/** A rule about the parsed fields of a message. `fails` answers with the label at fault. */
export type FormRow<S> = FormRule & { readonly fails: (subject: S) => FormFinding | undefined };

/** Where a row failed, and the facts. */
export type FormFinding = { readonly field: string; readonly facts?: string };

/** The fault that a rule makes of a field. */
export function faultOf(rule: FormRule, { field, facts }: FormFinding): Fault {
  return {
    kind: 'form',
    code: rule.code,
    says: facts === undefined ? `not so: ${rule.says}` : `not so: ${rule.says} (${facts})`,
    keripy: rule.keripy,
    span: undefined,
    field,
    rule: rule.id,
  };
}

/** The fault of the first row that fails; undefined when all hold. */
export function firstFormFault<S>(rows: readonly FormRow<S>[], subject: S): Fault | undefined {
  for (const row of rows) {
    const finding = row.fails(subject);
    if (finding !== undefined) return faultOf(row, finding);
  }
  return undefined;
}
