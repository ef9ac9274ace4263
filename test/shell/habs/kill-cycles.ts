/**
 * Kills a process that rotates an identity, again and again, and looks after each death: what it told is in the log, and the
 * identity can be rotated. `npx tsx test/shell/habs/kill-cycles.ts 300` does so 300 times.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHabery } from '../../../shell/habs/index.ts';
import { openLmdbKeys } from '../../../shell/keys/index.ts';
import { openHost } from '../../../shell/open.ts';
import { runAndKill } from '../../support/run-and-kill.ts';

const passcode = 'only for processes that are killed';
const entry = join(import.meta.dirname, 'killed-owner.ts');

/** What came of it: rotations that were told, and those that were done and not told. */
export type KillTally = { readonly told: number; readonly sn: bigint };

/** Runs `cycles` processes that die. Throws when an identity cannot be rotated, or something told is not there. */
export async function killCycles(
  cycles: number,
  program: readonly string[] = ['--import', 'tsx', entry],
): Promise<KillTally> {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-killed-'));
  try {
    let told = 0;
    let sn = 0n;
    for (let cycle = 0; cycle < cycles; cycle++) {
      const death = { lines: 1 + (cycle % 3), millis: (cycle * 37) % 100 };
      const lines = await runAndKill([...program, folder, passcode], death);
      told += lines.length;
      sn = await looksWell(folder, lines);
    }
    return { told, sn };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Opens what a death left: everything told is in the log, and the identity rotates; answers where it stands then. */
async function looksWell(folder: string, lines: readonly string[]): Promise<bigint> {
  const host = await openHost({ path: join(folder, 'log') });
  const provider = await openLmdbKeys({ path: join(folder, 'keys'), passcode, temp: true });
  try {
    const habery = await openHabery({ host, keys: { provider }, temp: true });
    const [hab] = habery.habs();
    for (const line of lines) {
      const [sn = '', said = ''] = line.split(' ');
      if (hab === undefined || host.keyStateAt(hab.prefix, { sn: BigInt(sn) })?.said !== said)
        throw new Error(`what was told at sn ${sn} is not in the log`);
    }
    if (hab === undefined) return 0n;
    if (hab.waiting() !== undefined) throw new Error('an event waits that waits for nobody');
    const rotated = await hab.rotate({ isith: 2, ncount: 3, nsith: 2 });
    if (rotated.report.decision !== 'accepted') throw new Error(rotated.report.says);
    return rotated.sn;
  } finally {
    await provider.close();
    await host.close();
  }
}

const cyclesOfLife = 25;

if (process.argv[1] === import.meta.filename) {
  const cycles = Number(process.argv[2] ?? 300);
  for (let done = 0; done < cycles; done += cyclesOfLife) {
    const { told, sn } = await killCycles(Math.min(cyclesOfLife, cycles - done));
    console.log(
      `${done + cyclesOfLife} deaths; ${told} rotations told; a log stands at sn ${sn}, and rotates on`,
    );
  }
}
