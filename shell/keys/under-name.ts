/** A part of what a provider keeps, under a name of its own: two owners of one provider do not meet. */
import type { KeyProvider } from './key-provider.ts';

/** The provider of all ids that begin with `name` and a full stop, without this beginning. */
export function keysUnder(name: string, provider: KeyProvider): KeyProvider {
  const under = (id: string): string => `${name}.${id}`;
  const keys: KeyProvider = {
    getKey: (id) => provider.getKey(under(id)),
    storeKey: (id, key, options) => provider.storeKey(under(id), key, options),
    deleteKey: (id) => provider.deleteKey(under(id)),
  };
  const { changeKeys } = provider;
  if (changeKeys === undefined) return keys;
  return {
    ...keys,
    changeKeys: (changes) => changeKeys(changes.map((change) => ({ ...change, id: under(change.id) }))),
  };
}
