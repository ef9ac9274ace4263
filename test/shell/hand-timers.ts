/** Timers that fire when a test says so. */
import type { Timers } from '../../shell/ports.ts';

export type HandTimers = Timers & {
  /** Fires everything that is planned. */
  readonly fire: () => void;
  readonly waiting: () => number;
  /** The delays of what is planned, in microseconds. */
  readonly delays: () => readonly number[];
};

export function handTimers(): HandTimers {
  let planned: { readonly delayMicros: number; readonly run: () => void }[] = [];
  return {
    after: (delayMicros, run) => {
      const one = { delayMicros, run };
      planned.push(one);
      return () => (planned = planned.filter((other) => other !== one));
    },
    yield: () => new Promise((resolve) => setImmediate(resolve)),
    fire: () => planned.splice(0).forEach(({ run }) => run()),
    waiting: () => planned.length,
    delays: () => planned.map(({ delayMicros }) => delayMicros),
  };
}

/** Resolves when what can go on without a timer has done so. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
