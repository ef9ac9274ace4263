/**
 * How often each fault was asked for, was carried out, and made a difference that somebody could see.
 *
 * Source: dst.md 1.6 (6): a fault kind that is never seen fails the batch, so calls alone do not count.
 */
import type { FaultCount } from '../report.ts';

export type FaultCounts = {
  readonly requested: (fault: string) => void;
  readonly applied: (fault: string) => void;
  readonly observed: (fault: string) => void;
  readonly all: () => ReadonlyMap<string, FaultCount>;
};

const none: FaultCount = { requested: 0, applied: 0, observed: 0 };

/** Counts that start at 0. */
export function openFaultCounts(): FaultCounts {
  const counts = new Map<string, FaultCount>();
  const add = (fault: string, what: keyof FaultCount): void => {
    const before = counts.get(fault) ?? none;
    counts.set(fault, { ...before, [what]: before[what] + 1 });
  };
  return {
    requested: (fault) => add(fault, 'requested'),
    applied: (fault) => add(fault, 'applied'),
    observed: (fault) => add(fault, 'observed'),
    all: () => new Map(counts),
  };
}
