/** Where paths lead. C-113, C-115, C-116; CV-17, CV-18. */
import { describe, expect, test } from 'vitest';
import { parsePath } from '../../kernel/cesr/path.ts';
import type { Json } from '../../kernel/event/json.ts';
import { resolvePath } from '../../kernel/event/resolve-path.ts';
import { specVector } from '../support/spec-vectors.ts';

type Plain = string | readonly Plain[] | { readonly [label: string]: Plain };

function json(value: Plain): Json {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(json);
  return { entries: Object.entries(value).map(([label, inner]) => [label, json(inner)] as const) };
}

const credential = specVector<{ map: Plain }, unknown>('CV-17').inputs.map;

function resolve(path: string): unknown {
  const components = parsePath(path);
  if (!components.ok) return components.error.code;
  const found = resolvePath(json(credential), components.value);
  return found.ok ? found.value : 'nowhere';
}

describe('paths through the example credential', () => {
  const { cases } = specVector<unknown, { cases: { path: string; value: Plain }[] }>('CV-18').expected;

  test.each(cases)('CV-18: $path', ({ path, value }) => {
    expect(resolve(path)).toEqual(json(path === '-' ? credential : value));
  });

  test('C-113: a component of a list is a place', () => {
    expect(resolve('-a-p-ref0')).toBe('nowhere');
    expect(resolve('-a-p-2')).toBe('nowhere');
    expect(resolve('-a-p-01')).toBe('nowhere');
  });

  test('C-116: nothing is inside a text', () => {
    expect(resolve('-a-i-0')).toBe('nowhere');
  });

  test('C-115: a place beyond the fields of a map leads nowhere', () => {
    expect(resolve('-9')).toBe('nowhere');
    expect(resolve('-nothing')).toBe('nowhere');
  });
});
