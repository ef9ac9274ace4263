/** Runs after all other files of the suite: every rule row decided something in one of them. docs/STYLE.md 9. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decidedRowsFolder } from '../support/decided-rows-folder.ts';
import { ruleTables } from '../support/rule-rows.ts';

test('every rule row decided at least one test of this run (run the whole suite: `npm test`)', async () => {
  const noted = new Set(
    readdirSync(decidedRowsFolder()).flatMap((name) =>
      readFileSync(join(decidedRowsFolder(), name), 'utf8').split('\n'),
    ),
  );
  const ids = (await ruleTables()).flatMap(({ rows }) => rows.map(({ id }) => id));
  expect(ids.length).toBeGreaterThan(50);
  expect(ids.filter((id) => !noted.has(id))).toEqual([]);
});
