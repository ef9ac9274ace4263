/**
 * Changes that belong together, held back until all of them are there.
 *
 * A provider that makes several changes as one gets them in one call, and a crash leaves all or none; others get them
 * one by one, in the order in which they were made.
 */
import { copyBytes } from '../../kernel/std/bytes.ts';
import { KeelsonError } from '../errors.ts';
import type { KeyChange, KeyProvider } from './key-provider.ts';
import { changeOne, changeWhole } from './redo.ts';

export type KeyBatch = {
  /** The provider as it will be: reads see the changes that are held back. */
  readonly provider: KeyProvider;
  /** What is changed from here on is one, also where the provider makes changes one by one; it is no secret. */
  readonly bind: () => void;
  readonly commit: () => Promise<void>;
  /** Overwrites what was held back and what was read. */
  readonly wipe: () => void;
};

/** Begins a batch over a provider, which nobody else changes until it is committed. */
export function openBatch(under: KeyProvider): KeyBatch {
  const changes: KeyChange[] = [];
  const seen = new Map<string, Uint8Array>();
  const latest = new Map<string, Uint8Array | undefined>();
  let bound: number | undefined;
  const note = (change: KeyChange): void => {
    changes.push(change);
    latest.set(change.id, change.key);
  };
  const known = async (id: string): Promise<Uint8Array> => {
    const key = seen.get(id) ?? (await under.getKey(id));
    seen.set(id, key);
    return key;
  };
  const getKey: KeyProvider['getKey'] = async (id) => {
    if (!latest.has(id)) return copyBytes(await known(id));
    const key = latest.get(id);
    if (key === undefined) throw unknownKey(id);
    return copyBytes(key);
  };
  const changeKeys: KeyProvider['changeKeys'] = async (more) => {
    for (const { key, ...change } of more) note({ ...change, key: key === undefined ? key : copyBytes(key) });
  };
  return {
    provider: {
      ...(under.changeKeys === undefined ? {} : { changeKeys }),
      getKey,
      storeKey: async (id, key, options) => {
        const { replace = false, isPublic = false } = options ?? {};
        if (!replace && (await isKept(getKey, id))) throw takenId(id);
        note({ id, key: copyBytes(key), isPublic });
      },
      deleteKey: async (id) => {
        const isThere = await isKept(getKey, id);
        if (isThere) note({ id, key: undefined });
        return isThere;
      },
    },
    bind: () => {
      bound ??= changes.length;
    },
    commit: async () => {
      if (under.changeKeys !== undefined) {
        if (changes.length > 0) await under.changeKeys(changes);
        return;
      }
      for (const change of changes.slice(0, bound)) await changeOne(under, change);
      if (bound !== undefined) await changeWhole(under, changes.slice(bound));
    },
    wipe: () => {
      for (const { key } of changes) key?.fill(0);
      for (const key of seen.values()) key.fill(0);
      seen.clear();
    },
  };
}

/** Nothing is kept under an id. */
export function unknownKey(id: string): KeelsonError {
  const says = `no key is kept under ${JSON.stringify(id)}`;
  return new KeelsonError('unknown-key', { says, keripy: 'ValueError', facts: { id } });
}

/** An id is taken, and nobody said that it may be replaced. */
export function takenId(id: string): KeelsonError {
  const says = `a key is kept under ${JSON.stringify(id)} already`;
  return new KeelsonError('key-exists', { says, keripy: 'ValueError', facts: { id } });
}

async function isKept(getKey: KeyProvider['getKey'], id: string): Promise<boolean> {
  try {
    const key = await getKey(id);
    key.fill(0);
    return true;
  } catch (error) {
    if (error instanceof KeelsonError && error.code === 'unknown-key') return false;
    throw error;
  }
}
