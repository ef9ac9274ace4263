/** `keelson sim run`: one plan under the simulator, twice, every step judged and compared. */
import type { Mismatch, Replay } from '../../../sim/replay.ts';
import type { RunReport } from '../../../sim/report.ts';
import { command } from '../command.ts';
import { assertWritable, writeText } from '../files.ts';
import type { Context } from '../context.ts';
import { KeelsonError } from '../../errors.ts';
import { defaultProfile, planOfFile, planOfSeed } from '../plan-file.ts';
import { number, tallyLines } from '../sim-tables.ts';

type Flags = {
  readonly seed?: string;
  readonly plan?: string;
  readonly profile?: string;
  readonly trace?: string;
  readonly out?: string;
  readonly once?: boolean;
};

export const simRunCommand = command<Flags, readonly []>({
  text: {
    brief: 'Run one seed or plan, twice, and judge every step',
    description:
      'Expands a seed into a plan, or takes a plan or trace file, and runs it in simulated time with simulated disks and network. ' +
      'The plan is run twice and every step compared. Ends with 1 when a promise is broken or two runs differ.',
    examples: [
      'keelson sim run --seed 7',
      'keelson sim run --seed 7 --profile breakdown --trace run.trace',
      'keelson sim run --plan test/regressions/format-row-lost.json --json',
    ],
  },
  flags: {
    seed: { kind: 'parsed', parse: String, brief: 'Seed: any text', optional: true, placeholder: 'N' },
    plan: {
      kind: 'parsed',
      parse: String,
      brief: 'Plan or trace to run instead of a seed',
      optional: true,
      placeholder: 'FILE',
    },
    profile: {
      kind: 'parsed',
      parse: String,
      brief: `What kind of plans seeds expand into (${defaultProfile})`,
      optional: true,
      placeholder: 'P',
    },
    trace: {
      kind: 'parsed',
      parse: String,
      brief: 'Write the trace of the run to this file',
      optional: true,
      placeholder: 'FILE',
    },
    out: {
      kind: 'parsed',
      parse: String,
      brief: 'Write the plan to this file',
      optional: true,
      placeholder: 'FILE',
    },
    once: {
      kind: 'boolean',
      brief: 'Run once, and compare nothing',
      optional: true,
      withNegated: false,
    },
  },
  positional: { each: [] },
  async run(flags) {
    const plan = await planOf(flags);
    for (const path of [flags.out, flags.trace]) if (path !== undefined) assertWritable(path);
    this.letGo();
    if (flags.out !== undefined) writeText(flags.out, `${JSON.stringify(plan, null, 1)}\n`);
    const { runPlan } = await import('../../../sim/run.ts');
    const { replayPlan } = await import('../../../sim/replay.ts');
    const options = { traced: flags.trace !== undefined, once: flags.once === true };
    const replay = await replayPlan(plan, runPlan, options);
    if (flags.trace !== undefined) await writeTrace(flags.trace, replay.report);
    if (flags.json === true) this.output.json(summaryOf(replay));
    else await tell(this, replay, flags.quiet === true);
    if (replay.report.violations.length > 0 || replay.mismatch !== undefined) this.end(1);
  },
});

async function planOf({ seed, plan, profile }: Flags) {
  if (plan !== undefined && profile !== undefined)
    throw new KeelsonError('usage', {
      says: 'a plan has its profile: name --profile with --seed, not with --plan',
    });
  if (seed === '') throw new KeelsonError('usage', { says: 'the seed is empty; name one such as --seed 1' });
  if (plan !== undefined && seed === undefined) return await planOfFile(plan);
  if (seed !== undefined && plan === undefined) return await planOfSeed(seed, profile ?? defaultProfile);
  throw new KeelsonError('usage', { says: 'name either a seed with --seed, or a file with --plan' });
}

async function writeTrace(path: string, { plan, lines, traceHash, violations }: RunReport): Promise<void> {
  const { printTrace } = await import('../../../sim/trace.ts');
  writeText(path, printTrace({ plan, lines, traceHash, findings: violations }));
}

function summaryOf({ report, mismatch, runs }: Replay): object {
  return {
    summary: true,
    seed: report.plan.seed,
    profile: report.plan.profile,
    steps: report.steps,
    events: report.events,
    traceHash: report.traceHash,
    violations: report.violations,
    runs,
    mismatch: mismatch ?? null,
    simulatedMicroseconds: report.simulated,
    entries: report.plan.entries.length,
    liveness: { checked: report.liveness.checked, excuse: report.liveness.excuse ?? null },
    judged: Object.fromEntries(report.judged),
    marks: Object.fromEntries(report.marks),
    faults: Object.fromEntries(report.faults),
    decisions: Object.fromEntries(report.decisions),
  };
}

async function tell(context: Context, { report, mismatch, runs }: Replay, quiet: boolean): Promise<void> {
  const { output } = context;
  const { openTally } = await import('../../../sim/tally.ts');
  const tally = openTally();
  tally.add(report);
  if (!quiet) for (const line of [...tallyLines(tally.read()), '']) output.line(line);
  for (const { invariant, node, step, detail } of report.violations)
    output.line(`BROKEN ${invariant} at step ${step}${node === '' ? '' : `, node ${node}`}: ${detail}`);
  if (mismatch !== undefined) for (const line of mismatchLines(mismatch)) output.line(line);
  const progress = report.liveness.checked
    ? `progress judged${report.liveness.excuse === undefined ? '' : `, excused: ${report.liveness.excuse}`}`
    : 'progress not judged';
  output.line(
    `seed ${report.plan.seed}: ${number(report.steps)} steps, ${number(report.events)} commands, ` +
      `${number(report.plan.entries.length)} entries, ${progress}; ` +
      `trace ${report.traceHash}${runs === 2 && mismatch === undefined ? ', the same twice' : ''}; ` +
      `${report.violations.length === 0 ? 'no promise broken' : `${report.violations.length} promises broken`}`,
  );
}

function mismatchLines({ step, first, second }: Mismatch): readonly string[] {
  return [
    `DIFFERS two runs of the plan differ from step ${step} on`,
    `  one:   ${first}`,
    `  other: ${second}`,
  ];
}
