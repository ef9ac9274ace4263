/** The command answers after the commit: what it said was accepted is there after it was killed. I-40, I-41. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import sodium from 'libsodium-wrappers-sumo';
import { expect, test } from 'vitest';
import { messagesOfShape } from '../../shell/bench/stream.ts';
import { openHost } from '../../shell/index.ts';
import { temporaryFolder } from '../storage/backends.ts';
import { builtTree } from '../support/built-tree.ts';

const command = join(await builtTree(), 'shell', 'cli', 'main.js');

type Line = { readonly decision?: string; readonly i: string; readonly s: string; readonly d: string };

/** Lets the command ingest `stream`, kills it after so many answers, and gives all answers that came out whole. */
async function ingestAndKill(
  stream: Uint8Array,
  folder: string,
  answersMin: number,
): Promise<readonly Line[]> {
  const child = spawn(process.execPath, [command, 'ingest', '-', '--json', '--store', folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  let count = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    count += text.split('\n').length - 1;
    if (count >= answersMin) child.kill('SIGKILL');
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(stream);
  const signal = await new Promise((resolve) => child.on('close', (_code, by) => resolve(by)));
  expect(signal).toBe('SIGKILL');
  const whole = said.slice(0, said.lastIndexOf('\n')).split('\n');
  return whole.map((line) => JSON.parse(line) as Line);
}

test('every event that a killed command acknowledged is in the store, and the rest can be fed again', {
  timeout: 120_000,
}, async () => {
  await sodium.ready;
  const stream = Buffer.concat([...messagesOfShape({ aids: 60, events: 50, signed: true })]);
  const folder = temporaryFolder();
  for (const answersMin of [1, 450, 1250]) {
    const lines = await ingestAndKill(stream, folder, answersMin);
    expect(lines.length).toBeGreaterThanOrEqual(answersMin);
    expect(lines.every(({ decision }) => decision === 'accepted' || decision === 'duplicate')).toBe(true);
    const host = await openHost({ path: folder, tickMilliseconds: 0 });
    const missing = lines.filter(({ i, s, d }) => host.keyStateAt(i, { sn: BigInt(`0x${s}`) })?.said !== d);
    expect(missing).toEqual([]);
    await host.close();
  }
  const host = await openHost({ path: folder, tickMilliseconds: 0 });
  const { accepted, duplicate } = await host.ingest(stream);
  await host.close();
  expect({ total: accepted + duplicate, hasNew: accepted > 0 }).toEqual({ total: 3000, hasNew: true });
  rmSync(folder, { recursive: true, force: true });
});
