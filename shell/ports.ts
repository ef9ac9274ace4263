/**
 * What the shell takes from the machine, as ports: the simulator brings its own. All time and delay
 * enters here and nowhere else.
 */
import type { Micros } from '../kernel/cesr/qualified.ts';

export type Clock = {
  /** Wall time. */
  readonly now: () => Micros;
  /** Microseconds from an arbitrary start; never goes back. */
  readonly monotonic: () => number;
};

/** Calls something later. A timer never keeps a process alive. */
export type Timers = {
  /** Calls `run` once after `delayMicros`; answers a function that calls it off. */
  readonly after: (delayMicros: number, run: () => void) => () => void;
  /** Resolves when other work of the process had its turn. */
  readonly yield: () => Promise<void>;
};
