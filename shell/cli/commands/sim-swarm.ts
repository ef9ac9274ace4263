/** `keelson sim swarm`: many seeds over threads, resumable; what fails is said at once, with how to replay it. */
import { availableParallelism } from 'node:os';
import type { FailedSeed } from '../../../sim/machine/swarm-part.ts';
import type { SwarmReport } from '../../../sim/machine/swarm.ts';
import type { Gaps } from '../../../sim/tally.ts';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { assertWhole } from '../ending.ts';
import { countFlag, fromFlag, workersFlag } from '../flags.ts';
import { defaultProfile, profileOf } from '../plan-file.ts';
import { startProgress } from '../progress.ts';
import { gapLines, number, tallyLines } from '../sim-tables.ts';

type Flags = {
  readonly seeds?: number;
  readonly from?: number;
  readonly workers?: number;
  readonly profile?: string;
  readonly state?: string;
  readonly once?: boolean;
  readonly requireMarks?: boolean;
};

const defaultSeeds = 100;

export const simSwarmCommand = command<Flags, readonly []>({
  text: {
    brief: 'Run many seeds over several threads',
    description:
      'Runs each seed twice and compares; says each red seed at once with the command that replays it. With --state it goes on where ' +
      'an earlier call stopped; Ctrl-C ends it with what was done, and with 74. Ends with 1 when a seed is red, and, with --require-marks, when a ' +
      'mark was never hit, a fault never seen, a judge never asked, or an entry never planned (docs/SIMULATOR.md says from how many seeds on that can be demanded).',
    examples: [
      'keelson sim swarm --seeds 1000 --workers 2',
      'keelson sim swarm --seeds 100000 --from 0 --workers 2 --state swarm.json',
      'keelson sim swarm --seeds 500 --require-marks --json',
    ],
  },
  flags: {
    seeds: {
      kind: 'parsed',
      parse: countFlag,
      brief: `How many seeds (${defaultSeeds})`,
      optional: true,
      placeholder: 'N',
    },
    from: { kind: 'parsed', parse: fromFlag, brief: 'The first seed (0)', optional: true, placeholder: 'N' },
    workers: {
      kind: 'parsed',
      parse: workersFlag,
      brief: 'Threads (as many as the machine has cores)',
      optional: true,
      placeholder: 'W',
    },
    profile: {
      kind: 'parsed',
      parse: String,
      brief: `What kind of plans seeds expand into (${defaultProfile})`,
      optional: true,
      placeholder: 'P',
    },
    state: {
      kind: 'parsed',
      parse: String,
      brief: 'File to keep what was done in, and to go on from',
      optional: true,
      placeholder: 'FILE',
    },
    once: { kind: 'boolean', brief: 'Run each seed once', optional: true, withNegated: false },
    requireMarks: {
      kind: 'boolean',
      brief: 'Fail when the batch never came to what it is to test',
      optional: true,
      withNegated: false,
    },
  },
  positional: { each: [] },
  async run(flags) {
    const seeds = flags.seeds ?? defaultSeeds;
    const progress = startProgress(this.output, { quiet: flags.quiet === true, total: seeds });
    const { runSwarm } = await import('../../../sim/machine/swarm.ts');
    const { gapsOf, isWhole } = await import('../../../sim/tally.ts');
    const report = await runSwarm({
      from: flags.from ?? 0,
      seeds,
      workers: flags.workers ?? availableParallelism(),
      profile: await profileOf(flags.profile ?? defaultProfile),
      once: flags.once === true,
      statePath: flags.state,
      signal: this.signal,
      heard: ({ done, failed, failedCount, eventsPerSecond }) => {
        if (failed.length > 0) progress.end();
        for (const one of failed) tellFailed(this, one, flags.json === true);
        progress.update(done, `${number(eventsPerSecond)} commands/s, ${failedCount} red`);
      },
    });
    progress.end();
    const gaps = gapsOf(report.tally);
    if (flags.json === true) this.output.json(summaryOf(report, gaps));
    else tell(this, report, gaps, flags);
    const isRed = report.failed.length > 0 || (flags.requireMarks === true && !isWhole(gaps));
    if (isRed) this.end(1);
    else if (!report.isWhole)
      assertWhole(
        this,
        `${report.seeds} of ${seeds} seeds were run; the same call with --state goes on from them`,
      );
  },
});

function replayOf({ seed, profile }: FailedSeed): string {
  return `keelson sim run --seed ${seed}${profile === defaultProfile ? '' : ` --profile ${profile}`}`;
}

function tellFailed({ output }: Context, failed: FailedSeed, json: boolean): void {
  if (json) {
    output.json({ failed: true, ...failed, replay: replayOf(failed) });
    return;
  }
  const { seed, invariant, step, detail } = failed;
  output.line(`RED seed ${seed}: ${invariant} at step ${step}: ${detail}`);
  output.line(`    ${replayOf(failed)}`);
}

function summaryOf(
  { seeds, failed, tally, eventsPerSecond, seconds, isWhole }: SwarmReport,
  gaps: Gaps,
): object {
  return {
    summary: true,
    seeds,
    failed: failed.map((one) => ({ ...one, replay: replayOf(one) })),
    eventsPerSecond,
    seconds: Math.round(seconds),
    isWhole,
    steps: tally.steps,
    events: tally.events,
    simulatedMicroseconds: tally.simulated,
    livenessChecked: tally.livenessChecked,
    excuses: tally.excuses,
    judged: Object.fromEntries(tally.judged),
    marks: Object.fromEntries(tally.marks),
    faults: Object.fromEntries(tally.faults),
    decisions: Object.fromEntries(tally.decisions),
    doings: Object.fromEntries(tally.doings),
    pairs: tally.pairs.length,
    missing: gaps,
  };
}

function tell(
  { output }: Context,
  report: SwarmReport,
  gaps: Gaps,
  { quiet, requireMarks }: Flags & { quiet?: boolean },
): void {
  const { seeds, failed, tally, eventsPerSecond, seconds, isWhole } = report;
  for (const one of failed) {
    output.line(`RED seed ${one.seed}: ${one.invariant} at step ${one.step}: ${one.detail}`);
    output.line(`    ${replayOf(one)}`);
  }
  if (quiet !== true)
    for (const line of ['', ...tallyLines(tally), '', ...gapLines(gaps, true)]) output.line(line);
  else if (requireMarks === true) for (const line of gapLines(gaps, false)) output.line(line);
  const excused = `${tally.excuses} of ${tally.livenessChecked} excused`;
  output.line(
    `${isWhole ? '' : 'interrupted: '}${number(seeds)} seeds in ${seconds.toFixed(1)} s, ${number(eventsPerSecond)} commands/s; ` +
      `progress ${excused}; ${failed.length === 0 ? 'none red' : `${failed.length} red`}`,
  );
}
