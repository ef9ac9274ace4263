/** Opens the keys that a command works with, and closes them whatever happens. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { dataFile } from '../../../storage/lmdb-file.ts';
import { KeelsonError } from '../../errors.ts';
import { openLmdbKeys } from '../../keys/index.ts';
import type { LmdbKeys, LmdbKeysOptions } from '../../keys/index.ts';
import { passwordOf } from '../../keys/passcode.ts';
import type { Context } from '../context.ts';
import type { SharedFlags } from '../flags.ts';
import { keysFolderOf } from './flags.ts';
import type { KeyFlags } from './flags.ts';
import { passcodeName, withPasscode } from './passcode.ts';

/** Flags of a command that uses keys. */
export type IdentityFlags = KeyFlags & SharedFlags;

/** Runs `use` on the keys that are there. Rejects with `cannot-read` when there are none, and as `openLmdbKeys` does. */
export async function withKeys<T>(
  context: Context,
  flags: IdentityFlags,
  use: (keys: LmdbKeys) => Promise<T>,
): Promise<T> {
  const path = keysFolderOf(flags);
  assertKeys(path);
  const wanted = { name: passcodeName, descriptor: flags.passcodeFd, isNew: false };
  const keys = await withPasscode(context, wanted, (passcode) => openLmdbKeys({ path, passcode }));
  return await closing(keys, use);
}

/** As `withKeys`, and founds the keys when there are none. */
export async function withFoundedKeys<T>(
  context: Context,
  flags: IdentityFlags & Pick<LmdbKeysOptions, 'tier' | 'temp'>,
  use: (keys: LmdbKeys) => Promise<T>,
): Promise<T> {
  const path = keysFolderOf(flags);
  assertNoFile(path);
  const { passcodeFd: descriptor, tier, temp = false } = flags;
  const wanted = { name: passcodeName, descriptor, isNew: !isThere(path) };
  const cost = tier === undefined ? { temp } : { tier, temp };
  const keys = await withPasscode(context, wanted, (passcode) => {
    // Before the folder is made, so that none is left behind a passcode that is none.
    passwordOf(passcode).fill(0);
    return openLmdbKeys({ path, passcode, ...cost });
  });
  return await closing(keys, use);
}

async function closing<T>(keys: LmdbKeys, use: (keys: LmdbKeys) => Promise<T>): Promise<T> {
  try {
    return await use(keys);
  } finally {
    await keys.close();
  }
}

function assertKeys(path: string): void {
  assertNoFile(path);
  if (isThere(path)) return;
  throw new KeelsonError('cannot-read', {
    says: `there are no keys in ${path}; make them with \`keelson init\`, or name another folder with --keys`,
  });
}

/** An empty file holds no keys, and nobody takes it for a new place of them but who founds one. */
function isThere(path: string): boolean {
  return (statSync(join(path, dataFile), { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Keys are in a folder; a file in its place is a slip of the caller's. */
function assertNoFile(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return;
  throw new KeelsonError('usage', { says: `${path} is a file; keys are in a folder: name one with --keys` });
}
