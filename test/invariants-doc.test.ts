/** docs/INVARIANTS.md says what the registry says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { judges } from '../invariants/registry.ts';
import { invariantsPage } from './support/invariants-page.ts';

test('no two judges have one number or name', () => {
  const twice = (texts: readonly string[]) => texts.filter((text, at) => texts.indexOf(text) !== at);
  expect(twice(judges.map(({ id }) => id))).toEqual([]);
  expect(twice(judges.map(({ name }) => name))).toEqual([]);
});

test('every promise is a sentence with a source and a time to be looked at', () => {
  const bad = judges.filter(
    ({ says, source, when }) =>
      says.length < 10 || /[.!]$/.test(says) || source.length === 0 || when.length === 0,
  );
  expect(bad.map(({ id }) => id)).toEqual([]);
});

test('promises stand in the order of their numbers', () => {
  const placeOf = (id: string) => (id.startsWith('I') ? 0 : 1000) + Number(id.replace(/\D/g, ''));
  const ids = judges.map(({ id }) => id);
  expect(ids).toEqual([...ids].sort((a, b) => placeOf(a) - placeOf(b)));
});

test('docs/INVARIANTS.md is printed from the registry: run `npm run docs:invariants`', () => {
  const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'INVARIANTS.md'), 'utf8');
  expect(page).toBe(invariantsPage());
});
