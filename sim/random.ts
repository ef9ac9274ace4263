/**
 * Chance, drawn by what it is for: equal arguments, equal draw. Nothing is drawn from a shared stream, so
 * taking an entry out of a plan changes no other draw.
 *
 * Source: dst.md 1.6 (2), 6.2 (32-bit integers only).
 */

const golden = 0x9e3779b9;

function mix(state: number, word: number): number {
  let mixed = Math.imul(state ^ word, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) + golden;
}

/** 32 bits of a text. */
export function hashText(text: string): number {
  let state = text.length;
  for (let at = 0; at < text.length; at++) state = mix(state, text.charCodeAt(at));
  return state >>> 0;
}

/** 32 bits drawn by seed and purpose. */
export type Chance = {
  /** A whole number from 0 to `below` - 1. */
  readonly draw: (below: number, purpose: number, counter: number) => number;
  /** True in `ratio` of all draws. */
  readonly hit: (ratio: readonly [number, number], purpose: number, counter: number) => boolean;
  /** A chance of its own for one purpose. */
  readonly of: (purpose: string) => Chance;
};

/** The chance of a seed. */
export function chanceOf(seed: string): Chance {
  return chanceFrom(hashText(seed));
}

function chanceFrom(state: number): Chance {
  const bits = (purpose: number, counter: number): number =>
    mix(mix(mix(state, purpose), counter), counter >>> 16) >>> 0;
  const draw = (below: number, purpose: number, counter: number): number => bits(purpose, counter) % below;
  return {
    draw,
    hit: ([part, whole], purpose, counter) => draw(whole, purpose, counter) < part,
    of: (purpose) => chanceFrom(mix(state, hashText(purpose))),
  };
}

/** A stream of draws for expanding a seed: xoshiro128**, 32-bit integers only. */
export type Stream = {
  readonly bits: () => number;
  /** A whole number from `low` to `high`, both included. */
  readonly between: (low: number, high: number) => number;
  readonly hit: (part: number, whole: number) => boolean;
  readonly pick: <T>(from: readonly T[]) => T;
};

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** The stream of four words of state; not all of them 0. */
export function streamOf(words: readonly [number, number, number, number]): Stream {
  let [a, b, c, d] = words;
  const bits = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
  const between = (low: number, high: number): number => low + (bits() % (high - low + 1));
  return {
    bits,
    between,
    hit: (part, whole) => between(1, whole) <= part,
    pick: (from) => {
      const picked = from[between(0, from.length - 1)];
      if (picked === undefined) throw new Error('there is nothing to pick from');
      return picked;
    },
  };
}
