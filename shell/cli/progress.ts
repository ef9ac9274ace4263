/** A progress bar on standard error, while that is a terminal. */
import type { Output } from './output.ts';

const barSize = 30;
const intervalMs = 100;

export type Progress = {
  /** How much is done of the whole, with a word on what. */
  readonly update: (done: number, says?: string) => void;
  readonly end: () => void;
};

const noProgress: Progress = { update: () => undefined, end: () => undefined };

/** Starts a bar. `total` is undefined when nobody knows; then only what is done is shown. */
export function startProgress(
  output: Output,
  options: { readonly quiet: boolean; readonly total: number | undefined },
): Progress {
  if (options.quiet || !output.showsProgress) return noProgress;
  const started = performance.now();
  let shownAt = -intervalMs;
  return {
    update: (done, says = '') => {
      const now = performance.now();
      if (now - shownAt < intervalMs && done !== options.total) return;
      shownAt = now;
      const seconds = (now - started) / 1000;
      output.overwrite(`${bar(done, options.total)} ${says} ${seconds.toFixed(1)} s`);
    },
    end: () => output.overwrite(''),
  };
}

function bar(done: number, total: number | undefined): string {
  if (total === undefined || total === 0) return String(done);
  const part = Math.min(1, done / total);
  const full = Math.round(part * barSize);
  return `${'█'.repeat(full)}${'░'.repeat(barSize - full)} ${String(Math.floor(part * 100)).padStart(3)} %`;
}
