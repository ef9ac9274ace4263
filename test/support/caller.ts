/** Calls of the command in this process, as a program would make them. */
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Keyboard } from '../../shell/cli/identity/prompt.ts';
import type { runKeelson } from '../../shell/cli/run.ts';

export type Called = { readonly code: number; readonly out: string; readonly err: string };

/** Runs a command by its words and answers its exit code and what it said. */
export type Caller = (...args: readonly string[]) => Promise<Called>;

/** What a call finds in its process beside its words; each call has variables of its own. */
export type Surroundings = { readonly env?: Readonly<Record<string, string>>; readonly stdin?: Keyboard };

/** A caller of the command that `run` is: that of the sources, or the built one. */
export function callerOf(run: typeof runKeelson, { env = {}, stdin }: Surroundings = {}): Caller {
  return async (...args) => {
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    const said = Promise.all([text(stdout), text(stderr)]);
    const streams = { stdout, stderr, ...(stdin === undefined ? {} : { stdin }) };
    const code = await run(args, {
      ...streams,
      env: { ...env },
      on: () => undefined,
      off: () => undefined,
    });
    stdout.end();
    stderr.end();
    const [out, err] = await said;
    return { code, out, err };
  };
}
