/** Calls the command in this process, as a program would. */
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { runKeelson } from '../../shell/cli/run.ts';

export type Called = { readonly code: number; readonly out: string; readonly err: string };

/** Runs the command of `args` and answers its exit code and what it said. */
export async function call(...args: readonly string[]): Promise<Called> {
  const parts: Buffer[] = [];
  const notes: Buffer[] = [];
  const stdout = new PassThrough().on('data', (part: Buffer) => void parts.push(part));
  const stderr = new PassThrough().on('data', (part: Buffer) => void notes.push(part));
  const code = await runKeelson(args, { stdout, stderr, env: {}, on: () => undefined, off: () => undefined });
  await new Promise((resolve) => setImmediate(resolve));
  return { code, out: Buffer.concat(parts).toString('utf8'), err: Buffer.concat(notes).toString('utf8') };
}

/** The file of a recorded stream. */
export function vector(name: string): string {
  return fileURLToPath(new URL(`../vectors/streams/${name}.cesr`, import.meta.url));
}
