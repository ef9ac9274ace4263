/** One text for everything a store holds: equal texts, equal rows. */
import { createHash } from 'node:crypto';
import type { Store } from '../../storage/store.ts';
import { tables } from '../../storage/tables.ts';

export function digestOfStore(store: Store): string {
  const hash = createHash('sha256');
  for (const { name } of tables) {
    for (const [key, value] of store.range(name, {})) {
      hash.update(`${name} ${key} ${String(value.length)}\n`).update(value);
    }
  }
  return hash.digest('hex').slice(0, 32);
}
