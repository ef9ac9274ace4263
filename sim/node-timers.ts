/**
 * Timers of a host under simulation: they fire by the queue of the run, later while its machine is paused, and
 * never once the machine went down.
 *
 * Source: dst.md 3.2 (pause), shell/ports.ts.
 */
import type { Timers } from '../shell/ports.ts';
import type { Queue } from './queue.ts';

export type NodeTimersParts = {
  readonly queue: Queue;
  /** False once the host that the timers are for is gone. */
  readonly isUp: () => boolean;
  /** The machine does nothing until then. */
  readonly busyUntil: () => number;
};

/** The timers of one host. */
export function nodeTimers({ queue, isUp, busyUntil }: NodeTimersParts): Timers {
  return {
    after: (delay, run) => {
      let isOn = true;
      const fire = (): void => {
        if (!isOn || !isUp()) return;
        if (busyUntil() > queue.now) queue.add(busyUntil(), fire);
        else run();
      };
      queue.add(queue.now + delay, fire);
      return () => {
        isOn = false;
      };
    },
    yield: () => Promise.resolve(),
  };
}
