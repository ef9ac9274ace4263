/** What the kernel must not do is refused by lint: each ban is planted once. docs/STYLE.md 2, 12, 13, 33. */
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const eslint = new ESLint({ cwd: root });

/** Rules that refuse `code`, were it the text of `file`. */
async function refusedBy(file: string, code: string): Promise<readonly string[]> {
  const [result] = await eslint.lintText(code, { filePath: join(root, file) });
  return [...new Set((result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message))];
}

const kernelFile = 'kernel/std/result.ts';

describe('in the kernel', () => {
  test.each([
    ['the clock', 'export const now = Date.now();', 'no-restricted-globals'],
    ['the other clock', 'export const now = performance.now();', 'no-restricted-globals'],
    ['chance', 'export const chance = Math.random();', 'no-restricted-properties'],
    ['a promise', 'export const later = Promise.resolve(1);', 'no-restricted-globals'],
    ['an async function', 'export async function later() {}', 'no-restricted-syntax'],
    ['an async arrow', 'export const later = async () => undefined;', 'no-restricted-syntax'],
    ['a timer', 'setTimeout(() => undefined, 1);', 'no-restricted-globals'],
    ['the process', 'export const pid = process.pid;', 'no-restricted-globals'],
    ['Buffer', 'export const bytes = Buffer.alloc(1);', 'no-restricted-globals'],
    ['the console', 'console.log(1);', 'no-restricted-globals'],
    ['the network', "fetch('x');", 'no-restricted-globals'],
    ['WebCrypto', 'export const c = crypto.subtle;', 'no-restricted-globals'],
    ['the global object', 'export const g = globalThis;', 'no-restricted-globals'],
    ['a locale', "export const order = 'a'.localeCompare('b');", 'no-restricted-syntax'],
    ['Intl', 'export const order = Intl;', 'no-restricted-globals'],
    ['a power of numbers', 'export const size = (n: number) => 64 ** n;', 'no-restricted-syntax'],
    ['a class', 'export class Thing {}', 'no-restricted-syntax'],
    [
      'for..in',
      'export function f(o: object) { for (const k in o) return k; return 1; }',
      'no-restricted-syntax',
    ],
    ['assignment to a parameter', 'export function f(n: number) { n = 1; return n; }', 'no-param-reassign'],
    ['sorting without an order', 'export const s = [1, 2].sort();', 'no-restricted-syntax'],
    ['a dynamic import', "export const m = import('./brand.ts');", 'no-restricted-syntax'],
  ])('%s is refused', async (_what, code, rule) => {
    expect(await refusedBy(kernelFile, code)).toContain(rule);
  });

  test('powers of bigint, errors as classes, and plain functions are not refused', async () => {
    const code = [
      'export const most = 2n ** 128n;',
      'export class OwnError extends Error {}',
      'export function f(): number {',
      '  return 1;',
      '}',
      '',
    ];
    expect(await refusedBy(kernelFile, code.join('\n'))).toEqual([]);
  });
});

describe('everywhere', () => {
  test.each([
    [
      'a promise left alone',
      'export function f(p: Promise<void>): void { p; }',
      '@typescript-eslint/no-floating-promises',
    ],
    [
      'a forgotten case',
      "export function f(k: 'a' | 'b'): void { switch (k) { case 'a': break; default: break; } }",
      '@typescript-eslint/switch-exhaustiveness-check',
    ],
    ['any', 'export const x: any = 1;', '@typescript-eslint/no-explicit-any'],
    ['the exclamation mark', 'export const f = (x?: string) => x!.length;', 'no-restricted-syntax'],
    ['an enum', 'export enum E { A }', 'no-restricted-syntax'],
    ['export of everything', "export * from './ports.ts';", 'no-restricted-syntax'],
    ['a default export', 'export default 1;', 'no-restricted-syntax'],
    [
      'too many parameters',
      'export function f(a: 1, b: 1, c: 1, d: 1, e: 1) { return [a, b, c, d, e]; }',
      'max-params',
    ],
    [
      'a function that grows',
      `export function f(): number {\n${'  f();\n'.repeat(70)}  return 1;\n}`,
      'max-lines-per-function',
    ],
    ['a file that grows', `${'export const a = 1;\n'.repeat(401)}`, 'max-lines'],
    [
      'deep nesting',
      'export function f(a: boolean): void { if (a) { if (f) { while (a) { for (;;) { f(a); } } } } }',
      'max-depth',
    ],
    [
      'a transaction that returns',
      'export const f = (db: { transactionSync: (run: () => unknown) => void; put: () => unknown }) => db.transactionSync(() => db.put());',
      'no-restricted-syntax',
    ],
  ])('%s is refused', async (_what, code, rule) => {
    expect(await refusedBy('shell/clock.ts', code)).toContain(rule);
  });

  test('no rule can be switched off in a file', async () => {
    expect(await refusedBy('shell/clock.ts', `/* ${'eslint'} no-console: 0 */\nconsole.log(1);\n`)).toContain(
      'no-console',
    );
  });
});
