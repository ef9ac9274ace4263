/** I-44 on a real file: bytes that rot inside an LMDB store are found by verify. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLedger } from '../../storage/ledger.ts';
import { dataFile, openLmdbStore } from '../../storage/lmdb.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { verifyStore } from '../../storage/verify.ts';
import { temporaryFolder } from './backends.ts';
import { algorithms, deliverInBatches, mixedDeliveries } from './drive.ts';

test('one byte changed in a stored value of any table of an LMDB file is found', async () => {
  const folder = temporaryFolder();
  const file = join(folder, dataFile);
  const store = openLmdbStore(folder);
  deliverInBatches(
    openLedger(store, { algorithms, keyStateCacheCountMax: 10 }),
    mixedDeliveries().slice(0, 200),
    200,
  );
  const samples = (['log', 'states', 'kels', 'seals', 'escrow', 'replies'] as const).flatMap((table) =>
    Array.from(store.range(table, { countMax: 3 }), ([key, value]) => ({
      table,
      key,
      value: Buffer.from(value),
    })),
  );
  await store.close();
  const sound = readFileSync(file);
  let found = 0;
  for (const { value } of samples) {
    const rotten = Buffer.from(sound);
    // A page that was copied on write may still lie in the file: every copy of the value rots.
    for (let at = rotten.indexOf(value); at >= 0; at = rotten.indexOf(value, at)) {
      const place = at + value.length - 3;
      rotten.writeUInt8(rotten.readUInt8(place) ^ 1, place);
    }
    if (rotten.equals(sound)) continue;
    writeFileSync(file, rotten);
    const damaged = openLmdbStore(folder);
    expect(
      verifyStore({ store: damaged, scratch: openMemoryStore(), algorithms }).findingsCount,
    ).toBeGreaterThan(0);
    await damaged.close();
    found += 1;
  }
  expect(found).toBeGreaterThan(10);
  rmSync(folder, { recursive: true, force: true });
});
