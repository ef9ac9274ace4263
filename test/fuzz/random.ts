/** Whole numbers by chance from a seed: the same seed, the same numbers, on every machine. Mulberry32. */

export type Random = {
  /** A whole number from 0 to `end`, exclusive. */
  readonly below: (end: number) => number;
  readonly pick: <T>(items: readonly [T, ...T[]]) => T;
};

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (end: number): number => (end <= 1 ? 0 : next() % end);
  return { below, pick: (items) => items[below(items.length)] ?? items[0] };
}
