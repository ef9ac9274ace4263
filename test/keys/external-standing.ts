/** Programs that hold keys, as tests start them: built ones, ended after the tests of the file. */
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openExternalKeys, openExternalSigner } from '../../shell/keys/index.ts';
import type { ExternalKeys, ExternalProgramOptions, ExternalSigner } from '../../shell/keys/index.ts';
import { builtTree } from '../support/built-tree.ts';

const tree = await builtTree();
const opened: { readonly close: () => Promise<void> }[] = [];

afterAll(async () => {
  for (const one of opened) await one.close();
});

/** How a program of this folder is started. */
export function programOf(name: string, ...args: readonly string[]): ExternalProgramOptions {
  const file = join(tree, 'test', 'keys', 'programs', `${name}.js`);
  return { command: process.execPath, args: [file, ...args] };
}

export async function openKeysOf(options: ExternalProgramOptions): Promise<ExternalKeys> {
  const keys = await openExternalKeys(options);
  opened.push(keys);
  return keys;
}

export async function openSignerOf(options: ExternalProgramOptions): Promise<ExternalSigner> {
  const signer = await openExternalSigner(options);
  opened.push(signer);
  return signer;
}
