/**
 * Notes which rule rows decide something while a test file runs, for test/whole/rows-decided.test.ts. A row has decided when
 * the kernel read its sentence to explain a decision or a fault, or when a step names it.
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, vi } from 'vitest';
import { decidedRowsFolder } from './decided-rows-folder.ts';
import { ruleTables } from './rule-rows.ts';

const noted = vi.hoisted(() => new Set<string>());

vi.mock(import('../../kernel/step.ts'), async (original) => {
  const real = await original();
  return {
    ...real,
    step: (...given: Parameters<typeof real.step>) => {
      const outcome = real.step(...given);
      if (outcome !== undefined) noted.add(outcome.decision.why.rule);
      return outcome;
    },
  };
});

/** True when a sentence is read where a decision or a fault is explained; a test that reads it decides nothing. */
function isReadByKernel(): boolean {
  const reader = new Error().stack?.split('\n')[3] ?? '';
  return reader.includes('/kernel/');
}

/** Replaces the sentence of each row by one that notes when it is read. */
async function watchRows(): Promise<void> {
  for (const { rows } of await ruleTables()) {
    for (const row of rows) {
      const { id, says } = row;
      Object.defineProperty(row, 'says', {
        enumerable: true,
        get: () => {
          if (isReadByKernel()) noted.add(id);
          return says;
        },
      });
    }
  }
}

// The page of rules reads every sentence and decides nothing.
const decidesNothing = /(rules-doc|rows-decided|tidy|doors)\.test\.ts$/;
if (!decidesNothing.test(expect.getState().testPath ?? '')) await watchRows();

afterAll(() => {
  mkdirSync(decidedRowsFolder(), { recursive: true });
  appendFileSync(join(decidedRowsFolder(), `${process.pid}.txt`), [...noted].map((id) => `${id}\n`).join(''));
});
