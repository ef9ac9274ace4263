/** Damage that a machine finds when it comes back counts as seen: a batch in which none is shows nothing. X-2. */
import { expect, test } from 'vitest';
import { expandSeed } from '../../../sim/expand/index.ts';
import { runPlan } from '../../../sim/run.ts';

test('X-2: a row that rotted is applied once, and seen when the machine comes back', async () => {
  const plan = expandSeed('1', 'small');
  const people = plan.entries.filter((entry) => entry.do === 'incept');
  const [node] = plan.nodes;
  if (node === undefined) throw new Error('a plan has nodes');
  const rot = { do: 'rot', node: node.id, how: 'bit', pick: 3, downFor: 1_000_000 } as const;
  const at = (people.at(-1)?.at ?? 0) + 5_000_000;
  const { faults, marks, violations } = await runPlan({
    ...plan,
    entries: [...people, { ...rot, id: plan.entries.length, at }],
  });
  expect(faults.get('rot')).toEqual({ requested: 1, applied: 1, observed: 1 });
  expect(marks.get('damage-detected')).toBe(1);
  expect(violations).toEqual([]);
});
