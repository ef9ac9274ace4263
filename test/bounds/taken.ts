/** Feeds a stream to a process with little memory and tells what that process needed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What the process says of itself. */
export type Taken = {
  readonly accepted: number;
  readonly duplicate: number;
  readonly escrowed: number;
  readonly rejected: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly heapBytes: number;
  /** Memory of arrays outside of the heap. */
  readonly externalBytes: number;
  /** The most memory the process ever held, code and mapped pages of the store included. */
  readonly residentBytes: number;
};

const taker = fileURLToPath(new URL('taker.ts', import.meta.url));
const partSizeBytes = 64 * 1024;

/** Gives `messages` to a process whose heap is limited to that many MiB; throws when it does not survive. */
export async function taken(
  messages: Iterable<Uint8Array>,
  { folder, heapMib }: { readonly folder: string; readonly heapMib: number },
): Promise<Taken> {
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${String(heapMib)}`, '--import', 'tsx', taker, folder],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close');
  for (const part of joined(messages)) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    if (!child.stdin.write(part)) await Promise.race([once(child.stdin, 'drain'), ended]);
  }
  child.stdin.end();
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`the process ended with ${String(code)} after ${said}`);
  return JSON.parse(said) as Taken;
}

/** Messages put together to parts of some size. */
function* joined(messages: Iterable<Uint8Array>): Iterable<Uint8Array> {
  let parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for (const message of messages) {
    parts.push(message);
    sizeBytes += message.length;
    if (sizeBytes < partSizeBytes) continue;
    yield Buffer.concat(parts);
    parts = [];
    sizeBytes = 0;
  }
  yield Buffer.concat(parts);
}
