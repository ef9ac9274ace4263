/**
 * Secrets are overwritten when a call ends, well or badly: every buffer that chance, a provider or libsodium handed
 * out is looked at afterwards.
 */
import sodium from 'libsodium-wrappers-sumo';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  openKeyring,
  openMemoryKeys,
  openSalter,
  openSigners,
  parseSalt,
  randyCreator,
  saltyCreator,
  Secret,
} from '../../shell/keys/index.ts';
import type { KeyProvider, Keyring, Salter, Signer } from '../../shell/keys/index.ts';
import { systemEntropy } from '../../shell/entropy.ts';
import type { Entropy } from '../../shell/ports.ts';
import { countingEntropy, keyringOf, knownSalt } from './standing.ts';
import { isWiped } from './written-down.ts';

const message = new TextEncoder().encode('what is signed');
const wiped = (signers: readonly Signer[]): readonly boolean[] =>
  signers.map(({ seed }) => {
    try {
      return seed.use(isWiped);
    } catch {
      return true;
    }
  });

/** A keyring of which every secret that was handed out, or handed over in a batch, is remembered; `failing` makes the provider fail at an id. */
async function watched(algo: 'salty' | 'randy'): Promise<{
  readonly keyring: Keyring;
  readonly provider: KeyProvider;
  readonly handed: Uint8Array[];
  readonly failAt: (id: string) => void;
}> {
  const handed: Uint8Array[] = [];
  const remember = (bytes: Uint8Array): Uint8Array => {
    handed.push(bytes);
    return bytes;
  };
  let failing = 'none';
  const memory = openMemoryKeys();
  const provider: KeyProvider = {
    ...memory,
    getKey: async (id) => {
      const bytes = await memory.getKey(id);
      return /salt|^seed/.test(id) ? remember(bytes) : bytes;
    },
    storeKey: async (id, key, options) => {
      if (id.startsWith(failing)) throw new Error('the provider is gone');
      await memory.storeKey(id, key, options);
    },
    changeKeys: async (changes) => {
      for (const { key } of changes) if (key !== undefined) handed.push(key);
      if (changes.some(({ id }) => id.startsWith(failing))) throw new Error('the provider is gone');
      await memory.changeKeys?.(changes);
    },
  };
  const counting = countingEntropy();
  const entropy: Entropy = { bytes: (size) => remember(counting.bytes(size)) };
  const { keyring } = await keyringOf({ provider, algo, entropy });
  return { keyring, provider, handed, failAt: (id) => (failing = id) };
}

describe.each(['salty', 'randy'] as const)('a keyring of %s keys leaves no secret behind', (algo) => {
  test('in calls that come through', async () => {
    const { keyring, handed } = await watched(algo);
    const { keys } = await keyring.incept({ codes: ['A', 'J', 'Q'], temp: true });
    const by = { prefix: keys[0] ?? '' };
    await keyring.rotate(by.prefix, { temp: true });
    await keyring.sign(message, { by });
    await keyring.signUnindexed(message, { by });
    await keyring.replay(by.prefix, { advance: false });
    await keyring.incept({ rooted: false, algo: 'salty', temp: true });
    expect(handed.length).toBeGreaterThan(6);
    expect(handed.filter((bytes) => !isWiped(bytes))).toEqual([]);
  });

  test.each(['root', 'users', 'seed', 'keys', 'sequence', 'name'])(
    'in an inception that fails when it keeps %s',
    async (id) => {
      const { keyring, handed, failAt } = await watched(algo);
      failAt(id);
      await expect(keyring.incept({ temp: true })).rejects.toThrow(/provider is gone/);
      expect(handed.length).toBeGreaterThan(0);
      expect(handed.filter((bytes) => !isWiped(bytes))).toEqual([]);
    },
  );

  test('when a seed that is kept is none of its key', async () => {
    const { keyring, handed, provider } = await watched(algo);
    const { keys } = await keyring.incept({ temp: true });
    await provider.storeKey(`seed.${keys[0] ?? ''}`, new Uint8Array(32).fill(1), { replace: true });
    await expect(keyring.sign(message, { by: { keys } })).rejects.toMatchObject({ code: 'damaged-store' });
    expect(handed.filter((bytes) => !isWiped(bytes))).toEqual([]);
  });

  test('in signing that is refused', async () => {
    const { keyring, handed } = await watched(algo);
    const { keys } = await keyring.incept({ temp: true });
    const by = { keys: [...keys, 'DKiNnDmdOkcBjcAqL2FFhMZnSlPfNyGrJlCjJmX5b1nU'] };
    await expect(keyring.sign(message, { by })).rejects.toMatchObject({ code: 'unknown-key' });
    await expect(keyring.sign(message, { by: { keys }, indices: [5000] })).rejects.toThrow(/below 4096/);
    expect(handed.filter((bytes) => !isWiped(bytes))).toEqual([]);
  });
});

test('a salt that was drawn to found a keyring is wiped, also when it cannot be kept', async () => {
  const drawn: Uint8Array[] = [];
  const entropy: Entropy = {
    bytes: (size) => {
      drawn.push(systemEntropy.bytes(size));
      return drawn.at(-1) ?? new Uint8Array();
    },
  };
  const memory = openMemoryKeys();
  await openKeyring({ provider: memory, entropy });
  const refuse = () => Promise.reject(new Error('gone'));
  const gone = { ...memory, storeKey: refuse, changeKeys: refuse };
  await memory.deleteKey('root');
  await expect(openKeyring({ provider: gone, entropy })).rejects.toThrow(/gone/);
  expect(drawn.length).toBe(2);
  expect(drawn.every(isWiped)).toBe(true);
});

describe('makers of keys', () => {
  const wanted = { pidx: 0, ridx: 0, kidx: 0, transferable: true, temp: true };

  test('wipe the keys before one that cannot be made', async () => {
    const salter = await openSalter(parseSalt(knownSalt), 'low');
    const made: Signer[] = [];
    const failing: Salter = {
      ...salter,
      signer: async (stretching) => {
        if (made.length === 2) throw new Error('no third key');
        made.push(await salter.signer(stretching));
        return made.at(-1) as Signer;
      },
    };
    await expect(saltyCreator(failing, '')({ ...wanted, codes: ['A', 'A', 'A'] })).rejects.toThrow(/third/);
    expect(wiped(made)).toEqual([true, true]);
    expect(wiped([await salter.signer({ path: '', code: 'A', transferable: true, temp: true })])).toEqual([
      false,
    ]);
  });

  test('wipe seeds that the scheme has no key for', async () => {
    const handed: Uint8Array[] = [];
    const entropy: Entropy = {
      bytes: (size) => {
        handed.push(new Uint8Array(size).fill(0xff));
        return handed.at(-1) ?? new Uint8Array();
      },
    };
    const creator = randyCreator(entropy, await openSigners());
    await expect(creator({ ...wanted, codes: ['A', 'Q'] })).rejects.toThrow(/gives no key/);
    expect(handed.length).toBe(9);
    expect(handed.every(isWiped)).toBe(true);
  });
});

test('a salt that is wiped while a path is stretched does not become a salt of zeros', async () => {
  const whole = await openSalter(parseSalt(knownSalt), 'low');
  const salter = await openSalter(parseSalt(knownSalt), 'low');
  const stretched = salter.stretch({ path: 'bob00', temp: true, sizeBytes: 32 });
  salter.salt.wipe();
  const expected = await whole.stretch({ path: 'bob00', temp: true, sizeBytes: 32 });
  const hexOf = (secret: Secret): string => secret.use((bytes) => Buffer.from(bytes).toString('hex'));
  expect(hexOf(await stretched)).toBe(hexOf(expected));
});

describe('the copy of a salt that is stretched', () => {
  afterEach(() => vi.restoreAllMocks());

  test('is wiped', async () => {
    const salter = await openSalter(parseSalt(knownSalt), 'low');
    const filled = vi.spyOn(Uint8Array.prototype, 'fill');
    await salter.stretch({ path: 'bob00', temp: true, sizeBytes: 32 });
    const copies = filled.mock.contexts.map((bytes) => bytes as Uint8Array);
    expect(copies.filter(({ length }) => length === 16).map(isWiped)).toEqual([true]);
    expect(salter.salt.use(isWiped)).toBe(false);
  });

  test('is a copy also of a salt in a buffer of the platform', async () => {
    const salter = await openSalter(new Secret(Buffer.from('0123456789abcdef')), 'low');
    const once = await salter.stretch({ path: 'bob00', temp: true, sizeBytes: 32 });
    const twice = await salter.stretch({ path: 'bob00', temp: true, sizeBytes: 32 });
    expect(twice.use((bytes) => Array.from(bytes))).toEqual(once.use((bytes) => Array.from(bytes)));
  });
});

describe('the secret key that libsodium makes or is given', () => {
  afterEach(() => vi.restoreAllMocks());

  test('is wiped when the public key is known, and when it has signed', async () => {
    const signerOf = await openSigners();
    const made = vi.spyOn(sodium, 'crypto_sign_seed_keypair');
    const signed = vi.spyOn(sodium, 'crypto_sign_detached');
    const signer = signerOf(new Secret(new Uint8Array(32).fill(7)), { code: 'A', transferable: true });
    signer.sign(message);
    signer.signIndexed(message, { index: 0, ondex: 0 });
    expect(
      made.mock.results.map(({ value }) => isWiped((value as { privateKey: Uint8Array }).privateKey)),
    ).toEqual([true]);
    expect(signed.mock.calls.map(([, secretKey]) => isWiped(secretKey))).toEqual([true, true]);
  });
});
