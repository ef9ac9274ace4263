/**
 * The tree as plain JavaScript, for tests that start processes and threads: what users run is built too, and a
 * process that loads sources by tsx spends a second on it. It is made once a run, from the sources as they stand, by the
 * test file that asks first; vitest.config.ts gives each run a folder, and end-of-build.ts removes it.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import { builtTreeFolder } from './built-tree-folder.ts';

const root = join(import.meta.dirname, '..', '..');
const folders = [
  'kernel',
  'invariants',
  'storage',
  'shell',
  'sim',
  'test/bounds',
  'test/keys',
  'test/shell/cli',
  'test/shell/habs',
  'test/storage',
  'test/support',
];
const lookMillis = 50;
const looksMax = 2400;

/** The folder of the built tree: `shell/cli/main.js` stands in it as it does in `dist`. */
export async function builtTree(): Promise<string> {
  const folder = builtTreeFolder();
  const isWhole = (): boolean => existsSync(join(folder, 'package.json'));
  if (isWhole()) return folder;
  if (isFirst(folder)) await build(folder);
  for (let look = 0; !isWhole(); look++) {
    if (look === looksMax) throw new Error(`nobody finished the tree in ${folder}`);
    await setTimeout(lookMillis);
  }
  return folder;
}

/** The module of the built tree that is made from `file`, such as `shell/open.ts`; name its type by `typeof import`. */
export async function builtModule<M>(file: string): Promise<M> {
  const path = join(await builtTree(), file.replace(/\.ts$/, '.js'));
  return (await import(pathToFileURL(path).href)) as M;
}

/** True for the one process of the run that makes the folder. */
function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Makes JavaScript of TypeScript, as the compiler writes it. */
export async function openTranspiler(): Promise<(code: string) => string> {
  const { default: ts } = await import('typescript');
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => readFileSync(path, 'utf8')) as {
    readonly config: { readonly compilerOptions: object };
  };
  const given = {
    ...config.compilerOptions,
    module: 'esnext',
    moduleResolution: 'bundler',
    sourceMap: false,
  };
  const { options: compilerOptions } = ts.convertCompilerOptionsFromJson(given, root);
  return (code) => ts.transpileModule(code, { compilerOptions }).outputText;
}

async function build(folder: string): Promise<void> {
  const transpiled = await openTranspiler();
  for (const file of folders.flatMap(sourcesIn)) {
    const text = readFileSync(join(root, file), 'utf8');
    const isCode = file.endsWith('.ts');
    const path = join(folder, isCode ? file.replace(/\.ts$/, '.js') : file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, isCode ? transpiled(text) : text);
  }
  symlinkSync(join(root, 'test', 'vectors'), join(folder, 'test', 'vectors'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|c)$/.test(name) && !/\.(test|d)\.ts$/.test(name))
    .map((name) => join(folder, name));
}
