/**
 * How tests run. Processes of their own (`forks`), because LMDB keeps one environment a path and
 * process, and so that a test that hangs can be ended.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/interop/**', 'test/vectors/**', 'node_modules/**', 'dist/**'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    passWithNoTests: false,
    allowOnly: false,
    retry: 0,
    coverage: {
      provider: 'v8',
      include: ['kernel/**/*.ts', 'storage/**/*.ts', 'shell/**/*.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
      reportsDirectory: 'coverage',
    },
  },
});
