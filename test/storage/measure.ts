/**
 * What storage costs an event, beside deciding it: `npx tsx test/storage/measure.ts [stream]`. The writes of
 * a recorded stream are made once and then applied and committed, in batches of 1,000, to a store on LMDB.
 */
import { rmSync } from 'node:fs';
import type { Write } from '../../kernel/state/effect.ts';
import type { Micros } from '../../kernel/cesr/qualified.ts';
import { defaultReceiver } from '../../kernel/receiver.ts';
import { settle } from '../../kernel/settle.ts';
import { openLedger } from '../../storage/ledger.ts';
import { openLmdbStore } from '../../storage/lmdb.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { temporaryFolder } from './backends.ts';
import { algorithms, benchBytes, deliveriesOf } from './drive.ts';

const options = { algorithms, keyStateCacheCountMax: 10_000 };

function writesOf(name: string): readonly (readonly Write[])[] {
  const ledger = openLedger(openMemoryStore(), options);
  const view = { log: ledger.reader, algorithms, receiver: defaultReceiver };
  const all: (readonly Write[])[] = [];
  for (const [place, { message, attachments }] of deliveriesOf(benchBytes(name)).entries()) {
    const at = (1_704_067_200_000_000n + BigInt(place)) as Micros;
    settle(view, { kind: 'receive', message, attachments, source: 'remote', sourceId: '', at }, (writes) => {
      all.push(writes);
      ledger.apply(writes);
    });
  }
  return all;
}

async function measure(
  writes: readonly (readonly Write[])[],
  batchCount: number,
): Promise<{ apply: number; commit: number }> {
  const folder = temporaryFolder();
  const store = openLmdbStore(folder);
  const ledger = openLedger(store, options);
  let apply = 0;
  let commit = 0;
  for (let at = 0; at < writes.length; at += batchCount) {
    const started = performance.now();
    for (const step of writes.slice(at, at + batchCount)) ledger.apply(step);
    const applied = performance.now();
    ledger.commit();
    apply += applied - started;
    commit += performance.now() - applied;
  }
  await store.close();
  rmSync(folder, { recursive: true, force: true });
  return { apply: (apply * 1000) / writes.length, commit: (commit * 1000) / writes.length };
}

const name = process.argv[2] ?? 'aids-500.cesr';
const writes = writesOf(name);
for (const batchCount of [1000, 1000, 1000, 1000, 1000, 100]) {
  const { apply, commit } = await measure(writes, batchCount);
  console.log(
    `${name}: ${String(writes.length)} steps, ${String(batchCount)} a batch: apply ${apply.toFixed(1)} us, commit ${commit.toFixed(1)} us, together ${(apply + commit).toFixed(1)} us a step`,
  );
}
