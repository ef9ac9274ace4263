/** README.md: the lines of library use run as they stand, and what it says of doors and commands is so. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
type Manifest = {
  readonly exports: { readonly [door: string]: unknown };
  readonly scripts: { readonly [name: string]: string };
};
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

function block(language: string): string {
  return new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1] ?? '';
}

test('the lines of library use run', () => {
  const code = block('ts').replace("'keelson'", `'${pathToFileURL(join(root, 'shell', 'index.ts')).href}'`);
  const folder = mkdtempSync(join(tmpdir(), 'keelson-readme-'));
  try {
    symlinkSync(join(root, 'test'), join(folder, 'test'));
    writeFileSync(join(folder, 'example.mts'), code);
    const run = spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), 'example.mts'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
    expect(run.stdout).toMatch(/^[1-9]\d* accepted, 0 waiting, 0 rejected$/m);
    expect(run.stdout.match(/^[BDE]\S{43} \d+n \[/gm)?.length).toBeGreaterThan(1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the lines of library use are few', () => {
  expect(block('ts').trim().split('\n').length).toBeLessThanOrEqual(12);
});

test('every door that it names is an export of the package', () => {
  const named = [...readme.matchAll(/`keelson(\/[a-z/]+)?`/g)].map(([, path = '']) => `.${path}`);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((door) => !(door in manifest.exports))).toEqual([]);
});

test('every script that it names is one of the package', () => {
  const named = [...readme.matchAll(/npm (?:run )?(start|test(?::\w+)?|build)/g)].map(
    ([, name = '']) => name,
  );
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
});
