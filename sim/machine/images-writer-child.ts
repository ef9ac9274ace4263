/**
 * The process whose disk is watched: a host takes a stream into a store on LMDB. It marks for the journal
 * when a commit begins and when it returned, and leaves the rows of every commit behind.
 *
 * Arguments: folder of the store, file for the commits, file for marks, how many commits, seed.
 */
import { openSync, writeSync } from 'node:fs';
import { openHost } from '../../shell/open.ts';
import { openLmdbStore } from '../../storage/lmdb.ts';
import type { Row, Store } from '../../storage/store.ts';
import { writeHistory } from './commit-history.ts';
import { openGeneratedStream } from './generated-stream.ts';

const [folder = '', historyFile = '', marksFile = '', commitCount = '60', seed = 'images'] =
  process.argv.slice(2);
const marks = openSync(marksFile, 'a');
const history: Row[][] = [];
const { part } = await openGeneratedStream(seed);
const store = openLmdbStore(folder);
writeSync(marks, 'open');

const marked: Store = {
  ...store,
  commit: (rows, unchanged) => {
    const kept = rows.map((row) => ({ ...row, value: row.value?.slice() }));
    writeSync(marks, 'begin');
    store.commit(rows, unchanged);
    writeSync(marks, 'end');
    history.push(kept);
  },
};
const host = await openHost({
  store: marked,
  batch: { countMax: 3 },
  outlet: () => undefined,
  tickMilliseconds: 0,
});
for (let number = 0; history.length < Number(commitCount); number++) {
  for (const message of part(number)) {
    if (history.length >= Number(commitCount)) break;
    await host.ingest(message);
  }
}
await host.close();
writeHistory(historyFile, history);
