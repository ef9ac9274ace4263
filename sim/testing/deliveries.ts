/**
 * How a history reaches a host: in order or not, twice, not at all, cut anywhere. Plain data that knows no
 * history, so that it can be drawn before there is one; it shrinks to a faithful delivery.
 *
 * Source: dst.md 3.2 (message faults; reordering, duplication, cut and glue of the stream).
 */
import fc from 'fast-check';
import type { History } from './history.ts';

/** Places are counted modulo the number of messages. */
export type Delivery = {
  /** The message at a place comes so many places later. */
  readonly late: readonly (readonly [place: number, by: number])[];
  /** The message at a place comes once more, so many places later. */
  readonly again: readonly (readonly [place: number, by: number])[];
  /** The message at a place never comes. */
  readonly lost: readonly number[];
  /** The message at a place comes in two chunks; the byte is counted modulo its length. */
  readonly cut: readonly (readonly [place: number, byte: number])[];
  /** The message at a place comes in one chunk with the next one. */
  readonly glued: readonly number[];
};

/** What may happen on the way. All of it unless switched off. */
export type DeliveryOptions = {
  readonly reorders?: boolean;
  readonly repeats?: boolean;
  readonly loses?: boolean;
  readonly cuts?: boolean;
};

const place = fc.nat({ max: 9999 });

function some<T>(isOn: boolean, each: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> {
  return isOn ? fc.array(each, { maxLength: 40 }) : fc.constant([]);
}

/** Ways of delivering a history. */
export function deliveries({
  reorders = true,
  repeats = true,
  loses = true,
  cuts = true,
}: DeliveryOptions = {}): fc.Arbitrary<Delivery> {
  const later = fc.tuple(place, fc.integer({ min: 1, max: 30 }));
  return fc.record({
    late: some(reorders, later),
    again: some(repeats, later),
    lost: some(loses, place),
    cut: some(cuts, fc.tuple(place, place)),
    glued: some(cuts, place),
  });
}

/** The faithful delivery: everything once, in order, a chunk a message. */
export const faithful: Delivery = { late: [], again: [], lost: [], cut: [], glued: [] };

/** A message on its way; `gluedTo` comes in the same chunk. */
type Piece = { readonly at: number; readonly place: number; readonly bytes: Uint8Array };

/** The chunks in which the history reaches a host. */
export function chunksOf({ messages }: History, delivery: Delivery): readonly Uint8Array[] {
  const count = messages.length;
  if (count === 0) return [];
  const lost = new Set(delivery.lost.map((at) => at % count));
  const late = new Map(delivery.late.map(([at, by]) => [at % count, by]));
  const pieces: Piece[] = messages.flatMap(({ bytes }, at) =>
    lost.has(at) ? [] : [{ at: at + (late.get(at) ?? 0), place: at, bytes }],
  );
  for (const [at, by] of delivery.again) {
    const again = messages[at % count];
    if (again !== undefined) pieces.push({ at: (at % count) + by, place: at % count, bytes: again.bytes });
  }
  const inOrder = pieces.toSorted((left, right) => left.at - right.at || left.place - right.place);
  return gluedAndCut(inOrder, delivery, count);
}

function gluedAndCut(
  pieces: readonly Piece[],
  { cut, glued }: Delivery,
  count: number,
): readonly Uint8Array[] {
  const cuts = new Map(cut.map(([at, byte]) => [at % count, byte]));
  const glues = new Set(glued.map((at) => at % count));
  const chunks: Uint8Array[] = [];
  let held: Uint8Array = new Uint8Array(0);
  for (const { place: at, bytes } of pieces) {
    const split = (cuts.get(at) ?? 0) % bytes.length;
    const whole = joined(held, bytes);
    held = new Uint8Array(0);
    if (split > 0) {
      chunks.push(whole.subarray(0, whole.length - bytes.length + split));
      held = whole.subarray(whole.length - bytes.length + split);
    } else held = whole;
    if (glues.has(at)) continue;
    chunks.push(held);
    held = new Uint8Array(0);
  }
  return held.length === 0 ? chunks : [...chunks, held];
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length === 0) return right;
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}
