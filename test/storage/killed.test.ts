/** I-40, I-41: a process that dies at any moment leaves a store that holds every acknowledged commit, whole. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLedger } from '../../storage/ledger.ts';
import { openLmdbStore } from '../../storage/lmdb.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { verifyStore } from '../../storage/verify.ts';
import { builtTree } from '../support/built-tree.ts';
import { temporaryFolder } from './backends.ts';
import { algorithms } from './drive.ts';

const writer = join(await builtTree(), 'test', 'storage', 'killed-writer.js');

type Acknowledged = { readonly count: number; readonly escrowChanges: number; readonly commits: number };

/** Runs the writer and kills it a while after its first commit; answers the last commit it told of. */
function runAndKill(folder: string, batchCount: number, killAfterMs: number): Promise<Acknowledged> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [writer, folder, String(batchCount)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    let timer: NodeJS.Timeout | undefined;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('open\n')) timer ??= setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    });
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      const lines = said
        .slice(0, said.lastIndexOf('\n') + 1)
        .split('\n')
        .filter((line) => /^\d+ \d+$/.test(line));
      const [count = 0, escrowChanges = 0] = (lines.at(-1) ?? '0 0').split(' ').map(Number);
      resolve({ count, escrowChanges, commits: lines.length });
    });
  });
}

test('a writer that is killed ten times loses nothing it acknowledged and leaves a store that verifies', {
  timeout: 120_000,
}, async () => {
  const folder = temporaryFolder();
  let before = { count: 0, escrowChanges: 0 };
  let commits = 0;
  for (let round = 0; round < 10; round++) {
    const acknowledged = await runAndKill(folder, 1 + (round % 4) * 5, 20 + round * 23);
    commits += acknowledged.commits;
    const store = openLmdbStore(folder);
    const { head } = openLedger(store, { algorithms, keyStateCacheCountMax: 10 });
    expect(head().count).toBeGreaterThanOrEqual(Math.max(acknowledged.count, before.count));
    expect(head().escrowChanges).toBeGreaterThanOrEqual(
      Math.max(acknowledged.escrowChanges, before.escrowChanges),
    );
    expect(verifyStore({ store, scratch: openMemoryStore(), algorithms }).findings).toEqual([]);
    before = head();
    await store.close();
  }
  expect(commits).toBeGreaterThan(20);
  rmSync(folder, { recursive: true, force: true });
});
