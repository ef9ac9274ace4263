/** Every backend keeps the promises of the port. */
import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { backends } from '../../storage/registry.ts';
import { StoreError } from '../../storage/store.ts';
import { lmdbBackend, memoryBackend, temporaryFolder } from './backends.ts';
import { testBackend } from './suite.ts';
import type { Backend } from './suite.ts';

const tested: { readonly [name: string]: Backend } = { memory: memoryBackend, lmdb: lmdbBackend() };

for (const { name } of backends) {
  const backend = tested[name];
  if (backend === undefined) throw new Error(`backend ${name} has no suite`);
  testBackend(name, backend);
}

test('R3: a commit that the medium refuses is not there, and the store takes no further one', async () => {
  const folder = temporaryFolder();
  const { openLmdbStore } = await import('../../storage/lmdb.ts');
  const store = openLmdbStore(folder);
  store.commit([{ table: 'kels', key: 'a', value: new Uint8Array([1]) }]);
  const notBytes = { length: 1 } as unknown as Uint8Array;
  const failing = (): void => {
    store.commit([
      { table: 'kels', key: 'b', value: new Uint8Array([2]) },
      { table: 'kels', key: 'c', value: notBytes },
    ]);
  };
  expect(failing).toThrow(StoreError);
  expect(store.get('kels', 'b')).toBeUndefined();
  expect(() => {
    store.commit([{ table: 'kels', key: 'd', value: new Uint8Array([1]) }]);
  }).toThrow(/poisoned/);
  await store.close();
  const again = openLmdbStore(folder);
  expect(Array.from(again.range('kels', {}), ([key]) => key)).toEqual(['a']);
  await again.close();
  rmSync(folder, { recursive: true, force: true });
});
