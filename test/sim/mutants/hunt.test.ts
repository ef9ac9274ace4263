/** Mutants are planted in built files in processes of their own, and the right judge finds them. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtTree } from '../../support/built-tree.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const minutes = 60_000;
const built = await builtTree();

type Row = {
  readonly mutant: string;
  readonly killed: boolean;
  readonly killedBy: string;
  readonly shrunk: number;
};

function hunt(...names: readonly string[]): {
  readonly status: number | null;
  readonly rows: readonly Row[];
} {
  const given = names.flatMap((name) => ['--name', name]);
  const main = join(built, 'shell', 'cli', 'main.js');
  const run = spawnSync(process.execPath, [main, 'sim', 'mutants', '--json', '--seeds', '8', ...given], {
    encoding: 'utf8',
    cwd: root,
  });
  const rows = run.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
  return { status: run.status, rows };
}

describe('the table', () => {
  test(
    'says which judge killed each mutant, and how small a plan does it',
    () => {
      const { status, rows } = hunt('fn-counts-numbers', 'one-signature-suffices');
      expect(rows[0]).toMatchObject({
        mutant: 'one-signature-suffices',
        killed: true,
        killedBy: 'SigThreshold',
      });
      expect(rows[1]).toMatchObject({ mutant: 'fn-counts-numbers', killed: true, killedBy: 'FnDense' });
      expect(rows.at(-1)).toMatchObject({ summary: true, mutants: 2, killed: 2, red: [] });
      for (const { shrunk } of rows.slice(0, -1)) expect(shrunk).toBeLessThanOrEqual(12);
      expect(status).toBe(0);
    },
    5 * minutes,
  );

  test(
    'finds a judge that asks the accused, and a red run that ends with 0',
    () => {
      const { status, rows } = hunt('judge-asks-the-accused', 'red-ends-with-0');
      expect(rows[0]).toMatchObject({ mutant: 'red-ends-with-0', killed: true, killedBy: 'RedIsRed' });
      expect(rows[1]).toMatchObject({ killed: true, killedBy: 'JudgesKnowNoRules' });
      expect(status).toBe(0);
    },
    5 * minutes,
  );
});
