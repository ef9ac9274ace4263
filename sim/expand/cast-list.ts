/** The AIDs of a run as the generator knows them while it writes the plan: enough to write entries that make sense. */
import type { Establishing } from '../plan.ts';
import type { Stream } from '../random.ts';
import type { Topology } from './topology.ts';

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

/** The most receipts that an AID may ask for: whoever is controlled from the core does with witnesses of the core. */
export function toadMax(
  { controllers, outsiders }: Topology,
  node: string,
  witnesses: readonly string[],
): number {
  if (node !== controllers[0]) return witnesses.length;
  return witnesses.filter((witness) => !outsiders.includes(witness)).length;
}

/** Witnesses of an AID: of one in the core, at least one of the core. */
export function withOneOfCore(
  { controllers, witnesses, outsiders }: Topology,
  node: string,
  drawn: readonly string[],
): readonly string[] {
  const isCovered =
    drawn.length === 0 || node !== controllers[0] || drawn.some((one) => !outsiders.includes(one));
  return isCovered ? drawn : [...witnesses.slice(0, 1), ...drawn];
}

/** Keys, commitments and thresholds; the witness threshold is at most `most`, and 0 without witnesses. */
export function drawEstablishing(stream: Stream, most: number): Establishing {
  const keyCount = stream.pick([1, 1, 1, 2, 3, 4]);
  const nextCount = stream.pick([1, 1, 2, 3, listLength]);
  return {
    keyCount,
    threshold: drawThreshold(stream, keyCount),
    nextCount,
    nextThreshold: drawThreshold(stream, nextCount),
    toad: most === 0 ? 0 : stream.between(1, most),
  };
}
