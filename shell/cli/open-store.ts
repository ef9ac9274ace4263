/** Opens the host that a command works on, and closes it whatever happens. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { dataFile } from '../../storage/lmdb.ts';
import { closedMarkFile } from '../../storage/lmdb-file.ts';
import { KeelsonError } from '../errors.ts';
import type { Host } from '../host.ts';
import { openHost } from '../open.ts';
import type { HostOptions } from '../open.ts';

/** Runs `use` on the host of a folder. The folder is made when there is none. */
export async function withHost<T>(options: HostOptions, use: (host: Host) => Promise<T>): Promise<T> {
  if ('path' in options) assertNoFile(options.path);
  const host = await openHost({ tickMilliseconds: 0, ...options });
  try {
    return await use(host);
  } catch (thrown) {
    throw isOfOtherWriter(thrown) ? otherWriter(thrown) : thrown;
  } finally {
    await host.close();
  }
}

/**
 * As `withHost`, for commands that only read, and only make sense on a store that is there. They may run
 * beside a host that writes, so the store is not walked; every row is checked when it is read.
 */
export async function withKnownHost<T>(path: string, use: (host: Host) => Promise<T>): Promise<T> {
  assertStore(path);
  return await withHost({ path, checks: 'head' }, use);
}

/** Throws unless there is a store in the folder. */
export function assertStore(path: string): void {
  assertNoFile(path);
  const file = statSync(join(path, dataFile), { throwIfNoEntry: false });
  if (file !== undefined && (file.size > 0 || existsSync(join(path, closedMarkFile)))) return;
  const why = file === undefined ? '' : ` (${dataFile} is empty)`;
  throw new KeelsonError('cannot-read', {
    says: `there is no store in ${path}${why}; make one with \`keelson ingest FILE --store ${path}\`, or name another with --store`,
  });
}

/** A store is a folder; a file in its place is a slip of the caller's. */
function assertNoFile(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return;
  throw new KeelsonError('usage', { says: `${path} is a file; a store is a folder: name one with --store` });
}

/** True when a commit was refused because another process had committed meanwhile. */
function isOfOtherWriter(thrown: unknown): boolean {
  if (!(thrown instanceof KeelsonError)) return false;
  return thrown.facts['storeCode'] === 'conflict' || isOfOtherWriter(thrown.cause);
}

function otherWriter(cause: unknown): KeelsonError {
  return new KeelsonError('store-failed', {
    says: 'another process writes to the store; when it has ended, do this again: what was decided before is kept',
    cause,
  });
}
