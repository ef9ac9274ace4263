/** What a run does at all, and how often: drawn once, so that kinds that are left out do not hide others. */
import type { Stream } from '../random.ts';

/** Doings with their weights; none has weight 0. */
export type Choice<T extends string> = readonly (readonly [doing: T, weight: number])[];

export type Leaving = {
  /** Each doing is left out in so many of so many runs. */
  readonly out: readonly [number, number];
  readonly often: { readonly [doing: string]: number };
  /** Doings that are never left out. */
  readonly always: readonly string[];
};

/** Draws which doings take part, and their weights. Source: dst.md 1.1 (swarm), 1.5. */
export function chooseFrom<T extends string>(
  stream: Stream,
  doings: readonly T[],
  { out, often, always }: Leaving,
): Choice<T> {
  return doings.flatMap((doing) => {
    const weight = stream.between(1, 100) * (often[doing] ?? 1);
    const isOut = stream.hit(out[0], out[1]) && !always.includes(doing);
    return isOut ? [] : [[doing, weight] as const];
  });
}

/** One doing by its weight; undefined when none takes part. */
export function drawFrom<T extends string>(stream: Stream, choice: Choice<T>): T | undefined {
  const total = choice.reduce((sum, [, weight]) => sum + weight, 0);
  if (total === 0) return undefined;
  let left = stream.between(1, total);
  for (const [doing, weight] of choice) {
    left -= weight;
    if (left <= 0) return doing;
  }
  return undefined;
}

/** Some of a list, in its order: each with an even chance, at least `least`. */
export function someOf<T>(stream: Stream, from: readonly T[], least: number): readonly T[] {
  const marked = from.map((one) => ({ one, isIn: stream.hit(1, 2) }));
  for (let at = 0; marked.filter(({ isIn }) => isIn).length < Math.min(least, from.length); at++) {
    const next = marked[at];
    if (next !== undefined) marked[at] = { ...next, isIn: true };
  }
  return marked.flatMap(({ one, isIn }) => (isIn ? [one] : []));
}
