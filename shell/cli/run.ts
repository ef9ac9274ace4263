/** Runs one call of the command, in any process: arguments and streams in, exit code out. */
import { ExitCode as StricliExit, run } from '@stricli/core';
import type { StricliProcess } from '@stricli/core';
import type { Writable } from 'node:stream';
import { app, groups } from './app.ts';
import type { Context, Environment, ExitCode } from './context.ts';
import { tellError, usageSentence } from './ending.ts';
import type { Keyboard } from './identity/prompt.ts';
import { Output } from './output.ts';

/** What a call needs of its process. */
export type CallProcess = {
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** Read only when a person is asked; none where nobody can be. */
  readonly stdin?: Keyboard;
  readonly env: Environment;
  readonly on: (signal: 'SIGINT' | 'SIGTERM', heard: () => void) => unknown;
  readonly off: (signal: 'SIGINT' | 'SIGTERM', heard: () => void) => unknown;
};

const wrongUsage = new Set<number>([StricliExit.InvalidArgument, StricliExit.UnknownCommand]);

/** Runs the command of `args`; never throws. */
export async function runKeelson(args: readonly string[], on: CallProcess): Promise<ExitCode> {
  const abort = new AbortController();
  const stop = (): void => abort.abort(new Error('interrupted'));
  on.on('SIGINT', stop);
  on.on('SIGTERM', stop);
  const letGo = (): void => {
    on.off('SIGINT', stop);
    on.off('SIGTERM', stop);
  };
  const isDumb = on.env['TERM'] === 'dumb';
  const output = new Output({ stdout: on.stdout, stderr: on.stderr, isDumb, closed: stop });
  let ended: ExitCode = 0;
  const end = (code: ExitCode): void => {
    ended = ended > code ? ended : code;
  };
  const own: StricliProcess = { stdout: on.stdout, stderr: on.stderr, env: {}, exitCode: null };
  const context: Context & { readonly process: StricliProcess } = {
    process: own,
    output,
    keyboard: () => on.stdin,
    env: on.env,
    signal: abort.signal,
    end,
    letGo,
  };
  const [word = '--help', ...others] = args;
  if (word === 'help') await run(app, [...others, '--help'], context);
  else if (others.length === 0 && groups.has(word)) {
    await run(app, [word, '--help'], { ...context, process: { ...own, stdout: on.stderr } });
    output.note(usageSentence(`${word} needs one more word: one of the commands above`));
    end(64);
  } else await run(app, [word, ...others], context);
  await output.flush();
  if (output.failure !== undefined) tellError(context, output.failure);
  letGo();
  return codeOf(ended, own.exitCode);
}

/** The code that the command said, or that the reading of its arguments or an error came to. */
function codeOf(ended: ExitCode, parsed: StricliProcess['exitCode']): ExitCode {
  const code = Number(parsed ?? 0);
  if (code === 0) return ended;
  if (wrongUsage.has(code)) return 64;
  return code === 1 || code === 2 || code === 64 || code === 74 ? code : 70;
}
