/** Closing and reopening a host after any message changes no later outcome, whatever its caches hold. */
import { readFileSync } from 'node:fs';
import { fc, test as property } from '@fast-check/vitest';
import { expect } from 'vitest';
import { openHost } from '../../shell/open.ts';
import type { Host } from '../../shell/host.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import type { Store } from '../../storage/store.ts';
import { contentOf, hostInMemory, reportsOf, streamOf } from './feeding.ts';

type Manifest = { readonly cases: readonly { readonly name: string; readonly type: string }[] };

const manifest = JSON.parse(
  readFileSync(new URL('../vectors/manifest.json', import.meta.url), 'utf8'),
) as Manifest;
const names = manifest.cases.filter(({ type }) => type === 'stream').map(({ name }) => `streams/${name}`);

/** A host on a store that outlives it. */
async function hostOn(store: Store, keyStateCacheCountMax: number): Promise<Host> {
  const lasting = { ...store, close: () => Promise.resolve() };
  return await openHost({
    store: lasting,
    now: '2024-01-01T00:00:00Z',
    tickMilliseconds: 0,
    keyStateCacheCountMax,
  });
}

property.prop(
  [
    fc.constantFrom(...names),
    fc.integer({ min: 1, max: 4 }),
    fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
  ],
  { numRuns: 60 },
)('a host reopened between messages ends as one that stayed open', async (name, cacheCountMax, reopens) => {
  const bytes = streamOf(name);
  const steady = await hostInMemory();
  const reports = await reportsOf(steady, bytes);
  const starts = reports.filter(({ isContinuation }) => !isContinuation).map(({ offset }) => offset);
  fc.pre(reports.every(({ isFraming }) => !isFraming));
  const store = openMemoryStore();
  let host = await hostOn(store, cacheCountMax);
  for (const [at, start] of starts.entries()) {
    if (reopens[at % reopens.length] === true) {
      await host.close();
      host = await hostOn(store, cacheCountMax);
    }
    await host.ingest(bytes.subarray(start, starts[at + 1]));
  }
  expect(contentOf(host)).toEqual(contentOf(steady));
  await Promise.all([host.close(), steady.close()]);
});
