/**
 * Gives back the space that removed rows held. The copy is made beside the store, checked, flushed, and
 * put in its place by one rename: a process that dies in between leaves the old store or the new one.
 *
 * No other process may have the store open: what it commits would go into the file that was replaced, and whoever
 * opens the new one meanwhile would be led by the lock file of the old. So compacting is refused while one has.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { headsEqual, openHead } from './head.ts';
import type { StoreHead } from './head.ts';
import { dataFile, openLmdbStore } from './lmdb.ts';
import type { LmdbStore } from './lmdb.ts';
import { StoreError } from './store.ts';

export type CompactReport = { readonly beforeBytes: number; readonly afterBytes: number };

/** Compacts the LMDB store in `folder`, which must not be open. Throws `conflict` when another process has it open. */
export async function compactLmdbStore(folder: string): Promise<CompactReport> {
  const copy = join(folder, 'compacting');
  const beforeBytes = statSync(join(folder, dataFile)).size;
  const store = openLmdbStore(folder);
  try {
    assertAlone(store, folder);
    rmSync(copy, { recursive: true, force: true });
    mkdirSync(copy);
    await store.copyTo(copy);
    await checkCopy(copy, openHead(store));
    flush(join(copy, dataFile));
    assertAlone(store, folder);
    renameSync(join(copy, dataFile), join(folder, dataFile));
    flush(folder);
  } finally {
    await store.close();
    rmSync(copy, { recursive: true, force: true });
  }
  return { beforeBytes, afterBytes: statSync(join(folder, dataFile)).size };
}

function assertAlone(store: LmdbStore, folder: string): void {
  const [other] = store.otherReaders();
  if (other === undefined) return;
  throw new StoreError(
    'conflict',
    `process ${other} has the store in ${folder} open; end it, and compact again`,
  );
}

async function checkCopy(folder: string, expected: StoreHead): Promise<void> {
  const store = openLmdbStore(folder);
  try {
    if (!headsEqual(openHead(store), expected))
      throw new StoreError(
        'conflict',
        'the store changed while it was copied; close every other process and try again',
      );
  } finally {
    await store.close();
  }
}

/** Flushes a file, or the entries of a folder. */
function flush(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
