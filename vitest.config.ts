/**
 * How tests run. Processes of their own (`forks`), because LMDB keeps one environment a path and
 * process, and so that a test that hangs can be ended. The project `whole` runs after all others: it
 * looks at what they did.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Set before any process of the run starts: all of them note in it which rule rows they decided by. */
process.env['KEELSON_DECIDED_ROWS'] ??= join(tmpdir(), `keelson-decided-rows-${process.pid}`);

const never = ['test/interop/**', 'test/vectors/**', 'node_modules/**', 'dist/**'];

export default defineConfig({
  test: {
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    passWithNoTests: false,
    allowOnly: false,
    retry: 0,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [...never, 'test/whole/**'],
          setupFiles: ['test/support/decided-rows.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/whole/**/*.test.ts'],
          globalSetup: ['test/support/end-of-run.ts'],
          sequence: { groupOrder: 1 },
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['kernel/**/*.ts', 'invariants/**/*.ts', 'storage/**/*.ts', 'shell/**/*.ts', 'sim/**/*.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
      reportsDirectory: 'coverage',
      clean: false,
    },
  },
});
