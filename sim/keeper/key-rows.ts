/**
 * The rows of a key store on a simulated disk: what strikes the commits of a log strikes these, too.
 *
 * Source: dst.md 2.6. A simulated disk has the tables of a log; two of them stand for those of a key store.
 */
import type { KeyRow, KeyRows, KeyTable } from '../../storage/lmdb-keys.ts';
import type { Row, Store } from '../../storage/store.ts';
import type { TableName } from '../../storage/tables.ts';

const places: { readonly [table in KeyTable]: TableName } = { about: 'meta', kept: 'bodies' };

/** The rows of the key store in a store of their own. */
export function keyRowsIn(store: Store): KeyRows {
  const placed = <R extends KeyRow>({ table, key, value }: R): Row => ({ table: places[table], key, value });
  return {
    get: (table, key) => store.get(places[table], key),
    kept: () => [...store.range(places.kept, {})],
    commit: (rows, unchanged) =>
      store.commit(rows.map(placed), unchanged === undefined ? undefined : placed(unchanged)),
    close: () => store.close(),
  };
}
