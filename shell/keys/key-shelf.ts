/**
 * What a keyring keeps with its provider, by id. Seeds and salts are raw bytes, all else is JSON.
 *
 * A sequence is kept under its first public key for ever; names lead to it, so that giving it another identifier
 * moves no secret.
 */
import { keyOf } from '../../kernel/cesr/identifiers.ts';
import { seedSizeBytes } from '../crypto/signing.ts';
import { KeelsonError } from '../errors.ts';
import type { KeyProvider } from './key-provider.ts';
import { Secret } from './secret.ts';
import { seedCodeOf } from './signer.ts';
import type { Signer, SignerOf } from './signer.ts';
import { formatRecord, parseKeys, parseNaming, parseRoot, parseSequence } from './situation.ts';
import type { Naming, Root, Sequence } from './situation.ts';

/** Ids of a sequence, by its first public key. */
const idOf = {
  root: 'root',
  rootSalt: 'root.salt',
  name: (prefix: string) => `name.${prefix}`,
  sequence: (first: string) => `sequence.${first}`,
  salt: (first: string) => `salt.${first}`,
  keys: (first: string, ridx: number) => `keys.${first}.${ridx.toString(16)}`,
  seed: (key: string) => `seed.${key}`,
};

export class KeyShelf {
  readonly #provider: KeyProvider;
  readonly #signerOf: SignerOf;

  constructor(provider: KeyProvider, signerOf: SignerOf) {
    this.#provider = provider;
    this.#signerOf = signerOf;
  }

  async root(): Promise<Root | undefined> {
    return this.#read(idOf.root, parseRoot);
  }

  async keepRoot(root: Root): Promise<void> {
    await this.#replace(idOf.root, formatRecord(root));
  }

  /** The salt of the keyring; it is there once the root is. */
  async rootSalt(): Promise<Secret> {
    return new Secret(await this.#provider.getKey(idOf.rootSalt));
  }

  async keepRootSalt(salt: Secret): Promise<void> {
    await salt.use((bytes) => this.#replace(idOf.rootSalt, bytes));
  }

  async naming(prefix: string): Promise<Naming | undefined> {
    return this.#read(idOf.name(prefix), parseNaming);
  }

  async keepNaming(prefix: string, naming: Naming): Promise<void> {
    await this.#replace(idOf.name(prefix), formatRecord(naming));
  }

  async sequence(first: string): Promise<Sequence> {
    return parseSequence(await this.#provider.getKey(idOf.sequence(first)));
  }

  async keepSequence(first: string, sequence: Sequence): Promise<void> {
    await this.#replace(idOf.sequence(first), formatRecord(sequence));
  }

  async salt(first: string): Promise<Secret> {
    return new Secret(await this.#provider.getKey(idOf.salt(first)));
  }

  async keepSalt(first: string, salt: Secret): Promise<void> {
    await salt.use((bytes) => this.#replace(idOf.salt(first), bytes));
  }

  /** The public keys of one set of a sequence; undefined when there is no such set. */
  async keys(first: string, ridx: number): Promise<readonly string[] | undefined> {
    return this.#read(idOf.keys(first, ridx), parseKeys);
  }

  async keepKeys(first: string, ridx: number, keys: readonly string[]): Promise<void> {
    await this.#replace(idOf.keys(first, ridx), formatRecord({ keys }));
  }

  /**
   * The signer of a public key. Throws `KeelsonError` of code `unknown-key` when its seed is not kept, and of code
   * `damaged-store` when what is kept is not the seed of this key.
   */
  async signer(key: string): Promise<Signer> {
    const parts = keyOf(key);
    const code = parts === undefined ? undefined : seedCodeOf(parts.scheme);
    const raw = parts === undefined || code === undefined ? undefined : await this.#find(idOf.seed(key));
    if (parts === undefined || code === undefined || raw === undefined) throw missingSeed(key);
    const seed = new Secret(raw);
    const isWhole = raw.length === seedSizeBytes;
    const signer = isWhole ? this.#signerOf(seed, { code, transferable: parts.transferable }) : undefined;
    if (signer?.key === key) return signer;
    seed.wipe();
    throw wrongSeed(key);
  }

  /** Keeps the seeds of signers. A seed that is there already is the same: its public key says so. */
  async keepSeeds(signers: readonly Signer[]): Promise<void> {
    for (const { key, seed } of signers) await seed.use((bytes) => this.#replace(idOf.seed(key), bytes));
  }

  async dropSeeds(keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#provider.deleteKey(idOf.seed(key));
  }

  async #replace(id: string, bytes: Uint8Array): Promise<void> {
    await this.#provider.storeKey(id, bytes, { replace: true });
  }

  async #read<T>(id: string, parse: (bytes: Uint8Array) => T): Promise<T | undefined> {
    const bytes = await this.#find(id);
    return bytes === undefined ? undefined : parse(bytes);
  }

  async #find(id: string): Promise<Uint8Array | undefined> {
    try {
      return await this.#provider.getKey(id);
    } catch (error) {
      if (error instanceof KeelsonError && error.code === 'unknown-key') return undefined;
      throw error;
    }
  }
}

function wrongSeed(key: string): KeelsonError {
  const says = `what is kept as the seed of ${key} is none of this key; restore the key store from a copy`;
  return new KeelsonError('damaged-store', { says, facts: { key } });
}

function missingSeed(key: string): KeelsonError {
  const says = `the seed of ${key} is not kept here; name a key of this keyring that was not rotated out`;
  return new KeelsonError('unknown-key', { says, keripy: 'ValueError', facts: { key } });
}
