/** Key stores in temporary folders, with passcodes that are cheap to stretch. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openLmdbKeys } from '../../shell/keys/index.ts';
import type { LmdbKeys, LmdbKeysOptions } from '../../shell/keys/index.ts';
import { temporaryFolder } from '../storage/backends.ts';

export const passcode = 'correct horse battery staple';
export const otherPasscode = 'Tr0ub4dor&3 is not as long';

const folders: string[] = [];
const opened: LmdbKeys[] = [];

afterAll(async () => {
  for (const keys of opened) await keys.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is not there yet; it is gone after the tests of the file. */
export function keysFolder(): string {
  const folder = temporaryFolder();
  folders.push(folder);
  return join(folder, 'keys');
}

/** Opens the key store in `path`; it is closed after the tests of the file. */
export async function openKeys(path: string, options: Partial<LmdbKeysOptions> = {}): Promise<LmdbKeys> {
  const keys = await openLmdbKeys({ path, passcode, temp: true, ...options });
  opened.push(keys);
  return keys;
}

/** What a call was refused with; undefined when it was not. */
export async function refusalOf(act: Promise<unknown>): Promise<unknown> {
  return act.then(
    () => undefined,
    (error: unknown) => error,
  );
}
