/** Compacting gives back space and changes no row. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compactLmdbStore } from '../../storage/compact.ts';
import { openLedger } from '../../storage/ledger.ts';
import { openLmdbStore } from '../../storage/lmdb.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { verifyStore } from '../../storage/verify.ts';
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
