/** `keelson store verify` judges what a sound store says. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { stateAfter } from '../../kernel/state/evolve.ts';
import type * as Running from '../../shell/cli/run.ts';
import { judgeStore } from '../../shell/judge-store.ts';
import { openLedger } from '../../storage/ledger.ts';
import { openLmdbStore } from '../../storage/lmdb.ts';
import type { EventEntry } from '../../invariants/entry.ts';
import { log } from '../support/identity.ts';
import { builtModule } from '../support/built-tree.ts';
import { algorithms, plainParty } from '../support/routed.ts';
import { storing, takenLogs } from '../support/taken-log.ts';

const { runKeelson } = await builtModule<typeof Running>('shell/cli/run.ts');

const folder = mkdtempSync(join(tmpdir(), 'keelson-judge-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A store of these inceptions: whole, chained, and with the views that follow. */
async function storeOf(name: string, entries: readonly EventEntry[]): Promise<string> {
  const path = join(folder, name);
  const store = openLmdbStore(path);
  const ledger = openLedger(store, { algorithms, keyStateCacheCountMax: 8 });
  ledger.apply(entries.map((entry) => ({ ...entry, state: stateAfter(entry.stored, entry.stored) })));
  ledger.commit();
  await store.close();
  return path;
}

async function verify(...args: readonly string[]) {
  const parts: Buffer[] = [];
  const stdout = new PassThrough().on('data', (part: Buffer) => void parts.push(part));
  const streams = { stdout, stderr: new PassThrough(), env: {}, on: () => undefined, off: () => undefined };
  const code = await runKeelson(['store', 'verify', ...args], streams);
  await new Promise((resolve) => setImmediate(resolve));
  return { code, lines: Buffer.concat(parts).toString('utf8').trim().split('\n') };
}

describe('store verify', { timeout: 120_000 }, () => {
  test('a store whose log keeps its promises ends with 0, and says how often each was judged', async () => {
    const path = await storeOf('sound', takenLogs(log('sound').incept({ keyCount: 2 })));
    const { code, lines } = await verify('--store', path, '--json');
    expect([code, lines.length]).toEqual([0, 1]);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      summary: true,
      records: 1,
      findings: 0,
      ok: true,
      judged: { SaidBindsBytes: 1, SigThreshold: 1, KeyStateIsFold: 2, AnchorOrder: 0 },
    });
  });

  test('a store whose log breaks a promise ends with 1, and names the invariant and the entry', async () => {
    const short = log('short').incept({ keyCount: 2, signers: [1] });
    const path = await storeOf('short', takenLogs(log('before').incept(), short));
    const json = await verify('--store', path, '--json');
    expect(json.code).toBe(1);
    expect(json.lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      {
        invariant: 'SigThreshold',
        ordinal: 1,
        says: expect.stringContaining(short.last.event.said) as string,
      },
      { summary: true, records: 2, findings: 1, ok: false },
    ]);
    const text = await verify('--store', path);
    expect(text.code).toBe(1);
    expect(text.lines[0]).toMatch(/^SigThreshold, entry 1: E/);
    expect(text.lines[1]).toMatch(/^2 records, \d+ judgements, 1 broken promises; see docs\/INVARIANTS.md$/);
  });

  test('a witness may keep events of its own before others vouched for them, when it says who it is', async () => {
    const [one, two] = [plainParty('one'), plainParty('two')];
    const early = takenLogs(log('early').incept({ witnesses: [one, two], receipting: [one] }));
    const path = await storeOf(
      'early',
      early.map((entry) => storing(entry, { source: 'remote' })),
    );
    expect((await verify('--store', path)).code).toBe(1);
    expect((await verify('--store', path, '--own', one.prefix)).code).toBe(0);
    expect((await verify('--store', path, '--compat', 'keripy-1.1')).code).toBe(0);
    expect((await verify('--store', path, '--own', 'nobody')).code).toBe(64);
  });

  test('an open store can be judged where it stands', async () => {
    const path = await storeOf('read', takenLogs(log('read').incept()));
    const store = openLmdbStore(path);
    const { findings, judged } = judgeStore({
      store,
      algorithms,
      own: undefined,
      compat: 'specification',
      progress: () => undefined,
    });
    await store.close();
    expect([findings, new Map(judged).get('FnDense')]).toEqual([[], 1]);
  });
});
