/** The waiting messages of a store, read page by page: a full escrow is never in memory at once. DESIGN 2.2. */
import type { Waiting } from '../kernel/state/escrow.ts';
import type { History } from '../storage/history.ts';

/** Entries read at a time. */
const pageCountMax = 256;

/**
 * What waits, in order of arrival. What leaves while it is read is left out, what comes meanwhile may be
 * among it. Cost: one look at every entry up to where the reader stops.
 */
export function* waitingEntries(history: Pick<History, 'waiting'>): Iterable<Waiting> {
  let after: string | undefined;
  for (;;) {
    const page = history.waiting({ countMax: pageCountMax, ...(after === undefined ? {} : { after }) });
    for (const { waiting } of page) yield waiting;
    const last = page.at(-1);
    if (last === undefined || page.length < pageCountMax) return;
    after = last.cursor;
  }
}
