/**
 * Rules that writers of key events keep beyond what readers check.
 *
 * Source: keripy.md 1.6 (M-18…M-20), 2.6 (T-18, T-19); D-08.
 */
import type { FormRow } from './form.ts';
import type { Threshold } from './threshold.ts';
import { thresholdSize } from './threshold.ts';

/** What the writer of an establishment event asks for, all said. */
export type EstablishmentPlan = {
  readonly signingThreshold: Threshold;
  readonly nextThreshold: Threshold;
  readonly nextCount: number;
  /** Witnesses in force before the event; empty for inceptions. */
  readonly witnessesBefore: readonly string[];
  readonly cuts: readonly string[];
  readonly adds: readonly string[];
  readonly toad: number;
};

const value = 'ValueError';

/** Witnesses after removal, then addition, in order. T-18. */
export function witnessesAfter({
  witnessesBefore,
  cuts,
  adds,
}: Pick<EstablishmentPlan, 'witnessesBefore' | 'cuts' | 'adds'>): readonly string[] {
  return [...witnessesBefore.filter((witness) => !cuts.includes(witness)), ...adds];
}

export const writerRows: readonly FormRow<EstablishmentPlan>[] = [
  {
    id: 'WRITE-KT',
    source: 'M-18',
    code: 'bad-threshold',
    keripy: value,
    says: 'a signing threshold that is a number is at least 1',
    fails: ({ signingThreshold }) =>
      signingThreshold.kind === 'number' && signingThreshold.count < 1n ? { field: 'kt' } : undefined,
  },
  {
    id: 'WRITE-NT',
    source: 'M-18',
    code: 'bad-threshold',
    keripy: value,
    says: 'there are at least as many next key digests as the next threshold needs, and it is 0 only without any',
    fails: ({ nextThreshold, nextCount }) => {
      const isOpen = nextThreshold.kind === 'number' && nextThreshold.count === 0n && nextCount > 0;
      return isOpen || thresholdSize(nextThreshold) > BigInt(nextCount) ? { field: 'nt' } : undefined;
    },
  },
  {
    id: 'WRITE-CUTS',
    source: 'M-19, T-18',
    code: 'bad-witness',
    keripy: value,
    says: 'every witness removed is one in force',
    fails: ({ witnessesBefore, cuts }) =>
      cuts.every((witness) => witnessesBefore.includes(witness)) ? undefined : { field: 'br' },
  },
  {
    id: 'WRITE-ADDS',
    source: 'M-19, T-18',
    code: 'bad-witness',
    keripy: value,
    says: 'no witness added is one in force or one removed',
    fails: ({ witnessesBefore, adds }) =>
      adds.some((witness) => witnessesBefore.includes(witness)) ? { field: 'ba' } : undefined,
  },
  {
    id: 'WRITE-TOAD',
    source: 'M-18, T-19',
    code: 'bad-threshold',
    keripy: value,
    says: 'the witness threshold is 0 without witnesses and from 1 to their number with them',
    fails: (plan) => {
      const count = witnessesAfter(plan).length;
      return plan.toad > count || (plan.toad === 0) !== (count === 0) ? { field: 'bt' } : undefined;
    },
  },
];
