/**
 * The clocks of a node: wall and monotonic time, each with its own faults, over simulated time.
 *
 * Source: dst.md 3.2 (clock skew). Whole microseconds.
 */
import type { Micros } from '../kernel/cesr/qualified.ts';
import type { Clock } from '../shell/ports.ts';
import type { NodePlan } from './plan.ts';

/** 2024-01-01T00:00:00Z: where the wall clocks of a run begin. */
export const startOfTime = 1_704_067_200_000_000n;

const ppm = 1_000_000;

export type NodeClock = Clock & {
  /** The wall clock jumps; monotonic time does not. */
  readonly jump: (by: number) => void;
};

/** The clocks of a node over simulated time. */
export function openClock({ wallOffset, skewPpm }: NodePlan, now: () => number): NodeClock {
  let offset = wallOffset;
  const monotonic = (): number => {
    const passed = now();
    return passed + Math.floor(passed / ppm) * skewPpm;
  };
  return {
    now: () => (startOfTime + BigInt(monotonic() + offset)) as Micros,
    monotonic,
    jump: (by) => {
      offset += by;
    },
  };
}
