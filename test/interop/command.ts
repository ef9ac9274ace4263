/** The `keelson` command and KERIpy's scripts, called as other programs call them: arguments, files, JSON. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Keripy } from './environment.ts';

const scripts = import.meta.dirname;
const built = 'dist/shell/cli/main.js';
const source = ['--import', 'tsx', 'shell/cli/main.ts'];
const millisMax = 300_000;
const outputMax = 256 * 1024 * 1024;

/** A stream case as KERIpy's scripts read it. */
export type Case = {
  readonly name: string;
  readonly kind: string;
  readonly type: string;
  /** The release whose outcome is recorded. */
  readonly keripy: string;
  readonly tags?: readonly string[];
  readonly receiver: {
    readonly lax: boolean;
    readonly local: boolean;
    readonly own_prefixes: readonly string[];
    readonly cloned: boolean;
    readonly clock?: string;
  };
  readonly feed: readonly { readonly text?: string; readonly base64?: string; readonly clock?: string }[];
  readonly expected: Observed;
};

/** The parts of an outcome that are looked at here. */
export type Observed = {
  readonly states: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly escrows: Readonly<Record<string, readonly unknown[]>>;
};

export class CommandFailed extends Error {}

/** Runs the command and gives its output; any exit code but those named is a failure. */
export function keelson(
  args: readonly string[],
  { input, good = [0] }: { readonly input?: Uint8Array; readonly good?: readonly number[] } = {},
): Buffer {
  const entry = existsSync(built) ? [built] : source;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...entry, ...args], {
    input,
    timeout: millisMax,
    maxBuffer: outputMax,
  });
  if (!good.includes(status ?? -1))
    throw new CommandFailed(
      `keelson ${args.join(' ')} ended with ${String(status)}: ${stderr.toString()}${stdout.toString().slice(-2000)}`,
    );
  return stdout;
}

/** Runs one of the Python scripts beside this file. */
export function python({ python: program }: Keripy, script: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, ['-B', join(scripts, script), ...args], {
    encoding: 'utf8',
    timeout: millisMax,
    maxBuffer: outputMax,
  });
  if (status !== 0)
    throw new CommandFailed(`${script} ${args.join(' ')} ended with ${String(status)}: ${stderr}`);
  return stdout;
}

export function readCases(folder: string): readonly Case[] {
  const names = readdirSync(join(folder, 'cases')).sort();
  return names.map((name) => JSON.parse(readFileSync(join(folder, 'cases', name), 'utf8')) as Case);
}

/** What KERIpy makes of streams, each fed to an empty receiver in one chunk. */
export function observed(
  keripy: Keripy,
  streams: ReadonlyMap<string, Uint8Array>,
  folder: string,
): ReadonlyMap<string, Observed> {
  mkdirSync(join(folder, 'cases'), { recursive: true });
  for (const [name, bytes] of streams) {
    const receiver = { lax: true, local: false, own_prefixes: [], cloned: false };
    const feed = [{ base64: Buffer.from(bytes).toString('base64') }];
    writeFileSync(
      join(folder, 'cases', `${name}.json`),
      JSON.stringify({ name, kind: 'interop', type: 'stream', receiver, feed }),
    );
  }
  const out = join(folder, 'observed');
  python(keripy, 'keripy_observe.py', [folder, out]);
  return new Map(
    [...streams.keys()].map((name) => [
      name,
      JSON.parse(readFileSync(join(out, `${name}.json`), 'utf8')) as Observed,
    ]),
  );
}

/** The bytes of a case's stream, all chunks together. */
export function streamOf({ feed }: Case): Uint8Array {
  return Buffer.concat(
    feed.map(({ text, base64 }) =>
      text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(text),
    ),
  );
}
