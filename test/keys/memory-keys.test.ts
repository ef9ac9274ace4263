/** Keys in memory. */
import { afterEach, expect, test, vi } from 'vitest';
import { openMemoryKeys } from '../../shell/keys/index.ts';
import { providerSuite } from './provider-suite.ts';

providerSuite('memory', () => Promise.resolve(openMemoryKeys()));

afterEach(() => vi.restoreAllMocks());

test('what is replaced or deleted is overwritten in memory', async () => {
  const keys = openMemoryKeys();
  const filled = vi.spyOn(Uint8Array.prototype, 'fill');
  const overwritten = () => filled.mock.contexts.map((bytes) => Array.from(bytes as Uint8Array));
  await keys.storeKey('a', Uint8Array.from([1, 2, 3]));
  await keys.storeKey('a', Uint8Array.from([4, 5]), { replace: true });
  expect(overwritten()).toEqual([[0, 0, 0]]);
  await keys.deleteKey('a');
  expect(overwritten()).toEqual([
    [0, 0, 0],
    [0, 0],
  ]);
});
