/** Keys in memory. */
import { afterEach, expect, test, vi } from 'vitest';
import { openMemoryKeys } from '../../shell/keys/index.ts';
import { providerSuite } from './provider-suite.ts';

providerSuite('memory', () => Promise.resolve(openMemoryKeys()));

afterEach(() => vi.restoreAllMocks());

test('what is replaced or deleted is overwritten in memory', async () => {
  const keys = openMemoryKeys();
  const copied = vi.spyOn(Uint8Array.prototype, 'slice');
  await keys.storeKey('a', Uint8Array.from([1, 2, 3]));
  await keys.storeKey('a', Uint8Array.from([4, 5, 6]), { replace: true });
  const [first, second] = copied.mock.results.map(({ value }) => value as Uint8Array);
  expect([first, second]).toEqual([new Uint8Array(3), Uint8Array.from([4, 5, 6])]);
  await keys.deleteKey('a');
  expect(second).toEqual(new Uint8Array(3));
});
