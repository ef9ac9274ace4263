/** A store with keys for tests of the command: calls of it, everything that it said, and its files. */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import type * as Door from '../../../shell/index.ts';
import type * as Running from '../../../shell/cli/run.ts';
import { temporaryFolder } from '../../storage/backends.ts';
import { builtModule } from '../../support/built-tree.ts';
import { callerOf } from '../../support/caller.ts';
import type { Called } from '../../support/caller.ts';

/** The built command and library: what users run, and quicker to load than the sources. */
export const { runKeelson } = await builtModule<typeof Running>('shell/cli/run.ts');

export const { openHost } = await builtModule<typeof Door>('shell/index.ts');

export const passcode = 'correct horse battery staple';

export type Row = { readonly [field: string]: unknown };

/** What a call said, with the rows of its JSON. */
export type Answer = Called & { readonly rows: readonly Row[]; readonly row: Row };

/** One user of the command: a store, its keys, and a folder for the files that he makes. */
export type Node = {
  readonly folder: string;
  readonly store: string;
  readonly keys: string;
  /** Calls the command with `--json`. */
  readonly call: (...words: readonly string[]) => Promise<Answer>;
  /** As `call`, and expects that it ends with 0. */
  readonly good: (...words: readonly string[]) => Promise<Answer>;
  /** Calls the command as a person does, without `--json`. */
  readonly plain: (...words: readonly string[]) => Promise<Called>;
  /** The path of a file of the user. */
  readonly path: (name: string) => string;
  /** Writes a file of the user; answers its path. */
  readonly file: (name: string, content: string | Uint8Array) => string;
  /** Everything that was said in all calls. */
  readonly said: () => string;
};

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Opens a user; nothing is there yet. */
export function openNode(env: Readonly<Record<string, string>> = { KEELSON_PASSCODE: passcode }): Node {
  const folder = temporaryFolder();
  folders.push(folder);
  const store = join(folder, 'store');
  const caller = callerOf(runKeelson, { env });
  let said = '';
  const plain = async (...words: readonly string[]): Promise<Called> => {
    const called = await caller(...words, '--store', store);
    said += called.out + called.err;
    return called;
  };
  const call = async (...words: readonly string[]): Promise<Answer> => {
    const called = await plain(...words, '--json');
    const rows = called.out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Row);
    return { ...called, rows, row: rows[0] ?? {} };
  };
  const path = (name: string): string => join(folder, name);
  return {
    folder,
    store,
    keys: `${store}-keys`,
    call,
    good: async (...words) => {
      const answer = await call(...words);
      expect([words, answer.code, answer.err]).toEqual([words, 0, '']);
      return answer;
    },
    plain,
    path,
    file: (name, content) => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path(name), content);
      return path(name);
    },
    said: () => said,
  };
}

/** Opens a user with keys that are cheap to make. */
export async function foundNode(): Promise<Node> {
  const node = openNode();
  await node.good('init', '--temp');
  return node;
}

/** The bytes of all files of a user. */
export function filesOf({ folder }: Node): readonly Buffer[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
}
