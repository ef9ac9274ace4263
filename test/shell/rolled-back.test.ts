/** A witness does not open on a store that was set back: dst.md R8, I-16. */
import { expect, test } from 'vitest';
import type { Host } from '../../shell/host.ts';
import type { HostOptions } from '../../shell/open.ts';
import type { Published } from '../../shell/rolled-back.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import type { Store } from '../../storage/store.ts';
import { statsOf } from '../../storage/stats.ts';
import { copyOf, lasting } from '../storage/copies.ts';
import { hostInMemory, streamOf } from './feeding.ts';

const witnessed = streamOf('streams/s067-recovery-witnessed');

async function hostOn(store: Store, options: Omit<HostOptions, 'store' | 'path'> = {}): Promise<Host> {
  return await hostInMemory({ ...options, store: lasting(store) });
}

/** The witnesses of all events of the stream, and where each of its messages begins. */
async function castOf(): Promise<{
  readonly witnesses: readonly string[];
  readonly starts: readonly number[];
}> {
  const host = await hostInMemory();
  const starts: number[] = [];
  const witnesses = new Set<string>();
  await host.ingest(witnessed, {
    onDecision: ({ offset, isContinuation }) => void (isContinuation || starts.push(offset)),
  });
  for (const { prefix } of host.aids())
    for (const { stored } of host.kel(prefix, { all: true }))
      for (const witness of host.keyStateAt(prefix, { fn: stored.fn })?.witnesses ?? [])
        witnesses.add(witness);
  await host.close();
  return { witnesses: [...witnesses], starts };
}

const marksIn = (store: Store): number =>
  statsOf(store).tables.find(({ table }) => table === 'high-water')?.rows ?? 0;

test('a witness whose store was set back does not open, and opens once the log was ingested again', async () => {
  const { witnesses, starts } = await castOf();
  const store = openMemoryStore();
  const published: Published[] = [];
  const host = await hostOn(store, { ownPrefixes: witnesses });
  host.subscribe(
    (event) => void (event.kind === 'cue' && event.cue.kind === 'witness' && published.push(event.cue)),
  );
  await host.ingest(witnessed.subarray(0, starts[2]), { source: 'local' });
  const snapshot = copyOf(store);
  const before = published.length;
  await host.ingest(witnessed.subarray(starts[2]), { source: 'local' });
  await host.close();
  expect([before > 0, published.length > before, marksIn(store)]).toEqual([true, true, 1]);

  const latest = published.at(-1) ?? expect.fail();
  const opening = { ownPrefixes: witnesses, published };
  await expect(hostOn(snapshot, opening)).rejects.toMatchObject({
    code: 'rolled-back',
    facts: { prefix: latest.prefix },
  });
  await (await hostOn(store, opening)).close();

  const healing = await hostOn(snapshot);
  await healing.ingest(witnessed);
  await healing.close();
  await (await hostOn(snapshot, opening)).close();
});

test('what peers show of an unknown AID, and nonsense, is nothing that the store holds', async () => {
  for (const prefix of ['DNobody', 'not a prefix'])
    await expect(
      hostInMemory({ ownPrefixes: [], published: [{ prefix, sn: 0n, said: 'E' }] }),
    ).rejects.toMatchObject({ code: 'rolled-back' });
});

test('a mark without its event is damage: the host does not open', async () => {
  const { witnesses } = await castOf();
  const store = openMemoryStore();
  const host = await hostOn(store, { ownPrefixes: witnesses });
  await host.ingest(witnessed, { source: 'local' });
  await host.close();
  const [key, value] = [...store.range('high-water', {})][0] ?? expect.fail();
  value[20] = (value[20] ?? 0) ^ 1;
  store.commit([{ table: 'high-water', key, value }]);
  await expect(hostOn(store, { ownPrefixes: witnesses })).rejects.toMatchObject({
    code: 'damaged-store',
    facts: { table: 'high-water', key },
  });
});
