/** `keelson conformance DIR`: runs a folder of cases and says which of them fail, and where. */
import { runCases } from '../../conformance/run.ts';
import type { CaseResult } from '../../conformance/run.ts';
import { KeelsonError } from '../../errors.ts';
import { command } from '../command.ts';
import { assertWhole } from '../ending.ts';
import { tableLines } from '../table.ts';
import type { Context } from '../context.ts';
import { compatFlag } from '../flags.ts';
import { startProgress } from '../progress.ts';

type Flags = { readonly emit?: string; readonly kind?: readonly string[]; readonly compat?: 'keripy-1.1' };

/** The count of outcomes of one kind. */
type KindRow = { readonly kind: string; passed: number; failed: number; notCovered: number };

export const conformanceCommand = command<Flags, readonly [string]>({
  text: {
    brief: 'Run a folder of test vectors and compare',
    description:
      'Runs every case of a folder in the format of test/vectors/README.md on a fresh host in memory. ' +
      'Prints a line for each case that fails, with the first difference, and a table by kind. Ends with 1 when a case fails.',
    examples: [
      'keelson conformance test/vectors',
      'keelson conformance test/vectors --kind delegation --kind recovery',
      'keelson conformance test/vectors --emit observed --json',
    ],
  },
  flags: {
    emit: {
      kind: 'parsed',
      parse: String,
      brief: 'Write what was observed to this folder, one file a case',
      optional: true,
      placeholder: 'OUT',
    },
    kind: {
      kind: 'parsed',
      parse: String,
      brief: 'Only cases of this kind; may be repeated',
      optional: true,
      variadic: true,
      placeholder: 'K',
    },
    compat: compatFlag,
  },
  positional: { each: [{ brief: 'Folder with manifest.json', placeholder: 'DIR' }] },
  async run(flags, folder) {
    const rows = new Map<string, KindRow>();
    const progress = startProgress(this.output, { quiet: flags.quiet === true, total: undefined });
    let count = 0;
    const options = {
      folder,
      emit: flags.emit,
      kinds: flags.kind ?? [],
      compat: flags.compat ?? 'specification',
    } as const;
    for await (const result of runCases(options)) {
      if (this.signal.aborted) break;
      add(rows, result);
      progress.update((count += 1), result.name);
      if (flags.json === true) this.output.json(result);
      else if (result.outcome === 'failed') this.output.line(failureLine(result));
    }
    progress.end();
    const stranger = (flags.kind ?? []).find((kind) => !rows.has(kind));
    if (stranger !== undefined && !this.signal.aborted)
      throw new KeelsonError('usage', {
        says: `there is no case of kind ${stranger} in ${folder}; call it without --kind to see the kinds`,
      });
    finish(this, [...rows.values()], flags.json === true);
    assertWhole(this, 'the cases that are left were not run; call it again');
  },
});

function add(rows: Map<string, KindRow>, { kind, outcome }: CaseResult): void {
  const row = rows.get(kind) ?? { kind, passed: 0, failed: 0, notCovered: 0 };
  rows.set(kind, row);
  if (outcome === 'passed') row.passed += 1;
  else if (outcome === 'failed') row.failed += 1;
  else row.notCovered += 1;
}

function failureLine({ name, difference }: CaseResult): string {
  if (difference === undefined) return `FAIL ${name}`;
  return `FAIL ${name}: at ${difference.path} expected ${difference.expected}, observed ${difference.observed}`;
}

function finish(context: Context, rows: readonly KindRow[], json: boolean): void {
  const sum = (of: (row: KindRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const total = {
    passed: sum((row) => row.passed),
    failed: sum((row) => row.failed),
    notCovered: sum((row) => row.notCovered),
  };
  if (json) context.output.json({ summary: true, ...total, kinds: rows });
  else {
    for (const line of tableLines<KindRow>(columns, [...rows, { kind: 'all', ...total }]))
      context.output.line(line);
  }
  if (total.failed > 0) context.end(1);
}

const columns = [
  { title: 'kind', of: (row: KindRow) => row.kind },
  { title: 'passed', of: (row: KindRow) => String(row.passed) },
  { title: 'failed', of: (row: KindRow) => String(row.failed) },
  { title: 'not covered', of: (row: KindRow) => String(row.notCovered) },
];
