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
      killer.heard(said);
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

/** Milliseconds, and lines; on a busy machine time alone would kill before anything was said. */
const moments = { fromStart: 900, fromFirstWord: 400, fromLine: 15, lines: 160 } as const;

/**
 * When a process dies, drawn: in one cycle of eight some time after its start, so perhaps while it opens; in
 * three some time after its first word; else shortly after it has said so many lines.
 */
function plannedKill(victim: Victim, chance: Chance, kill: () => void) {
  const way = victim === 'early' ? 7 : chance.draw(8, 2, 0);
  const lines = way < 4 ? 1 : 1 + chance.draw(moments.lines, 4, 0);
  const within = way === 0 ? moments.fromStart : way < 4 ? moments.fromFirstWord : moments.fromLine;
  const delay = chance.draw(within, 3, 0);
  let timer = way === 0 ? setTimeout(kill, delay) : undefined;
  return {
    heard: (said: string) => {
      if (timer === undefined && said.split('\n').length > lines) timer = setTimeout(kill, delay);
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
