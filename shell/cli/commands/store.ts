/** `keelson store verify|rebuild|stats|compact`: the health of a store. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildRouteMap } from '@stricli/core';
import type { Algorithms } from '../../../kernel/crypto/algorithm.ts';
import { compactLmdbStore } from '../../../storage/compact.ts';
import { openLmdbStore } from '../../../storage/lmdb.ts';
import { rebuildStore } from '../../../storage/rebuild.ts';
import { statsOf } from '../../../storage/stats.ts';
import type { TableStats } from '../../../storage/stats.ts';
import type { Store } from '../../../storage/store.ts';
import { openAlgorithms } from '../../crypto/index.ts';
import { command } from '../command.ts';
import { assertStore } from '../open-store.ts';
import { tableLines } from '../table.ts';
import { verifyCommand } from './store-verify.ts';

const noFlags = { flags: {}, positional: { each: [] } } as const;

type Opened = { readonly store: Store; readonly scratch: Store; readonly algorithms: Algorithms };

/** Runs `use` on a store and an empty scratch store beside it. */
async function withScratch<T>(folder: string, use: (opened: Opened) => T): Promise<T> {
  assertStore(folder);
  const algorithms = await openAlgorithms();
  const place = await mkdtemp(join(tmpdir(), 'keelson-scratch-'));
  const store = openLmdbStore(folder);
  const scratch = openLmdbStore(place);
  try {
    return use({ store, scratch, algorithms });
  } finally {
    await store.close();
    await scratch.close();
    await rm(place, { recursive: true, force: true });
  }
}

const rebuildCommand = command<object, readonly []>({
  text: {
    brief: 'Make the views of a store anew',
    description:
      'Makes every view anew from the log, puts right what differs, and says what did. Ends with 1 when something differed.',
    examples: ['keelson store rebuild', 'keelson store rebuild --store ./data --json'],
  },
  ...noFlags,
  async run(flags) {
    const report = await withScratch(flags.store, ({ store, scratch, algorithms }) =>
      rebuildStore(store, scratch, algorithms),
    );
    const { records, changed } = report;
    if (flags.json === true)
      this.output.json({ summary: true, records, changed: Object.fromEntries(changed) });
    else {
      this.output.line(
        `${records} records read, ${changed.size === 0 ? 'every view was right' : 'rows put right:'}`,
      );
      for (const [table, rows] of changed) this.output.line(`  ${table}: ${rows}`);
    }
    if (changed.size > 0) this.end(1);
  },
});

const statsCommand = command<object, readonly []>({
  text: {
    brief: 'Count what a store holds',
    examples: ['keelson store stats', 'keelson store stats --json'],
  },
  ...noFlags,
  async run(flags) {
    assertStore(flags.store);
    const store = openLmdbStore(flags.store);
    try {
      const stats = statsOf(store);
      if (flags.json === true) this.output.json(stats);
      else for (const line of tableLines<TableStats>(columns, stats.tables)) this.output.line(line);
    } finally {
      await store.close();
    }
  },
});

const columns = [
  { title: 'table', of: (row: TableStats) => row.table },
  { title: 'rows', of: (row: TableStats) => String(row.rows) },
  { title: 'bytes', of: (row: TableStats) => String(row.sizeBytes) },
];

const compactCommand = command<object, readonly []>({
  text: { brief: 'Give unused space of a store back', examples: ['keelson store compact --store ./data'] },
  ...noFlags,
  async run(flags) {
    assertStore(flags.store);
    const report = await compactLmdbStore(flags.store);
    if (flags.json === true) this.output.json({ summary: true, ...report });
    else this.output.line(`${report.beforeBytes} bytes before, ${report.afterBytes} bytes after`);
  },
});

export const storeRoutes = buildRouteMap({
  routes: { verify: verifyCommand, rebuild: rebuildCommand, stats: statsCommand, compact: compactCommand },
  docs: { brief: 'Verify, rebuild, count or compact a store' },
});
