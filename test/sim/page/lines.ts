/** Lines of a trace by what is particular to them. */
import type { TraceLine } from '../../../sim/trace.ts';

/** What is particular to a line. */
export type Particulars = Partial<TraceLine> & Pick<TraceLine, 'kind' | 'node'>;

export function line(parts: Particulars): TraceLine {
  const empty = {
    step: 0,
    at: 0,
    what: '',
    ilk: '',
    prefix: '',
    sn: '',
    said: '',
    prior: '',
    outcome: '',
    detail: '',
  };
  return { ...empty, ...parts };
}

export function linesOf(...parts: readonly Particulars[]): readonly TraceLine[] {
  return parts.map((part, step) => line({ step, at: step * 10, ...part }));
}

/** A node decided an event of the AID `EAid`; the SAID names the event. */
export function decided(
  node: string,
  said: string,
  {
    sn,
    prior = '',
    outcome = 'accepted',
    ilk = 'ixn',
  }: { sn: number; prior?: string; outcome?: string; ilk?: string },
): Particulars {
  return {
    kind: 'step',
    node,
    what: 'receive',
    ilk,
    prefix: 'EAid',
    sn: sn.toString(16),
    said,
    prior,
    outcome,
  };
}
