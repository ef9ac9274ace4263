/**
 * Gives back the space that removed rows held. The copy is made beside the store, checked, flushed, and
 * put in its place by one rename: a process that dies in between leaves the old store or the new one.
 *
 * No other process may have the store open: its pages would be those of the file that was replaced.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { headsEqual, openHead } from './head.ts';
import type { StoreHead } from './head.ts';
import { dataFile, openLmdbStore } from './lmdb.ts';
import { StoreError } from './store.ts';

export type CompactReport = { readonly beforeBytes: number; readonly afterBytes: number };

/** Compacts the LMDB store in `folder`, which must not be open. */
export async function compactLmdbStore(folder: string): Promise<CompactReport> {
  const copy = join(folder, 'compacting');
  const beforeBytes = statSync(join(folder, dataFile)).size;
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy);
  const store = openLmdbStore(folder);
  let head: StoreHead;
  try {
    head = openHead(store);
    await store.copyTo(copy);
  } finally {
    await store.close();
  }
  await checkCopy(copy, head);
  flush(join(copy, dataFile));
  renameSync(join(copy, dataFile), join(folder, dataFile));
  flush(folder);
  rmSync(copy, { recursive: true, force: true });
  return { beforeBytes, afterBytes: statSync(join(folder, dataFile)).size };
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
