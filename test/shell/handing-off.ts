/**
 * A process that is to be killed: takes a stream into a store on LMDB, with an outlet that writes what it is handed
 * to the end of a file, a line a send, and says on standard output that it did.
 *
 * Arguments: folder of the store, file of the stream, file for the lines, commands in a transaction.
 */
import { openSync, readFileSync, writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { openHost } from '../../shell/open.ts';

const [path = '', stream = '', lines = '', countMax = '1'] = process.argv.slice(2);
const file = openSync(lines, 'a');
writeSync(file, 'open\n');
const host = await openHost({
  path,
  checks: 'head',
  tickMilliseconds: 0,
  batch: { countMax: Number(countMax) },
  outlet: async (send, key) => {
    writeSync(file, `${key} ${send.kind} ${'said' in send ? (send.said ?? '-') : '-'}\n`);
    writeSync(1, '.');
    await setImmediate();
  },
});
await host.ingest(readFileSync(stream));
await host.close();
