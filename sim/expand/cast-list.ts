/** The AIDs of a run as the generator knows them while it writes the plan: enough to write entries that make sense. */
import type { Establishing } from '../plan.ts';
import type { Stream } from '../random.ts';

export type Listed = {
  readonly aid: string;
  readonly node: string;
  readonly delegator: string | null;
  readonly witnesses: readonly string[];
  readonly nextCount: number;
  readonly traits: readonly string[];
  /** Delegates of delegates above it. */
  readonly depth: number;
  readonly isClosed: boolean;
};

const listLength = 4;

/** A threshold for so many keys: a number, weights, or nested weights. */
function drawThreshold(stream: Stream, count: number): string {
  const kind = stream.between(0, 5);
  const weights = (weight: string): string => new Array<string>(count).fill(weight).join(',');
  if (count === 3 && kind === 0) return weights('1/3');
  if (count >= 2 && kind === 1) return weights('1/2');
  if (count === 4 && kind === 2) return '1/2,1/2;1/2,1/2';
  if (count === 3 && kind === 3) return '1/2,1/2,1';
  return stream.between(1, count).toString(16);
}

/** Keys, commitments and thresholds. */
export function drawEstablishing(stream: Stream, witnessCount: number): Establishing {
  const keyCount = stream.pick([1, 1, 1, 2, 3, 4]);
  const nextCount = stream.pick([1, 1, 2, 3, listLength]);
  return {
    keyCount,
    threshold: drawThreshold(stream, keyCount),
    nextCount,
    nextThreshold: drawThreshold(stream, nextCount),
    toad: witnessCount === 0 ? 0 : stream.between(Math.min(1, witnessCount), witnessCount),
  };
}
