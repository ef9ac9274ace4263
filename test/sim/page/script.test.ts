/** The script of the page is plain JavaScript with its types in comments: the compiler reads it as strictly as our own code. */
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { pageScript } from '../../../sim/page/script.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const place = join(root, 'sim', 'page', 'script', 'joined.js');

const options: ts.CompilerOptions = {
  allowJs: true,
  checkJs: true,
  noEmit: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  allowImportingTsExtensions: true,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
  skipLibCheck: true,
};

/** What the compiler has against a text that stands in that place. */
function complaints(text: string): readonly string[] {
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (path) => (path === place ? text : readFile(path));
  host.fileExists = (path) => path === place || fileExists(path);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (path, version) =>
    path === place ? ts.createSourceFile(path, text, version, true) : getSourceFile(path, version);
  const program = ts.createProgram([place], options, host);
  const source = program.getSourceFile(place);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
    ({ messageText, start = 0 }) => {
      const { line } = ts.getLineAndCharacterOfPosition(source ?? ts.createSourceFile('', '', 99), start);
      return `${text.split('\n')[line] ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    },
  );
}

test('the compiler has nothing against the script', () => {
  expect(complaints(pageScript)).toEqual([]);
});

test('the compiler sees a wrong name in the model and a wrong type', () => {
  expect(complaints(pageScript.replace('model.healAt', 'model.healedAt'))).not.toEqual([]);
  expect(complaints(pageScript.replace('zoom(0.6, middle())', "zoom('0.6', middle())"))).not.toEqual([]);
});

test('the script makes no markup out of text, and asks nobody', () => {
  const banned =
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|fetch\(|XMLHttpRequest|WebSocket|import\(|localStorage|Date\b|Math\.random/;
  const code = pageScript.split('\n').filter((line) => !line.startsWith('/** @typedef'));
  expect(code.filter((line) => banned.test(line))).toEqual([]);
});

test('nothing in the script could end its element', () => {
  expect(/<\/script|<!--/i.test(pageScript)).toBe(false);
});
