/**
 * What every file of the project holds to and no other tool checks: docs/STYLE.md 3, 6, 12, 26, 28 and 30.
 * Sources are read as text; the words that are looked for are put together here so that this file passes too.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const skipped = new Set(['node_modules', 'dist', 'coverage', '.git', 'vectors', 'keelson-data']);

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      return skipped.has(entry.name) || entry.name.startsWith('.venv') || entry.name === '.cache'
        ? []
        : filesBelow(path);
    }
    return entry.isFile() ? [path] : [];
  });
}

type Source = { readonly path: string; readonly text: string; readonly lines: readonly string[] };

function read(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, lines: text.split('\n') };
}

const paths = filesBelow('.').map((path) => path.split(sep).join('/'));
const sources = paths.filter((path) => path.endsWith('.ts')).map(read);
const production = sources.filter(({ path }) => /^(kernel|storage|shell|sim|invariants)\//.test(path));
const documents = paths.filter((path) => /^(README|CHANGELOG)\.md$|^docs\/.*\.md$/.test(path)).map(read);

/** `path:line` of every line that matches. */
function places(files: readonly Source[], pattern: RegExp): string[] {
  return files.flatMap(({ path, lines }) =>
    lines.flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : [])),
  );
}

const drawers = [
  'util',
  'utils',
  'help' + 'er',
  'help' + 'ers',
  'common',
  'misc',
  'man' + 'ager',
  'stuff',
  'base',
  'shared',
];
const unfinished = ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK', 'W' + 'IP'];
const switchedOff = [
  'eslint-' + 'disable',
  '@ts-' + 'ignore',
  '@ts-' + 'expect-error',
  '@ts-' + 'nocheck',
  'biome-' + 'ignore',
  'istanbul ' + 'ignore',
  'v8 ' + 'ignore',
];

test('the project has sources and documents to look at', () => {
  expect(production.length).toBeGreaterThan(30);
  expect(documents.length).toBeGreaterThan(3);
});

describe('names', () => {
  test('files and folders are kebab-case', () => {
    const bad = sources.filter(
      ({ path }) => !/^[a-z0-9.]+(-[a-z0-9]+)*(\.(test|d|config))?\.ts$/.test(path.split('/').at(-1) ?? ''),
    );
    expect(bad.map(({ path }) => path)).toEqual([]);
  });

  test('no file or folder is a drawer', () => {
    const bad = paths.filter((path) =>
      path
        .replace(/\.[a-z.]+$/, '')
        .split(/[/-]/)
        .some((word) => drawers.includes(word)),
    );
    expect(bad).toEqual([]);
  });

  test('no exported name is a drawer', () => {
    const words = drawers
      .filter((word) => word !== 'base' && word !== 'common' && word !== 'shared')
      .join('|');
    const pattern = new RegExp(
      `^export (const|function|type|class|async function) \\w*(${words})(s)?\\b`,
      'i',
    );
    expect(places(production, pattern)).toEqual([]);
  });

  test('the top level holds what it says it holds', () => {
    const folders = readdirSync(root).filter(
      (name) => !name.startsWith('.') && statSync(join(root, name)).isDirectory(),
    );
    const known = [
      'kernel',
      'shell',
      'sim',
      'invariants',
      'storage',
      'test',
      'docs',
      'node_modules',
      'dist',
      'coverage',
      'keelson-data',
    ];
    expect(folders.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('text', () => {
  test('nothing says that it is unfinished', () => {
    expect(places([...sources, ...documents], new RegExp(`\\b(${unfinished.join('|')})\\b`))).toEqual([]);
  });

  test('no check is switched off in place', () => {
    expect(places(sources, new RegExp(switchedOff.join('|')))).toEqual([]);
  });

  test('no value becomes untyped, and in production none is asserted twice', () => {
    expect(places(sources, new RegExp(`\\bas ${'any'}\\s*($|[;,)\\]}.>|&[])`))).toEqual([]);
    expect(places(production, new RegExp(`\\bas unknown ${'as'}\\b`))).toEqual([]);
  });

  test('no path of one machine stands in a file', () => {
    const pattern = new RegExp(`(^|[\\s"'\`(])/(${['work', 'home', 'root', 'Users'].join('|')})/`);
    expect(places([...sources, ...documents], pattern)).toEqual([]);
  });

  test('no test is left out or alone', () => {
    const pattern = new RegExp(`\\b(test|it|describe)\\.(${['skip', 'only', 'todo', 'fails'].join('|')})\\b`);
    expect(places(sources, pattern)).toEqual([]);
  });

  test('every production file opens with a comment that says what it is', () => {
    const bad = production.filter(({ text }) => !/^(#!.*\n)?\/\*\*/.test(text));
    expect(bad.map(({ path }) => path)).toEqual([]);
  });

  test('no line ends in white space, and every file ends with one line feed', () => {
    expect(places(sources, /\s+$/)).toEqual([]);
    expect(
      sources.filter(({ text }) => !text.endsWith('\n') || text.endsWith('\n\n')).map(({ path }) => path),
    ).toEqual([]);
  });
});

describe('size', () => {
  /** Files that hold one table: as long as the table is. */
  const isTable = (path: string): boolean =>
    /^kernel\/cesr\/[a-z0-9-]*codes[a-z0-9-]*\.ts$|^kernel\/event\/labels\.ts$/.test(path);

  test('a file that is no table has at most 400 lines, a test 600', () => {
    const most = (path: string): number => (path.startsWith('test/') ? 600 : 400);
    const bad = sources.filter(({ path, lines }) => !isTable(path) && lines.length > most(path) + 1);
    expect(bad.map(({ path, lines }) => `${path}: ${lines.length}`)).toEqual([]);
  });

  test('a folder holds at most 48 files', () => {
    const counts = new Map<string, number>();
    for (const { path } of production) {
      const folder = path.slice(0, path.lastIndexOf('/'));
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
    expect([...counts].filter(([, count]) => count > 48)).toEqual([]);
  });
});

describe('documents', () => {
  test('every link to a file leads to one', () => {
    const bad = documents.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:|#)([^)#]+)(#[^)]*)?\)/g)].flatMap(([, target = '']) => {
        const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
        try {
          statSync(join(root, folder, target));
          return [];
        } catch {
          return [`${path}: ${target}`];
        }
      }),
    );
    expect(bad).toEqual([]);
  });

  test('every file that a document names by its path exists', () => {
    const bad = documents
      .filter(({ path }) => !path.startsWith('CHANGELOG'))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/`((?:kernel|storage|shell|test|docs)\/[\w./-]+\.(?:ts|md|json))`/g)].flatMap(
          ([, target = '']) =>
            paths.includes(target) || target.startsWith('test/vectors/') ? [] : [`${path}: ${target}`],
        ),
      );
    expect(bad).toEqual([]);
  });

  test('every dependency has a decision page that names it', () => {
    const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const names =
      typeof manifest === 'object' &&
      manifest !== null &&
      'dependencies' in manifest &&
      typeof manifest.dependencies === 'object'
        ? Object.keys(manifest.dependencies ?? {})
        : [];
    expect(names.length).toBeGreaterThan(5);
    const decisions = documents
      .filter(({ path }) => path.startsWith('docs/decisions/'))
      .map(({ text }) => text)
      .join('\n');
    expect(names.filter((name) => !decisions.includes(`\`${name}\``))).toEqual([]);
  });
});
