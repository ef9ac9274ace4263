/** docs/guides: every piece of code runs as it stands, has no error of types, and prints what the page says. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, describe, expect, test } from 'vitest';
import { builtTree, openTranspiler } from './support/built-tree.ts';

const root = join(import.meta.dirname, '..');
const guides = join(root, 'docs', 'guides');
const cache = join(root, '.cache');
const runMillis = 240_000;

type Manifest = { readonly exports: { readonly [door: string]: string | { readonly default: string } } };
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

type Piece = { readonly guide: string; readonly code: string; readonly prints: string };

/** The code of a guide, each piece with the text that stands behind it. */
function piecesOf(guide: string): readonly Piece[] {
  const text = readFileSync(join(guides, guide), 'utf8');
  return [...text.matchAll(/```ts\n([\s\S]*?)```(?:\s*```text\n([\s\S]*?)```)?/g)].map(
    ([, code = '', prints = '']) => ({ guide, code, prints }),
  );
}

/** The code with each door of the package as what `placeOf` makes of its file in `dist`. */
function withDoors(code: string, placeOf: (file: string) => string): string {
  return code.replaceAll(/'keelson(\/[a-z/]+)?'/g, (_, path = '') => {
    const door = manifest.exports[`.${String(path)}`];
    if (door === undefined || typeof door === 'string')
      throw new Error(`there is no door keelson${String(path)}`);
    return `'${placeOf(door.default.replace('./dist/', ''))}'`;
  });
}

mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'guides-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pieces = readdirSync(guides)
  .filter((name) => name.endsWith('.md'))
  .flatMap(piecesOf)
  .map((piece, at) => ({ ...piece, file: join(folder, `piece-${at}.mts`) }));
const built = await builtTree();
const transpiled = await openTranspiler();
for (const { file, code } of pieces) {
  writeFileSync(
    file,
    withDoors(code, (door) => `../../${door.replace(/\.js$/, '.ts')}`),
  );
  writeFileSync(runnable(file), transpiled(withDoors(code, (door) => pathToFileURL(join(built, door)).href)));
}

/** The file of a piece as plain JavaScript. */
function runnable(file: string): string {
  return file.replace(/\.mts$/, '.mjs');
}

test('the guides have code', () => {
  expect(pieces.length).toBeGreaterThan(5);
});

test('the first property test of the guide has fewer than thirty lines', () => {
  const [first] = piecesOf('testing.md');
  expect(first?.code).toContain('fc.asyncProperty(plans(), deliveries(), mishaps()');
  expect(first?.code.trim().split('\n').length).toBeLessThan(30);
});

test('no piece of code has an error of types', () => {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config as {
    readonly compilerOptions: object;
  };
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, noEmit: true }, root);
  const files = pieces.map(({ file }) => file);
  const program = ts.createProgram(files, options);
  const found = files.flatMap((file) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  });
  expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))).toEqual([]);
});

describe('each piece of code prints what the page says', () => {
  test.each(pieces)(
    '$guide: $code',
    ({ file, prints }) => {
      const run = spawnSync(process.execPath, [runnable(file)], { encoding: 'utf8', timeout: runMillis });
      expect(run.stderr).toBe('');
      expect(run.stdout).toBe(prints);
      expect(run.status).toBe(0);
    },
    runMillis,
  );
});
