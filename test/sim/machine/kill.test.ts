/** The lane that kills processes: nothing acknowledged is lost, and a store that answers too early is caught. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type * as Killing from '../../../sim/machine/kill.ts';
import type { KillReport, Victim } from '../../../sim/machine/kill.ts';
import { builtModule } from '../../support/built-tree.ts';

const { killLane } = await builtModule<typeof Killing>('sim/machine/kill.ts');

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function lane(victims: readonly Victim[], cycles: number): Promise<KillReport> {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-test-'));
  folders.push(folder);
  return killLane({ folder, cycles, seed: 'test', victims, verifyEvery: 4 });
}

test('hosts and commands that are killed six times over one store lose nothing they acknowledged', {
  timeout: 240_000,
}, async () => {
  const report = await lane(['host', 'host', 'host', 'command'], 6);
  expect(report).toMatchObject({ cycles: 6, verified: 2, lost: [], findings: [] });
  expect(report.killed).toBeGreaterThan(2);
  expect(report.acknowledged).toBeGreaterThan(50);
});

test('control: a host that answers before it commits is caught', { timeout: 240_000 }, async () => {
  const report = await lane(['early'], 10);
  expect(report.lost.length).toBeGreaterThan(0);
});
