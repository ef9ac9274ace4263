/** Compacting gives back space and changes no row. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compactLmdbStore } from '../../storage/compact.ts';
import { openLedger } from '../../storage/ledger.ts';
import { openLmdbStore } from '../../storage/lmdb.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { verifyStore } from '../../storage/verify.ts';
import { builtTree } from '../support/built-tree.ts';
import { temporaryFolder } from './backends.ts';
import { algorithms, benchBytes, contentOf, deliverInBatches, deliveriesOf } from './drive.ts';

const options = { algorithms, keyStateCacheCountMax: 100 };

test('a compacted store is smaller, holds the same rows, and takes further commits', async () => {
  const folder = temporaryFolder();
  const deliveries = deliveriesOf(benchBytes('shuffled-1000.cesr'));
  const store = openLmdbStore(folder);
  deliverInBatches(openLedger(store, options), deliveries.slice(0, 900), 30);
  const before = contentOf(store);
  await store.close();
  const { beforeBytes, afterBytes } = await compactLmdbStore(folder);
  expect(afterBytes).toBeLessThan(beforeBytes);
  expect(existsSync(join(folder, 'compacting'))).toBe(false);
  const compacted = openLmdbStore(folder);
  expect(contentOf(compacted)).toEqual(before);
  deliverInBatches(openLedger(compacted, options), deliveries.slice(900), 10);
  expect(verifyStore({ store: compacted, scratch: openMemoryStore(), algorithms }).findings).toEqual([]);
  await compacted.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens the store in a folder, reads, says so, and closes when its input ends. */
const holder = `
  const { openLmdbStore } = await import(process.argv[1]);
  const store = openLmdbStore(process.argv[2]);
  store.get('meta', 'head');
  process.stdout.write('open');
  process.stdin.resume().on('end', () => store.close());
`;

test('a store that another process has open is not compacted: what that commits would be lost', async () => {
  const folder = temporaryFolder();
  const store = openLmdbStore(folder);
  deliverInBatches(
    openLedger(store, options),
    deliveriesOf(benchBytes('shuffled-1000.cesr')).slice(0, 30),
    10,
  );
  const before = contentOf(store);
  await store.close();
  const door = join(await builtTree(), 'storage', 'lmdb.js');
  const child = spawn(process.execPath, ['--input-type=module', '-e', holder, door, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await expect(compactLmdbStore(folder)).rejects.toThrow(
    new RegExp(`process ${String(child.pid)} has the store in .* open; end it, .* \\[conflict\\]$`),
  );
  expect(existsSync(join(folder, 'compacting'))).toBe(false);
  child.stdin.end();
  await once(child, 'exit');
  expect((await compactLmdbStore(folder)).afterBytes).toBeGreaterThan(0);
  const compacted = openLmdbStore(folder);
  expect(contentOf(compacted)).toEqual(before);
  await compacted.close();
  rmSync(folder, { recursive: true, force: true });
});
