/** The machine's clocks, as the port wants them. */
import type { Micros } from '../kernel/cesr/qualified.ts';
import type { Clock } from './ports.ts';

const microsPerMilli = 1000;

/** Wall time and monotonic time of this machine. */
export const systemClock: Clock = {
  now: () => BigInt(Math.floor((performance.timeOrigin + performance.now()) * microsPerMilli)) as Micros,
  monotonic: () => performance.now() * microsPerMilli,
};

/**
 * The clock without its jumps: wall time as it was when this was called, or `notBefore` when the wall clock stands
 * before it, carried on by monotonic time. A wall clock that somebody sets anew counts from the next opening on.
 * I-32, decisions/0021.
 */
export function steadyClock({ now, monotonic }: Clock, notBefore: Micros | undefined): Clock {
  const wall = now();
  const first = notBefore === undefined || notBefore < wall ? wall : notBefore;
  const start = monotonic();
  return { now: () => (first + BigInt(Math.floor(monotonic() - start))) as Micros, monotonic };
}

/** A clock that stands at `at`; its monotonic time still runs. */
export function standingClock(at: Micros): Clock {
  return { now: () => at, monotonic: systemClock.monotonic };
}
