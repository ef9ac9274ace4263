/** A process that dies at any moment leaves an identity that can be opened and rotated, on a real disk. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtTree } from '../../support/built-tree.ts';
import { killCycles } from './kill-cycles.ts';

test('an identity rotates on after its process was killed, six times', { timeout: 240_000 }, async () => {
  const owner = join(await builtTree(), 'test', 'shell', 'habs', 'killed-owner.js');
  const { told, sn } = await killCycles(6, [owner]);
  expect(told).toBeGreaterThan(2);
  expect(sn).toBeGreaterThan(BigInt(told * 2));
});
