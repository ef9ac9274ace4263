/** `keelson sim mutants`: planted bugs, each hunted until the judge that it is for finds it. */
import { availableParallelism } from 'node:os';
import type { MutantRow } from '../../../sim/machine/mutant-hunt.ts';
import type { Mutant } from '../../../sim/mutants/mutant.ts';
import { KeelsonError } from '../../errors.ts';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { assertWhole } from '../ending.ts';
import { countFlag, fromFlag, workersFlag } from '../flags.ts';
import { profileOf } from '../plan-file.ts';
import { startProgress } from '../progress.ts';
import { tableLines } from '../table.ts';

type Flags = {
  readonly name?: readonly string[];
  readonly seeds?: number;
  readonly workers?: number;
  readonly profile?: string;
  readonly seconds?: number;
  readonly shrink?: number;
};

const defaultSeeds = 200;
/** Short runs: a mutant that lives through one dies in one of the next. */
const defaultProfile = 'small';
const defaultSeconds = 120;
const defaultShrinkSeconds = 60;
const milli = 1000;

export const simMutantsCommand = command<Flags, readonly []>({
  text: {
    brief: 'Plant bugs one by one and see the right judge find each',
    description:
      'Starts a process for each mutant, which replaces one piece of a built file while it is loaded, and runs seeds until a judge ' +
      'finds something. It counts as killed when the planted line ran, the named judge was first, and the same plans are green without it. ' +
      'Each kill is shrunk. Ends with 1 when a mutant lives, or was killed by another judge. Needs the built files (`npm run build`).',
    examples: [
      'keelson sim mutants',
      'keelson sim mutants --name gaps-are-taken --name I-13 --json',
      'keelson sim mutants --seeds 1000 --workers 2 --shrink 0',
    ],
  },
  flags: {
    name: {
      kind: 'parsed',
      parse: String,
      brief: 'Only this mutant, or those of this promise; may be repeated',
      optional: true,
      variadic: true,
      placeholder: 'NAME',
    },
    seeds: {
      kind: 'parsed',
      parse: countFlag,
      brief: `Seeds for each mutant, at most (${defaultSeeds})`,
      optional: true,
      placeholder: 'N',
    },
    workers: {
      kind: 'parsed',
      parse: workersFlag,
      brief: 'Processes at a time (as many as the machine has cores)',
      optional: true,
      placeholder: 'W',
    },
    profile: {
      kind: 'parsed',
      parse: String,
      brief: `Plans for mutants that name none (${defaultProfile})`,
      optional: true,
      placeholder: 'P',
    },
    seconds: {
      kind: 'parsed',
      parse: countFlag,
      brief: `Time for each hunt, at most (${defaultSeconds})`,
      optional: true,
      placeholder: 'S',
    },
    shrink: {
      kind: 'parsed',
      parse: fromFlag,
      brief: `Time for shrinking each kill, at most; 0 for none (${defaultShrinkSeconds})`,
      optional: true,
      placeholder: 'S',
    },
  },
  positional: { each: [] },
  async run(flags) {
    const { huntMutants } = await import('../../../sim/machine/mutant-hunt.ts');
    const { mutants } = await import('../../../sim/mutants/registry.ts');
    const chosen = chosenOf(mutants, flags.name);
    const progress = startProgress(this.output, { quiet: flags.quiet === true, total: chosen.length });
    const ended: MutantRow[] = [];
    const rows = await huntMutants({
      mutants: chosen,
      profile: await profileOf(flags.profile ?? defaultProfile),
      seedsMax: flags.seeds ?? defaultSeeds,
      workers: flags.workers ?? availableParallelism(),
      millisMax: (flags.seconds ?? defaultSeconds) * milli,
      shrinkMillisMax: (flags.shrink ?? defaultShrinkSeconds) * milli,
      signal: this.signal,
      heard: (row) => {
        if (!this.signal.aborted) progress.update(ended.push(row), row.mutant);
      },
    });
    progress.end();
    const judged = this.signal.aborted ? ended : rows;
    tell(this, judged, flags.json === true);
    assertWhole(
      this,
      `${chosen.length - ended.length} of ${chosen.length} mutants were not hunted to the end; call it again`,
    );
    if (judged.some(({ killed }) => !killed)) this.end(1);
  },
});

function chosenOf(all: readonly Mutant[], names: readonly string[] | undefined): readonly Mutant[] {
  if (names === undefined || names.length === 0) return all;
  const stranger = names.find((name) => !all.some((mutant) => mutant.name === name || mutant.id === name));
  if (stranger !== undefined)
    throw new KeelsonError('usage', {
      says: `there is no mutant ${stranger}; sim/mutants/registry.ts lists their names`,
    });
  return all.filter(({ name, id }) => names.includes(name) || names.includes(id));
}

function tell({ output }: Context, rows: readonly MutantRow[], json: boolean): void {
  const red = rows.filter(({ killed }) => !killed);
  const sizes = rows.flatMap(({ shrunk }) => (shrunk === undefined ? [] : [shrunk])).sort((a, b) => a - b);
  if (json) {
    for (const row of rows) output.json(jsonOf(row));
    output.json({ summary: true, ...summaryOf(rows, sizes), red: red.map(({ mutant }) => mutant) });
    return;
  }
  for (const line of tableLines(columns, [...red, ...rows.filter(({ killed }) => killed)])) output.line(line);
  for (const { mutant, why, detail } of red) output.line(`LIVES ${mutant}: ${why ?? ''} ${detail}`.trimEnd());
  const { killed, within200, shrunkMedian, shrunkP95 } = summaryOf(rows, sizes);
  output.line(
    `${killed} of ${rows.length} mutants killed by name, ${within200} within 200 seeds; ` +
      `shrunk plans: median ${shrunkMedian ?? '-'}, 95 of 100 at most ${shrunkP95 ?? '-'} entries`,
  );
}

function jsonOf(row: MutantRow): object {
  return {
    ...row,
    killedBy: row.killedBy ?? null,
    namedSeeds: row.namedSeeds ?? null,
    why: row.why ?? null,
    shrunk: row.shrunk ?? null,
    shrinkRuns: row.shrinkRuns ?? null,
    isMinimal: row.isMinimal ?? null,
  };
}

function summaryOf(rows: readonly MutantRow[], sizes: readonly number[]) {
  const killed = rows.filter((row) => row.killed);
  return {
    mutants: rows.length,
    killed: killed.length,
    within200: killed.filter(({ seeds }) => seeds <= 200).length,
    shrunkMedian: sizes[Math.floor((sizes.length - 1) / 2)] ?? null,
    shrunkP95: sizes[Math.ceil(sizes.length * 0.95) - 1] ?? null,
  };
}

const columns = [
  { title: 'for', of: (row: MutantRow) => row.id },
  { title: 'mutant', of: (row: MutantRow) => row.mutant },
  { title: 'killed', of: (row: MutantRow) => (row.killed ? 'yes' : 'NO') },
  { title: 'by', of: (row: MutantRow) => row.killedBy ?? '-' },
  { title: 'seeds', of: (row: MutantRow) => String(row.seeds) },
  { title: 'ms', of: (row: MutantRow) => String(row.ms) },
  { title: 'shrunk', of: (row: MutantRow) => (row.shrunk === undefined ? '-' : String(row.shrunk)) },
];
