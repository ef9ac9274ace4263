/**
 * What a keyring keeps with its provider, by id. Seeds and salts are raw bytes, all else is JSON.
 *
 * A sequence is kept under its first public key for ever; names lead to it, so that giving it another identifier
 * moves no secret. Two sets may have a key in common: their paths meet, or their seeds were given. A seed is deleted
 * when the last set that uses it lets it go.
 */
import { keyOf } from '../../kernel/cesr/identifiers.ts';
import { KeelsonError } from '../errors.ts';
import type { ErrorFacts } from '../errors.ts';
import { openBatch } from './key-batch.ts';
import type { RecordChange } from './hab-keys.ts';
import type { KeyProvider } from './key-provider.ts';
import { refused } from './key-plan.ts';
import { finishChanges } from './redo.ts';
import { saltSizeBytes } from './salter.ts';
import { Secret } from './secret.ts';
import { seedCodeOf } from './signer.ts';
import type { Signer, SignerOf, SignerOptions } from './signer.ts';
import {
  formatRecord,
  parseKeys,
  parseLabel,
  parseNaming,
  parseRoot,
  parseSequence,
  parseSets,
} from './situation.ts';
import type { KeyLot, Naming, Root, Sequence } from './situation.ts';

/** Ids of a sequence, by its first public key. */
const idOf = {
  root: 'root',
  rootSalt: 'root.salt',
  name: (prefix: string) => `name.${prefix}`,
  sequence: (first: string) => `sequence.${first}`,
  salt: (first: string) => `salt.${first}`,
  keys: (first: string, ridx: number) => `keys.${first}.${ridx.toString(16)}`,
  seed: (key: string) => `seed.${key}`,
  users: (key: string) => `users.${key}`,
  record: (id: string) => `record.${id}`,
  ring: 'root.ring',
  held: (key: string) => `held.${key}`,
};

/** One set of keys with what signs for them, in the same order. */
export type KeySet = { readonly lot: KeyLot; readonly signers: readonly Signer[] };

/** A shelf whose changes are held back until `keep`, which keeps all of them or none. */
export type ShelfInCommon = { readonly shelf: KeyShelf; readonly keep: () => Promise<void> };

export class KeyShelf {
  readonly #provider: KeyProvider;
  readonly #signerOf: SignerOf;
  readonly #bind: () => void;

  constructor(provider: KeyProvider, signerOf: SignerOf, bind: () => void = () => undefined) {
    this.#provider = provider;
    this.#signerOf = signerOf;
    this.#bind = bind;
  }

  /** Keeps what `act` changes with the shelf that it gets, all at once where the provider can, when it has ended well. */
  async asOne<T>(act: (shelf: KeyShelf) => Promise<T>): Promise<T> {
    const batch = openBatch(this.#provider);
    try {
      const answer = await act(new KeyShelf(batch.provider, this.#signerOf, batch.bind));
      await batch.commit();
      return answer;
    } finally {
      batch.wipe();
    }
  }

  /** For the changes of several; undefined where the provider makes changes one by one. */
  inCommon(): ShelfInCommon | undefined {
    if (this.#provider.changeKeys === undefined) return undefined;
    const batch = openBatch(this.#provider);
    const keep = async () => {
      try {
        await batch.commit();
      } finally {
        batch.wipe();
      }
    };
    return { shelf: new KeyShelf(batch.provider, this.#signerOf), keep };
  }

  /** In `asOne`: what follows is public, and is kept as one whatever the provider. */
  bind(): void {
    this.#bind();
  }

  /** Keeps the rest of what was to be kept as one and was cut off. */
  async finish(): Promise<void> {
    await finishChanges(this.#provider);
  }

  async record(id: string): Promise<Uint8Array | undefined> {
    return this.#find(idOf.record(id));
  }

  async keepRecords(changes: readonly RecordChange[]): Promise<void> {
    for (const { id, record } of changes) {
      if (record !== undefined) await this.#keepPublic(idOf.record(id), record);
      else await this.#provider.deleteKey(idOf.record(id));
    }
  }

  async root(): Promise<Root | undefined> {
    return this.#read(idOf.root, parseRoot);
  }

  async keepRoot(root: Root): Promise<void> {
    await this.#keepPublic(idOf.root, formatRecord(root));
  }

  /** The salt of the keyring; it is there once the root is. */
  async rootSalt(): Promise<Secret> {
    return this.#salt(idOf.rootSalt);
  }

  async keepRootSalt(salt: Secret): Promise<void> {
    await salt.use((bytes) => this.#keepSecret(idOf.rootSalt, bytes));
  }

  /** The name of the keyring with the signer that holds its keys. */
  async ring(): Promise<string | undefined> {
    return this.#read(idOf.ring, parseLabel);
  }

  async keepRing(ring: string): Promise<void> {
    await this.#keepPublic(idOf.ring, formatRecord({ label: ring }));
  }

  /** The id of a key with the signer that holds it. */
  async heldId(key: string): Promise<string | undefined> {
    return this.#read(idOf.held(key), parseLabel);
  }

  async keepHeldId(key: string, id: string): Promise<void> {
    await this.#keepPublic(idOf.held(key), formatRecord({ label: id }));
  }

  async dropHeldId(key: string): Promise<void> {
    await this.#provider.deleteKey(idOf.held(key));
  }

  async naming(prefix: string): Promise<Naming | undefined> {
    return this.#read(idOf.name(prefix), parseNaming);
  }

  async keepNaming(prefix: string, naming: Naming): Promise<void> {
    await this.#keepPublic(idOf.name(prefix), formatRecord(naming));
  }

  async sequence(first: string): Promise<Sequence> {
    return parseSequence(await this.#provider.getKey(idOf.sequence(first)));
  }

  async keepSequence(first: string, sequence: Sequence): Promise<void> {
    await this.#keepPublic(idOf.sequence(first), formatRecord(sequence));
  }

  async salt(first: string): Promise<Secret> {
    return this.#salt(idOf.salt(first));
  }

  async keepSalt(first: string, salt: Secret): Promise<void> {
    await salt.use((bytes) => this.#keepSecret(idOf.salt(first), bytes));
  }

  /** The public keys of one set of a sequence; undefined when there is no such set. */
  async keys(first: string, ridx: number): Promise<readonly string[] | undefined> {
    return this.#read(idOf.keys(first, ridx), parseKeys);
  }

  /** Keeps a set of keys: first the seeds, then the public keys. */
  async keepSet(first: string, { lot, signers }: KeySet): Promise<void> {
    await this.#keepSeeds(idOf.keys(first, lot.ridx), signers);
    await this.keepKeys(first, lot);
  }

  /** Keeps the public keys of a set. */
  async keepKeys(first: string, { ridx, keys }: KeyLot): Promise<void> {
    await this.#keepPublic(idOf.keys(first, ridx), formatRecord({ keys }));
  }

  /**
   * The signer of a public key. Throws `KeelsonError` of code `usage` for a text that is no public key, `unknown-key`
   * when its seed is not kept, and `damaged-store` when what is kept is not the seed of this key.
   */
  async signer(key: string): Promise<Signer> {
    const parts = keyOf(key);
    if (parts === undefined) throw refused('who signs is named by qualified public keys', {});
    const code = seedCodeOf(parts.scheme);
    const raw = code === undefined ? undefined : await this.#find(idOf.seed(key));
    if (code === undefined || raw === undefined) throw missingSeed(key);
    const seed = new Secret(raw);
    const signer = this.#kept(seed, { code, transferable: parts.transferable });
    if (signer?.key === key) return signer;
    seed.wipe();
    throw damagedSecret(`the seed of ${key}`, { key });
  }

  /** Lets the seeds of a set go, those too that did not come into force with it, and deletes those that no other set uses. */
  async dropSeeds(first: string, { ridx, keys }: KeyLot): Promise<void> {
    if (keys.length === 0) return;
    const set = idOf.keys(first, ridx);
    for (const key of (await this.keys(first, ridx)) ?? keys) {
      const others = (await this.#users(key)).filter((user) => user !== set);
      if (others.length > 0) {
        await this.#keepPublic(idOf.users(key), formatRecord({ sets: others }));
        continue;
      }
      await this.#provider.deleteKey(idOf.seed(key));
      await this.#provider.deleteKey(idOf.users(key));
    }
  }

  /** A seed that is there already is the same one: its public key says so. */
  async #keepSeeds(set: string, signers: readonly Signer[]): Promise<void> {
    for (const { key, seed } of signers) {
      const users = await this.#users(key);
      if (!users.includes(set))
        await this.#keepPublic(idOf.users(key), formatRecord({ sets: [...users, set] }));
      await seed.use((bytes) => this.#keepSecret(idOf.seed(key), bytes));
    }
  }

  /** The sets that use a key, by their ids. */
  async #users(key: string): Promise<readonly string[]> {
    return (await this.#read(idOf.users(key), parseSets)) ?? [];
  }

  async #salt(id: string): Promise<Secret> {
    const salt = new Secret(await this.#provider.getKey(id));
    if (salt.use(({ length }) => length) === saltSizeBytes) return salt;
    salt.wipe();
    throw damagedSecret('a salt', { id });
  }

  /** The signer of a seed that was kept; undefined when it is none of the scheme. */
  #kept(seed: Secret, options: SignerOptions): Signer | undefined {
    try {
      return this.#signerOf(seed, options);
    } catch (error) {
      if (error instanceof KeelsonError) return undefined;
      throw error;
    }
  }

  async #keepSecret(id: string, bytes: Uint8Array): Promise<void> {
    await this.#provider.storeKey(id, bytes, { replace: true });
  }

  async #keepPublic(id: string, bytes: Uint8Array): Promise<void> {
    await this.#provider.storeKey(id, bytes, { replace: true, isPublic: true });
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

function damagedSecret(what: string, facts: ErrorFacts): KeelsonError {
  const says = `what is kept as ${what} is none; restore the key store from a copy`;
  return new KeelsonError('damaged-store', { says, facts });
}

function missingSeed(key: string): KeelsonError {
  const says = `the seed of ${key} is not kept here; name a key of this keyring that was not rotated out`;
  return new KeelsonError('unknown-key', { says, keripy: 'ValueError', facts: { key } });
}
