/**
 * An LMDB environment in a folder of its own, with the options that make a returned commit durable.
 *
 * Source: dst.md 2.5 (R1, R7), limits.md A4. In lmdb 3.5.6 overlapping syncs can acknowledge a commit that is lost,
 * and can damage the store after a failed one: they are off, and that is asserted.
 */
import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import { open } from 'lmdb';
import type { Database, RootDatabase } from 'lmdb';
import { assert } from '../kernel/std/assert.ts';
import { dataFile, flawOfDataFile } from './lmdb-file.ts';
import { makeFolder } from './make-folder.ts';
import { StoreError, keySizeMax } from './store.ts';

/** One table of an environment. */
export type Rows = Database<Uint8Array, string>;

export type Environment<Name extends string> = {
  readonly root: RootDatabase<Uint8Array, string>;
  /** Throws `closed` once the environment is. */
  readonly assertOpen: () => void;
  /** The table of that name; throws `closed`. */
  readonly rowsOf: (name: Name) => Rows;
  readonly close: () => Promise<void>;
};

/** Room for tables of later versions. */
const spareTables = 8;

/**
 * Opens the environment in `folder`, and makes it with tables of these names when there is none. Throws `StoreError`:
 * `damaged` or `unfinished` for a file that LMDB is not to be asked about, `unsupported-format` when all its tables
 * have other names, `unsafe-options`, and `open-failed`.
 */
export function openEnvironment<Name extends string>(
  folder: string,
  names: readonly Name[],
): Environment<Name> {
  try {
    makeFolder(folder);
    const flaw = flawOfDataFile(join(folder, dataFile));
    if (flaw !== undefined)
      throw new StoreError(
        flaw.code,
        `the store in ${folder} could not be opened: ${dataFile}: ${flaw.says}`,
      );
    const root = open<Uint8Array, string>({
      path: folder,
      noSubdir: false,
      encoding: 'binary',
      maxDbs: names.length + spareTables,
      overlappingSync: false,
      noSync: false,
      noMetaSync: false,
      useWritemap: false,
      cache: false,
      compression: false,
    });
    assertSafeOptions(root);
    // Readers of processes that were killed would keep every page from then on.
    root.readerCheck();
    assertOfKind(root, folder, names);
    const databases = names.map((name) => {
      const database: Rows = root.openDB<Uint8Array, string>(name, { encoding: 'binary' });
      return [name, database] as const;
    });
    return opened(root, new Map(databases));
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    const says = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError('open-failed', `the store in ${folder} could not be opened: ${says}`, cause);
  }
}

function opened<Name extends string>(
  root: RootDatabase<Uint8Array, string>,
  databases: ReadonlyMap<Name, Rows>,
): Environment<Name> {
  let isOpen = true;
  const assertOpen = (): void => {
    if (!isOpen) throw new StoreError('closed', 'the store is closed');
  };
  return {
    root,
    assertOpen,
    rowsOf: (name) => {
      assertOpen();
      const rows = databases.get(name);
      assert(rows !== undefined, 'every table is a database of the environment');
      return rows;
    },
    close: async () => {
      if (!isOpen) return;
      isOpen = false;
      await root.close();
    },
  };
}

/** What the disk of a folder has left for this user. */
export function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Options any of which would let an acknowledged commit be lost. */
const unsafeOptions = ['overlappingSync', 'noSync', 'noMetaSync', 'useWritemap', 'mapAsync'] as const;

/**
 * R1: throws unless the environment runs with the options that make a returned commit durable. The
 * library keeps what is in effect, also after it joined an environment that others opened, on the object.
 */
function assertSafeOptions(root: RootDatabase<Uint8Array, string>): void {
  const effective = new Map<string, unknown>(Object.entries(root));
  const isSafe =
    effective.get('overlappingSync') === false &&
    effective.get('encoding') === 'binary' &&
    Number(effective.get('maxKeySize')) >= keySizeMax &&
    unsafeOptions.every((name) => effective.get(name) === undefined || effective.get(name) === false);
  if (!isSafe)
    throw new StoreError('unsafe-options', 'LMDB does not run with the options that durability needs');
}

/** Tables are rows of the root, by their names. What has others only is not ours to write to. */
function assertOfKind(
  root: RootDatabase<Uint8Array, string>,
  folder: string,
  names: readonly string[],
): void {
  const there = [...root.getKeys()];
  if (there.length === 0 || there.some((name) => names.includes(name))) return;
  void root.close();
  const says = `the store in ${folder} is one of another kind; name another folder`;
  throw new StoreError('unsupported-format', says);
}
