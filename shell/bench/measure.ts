/** Measures: how long something takes, as rates and medians. */

const microsPerSecond = 1_000_000;

/** Calls a second of `run`, over at least `seconds`. */
export function rateOf(run: (call: number) => void, seconds: number): number {
  const started = performance.now();
  const end = started + seconds * 1000;
  let calls = 0;
  for (let now = started; now < end; now = performance.now())
    for (let step = 0; step < 16; step++) run(calls++);
  return calls / ((performance.now() - started) / 1000);
}

/** Seconds that `run` takes. */
export async function secondsOf(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return (performance.now() - started) / 1000;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Microseconds of one of so many a second. */
export function microsAt(rate: number): number {
  return microsPerSecond / rate;
}
