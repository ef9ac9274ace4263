/** How fast key states are found, in memory and out of the store. */
import { openLmdbStore } from '../../storage/lmdb.ts';
import type { Host } from '../host.ts';
import { rateOf } from './measure.ts';
import { batch, inFolder, withOpen } from './run.ts';
import type { Bench, BenchRow } from './run.ts';

/** Key states a second, `hot` in the cache and `cold` out of it. */
export async function lookupRows(run: Bench): Promise<readonly BenchRow[]> {
  return await inFolder(run.options.folder, async (path) => {
    await withOpen({ path, batch }, async (host) => void (await host.ingest(run.stream.bytes)));
    const hot = await withOpen({ path }, async (host) => lookupRate(host));
    const cold = await withOpen({ path, keyStateCacheCountMax: 1 }, async (host) => lookupRate(host));
    const raw = await rawLookupRate(path);
    return [
      {
        name: 'lookup-hot',
        value: hot,
        unit: 'key states/s',
        ratio: hot / raw,
        says: 'to raw gets of the store',
      },
      {
        name: 'lookup-cold',
        value: cold,
        unit: 'key states/s',
        ratio: cold / raw,
        says: 'to raw gets of the store',
      },
    ];
  });
}

function lookupRate(host: Host): number {
  const prefixes = [...host.aids()].map(({ prefix }) => prefix);
  const stride = 7919;
  return rateOf((call) => void host.keyState(prefixes[(call * stride) % prefixes.length] ?? ''), 0.5);
}

async function rawLookupRate(path: string): Promise<number> {
  const store = openLmdbStore(path);
  try {
    const keys = Array.from(store.range('states', {}), ([key]) => key);
    return rateOf((call) => void store.get('states', keys[call % keys.length] ?? ''), 0.5);
  } finally {
    await store.close();
  }
}
