/** `keelson store verify`: whether a store is what its log says, and its log what a log may be. */
import { openLmdbStore } from '../../../storage/lmdb.ts';
import type { VerifyReport } from '../../../storage/verify.ts';
import type { LogVerdict } from '../../../invariants/judge-log.ts';
import { openAlgorithms } from '../../crypto/index.ts';
import { judgeStore } from '../../judge-store.ts';
import { checkStore } from '../../store-check.ts';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { compatFlag } from '../flags.ts';
import type { SharedFlags } from '../flags.ts';
import { assertStore } from '../open-store.ts';
import { startProgress } from '../progress.ts';

type Flags = { readonly own?: readonly string[]; readonly compat?: 'keripy-1.1' };

export const verifyCommand = command<Flags, readonly []>({
  text: {
    brief: 'Check log and views of a store',
    description:
      'Walks the log (checksums, hash chain, SAIDs), makes every view anew, and compares, in a process of its own that ' +
      'damage may end. Then judges what the log says: every invariant of docs/INVARIANTS.md that needs no more than ' +
      'a log, signatures and a second fold of the key states among them. Ends with 1 when something is wrong.',
    examples: [
      'keelson store verify',
      'keelson store verify --store ./data --json',
      'keelson store verify --store ./witness --own BN8t3n1lxcV0SWGJIIF46fpSUqA7Mqre5KJNN3nbx3mr',
    ],
  },
  flags: {
    own: {
      kind: 'parsed',
      parse: String,
      brief: 'An identifier that the node of the store controls; may be repeated',
      optional: true,
      variadic: true,
      placeholder: 'PREFIX',
    },
    compat: compatFlag,
  },
  positional: { each: [] },
  async run(flags) {
    assertStore(flags.store);
    const report = await walk(this, flags);
    const verdict = isReadable(report) ? await judge(this, flags) : undefined;
    show(this, flags, report, verdict);
  },
});

async function walk({ output }: Context, { store, quiet }: SharedFlags): Promise<VerifyReport> {
  const progress = startProgress(output, { quiet: quiet === true, total: undefined });
  const report = await checkStore(store, (records) => progress.update(records, 'records'));
  progress.end();
  return report;
}

/** A log that is damaged cannot be judged; views that are off do not matter to it. */
function isReadable({ findings }: VerifyReport): boolean {
  return !findings.some(({ table }) => table === 'log' || table === 'meta');
}

/** Progress in thousandths: a large log is read more than once. */
const wholeOfProgress = 1000;

async function judge({ output }: Context, flags: Flags & SharedFlags): Promise<LogVerdict> {
  const progress = startProgress(output, { quiet: flags.quiet === true, total: wholeOfProgress });
  const algorithms = await openAlgorithms();
  const store = openLmdbStore(flags.store);
  try {
    return judgeStore({
      store,
      algorithms,
      own: flags.own,
      compat: flags.compat ?? 'specification',
      progress: (read, of) => progress.update(Math.floor((read * wholeOfProgress) / of), 'judged'),
    });
  } finally {
    progress.end();
    await store.close();
  }
}

function show(
  { output, end }: Context,
  { json }: SharedFlags,
  report: VerifyReport,
  verdict: LogVerdict | undefined,
): void {
  const broken = verdict?.findings ?? [];
  for (const finding of report.findings) {
    if (json === true) output.json(finding);
    else output.line(`${finding.table} ${finding.key}: ${finding.says}`);
  }
  for (const { invariant, step: ordinal, detail: says } of broken) {
    if (json === true) output.json({ invariant, ordinal, says });
    else output.line(`${invariant}, entry ${ordinal}: ${says}`);
  }
  const { records } = report;
  const findings = report.findingsCount + broken.length;
  const judged = verdict === undefined ? undefined : Object.fromEntries(verdict.judged);
  if (json === true) output.json({ summary: true, records, findings, ok: findings === 0, judged });
  else output.line(wordsOf(report, verdict));
  if (findings > 0) end(1);
}

function wordsOf(report: VerifyReport, verdict: LogVerdict | undefined): string {
  const { records, findingsCount } = report;
  if (findingsCount > 0) {
    const remedy = isReadable(report)
      ? '`keelson store rebuild` mends views'
      : 'restore the store from a copy';
    return `${records} records, ${findingsCount === 1 ? 'one thing' : `${findingsCount} things`} wrong; ${remedy}`;
  }
  const judgements = (verdict?.judged ?? []).reduce((sum, [, count]) => sum + count, 0);
  const broken = verdict?.findings.length ?? 0;
  if (broken === 0) return `${records} records, ${judgements} judgements, nothing wrong`;
  return `${records} records, ${judgements} judgements, ${broken} broken promises; see docs/INVARIANTS.md`;
}
