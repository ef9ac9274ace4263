/**
 * A process that opens images: builds each from the journal, opens it as a store, and says what it holds on a
 * line of standard output. A damaged image may end it; whoever started it goes on with the next one.
 *
 * Arguments: journal, commits, folder for images, seed, `ignores-syncs` or `honours-syncs`. Standard input:
 * a line `deed choice returned` an image, in order of deeds.
 */
import { mkdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { dataFile, openLmdbStore } from '../../storage/lmdb.ts';
import type { Row } from '../../storage/store.ts';
import { readHistory } from './commit-history.ts';
import { openDiskMoment } from './crash-images.ts';
import { digestOfStore } from './store-digest.ts';
import { readJournal } from './write-journal.ts';

const [journal = '', historyFile = '', folder = '', seed = '', syncs] = process.argv.slice(2);
const history = readHistory(historyFile);
const moment = openDiskMoment(readJournal(journal), { seed, ignoresSyncs: syncs === 'ignores-syncs' });
const stood = standings();

/** Digest of every prefix of the commits: what an image may go on from. */
function standings(): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const place = join(folder, 'whole');
  mkdirSync(place, { recursive: true });
  const store = openLmdbStore(place);
  found.set(digestOfStore(store), 0);
  for (const [at, rows] of history.entries()) {
    store.commit(rows);
    found.set(digestOfStore(store), at + 1);
  }
  void store.close();
  return found;
}

/** What the image holds, and whether it takes the commit that follows. */
async function outcomeOf(place: string): Promise<string> {
  const store = openLmdbStore(place);
  try {
    const digest = digestOfStore(store);
    const count = stood.get(digest);
    const next: readonly Row[] | undefined = count === undefined ? undefined : history[count];
    if (next === undefined) return digest;
    store.commit(next);
    return stood.get(digestOfStore(store)) === (count ?? 0) + 1 ? digest : 'cannot-go-on';
  } finally {
    await store.close();
  }
}

let number = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const [at = 0, choice = 0] = line.split(' ').map(Number);
  moment.advance(at);
  const place = join(folder, String(number));
  number += 1;
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, dataFile), moment.image(moment.drawn(choice)));
  const outcome = await outcomeOf(place).catch((error: unknown) => codeOf(error));
  writeSync(1, `${outcome}\n`);
  rmSync(place, { recursive: true, force: true });
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return `refused:${String(error.code)}`;
  return `refused:${error instanceof Error ? error.name : 'unknown'}`;
}
