/** The command of the sources, called in this process, and the files it is given. */
import { fileURLToPath } from 'node:url';
import { runKeelson } from '../../shell/cli/run.ts';
import { callerOf } from '../support/caller.ts';

export type { Called } from '../support/caller.ts';

export const call = callerOf(runKeelson);

/** The file of a recorded stream. */
export function vector(name: string): string {
  return fileURLToPath(new URL(`../vectors/streams/${name}.cesr`, import.meta.url));
}
