/** The machine's timers, as the port wants them. */
import type { Timers } from './ports.ts';

const microsPerMilli = 1000;

export const systemTimers: Timers = {
  after: (delayMicros, run, options) => {
    const timer = setTimeout(run, delayMicros / microsPerMilli);
    if (options?.keepsAlive !== true) timer.unref();
    return () => clearTimeout(timer);
  },
  yield: () => new Promise((resolve) => setImmediate(resolve)),
};
