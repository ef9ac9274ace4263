/** `keelson sim shrink FILE`: the smallest plan that still breaks the same promise. */
import { setImmediate } from 'node:timers/promises';
import type { Plan } from '../../../sim/plan.ts';
import type { Shrunk } from '../../../sim/shrink.ts';
import { command } from '../command.ts';
import { assertWhole } from '../ending.ts';
import { assertWritable, writeText } from '../files.ts';
import { countFlag } from '../flags.ts';
import { planOfFile } from '../plan-file.ts';
import { startProgress } from '../progress.ts';

type Flags = { readonly out?: string; readonly invariant?: string; readonly runs?: number };

export const simShrinkCommand = command<Flags, readonly [string]>({
  text: {
    brief: 'Make a failing plan as small as it gets',
    description:
      'Takes a plan or a trace, leaves out entries, nodes and detail, runs every candidate, and keeps what breaks the same promise ' +
      'first. What is left is 1-minimal: no single entry can go. Put it under test/regressions to have it run for ever. ' +
      'Ends with 1 when the plan breaks nothing, or not that promise; Ctrl-C ends it with what is left by then, and with 74.',
    examples: [
      'keelson sim shrink red.json --out test/regressions/what-broke.json',
      'keelson sim shrink run.trace --invariant AckImpliesDurable',
    ],
  },
  flags: {
    out: {
      kind: 'parsed',
      parse: String,
      brief: 'Write the plan to this file, not to standard output',
      optional: true,
      placeholder: 'FILE',
    },
    invariant: {
      kind: 'parsed',
      parse: String,
      brief: 'The promise that is to be broken (the first that the plan breaks)',
      optional: true,
      placeholder: 'NAME',
    },
    runs: {
      kind: 'parsed',
      parse: countFlag,
      brief: 'Runs at most (4000)',
      optional: true,
      placeholder: 'N',
    },
  },
  positional: { each: [{ brief: 'Plan or trace', placeholder: 'FILE' }] },
  async run(flags, path) {
    const plan = await planOfFile(path);
    if (flags.out !== undefined) assertWritable(flags.out);
    const { runPlan } = await import('../../../sim/run.ts');
    const { shrinkPlan } = await import('../../../sim/shrink.ts');
    const invariant =
      flags.invariant ?? (await runPlan(plan, { stopsAtFirst: true })).violations[0]?.invariant;
    if (invariant === undefined) {
      this.output.note(`keelson: ${path} breaks no promise: there is nothing to shrink`);
      this.end(1);
      return;
    }
    const progress = startProgress(this.output, { quiet: flags.quiet === true, total: undefined });
    const shrunk = await shrinkPlan({
      plan,
      invariant,
      run: async (candidate, options) => {
        await setImmediate();
        return await runPlan(candidate, options);
      },
      ...(flags.runs === undefined ? {} : { runsMax: flags.runs }),
      isOver: () => this.signal.aborted,
      heard: ({ runs, entries, nodes, says }) =>
        progress.update(runs, `runs, ${entries} entries, ${nodes} nodes left ${says}`),
    });
    progress.end();
    if (!shrunk.isReproduced) {
      assertWhole(this, 'nothing was left out of the plan yet; call it again');
      this.output.note(
        `keelson: ${path} does not break ${invariant} first; see with \`keelson sim run --plan\` what it breaks`,
      );
      this.end(1);
      return;
    }
    const text = `${JSON.stringify(shrunk.plan, null, 1)}\n`;
    if (flags.out !== undefined) writeText(flags.out, text);
    if (flags.json === true) this.output.json(summaryOf(plan, shrunk, invariant));
    else {
      if (flags.out === undefined) this.output.line(text.trimEnd());
      this.output.note(
        `${plan.entries.length} entries and ${plan.nodes.length} nodes before, ${shrunk.plan.entries.length} and ` +
          `${shrunk.plan.nodes.length} after ${shrunk.runs} runs; first broken: ${invariant}` +
          `${shrunk.isMinimal ? '; no entry can go' : '; ended early'}`,
      );
    }
    if (!shrunk.isMinimal) assertWhole(this, 'the plan may get smaller yet; shrink what was written');
  },
});

function summaryOf(plan: Plan, shrunk: Shrunk, invariant: string): object {
  return {
    summary: true,
    invariant,
    before: { entries: plan.entries.length, nodes: plan.nodes.length },
    after: { entries: shrunk.plan.entries.length, nodes: shrunk.plan.nodes.length },
    runs: shrunk.runs,
    isMinimal: shrunk.isMinimal,
    plan: shrunk.plan,
  };
}
