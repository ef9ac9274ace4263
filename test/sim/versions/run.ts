/**
 * The same plans on every version of Node, and under odd settings of this one: all trace hashes have to be
 * equal. Versions come from the npm packages of Node, into a folder of their own; what cannot be had is said.
 *
 *   npm run sim:versions -- [--plans N] [--versions 20,22,24]
 *
 * Source: dst.md 5.2, 6.2. Plans: every file of test/regressions, and seeds from 0 on.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { expandSeed } from '../../../sim/expand/index.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const runner = join(root, 'dist', 'sim', 'machine', 'hash-plans.js');
const regressions = join(root, 'test', 'regressions');
const cache = join(root, '.cache', 'node-versions');
const outputMax = 64 * 1024 * 1024;
const oddPlans = 40;

const { values } = parseArgs({
  options: { plans: { type: 'string', default: '200' }, versions: { type: 'string', default: '20,22,24' } },
});

type Setting = {
  readonly name: string;
  readonly node: string;
  readonly given: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** How many of the plans it runs. */
  readonly plans: number;
};

function plansOf(count: number): readonly string[] {
  const kept = existsSync(regressions)
    ? readdirSync(regressions)
        .filter((name) => name.endsWith('.json'))
        .sort((a, b) => (a < b ? -1 : 1))
        .map((name) => JSON.stringify(JSON.parse(readFileSync(join(regressions, name), 'utf8'))))
    : [];
  const drawn = Array.from({ length: count }, (_, seed) => JSON.stringify(expandSeed(String(seed), 'small')));
  return [...kept, ...drawn];
}

/** The package that holds the executable itself, and needs no script at its installation. */
const nodePackage = `node-${process.platform}-${process.arch}`;

/** The executable of a version; a sentence when it cannot be had. */
function nodeOf(version: string): { readonly path: string } | { readonly missing: string } {
  const folder = join(cache, version);
  const path = join(folder, 'node_modules', nodePackage, 'bin', 'node');
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    const given = [
      'install',
      '--prefix',
      folder,
      '--no-save',
      '--no-audit',
      '--no-fund',
      `${nodePackage}@${version}`,
    ];
    const npm = spawnSync('npm', given, { encoding: 'utf8', cwd: folder });
    if (npm.status !== 0 || !existsSync(path)) {
      const why = npm.stderr.split('\n').find((line) => /error|ERR/.test(line)) ?? `exit code ${npm.status}`;
      return { missing: `Node ${version} cannot be had from the registry: ${why}` };
    }
  }
  return { path };
}

function hashesOf({ node, given, env, plans }: Setting, files: (count: number) => string): readonly string[] {
  const run = spawnSync(node, [...given, runner, files(plans)], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: outputMax,
  });
  if (run.status !== 0) return [`it ended with ${String(run.status)}: ${run.stderr.trim().slice(-500)}`];
  return run.stdout.split('\n').filter((line) => line !== '');
}

function settingsOf(count: number): {
  readonly settings: readonly Setting[];
  readonly missing: readonly string[];
} {
  const here = { node: process.execPath, given: [], env: {}, plans: count };
  const settings: Setting[] = [{ ...here, name: `Node ${process.versions.node}, this one` }];
  const missing: string[] = [];
  for (const version of values.versions.split(',')) {
    const found = nodeOf(version);
    if ('missing' in found) missing.push(found.missing);
    else {
      const name = spawnSync(found.path, ['--version'], { encoding: 'utf8' }).stdout.trim();
      settings.push({ ...here, name: `Node ${name}`, node: found.path });
    }
  }
  const few = Math.min(count, oddPlans);
  settings.push(
    {
      ...here,
      name: 'another zone and locale',
      env: { TZ: 'Pacific/Apia', LC_ALL: 'tr_TR.UTF-8' },
      plans: few,
    },
    { ...here, name: 'without optimising', given: ['--no-opt'], plans: few },
  );
  return { settings, missing };
}

function main(): number {
  if (!existsSync(runner)) {
    console.error(`${runner} is not built; run \`npm run build\``);
    return 74;
  }
  const plans = plansOf(Number(values.plans));
  const folder = mkdtempSync(join(tmpdir(), 'keelson-versions-'));
  const files = (count: number): string => {
    const path = join(folder, `${count}.jsonl`);
    writeFileSync(path, plans.slice(0, count).join('\n'));
    return path;
  };
  try {
    const { settings, missing } = settingsOf(plans.length);
    let reference: readonly string[] | undefined;
    let isGood = true;
    for (const setting of settings) {
      const hashes = hashesOf(setting, files);
      reference ??= hashes;
      const differs = Array.from({ length: setting.plans }).findIndex(
        (_, at) => hashes[at] !== reference?.[at],
      );
      const says =
        differs < 0
          ? `${setting.plans} plans, all hashes equal`
          : `DIFFERS at plan ${differs}: ${hashes[differs] ?? 'nothing'} against ${reference[differs] ?? 'nothing'}`;
      console.log(`${setting.name}: ${says}`);
      if (differs >= 0 || hashes.some((line) => line.startsWith('it ended'))) isGood = false;
    }
    for (const says of missing) console.log(`MISSING ${says}`);
    return isGood ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = main();
