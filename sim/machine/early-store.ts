/**
 * A store that answers before it commits: what a lane that kills processes must find. Never for use.
 *
 * Commits are seen at once and reach the store behind it some dozens at a time.
 */
import type { Row, Store } from '../../storage/store.ts';
import { tables } from '../../storage/tables.ts';
import { openDisk } from '../disk/open-disk.ts';

const heldCountMax = 40;

/** The store in front of `store`. */
export function earlyStore(store: Store): Store {
  const front = openDisk({ now: () => 0, draw: () => 0, overlap: false }).open();
  for (const { name } of tables) {
    front.commit(Array.from(store.range(name, {}), ([key, value]): Row => ({ table: name, key, value })));
  }
  let held: Row[] = [];
  let heldCount = 0;
  const release = (): void => {
    store.commit(held);
    held = [];
    heldCount = 0;
  };
  return {
    ...front,
    commit: (rows, unchanged) => {
      front.commit(rows, unchanged);
      held.push(...rows);
      heldCount += 1;
      if (heldCount >= heldCountMax) release();
    },
    close: async () => {
      release();
      await store.close();
    },
  };
}
