/**
 * Keelson and KERIpy take each other's logs: `npm run test:interop [-- SEED]`.
 *
 * 1. What Keelson exports, of recorded logs and of logs it built itself, KERIpy ends with the same key states.
 * 2. What KERIpy makes, Keelson ends with the same key states; what it then exports, KERIpy takes again.
 * 3. Random cases that KERIpy made pass `keelson conformance`.
 * 4. Random shapes of keys that KERIpy made (salts, tiers, rotations, replays, signatures) are the same bytes here.
 * 5. Sealed boxes around seeds and salts open on both sides, to the identifier that the seed of the store has on both.
 * 6. Random shapes of identities that KERIpy made are the same events and messages here; each side takes those of the other.
 * 7. Groups with a member on KERIpy and members on Keelson are made, anchor and are rotated, and say replies and exchanges,
 *    whoever proposes.
 *
 * Each for KERIpy 1.1.17 and 1.3.6 where they can be had; what cannot is said, and is no failure.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Case,
  CommandFailed,
  keelson,
  observed,
  type Observed,
  python,
  readCases,
  streamOf,
} from './command.ts';
import { keripyOf, type Keripy, releases } from './environment.ts';
import { freshLogs } from './fresh-logs.ts';
import { compareHabs } from './hab-shapes.ts';
import { compareKeys } from './key-shapes.ts';
import { mixtures, playMixture } from './mixed-groups.ts';
import { compareBoxes } from './sealed-boxes.ts';

const scripts = import.meta.dirname;
const recorded = 'test/vectors';
/** Kinds whose streams are whole logs that both sides accept to the end. */
const logKinds = [
  'single-sig',
  'multi-sig-integer',
  'multi-sig-weighted',
  'partial-rotation',
  'witnesses',
  'delegation',
  'recovery',
  'trans-receipts',
  'nontrans-receipts',
  'seals',
  'config-traits',
];
const logsOfKindMax = 1;
const keyShapes = 200;
const boxCount = 40;
const habShapes = 200;

type Tally = { passed: number; failed: number; skipped: number };
type States = Observed['states'];

const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
const workFolder = mkdtempSync(join(tmpdir(), 'keelson-interop-'));
const seed = Number(process.argv[2] ?? 1);

try {
  for (const release of releases) {
    const keripy = keripyOf(release, scripts);
    if ('missing' in keripy) {
      tally.skipped += 1;
      console.log(`skipped: KERIpy ${keripy.version} is not to be had; missing: ${keripy.missing}`);
      continue;
    }
    await runWith(keripy);
  }
} finally {
  rmSync(workFolder, { recursive: true, force: true });
}
console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
process.exitCode = tally.failed === 0 ? 0 : 1;

async function runWith(keripy: Keripy): Promise<void> {
  const folder = join(workFolder, keripy.version);
  mkdirSync(folder, { recursive: true });
  const generated = join(folder, 'generated');
  const kinds = keripy.version === '1.1.17' ? [] : ['nested-threshold'];
  python(keripy, 'keripy_generate.py', [generated, String(seed), kinds.length === 0 ? '2' : '6', ...kinds]);
  const cases = readCases(generated);
  const sameRelease = readCases(recorded).filter((one) => one.keripy === keripy.version);
  const logs = new Map([...logsOf(sameRelease), ...logsOf(cases), ...(await freshLogs(seed))]);
  console.log(`KERIpy ${keripy.version}: ${logs.size} logs both ways, ${cases.length} generated cases`);
  compareLogs(keripy, logs, folder);
  check(`${cases.length} generated cases pass keelson conformance`, () => {
    keelson(['conformance', generated]);
  });
  await compareKeysWith(keripy, join(folder, 'keys.json'));
  await compareBoxesWith(keripy, folder);
  await compareHabsWith(keripy, folder);
  await playGroupsWith(keripy);
}

/** Each group is a check of its own: the first difference ends its life. */
async function playGroupsWith(keripy: Keripy): Promise<void> {
  for (const mixture of mixtures) {
    const { isith, ours, place } = mixture;
    const failed = await playMixture(keripy, mixture).then(
      () => undefined,
      (error: unknown) => error,
    );
    check(`a group of KERIpy at ${place} and ${ours.join(', ')}, ${String(isith)} to sign`, () => {
      if (failed !== undefined) throw failed instanceof Error ? failed : new Error(String(failed));
    });
  }
}

/** Tier high takes a gibibyte and many seconds: one release is enough for it. */
async function compareKeysWith(keripy: Keripy, file: string): Promise<void> {
  const tiers = keripy.version === '1.1.17' ? ['low', 'high'] : ['low'];
  python(keripy, 'keripy_keys.py', [file, String(seed), String(keyShapes), ...tiers]);
  const { stretched, shapes, calls, differences } = await compareKeys(file);
  console.log(
    `KERIpy ${keripy.version}: ${stretched} stretched seeds, ${shapes} shapes of keys, ${calls} calls`,
  );
  check(`${shapes} shapes of keys are the same bytes`, () => {
    if (differences.length > 0) throw new CommandFailed(differences.join('\n  '));
  });
}

/** KERIpy names recipients of exchanges at the top since 1.1.27. */
async function compareHabsWith(keripy: Keripy, folder: string): Promise<void> {
  const file = join(folder, 'habs.json');
  python(keripy, 'keripy_habs.py', [file, String(seed), String(habShapes)]);
  const layout = keripy.version === '1.1.17' ? 'without-rp' : 'with-rp';
  const { shapes, events, messages, differences, streams, states } = await compareHabs(file, layout);
  console.log(
    `KERIpy ${keripy.version}: ${shapes} shapes of identities, ${events} events, ${messages} messages`,
  );
  check(`${shapes} shapes of identities are the same bytes, and Keelson takes what KERIpy wrote`, () => {
    if (differences.length > 0) throw new CommandFailed(differences.join('\n  '));
  });
  const taken = observed(keripy, streams, join(folder, 'habs'));
  for (const name of streams.keys())
    check(`${name}: KERIpy takes what identities of Keelson wrote`, () =>
      sameStates(states.get(name), taken.get(name)?.states),
    );
}

async function compareBoxesWith(keripy: Keripy, folder: string): Promise<void> {
  const files = { given: join(folder, 'boxes.json'), answers: join(folder, 'boxes-answers.json') };
  const differences = await compareBoxes(boxCount, files, () =>
    python(keripy, 'keripy_boxes.py', [files.given, files.answers]),
  );
  check(`${boxCount} sealed boxes open on both sides`, () => {
    if (differences.length > 0) throw new CommandFailed(differences.slice(0, 2).join('\n  '));
  });
}

/** The streams of cases that end with every event accepted, a few of each kind. */
function logsOf(cases: readonly Case[]): ReadonlyMap<string, Uint8Array> {
  const chosen = new Map<string, Uint8Array>();
  for (const kind of [...logKinds, 'nested-threshold']) {
    const whole = cases.filter((one) => one.kind === kind && isWhole(one));
    for (const one of whole.slice(0, logsOfKindMax)) chosen.set(one.name, streamOf(one));
  }
  return chosen;
}

function isWhole({ type, tags, receiver, expected, feed }: Case): boolean {
  if (type !== 'stream' || tags?.some((tag) => tag !== 'newer-reference') === true) return false;
  const isPlain = receiver.lax && !receiver.cloned && feed.every(({ clock }) => clock === undefined);
  return isPlain && Object.keys(expected.escrows).length === 0 && Object.keys(expected.states).length > 0;
}

/** Keelson takes each log and exports it; KERIpy takes both streams; all end with the same key states. */
function compareLogs(keripy: Keripy, logs: ReadonlyMap<string, Uint8Array>, folder: string): void {
  const direct = observed(keripy, logs, join(folder, 'direct'));
  const states = new Map<string, States>();
  const exported = new Map<string, Uint8Array>();
  for (const [name, bytes] of logs) {
    check(`${name}: Keelson takes and exports it`, () => {
      const taken = throughKeelson(bytes, join(folder, 'stores', name));
      states.set(name, taken.states);
      exported.set(name, taken.stream);
    });
  }
  const again = observed(keripy, exported, join(folder, 'exported'));
  for (const name of exported.keys()) {
    check(`${name}: Keelson and KERIpy agree on the log`, () =>
      sameStates(states.get(name), direct.get(name)?.states),
    );
    check(`${name}: KERIpy takes what Keelson exported`, () =>
      sameStates(states.get(name), again.get(name)?.states),
    );
  }
}

/** A store that took the stream: its key states by prefix, and all its logs exported, delegators before delegates. */
function throughKeelson(
  bytes: Uint8Array,
  store: string,
): { readonly states: States; readonly stream: Uint8Array } {
  mkdirSync(store, { recursive: true });
  const file = join(store, 'stream.cesr');
  writeFileSync(file, bytes);
  const place = ['--store', join(store, 'data')];
  keelson(['ingest', file, '--quiet', ...place], { good: [0, 2] });
  const rows = keelson(['aids', '--json', ...place])
    .toString()
    .trim()
    .split('\n')
    .filter((line) => line !== '');
  const prefixes = rows.map((row) => (JSON.parse(row) as { readonly i: string }).i);
  const states = prefixes.map(
    (prefix) => [prefix, JSON.parse(keelson(['state', prefix, '--json', ...place]).toString())] as const,
  );
  const parts = prefixes.map((prefix) => keelson(['export', prefix, '--receipts', '--delegators', ...place]));
  return { states: Object.fromEntries(states), stream: Buffer.concat(parts) };
}

/** Key states are equal but for `dt`, the receiver's own clock, and the label order. */
function sameStates(ours: States | undefined, theirs: States | undefined): void {
  const [a, b] = [comparable(ours), comparable(theirs)];
  if (a === '{}' || a !== b) throw new CommandFailed(`key states differ\n  Keelson: ${a}\n  KERIpy:  ${b}`);
}

function comparable(states: States = {}): string {
  const rows = Object.entries(states).map(
    ([prefix, state]) =>
      [
        prefix,
        Object.fromEntries(
          Object.entries(state)
            .filter(([label]) => label !== 'dt')
            .sort(byLabel),
        ),
      ] as const,
  );
  return JSON.stringify(Object.fromEntries(rows.sort(byLabel)));
}

function byLabel([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function check(what: string, act: () => void): void {
  try {
    act();
    tally.passed += 1;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    tally.failed += 1;
    console.log(`FAIL ${what}\n  ${error.message}`);
  }
}
