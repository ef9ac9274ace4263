/**
 * Salts, tiers, paths and signers. keripy.md 8.1, 8.2, 8.4. Tier `med` is in the recorded cases, tier `high`, which
 * takes a gibibyte, in `npm run test:interop`.
 */
import { argon2idAsync } from '@noble/hashes/argon2.js';
import fc from 'fast-check';
import sodium from 'libsodium-wrappers-sumo';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { keyOf, schemeOfIndexed, signatureOf } from '../../kernel/cesr/identifiers.ts';
import { decodeIndexed } from '../../kernel/cesr/indexed-signature.ts';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import { argon2id } from '../../shell/crypto/argon2id.ts';
import { openAlgorithms } from '../../shell/crypto/index.ts';
import { openSigning } from '../../shell/crypto/signing.ts';
import { formatSalt, openSalter, openSigners, parseSalt, Secret } from '../../shell/keys/index.ts';
import type { Salter, SeedCode, SignerOf, Tier } from '../../shell/keys/index.ts';
import { keyPath } from '../../shell/keys/key-path.ts';
import { knownSalt } from './standing.ts';

const hexOf = (secret: Secret): string => secret.use((bytes) => Buffer.from(bytes).toString('hex'));

describe('a salter', () => {
  let salter: Salter;
  beforeAll(async () => {
    salter = await openSalter(parseSalt(knownSalt), 'low');
  });

  const known: readonly [path: string, tier: Tier | 'temp', seed: string, key: string][] = [
    [
      '',
      'temp',
      'd440eba67886df93d643dcb8a69b02af68c16d284cd6f68659553e245bf9efc0',
      'DBpNgYR-NBQku9R4SiCqWOANBA69nZr-bpkB22N4wLIh',
    ],
    [
      '01',
      'temp',
      'c3eca8167159db58a4186b5a72988adc056bbeecf74d90fa75f7b0f4f3aacd11',
      'DFYFwZJOMNy3FknECL8tUaQZRBUyQ9xCv6F8ckG-UCrC',
    ],
    [
      '01',
      'low',
      '492a4223537b1581f5f4cba60269fe55d6eb7b45953f98d3f9a0430c38a3e742',
      'DPJGyH9H1M_SUSf18RzX8OqdyhxEyZJpKm5Em0PnpsWd',
    ],
    [
      'bob00',
      'low',
      'a1b3debd848c9a1559c75bb5e62eb638ff5fdd440d7c654d15704052f3f7e0ec',
      'DFqMOJ_Fsan_1E786Ep1jq8RCzN6bXfpm7WQteOpIROM',
    ],
    [
      'bob11',
      'temp',
      '249e820acabfb731af40b483a8509882dbdd88fec112efcbd2ea10df4446760c',
      'DMm-PHnlVVw-yQGqxxQFH3ynIGBrwkOCll9NJsszS4M1',
    ],
  ];
  test.each(known)('stretches the path %j of tier %s as KERIpy does', async (path, tier, seed, key) => {
    const stretching = tier === 'temp' ? { path, temp: true } : { path, tier };
    const signer = await salter.signer({ ...stretching, code: 'A', transferable: true });
    expect(hexOf(signer.seed)).toBe(seed);
    expect(signer.key).toBe(key);
  });

  test('takes its own tier when none is asked for', async () => {
    const asked = await salter.stretch({ path: '01', tier: 'low', sizeBytes: 32 });
    expect(hexOf(await salter.stretch({ path: '01', sizeBytes: 32 }))).toBe(hexOf(asked));
  });

  test('refuses a tier that is none, whether it was opened with it or is asked for it', async () => {
    const wrong = 'lowest' as Tier;
    const opened = await openSalter(parseSalt(knownSalt), wrong);
    for (const act of [
      opened.stretch({ path: 'x', temp: true, sizeBytes: 32 }),
      salter.stretch({ path: 'x', tier: wrong, sizeBytes: 32 }),
    ])
      await expect(act).rejects.toMatchObject({ code: 'usage' });
  });

  test('stretches several paths at once as it does one by one', async () => {
    const paths = ['', '0', '00', 'bob00'];
    const oneByOne: string[] = [];
    for (const path of paths) oneByOne.push(hexOf(await salter.stretch({ path, temp: true, sizeBytes: 32 })));
    const atOnce = await Promise.all(
      paths.map((path) => salter.stretch({ path, temp: true, sizeBytes: 32 })),
    );
    expect(atOnce.map(hexOf)).toEqual(oneByOne);
    expect(new Set(oneByOne).size).toBe(paths.length);
  });

  test('stretches to the size asked for, of 16 to 1,024 bytes', async () => {
    for (const sizeBytes of [16, 33, 64, 100, 1024]) {
      const secret = await salter.stretch({ path: 'x', temp: true, sizeBytes });
      expect(secret.use((bytes) => bytes.length)).toBe(sizeBytes);
    }
    for (const sizeBytes of [15, 32.5, 1025, Number.MAX_SAFE_INTEGER])
      await expect(salter.stretch({ path: 'x', temp: true, sizeBytes })).rejects.toThrow(/16 to 1024 bytes/);
  });

  test('refuses a path that has no UTF-8, instead of deriving from something else', async () => {
    await expect(salter.stretch({ path: 'a\ud800', temp: true, sizeBytes: 32 })).rejects.toThrow(/UTF-8/);
    const whole = await salter.stretch({ path: 'a\u{1f511}', temp: true, sizeBytes: 32 });
    expect(whole.use((bytes) => bytes.length)).toBe(32);
  });

  test('reads salts of code 0A alone, and writes them as they were', () => {
    expect(formatSalt(parseSalt(knownSalt))).toBe(knownSalt);
    for (const wrong of ['', '0A', 'A'.repeat(44), `${knownSalt}A`, '0BAwMTIzNDU2Nzg5YWJjZGVm', '0AAw']) {
      expect(() => parseSalt(wrong)).toThrow(/a salt is a qualified text/);
    }
  });
});

test('Argon2id is that of another library, for any path and salt', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 0, maxLength: 80 }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      fc.record({
        passes: fc.integer({ min: 1, max: 3 }),
        memoryKibibytes: fc.integer({ min: 8, max: 40 }),
        sizeBytes: fc.integer({ min: 16, max: 200 }),
      }),
      async (password, salt, cost) => {
        const { passes: t, memoryKibibytes: m, sizeBytes: dkLen } = cost;
        const theirs = await argon2idAsync(password, salt, { t, m, p: 1, dkLen });
        expect(await argon2id({ password, salt, ...cost })).toEqual(theirs);
      },
    ),
    { numRuns: 60 },
  );
});

test('Argon2id that takes more memory than stays with the process is the same by another way', async () => {
  const [password, salt] = [Uint8Array.of(1, 2, 3), new Uint8Array(16).fill(4)];
  const cost = { passes: 1, memoryKibibytes: 65 * 1024, sizeBytes: 32 };
  await sodium.ready;
  const { crypto_pwhash_ALG_ARGON2ID13: algorithm } = sodium;
  const whole = sodium.crypto_pwhash(32, password, salt, 1, 65 * 1024 * 1024, algorithm);
  const stretched = vi.spyOn(sodium, 'crypto_pwhash');
  expect(await argon2id({ password, salt, ...cost })).toEqual(whole);
  expect(stretched).not.toHaveBeenCalled();
  expect(await argon2id({ password: new Uint8Array(), salt, ...cost })).not.toEqual(whole);
  expect(stretched).toHaveBeenCalledOnce();
  vi.restoreAllMocks();
});

test('a path is stem, number of the set and number of the key, in hex without anything between', () => {
  expect(keyPath({ stem: '', pidx: 0, ridx: 0, kidx: 0 })).toBe('000');
  expect(keyPath({ stem: '', pidx: 31, ridx: 10, kidx: 255 })).toBe('1faff');
  expect(keyPath({ stem: 'bob', pidx: 7, ridx: 1, kidx: 1 })).toBe('bob11');
  expect(keyPath({ stem: 'bob1', pidx: 7, ridx: 0, kidx: 0 })).toBe(
    keyPath({ stem: 'bob', pidx: 8, ridx: 16, kidx: 0 }),
  );
});

describe('a signer', () => {
  let signerOf: SignerOf;
  let algorithms: Algorithms;
  beforeAll(async () => {
    [signerOf, algorithms] = await Promise.all([openSigners(), openAlgorithms()]);
  });
  const seed = (): Secret => new Secret(new Uint8Array(32).fill(1));
  const message = new TextEncoder().encode('hello deterministic world');

  test.each([
    ['A', 'ed25519', 'D', 'B', '0B'],
    ['J', 'ecdsa-secp256k1', '1AAB', '1AAA', '0C'],
    ['Q', 'ecdsa-secp256r1', '1AAJ', '1AAI', '0I'],
  ] as const)('of code %s signs by %s, and what it signs verifies', (code, scheme, long, short, plain) => {
    for (const transferable of [true, false]) {
      const signer = signerOf(seed(), { code, transferable });
      expect(signer.key.startsWith(transferable ? long : short)).toBe(true);
      const key = keyOf(signer.key);
      const signature = signatureOf(signer.sign(message));
      expect(signature).toMatchObject({ code: plain, scheme });
      const check = { scheme, key: key?.raw ?? new Uint8Array(), message };
      expect(algorithms.verify({ ...check, signature: signature?.raw ?? new Uint8Array() })).toBe(true);
      const indexed = decodeIndexed(signer.signIndexed(message, { index: 2, ondex: 5 }));
      expect(indexed).toMatchObject({ ok: true, value: { index: 2, ondex: 5 } });
      expect(schemeOfIndexed(signer.signIndexed(message, { index: 2, ondex: 5 }))).toBe(scheme);
      expect(signer.sign(message)).toBe(signer.sign(message));
    }
  });

  test('signs as signify-ts and libsodium do', () => {
    const signer = signerOf(seed(), { code: 'A', transferable: true });
    expect(signer.key).toBe('DIqI4910CfGV_VLbLTy6XXLKZwm_HZQSG_N0iAG0D29c');
    expect(signer.sign(message)).toBe(
      '0BBAZ7Ss5WHpHQsr-ibBWY7Y6MF3r76fAnlND52_Tx6jVhBz1ge-uBlZ7ULDct4UyNmLQLUeJizOwQud-iFZfS0O',
    );
  });

  test.each([
    [0, 0, 'A'],
    [63, 63, 'A'],
    [0, 1, '2A'],
    [64, 64, '2A'],
    [5, undefined, 'B'],
    [64, undefined, '2B'],
  ])('points to %s and %s by the code %s', (index, ondex, code) => {
    const text = signerOf(seed(), { code: 'A', transferable: true }).signIndexed(message, { index, ondex });
    expect(text.startsWith(code)).toBe(true);
    expect(text.length).toBe(code.length === 1 ? 88 : 92);
  });

  test('refuses places that no code can point to', () => {
    const signer = signerOf(seed(), { code: 'A', transferable: true });
    expect(() => signer.signIndexed(message, { index: 4096, ondex: undefined })).toThrow(/below 4096/);
    expect(() => signer.signIndexed(message, { index: -1, ondex: 0 })).toThrow(/below 4096/);
  });

  test.each(['J', 'Q'] as const)(
    'of code %s refuses a seed that is no number of the curve',
    (code: SeedCode) => {
      for (const byte of [0, 255]) {
        const none = new Secret(new Uint8Array(32).fill(byte));
        expect(() => signerOf(none, { code, transferable: true })).toThrow(/gives no key/);
      }
    },
  );

  test('has a seed of 32 bytes', async () => {
    const signing = await openSigning();
    for (const scheme of ['ed25519', 'ecdsa-secp256k1', 'ecdsa-secp256r1'] as const)
      for (const size of [31, 33])
        expect(() => signing(scheme).publicKeyOf(new Uint8Array(size).fill(1))).toThrow(RangeError);
  });
});
