/** The machine's clocks, as the port wants them. */
import type { Micros } from '../kernel/cesr/qualified.ts';
import type { Clock } from './ports.ts';

const microsPerMilli = 1000;

/** Wall time and monotonic time of this machine. */
export const systemClock: Clock = {
  now: () => BigInt(Math.floor((performance.timeOrigin + performance.now()) * microsPerMilli)) as Micros,
  monotonic: () => performance.now() * microsPerMilli,
};

/** A clock that stands at `at`; its monotonic time still runs. */
export function standingClock(at: Micros): Clock {
  return { now: () => at, monotonic: systemClock.monotonic };
}
