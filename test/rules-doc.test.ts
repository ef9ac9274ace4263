/** docs/RULES.md says what the tables say. Rows: docs/STYLE.md 8. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { differentRows, ruleTables } from './support/rule-rows.ts';
import { rulesPage } from './support/rules-page.ts';

const rows = differentRows((await ruleTables()).flatMap(({ rows: some }) => some));

test('there are tables of rules', () => {
  expect(rows.length).toBeGreaterThan(50);
});

test('no two rules have one id', () => {
  const ids = rows.map(({ id }) => id);
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
});

test('every rule is a sentence with a source', () => {
  const bad = rows.filter(
    ({ says, source }) => says.length < 10 || /[.!]$/.test(says) || source.length === 0,
  );
  expect(bad.map(({ id }) => id)).toEqual([]);
});

test('docs/RULES.md is printed from the tables: run `npm run docs:rules`', async () => {
  const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'RULES.md'), 'utf8');
  expect(page).toBe(await rulesPage());
});
