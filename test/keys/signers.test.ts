/** Signers: in memory, over a provider, and in a program of their own. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  openExternalSigner,
  openMemoryKeys,
  openMemorySigner,
  openProviderSigner,
} from '../../shell/keys/index.ts';
import { openSignerOf, programOf } from './external-standing.ts';
import { keysFolder, openKeys } from './lmdb-standing.ts';
import { signerSuite } from './signer-suite.ts';

const all = {
  schemes: ['ed25519', 'ecdsa-secp256k1', 'ecdsa-secp256r1'],
  leastSizeBytes: 0,
} as const;

signerSuite('a signer in memory', openMemorySigner, all);
signerSuite(
  'a signer over a folder',
  async () => openProviderSigner({ provider: await openKeys(keysFolder()) }),
  all,
);
signerSuite(
  'the program of the guide',
  () =>
    openSignerOf({
      command: process.execPath,
      args: [join(import.meta.dirname, '..', '..', 'docs', 'examples', 'memory_signer.mjs')],
    }),
  { schemes: ['ed25519'], leastSizeBytes: 0 },
);
signerSuite('a program that signs', () => openSignerOf(programOf('sound-signer')), all);

test('a key of a signer is none of its provider under the same id, and its errors name its own ids', async () => {
  const provider = openMemoryKeys();
  const signer = await openProviderSigner({ provider });
  await provider.storeKey('a', new Uint8Array(33));
  await expect(signer.publicKey('a')).rejects.toMatchObject({ code: 'unknown-key', facts: { id: 'a' } });
  await signer.generateKey('a');
  expect(await provider.getKey('a')).toEqual(new Uint8Array(33));
});

test.each([[[]], [[9, ...new Uint8Array(32)]], [[1, 2, 3]], [[2, ...new Uint8Array(32)]]])(
  'what is no key in a provider is damage: %j',
  async (kept) => {
    const provider = openMemoryKeys();
    const signer = await openProviderSigner({ provider });
    await provider.storeKey('signer.a', Uint8Array.from(kept));
    await expect(signer.signSecure('a', new Uint8Array(1))).rejects.toMatchObject({ code: 'damaged-store' });
  },
);

test('what a program signs with is there when it is started again', async () => {
  const file = `${keysFolder()}.rows`;
  const signer = await openExternalSigner(programOf('sound-signer', file));
  const made = await signer.generateKey('a');
  await signer.close();
  await expect(signer.signSecure('a', new Uint8Array(1))).rejects.toMatchObject({ code: 'keys-locked' });
  const again = await openSignerOf(programOf('sound-signer', file));
  expect(await again.publicKey('a')).toEqual(made);
});
