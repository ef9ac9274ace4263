/** Calls of the command in this process, as a program would make them. */
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { runKeelson } from '../../shell/cli/run.ts';

export type Called = { readonly code: number; readonly out: string; readonly err: string };

/** Runs a command by its words and answers its exit code and what it said. */
export type Caller = (...args: readonly string[]) => Promise<Called>;

/** A caller of the command that `run` is: that of the sources, or the built one. */
export function callerOf(run: typeof runKeelson): Caller {
  return async (...args) => {
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    const said = Promise.all([text(stdout), text(stderr)]);
    const code = await run(args, { stdout, stderr, env: {}, on: () => undefined, off: () => undefined });
    stdout.end();
    stderr.end();
    const [out, err] = await said;
    return { code, out, err };
  };
}
