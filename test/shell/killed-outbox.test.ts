/** What a process that is killed had to tell others is told, once more rather than never: dst.md R4, R5, I-40. */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openLedger } from '../../storage/ledger.ts';
import { openLmdbStore } from '../../storage/lmdb.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { verifyStore } from '../../storage/verify.ts';
import { openHost } from '../../shell/open.ts';
import type { Outlet } from '../../shell/ports.ts';
import { chanceOf } from '../../sim/random.ts';
import { temporaryFolder } from '../storage/backends.ts';
import { algorithms } from '../storage/drive.ts';
import { settled } from './hand-timers.ts';

const program = fileURLToPath(new URL('handing-off.ts', import.meta.url));
const stream = fileURLToPath(new URL('../vectors/bench/aids-500.cesr', import.meta.url));

type Told = { readonly key: string; readonly kind: string; readonly said: string };
type Kill = { readonly afterTold: number; readonly delayMs: number; readonly batchCount: number };

/** Runs the process, and kills it a while after it has told so much. */
function runAndKill(store: string, lines: string, kill: Kill): Promise<NodeJS.Signals | null> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', program, store, stream, lines, String(kill.batchCount)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let told = 0;
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on('data', (dots: Buffer) => {
    told += dots.length;
    if (told >= kill.afterTold) timer ??= setTimeout(() => child.kill('SIGKILL'), kill.delayMs);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (_, signal) => {
      clearTimeout(timer);
      resolve(signal);
    });
  });
}

/** What each process told, in its order; whole lines alone. */
function toldIn(lines: string): readonly (readonly Told[])[] {
  const text = readFileSync(lines, 'utf8');
  const runs = text.slice(0, text.lastIndexOf('\n') + 1).split('open\n');
  return runs.slice(1).map((run) =>
    run
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [key = '', kind = '', said = ''] = line.split(' ');
        return { key, kind, said };
      }),
  );
}

const numberOf = ({ key }: Told): number => Number.parseInt(key.slice(0, 16), 16);

/** What the store holds: the SAIDs of its events, in order, and the numbers of its outbox. */
async function look(folder: string) {
  const store = openLmdbStore(folder);
  const { history, head } = openLedger(store, { algorithms, keyStateCacheCountMax: 10 });
  const saids = [...history.entries(0)].flatMap(({ entry }): readonly string[] =>
    entry.kind === 'append-event' ? [entry.stored.event.said] : [],
  );
  const { sends, handedOff } = head();
  const { findings } = verifyStore({ store, scratch: openMemoryStore(), algorithms });
  await store.close();
  return { saids, sends, handedOff, findings };
}

/** Runs the process some times over one store; each time nothing was told that is not decided for good. */
async function runs(path: string, lines: string, count: number): Promise<number> {
  const chance = chanceOf('killed outbox');
  let untold = 0;
  for (let round = 0; round < count; round++) {
    const afterTold = 1 + chance.draw(40, 0, round);
    const kill = { afterTold, delayMs: chance.draw(12, 1, round), batchCount: 1 + chance.draw(12, 2, round) };
    expect(await runAndKill(path, lines, kill)).toBe('SIGKILL');
    const { saids, sends, handedOff, findings } = await look(path);
    const told = toldIn(lines).flat();
    expect(findings).toEqual([]);
    expect(told.filter(({ said }) => !saids.includes(said))).toEqual([]);
    expect(handedOff).toBeLessThanOrEqual(1 + Math.max(...told.map(numberOf)));
    untold += sends - handedOff;
  }
  return untold;
}

/** What a host that is not killed hands off of what the others left. */
async function tellTheRest(path: string): Promise<readonly Told[]> {
  const { sends, handedOff } = await look(path);
  const told: Told[] = [];
  const outlet: Outlet = (send, key) => {
    told.push({ key, kind: send.kind, said: 'said' in send ? (send.said ?? '-') : '-' });
  };
  const host = await openHost({ path, checks: 'head', tickMilliseconds: 0, outlet });
  while (told.length < sends - handedOff) await settled();
  await host.close();
  return told;
}

test('every send of a durable decision is handed off, in order, and nothing else is, however often the process is killed', {
  timeout: 120_000,
}, async () => {
  const folder = temporaryFolder();
  const [path, lines] = [join(folder, 'store'), join(folder, 'told')];
  expect(await runs(path, lines, 3)).toBeGreaterThan(0);
  const all = [...toldIn(lines), await tellTheRest(path)];
  const byNumber = new Map<number, Told>();
  for (const told of all) {
    const first = told[0] === undefined ? byNumber.size : numberOf(told[0]);
    expect(first).toBeLessThanOrEqual(byNumber.size);
    expect(told.map(numberOf)).toEqual(told.map((_, at) => first + at));
    for (const one of told) expect(byNumber.get(numberOf(one)) ?? one).toEqual(one);
    for (const one of told) byNumber.set(numberOf(one), one);
  }
  const { saids, sends, handedOff } = await look(path);
  expect([sends, handedOff]).toEqual([saids.length, saids.length]);
  expect([...byNumber.values()].map(({ kind, said }) => `${kind} ${said}`)).toEqual(
    saids.map((said) => `receipt ${said}`),
  );
  rmSync(folder, { recursive: true, force: true });
});
