/**
 * A process that is to be killed: takes a stream from standard input into a store on LMDB, and says every
 * decision on a line of standard output as soon as it is durable.
 *
 * Arguments: folder, commands in a transaction, and `early` for the control that answers before it commits.
 */
import { writeSync } from 'node:fs';
import { openHost } from '../../shell/open.ts';
import { openLmdbStore } from '../../storage/lmdb.ts';
import { earlyStore } from './early-store.ts';

const [folder = '', countMax = '1', control] = process.argv.slice(2);
const store = openLmdbStore(folder);
const host = await openHost({
  store: control === 'early' ? earlyStore(store) : store,
  batch: { countMax: Number(countMax) },
  outlet: () => undefined,
});
writeSync(1, 'open\n');
await host.ingest(process.stdin, {
  onDecision: ({ decision, said }) => void writeSync(1, `${decision} ${said ?? '-'}\n`),
});
writeSync(1, 'done\n');
await host.close();
