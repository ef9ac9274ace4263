/**
 * One process of a program: started without a shell, spoken to by lines, and ended with all that it started.
 *
 * It gets no variables of our environment but those that a program cannot do without: ours may hold a passcode.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { openLineCutter } from './answer-lines.ts';
import type { Ending } from './program-faults.ts';

export type ProgramPlace = {
  /** A file to execute, by its path or by a name that stands on the PATH; no shell reads it. */
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string | undefined;
  /** Variables beside those that every program gets. */
  readonly environment: { readonly [name: string]: string };
  readonly stderr: 'inherit' | 'ignore';
};

/** What a process does, told as it happens. Nothing is told after `onEnd`. */
export type ProcessListener = {
  readonly onLine: (line: Uint8Array) => void;
  readonly onLineTooLong: () => void;
  /** It could not be started, or it ended; once. */
  readonly onEnd: (how: Ending | { readonly cause: Error }) => void;
};

export type ProgramProcess = {
  /** Overwrites the bytes when the system has them. */
  readonly write: (line: Uint8Array) => void;
  /** Ends its standard input, which tells it to end. */
  readonly hangUp: () => void;
  /** Ends it and what it started, at once. */
  readonly kill: () => void;
};

const passedOn = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'TZ', 'SystemRoot', 'TEMP'];

/** Starts a process; that it cannot be started is told later. */
export function startProcess(
  place: ProgramPlace,
  lineSizeBytesMax: number,
  listener: ProcessListener,
): ProgramProcess {
  const child = spawn(place.command, place.args, {
    shell: false,
    stdio: ['pipe', 'pipe', place.stderr],
    env: environmentOf(place),
    // A group of its own, so that what it starts can be ended with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
    ...(place.cwd === undefined ? {} : { cwd: place.cwd }),
  });
  let isOver = false;
  const end = (how: Ending | { readonly cause: Error }): void => {
    if (isOver) return;
    isOver = true;
    cutter.wipe();
    listener.onEnd(how);
  };
  const cutter = openLineCutter(lineSizeBytesMax, (line) => {
    if (!isOver) listener.onLine(line);
  });
  child.stdout.on('data', (piece: Buffer) => {
    const isWithin = isOver || cutter.push(piece);
    piece.fill(0);
    if (!isWithin) listener.onLineTooLong();
  });
  child.on('error', (cause) => end({ cause }));
  child.on('close', (exitCode, signal) => end({ exitCode, signal }));
  // What cannot be written, because it has ended, is told by its end.
  child.stdin.on('error', () => undefined);
  child.stdout.on('error', () => undefined);
  return {
    write: (line) => void child.stdin.write(line, () => line.fill(0)),
    hangUp: () => void child.stdin.end(),
    kill: () => {
      if (!isOver) killGroup(child);
      child.stdin.destroy();
      child.stdout.destroy();
    },
  };
}

function environmentOf({ environment }: ProgramPlace): { readonly [name: string]: string } {
  const kept = passedOn.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), ...environment };
}

/** The group may be gone already; of a process that never started there is none. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
