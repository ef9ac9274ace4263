/**
 * How tests run. Processes of their own (`forks`), because LMDB keeps one environment a path and
 * process, and so that a test that hangs can be ended. The project `whole` runs after all others: it
 * looks at what they did.
 */
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** Set before any process of the run starts: all of them note in it which rule rows they decided by. */
process.env['KEELSON_DECIDED_ROWS'] ??= join(tmpdir(), `keelson-decided-rows-${process.pid}`);
/** The tree as plain JavaScript, for those who start processes of their own; beside the packages that it needs. */
process.env['KEELSON_BUILT_TREE'] ??= join(
  import.meta.dirname,
  'node_modules',
  `.keelson-built-${process.pid}`,
);

/** Files that take longest: begun first, so that no core waits for another one at the end. */
const longest = [
  'sim/seeds',
  'sim/machine/images',
  'sim/machine/kill',
  'sim/cli/sim-cli',
  'guides',
  'keys/killed-owner',
  'keys/external-keys',
  'keys/misbehaving',
  'sim/mutants/hunt',
  'bench/bench',
  'bounds/bounds',
  'shell/cli-streams',
  'shell/store-check',
  'bounds/killed-ingest',
  'sim/testing/life',
];

/** How early a file is begun: its place among the longest, or after all of them. */
function placeOf({ moduleId }: TestSpecification): number {
  const place = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return place === -1 ? longest.length : place;
}

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => placeOf(a) - placeOf(b));
  }
}

/** Tests of a token are run by `npm run test:hsm`, which makes one and names it. */
const hasToken = process.env['KEELSON_TEST_TOKEN'] !== undefined;
const never = [
  'test/interop/**',
  'test/vectors/**',
  'node_modules/**',
  'dist/**',
  ...(hasToken ? [] : ['test/hsm/**']),
];

export default defineConfig({
  test: {
    pool: 'forks',
    // Some wait for disks and for processes of their own: with one more than there are cores, none of these is idle.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    passWithNoTests: false,
    allowOnly: false,
    retry: 0,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [...never, 'test/whole/**'],
          setupFiles: ['test/support/decided-rows.ts'],
          globalSetup: ['test/support/end-of-build.ts'],
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
