/** what judges import is walked, and the modules that decide are named. */
import { expect, test } from 'vitest';
import { decidingImports } from '../../../sim/machine/judge-imports.ts';

const files = new Map([
  ['invariants/good.js', 'import { a } from "./middle.js"; import "../kernel/std/bytes.js";'],
  ['invariants/middle.js', "export { b } from '../kernel/state/evolve.js';"],
  ['invariants/bad.js', 'import { rules } from "../kernel/rules/acceptance.js";'],
  ['invariants/far.js', 'import "../kernel/state/bridge.js";'],
  ['kernel/std/bytes.js', ''],
  ['kernel/state/evolve.js', 'import "../std/bytes.js";'],
  ['kernel/state/bridge.js', 'import { step } from "../step.js";'],
]);
const read = (path: string): string => {
  const text = files.get(path);
  if (text === undefined) throw new Error(`there is no ${path}`);
  return text;
};

test('judges that see states and bytes are clean', () => {
  expect(decidingImports(['invariants/good.js'], read)).toEqual([]);
});

test('a judge that imports a rule is named', () => {
  expect(decidingImports(['invariants/good.js', 'invariants/bad.js'], read)).toEqual([
    'invariants/bad.js imports kernel/rules/acceptance.js',
  ]);
});

test('so is one that reaches the step through others', () => {
  expect(decidingImports(['invariants/far.js'], read)).toEqual([
    'kernel/state/bridge.js imports kernel/step.js',
  ]);
});
