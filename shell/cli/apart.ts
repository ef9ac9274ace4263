/**
 * Runs a command in a process of its own and says what became of it: pages of a damaged store may end the process
 * that reads them.
 *
 * Source: dst.md 2.5 R7, decisions/0019. For commands that read a store which nobody walked before: the walk takes long
 * in a large store, and they may run beside a host that writes.
 */
import { spawn } from 'node:child_process';
import type { StdioOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { KeelsonError } from '../errors.ts';
import type { ExitCode } from './context.ts';
import { exitOfError, sentenceOf } from './ending.ts';

/** Commands that read a store as it is. The others walk it first, or read none. */
const reading: ReadonlySet<string> = new Set([
  'state',
  'aids',
  'kel',
  'export',
  'duplicity',
  'explain',
  'verify',
  'store stats',
  'store rebuild',
  'store compact',
]);

/** True when the command of `args` reads a store that was not walked before. */
export function readsUnwalked([first = '', second = '']: readonly string[]): boolean {
  return reading.has(first) || reading.has(`${first} ${second}`);
}

/** How a command ended, and what is to be said about it; undefined when it has said all. */
export type Ending = { readonly code: ExitCode; readonly says: string | undefined };

const exitCodes: readonly ExitCode[] = [0, 1, 2, 64, 70, 74];
/** Signals by which people and systems end a process that did nothing wrong. */
const endingSignals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL', 'SIGPIPE'];

/** Runs the command of `args` in a process of its own, which has the streams of this one. */
export function runApart(args: readonly string[], stdio: StdioOptions = 'inherit'): Promise<Ending> {
  const isSource = import.meta.url.endsWith('.ts');
  const program = fileURLToPath(new URL(`./inner.${isSource ? 'ts' : 'js'}`, import.meta.url));
  const options = isSource ? ['--import', 'tsx'] : process.execArgv;
  const child = spawn(process.execPath, [...options, program, ...args], { stdio });
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, pass);
  return new Promise((resolve) => {
    child.on('error', (cause) => {
      const says = `no process could be started: ${cause.message}`;
      resolve(endingOf(new KeelsonError('store-failed', { says, cause })));
    });
    child.on('close', (code, signal) => {
      for (const passed of ['SIGINT', 'SIGTERM'] as const) process.off(passed, pass);
      const known = exitCodes.find((one) => one === code);
      resolve(
        known === undefined
          ? endingOf(deathOf(signal ?? `code ${String(code)}`))
          : { code: known, says: undefined },
      );
    });
  });
}

function endingOf(error: KeelsonError): Ending {
  return { code: exitOfError(error), says: sentenceOf(error) };
}

function deathOf(how: string): KeelsonError {
  if (endingSignals.some((signal) => signal === how))
    return new KeelsonError('aborted', { says: `the command was ended by ${how}; do it again` });
  return new KeelsonError('damaged-store', {
    says: `reading the store ended the process (${how}): a page of its file is damaged; see \`keelson store verify\``,
  });
}
