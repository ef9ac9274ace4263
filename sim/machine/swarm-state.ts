/**
 * What a swarm has done, in a file that a later call goes on from. The file is written beside its place and
 * moved over it, so that it is whole whenever the machine stops.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { KeelsonError } from '../../shell/errors.ts';
import type { Tally } from '../tally.ts';
import type { FailedSeed } from './swarm-part.ts';

const stateFormat = 1;

/** First seed, and the seed after the last. */
export type Span = readonly [from: number, end: number];

export type SwarmState = {
  readonly format: typeof stateFormat;
  readonly profile: string;
  readonly once: boolean;
  /** Seeds that were run, in order. */
  readonly done: readonly Span[];
  readonly tally: Tally;
  readonly failed: readonly FailedSeed[];
  readonly eventsRun: number;
  readonly seconds: number;
};

/** The state in a file; undefined when there is no file. Throws when it is of another kind of swarm. */
export function readSwarmState(
  path: string,
  { profile, once }: Pick<SwarmState, 'profile' | 'once'>,
): SwarmState | undefined {
  if (!existsSync(path)) return undefined;
  const state = jsonOf(path) as (Omit<SwarmState, 'format'> & { readonly format: number }) | null;
  if (state?.format !== stateFormat)
    throw wrong(`${path} holds no state of a swarm of this version; name another file with --state`);
  if (state.profile !== profile || state.once !== once)
    throw wrong(
      `${path} is of a swarm of the profile ${state.profile}${state.once ? ' with --once' : ''}; go on with that, or name another file with --state`,
    );
  return { ...state, format: stateFormat };
}

function jsonOf(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wrong(says: string): KeelsonError {
  return new KeelsonError('usage', { says });
}

export function writeSwarmState(path: string, state: Omit<SwarmState, 'format'>): void {
  const beside = `${path}.new`;
  writeFileSync(beside, `${JSON.stringify({ format: stateFormat, ...state })}\n`);
  renameSync(beside, path);
}

/** The spans with one more, joined where they touch. */
export function withSpan(spans: readonly Span[], more: Span): readonly Span[] {
  const joined: [number, number][] = [];
  for (const [from, end] of [...spans, more].sort(([a], [b]) => a - b)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([from, end]);
  }
  return joined;
}

/** The parts of `wanted` that no span holds, none longer than `sizeMax`. */
export function partsLeft(
  wanted: Span,
  spans: readonly Span[],
  sizeMax: number,
): readonly { readonly from: number; readonly count: number }[] {
  const parts: { from: number; count: number }[] = [];
  let at = wanted[0];
  for (const [from, end] of [...spans, [wanted[1], wanted[1]] as const]) {
    for (const stop = Math.min(from, wanted[1]); at < stop; ) {
      const count = Math.min(sizeMax, stop - at);
      parts.push({ from: at, count });
      at += count;
    }
    at = Math.max(at, end);
  }
  return parts;
}
