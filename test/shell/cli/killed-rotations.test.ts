/**
 * The command that rotates, killed at any moment: the identifier can be rotated again, and every event that was said to
 * be accepted is in its log. `npm run kill:rotations` kills it three hundred times.
 */
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { builtTree } from '../../support/built-tree.ts';
import { foundNode, openHost, passcode } from './node.ts';

const cycles = Number(process.env['KEELSON_KILLS'] ?? '5');
const rotator = join(await builtTree(), 'test', 'shell', 'cli', 'rotator.js');

type Child = ChildProcessByStdio<Writable, Readable, null>;
type Told = { readonly decision: string; readonly s: string; readonly d: string };

/** A rotator that has not begun yet; starting it takes longer than a rotation. */
class Victim {
  readonly #child: Child;
  readonly #ended: Promise<NodeJS.Signals | null>;
  readonly #isReady: Promise<void>;
  #said = '';
  #heard: () => void = () => undefined;

  constructor(words: readonly string[]) {
    this.#child = spawn(process.execPath, [rotator, passcode, ...words], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdin.on('error', () => undefined);
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text;
      this.#heard();
    });
    this.#ended = new Promise((resolve) =>
      this.#child.on('close', (_, signal) => {
        resolve(signal);
        this.#heard();
      }),
    );
    this.#isReady = this.#until(() => this.#said.includes('\n'));
  }

  /** Lets it rotate, kills it `afterMs` after it began, or after it told of its first rotation; answers what it told. */
  async run(afterMs: number, from: 'begin' | 'first'): Promise<readonly Told[]> {
    await this.#isReady;
    this.#child.stdin.write('go\n');
    if (from === 'first') await this.#until(() => this.#lines().length > 0);
    await setTimeout(afterMs);
    this.#child.kill('SIGKILL');
    expect(await this.#ended).toBe('SIGKILL');
    return this.#lines().map((line) => JSON.parse(line) as Told);
  }

  /** Whole lines after the first one. */
  #lines(): readonly string[] {
    return this.#said
      .slice(0, this.#said.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(1, -1);
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo() && this.#child.exitCode === null && this.#child.signalCode === null)
      await new Promise<void>((resolve) => (this.#heard = resolve));
  }
}

test(`an identifier can be rotated on after its command was killed, ${cycles} times`, {
  timeout: 600_000,
}, async () => {
  const node = await foundNode();
  const prefix = String((await node.good('incept', 'alice')).row['i']);
  const words = ['alice', '--store', node.store];
  const acknowledged = new Map<bigint, string>();
  let last = 0n;
  let rotated = 0;
  let killedSince = 0n;
  let victim = new Victim(words);
  for (let cycle = 0; cycle < cycles; cycle++) {
    const next = new Victim(words);
    // Most are killed while they rotate, some while they open what the one before left.
    const told =
      cycle % 4 === 3
        ? await victim.run((cycle * 53) % 400, 'begin')
        : await victim.run((cycle * 37) % 100, 'first');
    if (told.length > 0) rotated += 1;
    for (const { decision, s, d } of told) {
      expect(decision).toBe('accepted');
      const sn = BigInt(`0x${s}`);
      // One that was killed may have rotated once more than it told.
      expect(sn > last && sn <= last + 1n + killedSince).toBe(true);
      acknowledged.set(sn, d);
      last = sn;
      killedSince = 0n;
    }
    killedSince += 1n;
    victim = next;
  }
  await victim.run(0, 'begin');
  expect(rotated).toBeGreaterThanOrEqual(Math.floor(cycles / 2));
  await node.good('rotate', 'alice');
  const host = await openHost({ path: node.store, tickMilliseconds: 0 });
  const missing = [...acknowledged].filter(([sn, said]) => host.keyStateAt(prefix, { sn })?.said !== said);
  await host.close();
  expect(missing).toEqual([]);
  expect((await node.good('store', 'verify', '--own', prefix)).rows.at(-1)).toMatchObject({ ok: true });
});
