/**
 * A process that is killed: delivers a stream to an LMDB store in batches, again and again under new
 * numbers, and says on standard output how many records each returned commit made durable.
 */
import { writeSync } from 'node:fs';
import { openLedger } from '../../storage/ledger.ts';
import { openLmdbStore } from '../../storage/lmdb.ts';
import { algorithms, benchBytes, deliver, deliveriesOf } from './drive.ts';

const [folder = '', batchText = '10'] = process.argv.slice(2);
const batchCount = Number(batchText);
const deliveries = deliveriesOf(benchBytes('shuffled-1000.cesr'));
const ledger = openLedger(openLmdbStore(folder), { algorithms, keyStateCacheCountMax: 100 });
writeSync(1, 'open\n');
for (let at = 0; at < deliveries.length; at += batchCount) {
  deliver(ledger, deliveries.slice(at, at + batchCount), at);
  ledger.commit();
  const { count, escrowChanges } = ledger.head();
  writeSync(1, `${String(count)} ${String(escrowChanges)}\n`);
}
writeSync(1, 'done\n');
