/** The recorded data cases of KERIpy about CESR, item by item, with the overrides of the specification. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cesrReaders } from '../../shell/conformance/cesr-cases.ts';
import { givenOf, isGiven, type Item, operationOf } from '../../shell/conformance/data-case.ts';

const names = [
  's164-cesr-matter',
  's165-cesr-matter-errors',
  's166-cesr-indexer',
  's167-cesr-counter',
  's168-cesr-typed',
  's169-serder-events',
];

type Override = {
  readonly ignore?: readonly string[];
  readonly expected?: { readonly items?: Readonly<Record<string, Item>> };
};

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8')) as T;
}

const overrides = read<Readonly<Record<string, Override>>>('overrides');

/** What is compared of a part: errors by being there, all else by value. */
function outline(value: unknown): unknown {
  const isRefusal = typeof value === 'object' && value !== null && 'error' in value;
  return isRefusal ? 'refused' : value;
}

describe.each(names)('%s', (name) => {
  const { items } = read<{ items: readonly Item[] }>(`cases/${name}`);
  const override = overrides[name] ?? {};
  const isIgnored = (path: string) => override.ignore?.includes(path) ?? false;
  const cases = items.flatMap((item, at) => {
    const reader = cesrReaders[operationOf(item)];
    const isCompared = reader !== undefined && !isIgnored(`items.${at}`);
    return isCompared ? [{ at, reader, item, expected: override.expected?.items?.[at] ?? item }] : [];
  });

  test('has items to compare', () => {
    expect(cases.length).toBeGreaterThan(0);
  });

  test.each(cases)('item $at, $item.op', async ({ at, reader, item, expected }) => {
    const observed = await reader(givenOf(item));
    if ('error' in expected) {
      expect(observed).toHaveProperty('error');
      return;
    }
    const op = operationOf(item);
    for (const [field, value] of Object.entries(expected)) {
      if (isGiven(op, field) || isIgnored(`items.${at}.${field}`)) continue;
      expect(outline(observed[field]), field).toEqual(outline(value));
    }
  });
});
