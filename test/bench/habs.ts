/**
 * How fast identities are made here and by KERIpy, in the same run: `npx tsx test/bench/habs.ts [COUNT]`.
 *
 * Single keys, no witnesses, salts stretched at little cost on both sides, and on both sides LMDB environments for the log and
 * for the keys, behind a passcode, in the same temporary folder, that sync every change to the disk. One line of JSON for each way of making
 * them; `ratio` is to the rate of KERIpy, which makes one after the other and nothing else, `cpuRatio` to its processor time.
 * The exit code is 1 when a thousand that are asked for at once are not made five times as fast.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHabery } from '../../shell/habs/index.ts';
import type { Habery } from '../../shell/habs/index.ts';
import { openLmdbKeys, openMemoryKeys } from '../../shell/keys/index.ts';
import type { KeyProvider } from '../../shell/keys/index.ts';
import { openHost } from '../../shell/open.ts';
import type { HostPlace } from '../../shell/place.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { python } from '../interop/command.ts';
import { keripyOf, releases } from '../interop/environment.ts';

type Spent = { readonly wall: number; readonly cpu: number };

const count = Number(process.argv[2] ?? 1000);
const ratioMin = 5;
const salt = '0AAwMTIzNDU2Nzg5YWJjZGVm';
const passcode = 'onlyForMeasuringAndKnownToAll';
const microsPerSecond = 1_000_000;

/** Seconds that making all of them takes. */
async function spentBy(habery: Habery, make: (habery: Habery) => Promise<unknown>): Promise<Spent> {
  const started = performance.now();
  const before = process.cpuUsage();
  await make(habery);
  const { user, system } = process.cpuUsage(before);
  return { wall: (performance.now() - started) / 1000, cpu: (user + system) / microsPerSecond };
}

async function oneAfterTheOther(habery: Habery): Promise<void> {
  for (let at = 0; at < count; at++) await habery.make(`hab-${at}-`);
}

async function atOnce(habery: Habery): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, at) => habery.make(`hab-${at}-`)));
}

/** Runs `act` with identities at a place of their own, and checks that all of them are there. */
async function measured(
  place: HostPlace,
  provider: KeyProvider,
  act: (habery: Habery) => Promise<unknown>,
): Promise<Spent> {
  const host = await openHost(place);
  const habery = await openHabery({ host, keys: { provider, salt }, temp: true });
  const spent = await spentBy(habery, act);
  const known = [...host.aids()].length;
  await host.close();
  if (known !== count) throw new Error(`${known} identities were made, not ${count}`);
  return spent;
}

async function onDisk(folder: string, act: (habery: Habery) => Promise<unknown>): Promise<Spent> {
  const keys = await openLmdbKeys({ path: join(folder, 'keys'), passcode, temp: true });
  const spent = await measured({ path: join(folder, 'log') }, keys, act);
  await keys.close();
  return spent;
}

function say(name: string, { wall, cpu }: Spent, theirs: Spent): number {
  const ratio = theirs.wall / wall;
  const row = { name, value: count / wall, unit: 'identities/s', ratio, cpuRatio: theirs.cpu / cpu };
  console.log(JSON.stringify(row));
  return ratio;
}

const [release] = releases;
if (release === undefined) throw new Error('there is a release to compare with');
const keripy = keripyOf(release, join(import.meta.dirname, '..', 'interop'));
if ('missing' in keripy) {
  console.log(`skipped: KERIpy ${keripy.version} is not to be had; missing: ${keripy.missing}`);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-habs-'));
  try {
    const theirs = JSON.parse(
      python(keripy, '../bench/keripy_hab_rate.py', [String(count), passcode]),
    ) as Spent;
    say(`KERIpy ${keripy.version}`, theirs, theirs);
    say('one after the other', await onDisk(join(folder, 'one'), oneAfterTheOther), theirs);
    const all = say('at once', await onDisk(join(folder, 'all'), atOnce), theirs);
    say(
      'in memory',
      await measured({ store: openMemoryStore() }, openMemoryKeys(), oneAfterTheOther),
      theirs,
    );
    process.exitCode = all >= ratioMin ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
