/** The backends as the suites open them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLmdbStore } from '../../storage/lmdb.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import type { Backend } from './suite.ts';

/** A new empty folder. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'keelson-test-'));
}

export const memoryBackend: Backend = { open: openMemoryStore, reopen: undefined, clean: () => undefined };

/** LMDB in a temporary folder, a new one each time. */
export function lmdbBackend(): Backend {
  let folder = '';
  return {
    open: () => {
      folder = temporaryFolder();
      return openLmdbStore(folder);
    },
    reopen: () => openLmdbStore(folder),
    clean: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
