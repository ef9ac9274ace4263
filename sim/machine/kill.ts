/**
 * The lane that kills processes: a host takes a stream into one store, is killed at some moment, and the next
 * one goes on with the same store. After every kill each acknowledged decision must be there.
 *
 * Source: dst.md 2.5 (R2, R4), I-40, I-41. What is killed is a process, not a machine: this lane shows that
 * nothing is acknowledged too early; what a power loss leaves is the matter of images.ts.
 */
import { spawn } from 'node:child_process';
import { chanceOf } from '../random.ts';
import type { Chance } from '../random.ts';
import { scriptArguments } from './child-script.ts';
import { openGeneratedStream } from './generated-stream.ts';
import { inspectStore } from './inspect.ts';

/** What takes the stream: a small host, the real command, or a host that answers too early (the control). */
export type Victim = 'host' | 'command' | 'early';

export type KillOptions = {
  readonly folder: string;
  readonly cycles: number;
  readonly seed: string;
  readonly victims: readonly Victim[];
  /** The whole scrub after every so many cycles, and after the last one. */
  readonly verifyEvery: number;
  /** Told after each cycle. */
  readonly progress?: (report: KillReport) => void;
};

export type KillReport = {
  readonly cycles: number;
  /** Cycles in which the process was killed before it had taken everything. */
  readonly killed: number;
  /** Decisions that were acknowledged. */
  readonly acknowledged: number;
  /** Records in the log at the end. */
  readonly records: number;
  readonly verified: number;
  /** Acknowledged and not there: cycle and decision. */
  readonly lost: readonly string[];
  readonly findings: readonly string[];
};

/** Kills and looks, again and again. Ends early when the store is not what it has to be. */
export async function killLane(options: KillOptions): Promise<KillReport> {
  const stream = await openGeneratedStream(options.seed);
  const acknowledged = new Set<string>();
  let report: KillReport = {
    cycles: 0,
    killed: 0,
    acknowledged: 0,
    records: 0,
    verified: 0,
    lost: [],
    findings: [],
  };
  let part = stream.part(0);
  for (let cycle = 0; cycle < options.cycles; cycle++) {
    const next = stream.part(cycle + 1);
    const ending = await runAndKill(options, cycle, [...part, ...next]);
    for (const line of ending.said) acknowledged.add(line);
    report = await looked(options, report, { acknowledged, ending });
    options.progress?.(report);
    if (report.lost.length > 0 || report.findings.length > 0) return report;
    part = next;
  }
  return report;
}

type Ending = { readonly said: readonly string[]; readonly wasKilled: boolean };

/** All that was ever acknowledged is looked for when the store is scrubbed, else what is new. */
async function looked(
  { folder, cycles, verifyEvery }: KillOptions,
  report: KillReport,
  { acknowledged, ending }: { readonly acknowledged: ReadonlySet<string>; readonly ending: Ending },
): Promise<KillReport> {
  const done = report.cycles + 1;
  const verifies = done % verifyEvery === 0 || done === cycles;
  const asked = verifies ? [...acknowledged] : ending.said;
  const found = await inspectStore(folder, asked, { verifies });
  const shrunk =
    found.records < report.records ? [`the log had ${String(report.records)} records before`] : [];
  return {
    cycles: done,
    killed: report.killed + (ending.wasKilled ? 1 : 0),
    acknowledged: acknowledged.size,
    records: found.records,
    verified: report.verified + (verifies ? 1 : 0),
    lost: found.lost.map((line) => `cycle ${String(done)}: ${line}`),
    findings: [...found.findings, ...shrunk],
  };
}

/** Feeds a process and kills it; answers the decisions that it told of in whole lines. */
function runAndKill(
  { folder, seed, victims }: KillOptions,
  cycle: number,
  messages: readonly Uint8Array[],
): Promise<Ending> {
  const chance = chanceOf(`${seed} kill ${String(cycle)}`);
  const victim = victims[cycle % victims.length] ?? 'host';
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, commandOf(victim, folder, 1 + chance.draw(12, 1, 0)), {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const killer = plannedKill(victim, chance, () => child.kill('SIGKILL'));
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      killer.heard();
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(Buffer.concat(messages));
    child.on('error', reject);
    child.on('close', (_, signal) => {
      killer.callOff();
      resolve({ said: decisionsIn(said), wasKilled: signal === 'SIGKILL' });
    });
  });
}

function commandOf(victim: Victim, folder: string, batchCount: number): readonly string[] {
  if (victim === 'command') {
    const words = ['ingest', '-', '--store', folder, '--json', '--batch', String(batchCount)];
    return [...scriptArguments('../../shell/cli/main'), ...words];
  }
  return [...scriptArguments('ingest-child'), folder, String(batchCount), victim];
}

/** Milliseconds from the first word of the process on, or from its start: it may die while it opens. */
const delays = { afterFirstWord: 400, afterStart: 900 } as const;
const startShare = 8;

/** Kills after a drawn time that counts from the first word; in one of eight, from the start. */
function plannedKill(victim: Victim, chance: Chance, kill: () => void) {
  const isFromStart = victim !== 'early' && chance.draw(startShare, 2, 0) === 0;
  const delay = chance.draw(isFromStart ? delays.afterStart : delays.afterFirstWord, 3, 0);
  let timer = isFromStart ? setTimeout(kill, delay) : undefined;
  return {
    heard: () => {
      timer ??= setTimeout(kill, delay);
    },
    callOff: () => clearTimeout(timer),
  };
}

/** `decision said` of every whole line, of the small host and of the command. */
function decisionsIn(said: string): readonly string[] {
  const lines = said.slice(0, said.lastIndexOf('\n') + 1).split('\n');
  return lines.flatMap((line) => {
    if (/^(accepted|duplicate|escrowed|rejected) \S+$/.test(line)) return [line];
    if (!line.startsWith('{"decision":')) return [];
    const { decision, d } = JSON.parse(line) as { readonly decision: string; readonly d: string | null };
    return [`${decision} ${d ?? '-'}`];
  });
}
