/** Who may import whom: each border is crossed once, in a small tree of planted files. docs/ARCHITECTURE.md. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** `from`: the text of a file that crosses a border. Values so that none of them is an orphan. */
const planted: readonly (readonly [rule: string, from: string, text: string])[] = [
  ['kernel-no-machine', 'kernel/std/machine.ts', "import 'node:fs';"],
  ['kernel-alone', 'kernel/std/alone.ts', "import '../../storage/good.ts';"],
  ['kernel-stage-std', 'kernel/std/later.ts', "import '../event/good.ts';"],
  ['kernel-stage-crypto', 'kernel/crypto/later.ts', "import '../event/good.ts';"],
  ['kernel-stage-cesr', 'kernel/cesr/later.ts', "import '../event/good.ts';"],
  [
    'kernel-stage-event',
    'kernel/event/later.ts',
    "import type { a } from '../rules/good.ts';\nexport type B = typeof a;",
  ],
  ['kernel-stage-state', 'kernel/state/later.ts', "import '../rules/good.ts';"],
  ['kernel-stage-evidence', 'kernel/evidence/later.ts', "import '../rules/good.ts';"],
  ['kernel-stage-rules', 'kernel/rules/later.ts', "import '../step.ts';"],
  ['kernel-packages', 'kernel/event/package.ts', "import 'pino';"],
  ['npm-noble-hashes', 'kernel/event/digest.ts', "import '@noble/hashes/blake3.js';"],
  ['npm-lmdb', 'shell/database.ts', "import 'lmdb';"],
  ['npm-pino', 'storage/log.ts', "import 'pino';"],
  ['npm-libsodium-wrappers-sumo', 'storage/sodium.ts', "import 'libsodium-wrappers-sumo';"],
  ['npm-stricli-core', 'shell/arguments.ts', "import '@stricli/core';"],
  ['declared-packages-only', 'shell/development.ts', "import 'cborg';"],
  ['storage-below-shell', 'storage/above.ts', "import '../shell/good.ts';"],
  ['storage-decides-nothing', 'storage/decides.ts', "import '../kernel/rules/good.ts';"],
  ['judges-do-not-know-the-accused', 'invariants/rules.ts', "import '../kernel/rules/good.ts';"],
  ['shell-not-sim', 'shell/simulated.ts', "import '../sim/good.ts';"],
  ['keys-know-no-host', 'shell/keys/log.ts', "import '../../storage/good.ts';"],
  ['keys-know-no-host', 'shell/keys/host.ts', "import '../good.ts';"],
  ['command-is-a-face', 'shell/face.ts', "import './cli/good.ts';"],
  ['nothing-imports-tests', 'shell/tested.ts', "import '../test/good.ts';"],
  ['not-found', 'shell/nowhere.ts', "import './nowhere-at-all.ts';"],
  [
    'no-circles',
    'storage/round.ts',
    "import type { b } from './trip.ts';\nexport const a = 1;\nexport type B = typeof b;",
  ],
  ['no-orphans', 'storage/lonely.ts', 'export const alone = 1;'],
  ['nobody-left-behind', 'storage/only-tested.ts', 'export const used = 1;'],
];

const good = ['kernel/std', 'kernel/event', 'kernel/rules', 'storage', 'shell', 'shell/cli', 'sim', 'test'];

type Report = {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
};

let folder = '';
let report: Report;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keelson-borders-'));
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.mjs'])
    cpSync(join(root, file), join(folder, file));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const place of good) put(`${place}/good.ts`, 'export const a = 1;');
  put('kernel/step.ts', "import './rules/good.ts';");
  put('storage/trip.ts', "import { a } from './round.ts';\nexport const b = a;");
  put('test/only.ts', "import '../storage/only-tested.ts';");
  for (const [, path, text] of planted) put(path, text);
  const tool = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const given = ['--config', '.dependency-cruiser.mjs', '--preserve-symlinks', '--output-type', 'json'];
  const folders = ['kernel', 'storage', 'shell', 'sim', 'invariants', 'test'];
  const run = spawnSync(process.execPath, [tool, ...given, ...folders], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  report = JSON.parse(run.stdout) as Report;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a file that crosses a border is stopped', () => {
  test.each(planted.map(([rule, from]) => ({ rule, from })))('$from by $rule', ({ rule, from }) => {
    const stopped = report.summary.violations
      .filter((violation) => violation.from === from)
      .map((violation) => violation.rule.name);
    expect(stopped).toContain(rule);
  });
});
