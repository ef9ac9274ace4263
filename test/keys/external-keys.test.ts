/** Secrets in a program of their own. */
import { expect, test } from 'vitest';
import { openKeyring } from '../../shell/keys/index.ts';
import { openKeysOf, programOf } from './external-standing.ts';
import { keysFolder } from './lmdb-standing.ts';
import { providerSuite } from './provider-suite.ts';

providerSuite('a program', () => openKeysOf(programOf('sound-keys')));
providerSuite('a program that makes changes one by one', () => openKeysOf(programOf('sound-keys', 'single')));

test('a program says itself whether it makes several changes as one', async () => {
  expect((await openKeysOf(programOf('sound-keys'))).changeKeys).toBeDefined();
  expect((await openKeysOf(programOf('sound-keys', 'single'))).changeKeys).toBeUndefined();
});

test('a keyring over a program goes on when the program was started anew', async () => {
  const file = `${keysFolder()}.rows`;
  const keys = await openKeysOf(programOf('sound-keys', 'whole', file));
  const keyring = await openKeyring({ provider: keys, algo: 'randy' });
  const { keys: current, nextKeyDigests } = await keyring.incept({ count: 2, nextCount: 2 });
  await keys.close();
  const again = await openKeyring({ provider: await openKeysOf(programOf('sound-keys', 'whole', file)) });
  const rotated = await again.rotate(current[0] ?? '', { nextCount: 1 });
  expect([rotated.keys.length, nextKeyDigests.length]).toEqual([2, 2]);
});
