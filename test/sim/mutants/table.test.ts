/** The table of planted bugs fits the judges and the code: each promise has one, and each piece of text stands where it says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { judges } from '../../../invariants/registry.ts';
import { plant } from '../../../sim/machine/mutant-hooks.ts';
import { mutants } from '../../../sim/mutants/registry.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const selfChecks = [
  'SameHashTwice',
  'FaultsObserved',
  'JudgesJudge',
  'CommandsOccur',
  'ShrunkFailsAlike',
  'RedIsRed',
  'JudgesKnowNoRules',
];

const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => readFileSync(path, 'utf8')) as {
  readonly config: { readonly compilerOptions: object };
};
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
const modules = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };

/** The text of the built file, made from its source. */
function builtText(file: string): string {
  const source = readFileSync(join(root, file.replace(/\.js$/, '.ts')), 'utf8');
  return ts.transpileModule(source, {
    compilerOptions: { ...options, ...modules },
    fileName: file.replace(/\.js$/, '.ts'),
  }).outputText;
}

test('every mutant has a name of its own', () => {
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  expect(mutants.filter(({ name }) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
});

test('every promise has a bug that is planted against it', () => {
  const guarded = new Set(mutants.map(({ expected }) => expected[0]));
  expect(judges.map(({ name }) => name).filter((name) => !guarded.has(name))).toEqual([]);
  expect(selfChecks.filter((name) => !guarded.has(name))).toEqual([]);
});

test('a mutant is filed under the promise of the judge it names', () => {
  const idOf = new Map(judges.map(({ id, name }) => [name, id]));
  for (const [place, name] of selfChecks.entries()) idOf.set(name, `X-${place + 1}`);
  expect(
    mutants.filter(({ id, expected }) => idOf.get(expected[0]) !== id).map(({ name, id }) => `${name} ${id}`),
  ).toEqual([]);
});

test('only judges and checks that exist are accepted as killers', () => {
  const known = new Set([...judges.map(({ name }) => name), ...selfChecks]);
  expect(mutants.flatMap(({ expected }) => expected.filter((name) => !known.has(name)))).toEqual([]);
});

describe('the text to replace stands once in what is built of', () => {
  test.each(mutants.flatMap(({ name, patches }) => patches.map((patch) => ({ name, patch }))))(
    '$patch.file for $name',
    ({ patch }) => {
      const planted = plant(builtText(patch.file), patch);
      expect(planted).toContain(patch.replace);
      const { diagnostics } = ts.transpileModule(planted, { reportDiagnostics: true });
      expect(diagnostics?.map(({ messageText }) => messageText)).toEqual([]);
    },
  );
});

describe('planting refuses', () => {
  const patch = { file: 'a.js', find: 'one', replace: 'mutated(two)' };

  test('a text that is not there', () => {
    expect(() => plant('none', { ...patch, find: 'three' })).toThrow('stands 0 times');
  });

  test('a text that is there twice', () => {
    expect(() => plant('one one', patch)).toThrow('stands 2 times');
  });

  test('a replacement that would not show that it ran', () => {
    expect(() => plant('one', { ...patch, replace: 'two' })).toThrow('nothing shows');
  });
});
