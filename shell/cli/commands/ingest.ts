/** `keelson ingest`: CESR in, one line a message out. */
import { createReadStream } from 'node:fs';
import { KeelsonError } from '../../errors.ts';
import type { Host } from '../../host.ts';
import type { Report, Summary } from '../../report.ts';
import { wordsOfAllMissing } from '../../words.ts';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { tellError } from '../ending.ts';
import { readableSize } from '../files.ts';
import { compatFlag, countFlag, momentFlag, workersFlag } from '../flags.ts';
import type { SharedFlags } from '../flags.ts';
import { MessageWatch } from '../no-message.ts';
import { withHost } from '../open-store.ts';
import { startProgress } from '../progress.ts';
import type { Progress } from '../progress.ts';
import { short } from '../table.ts';

type Flags = {
  readonly source?: 'local' | 'remote';
  readonly now?: string;
  readonly batch?: number;
  readonly strict?: boolean;
  readonly compat?: 'keripy-1.1';
  readonly awaitRecoveries?: boolean;
  readonly workers?: number;
};

export const ingestCommand = command<Flags, readonly string[]>({
  text: {
    brief: 'Take CESR streams in and decide every message',
    description:
      'Takes CESR of any kind from files or standard input (-), decides every message, and keeps what it accepts. ' +
      'Prints one JSON line a message and a summary. Ends with 2 when something was refused or still waits.',
    examples: [
      'keelson ingest log.cesr --store ./data',
      'curl -s https://example.com/oobi/E… | keelson ingest -',
      'keelson ingest *.cesr --json --batch 1 --now 2024-01-01T00:00:00Z',
    ],
  },
  flags: {
    source: {
      kind: 'enum',
      values: ['local', 'remote'],
      brief: 'Whether it comes by the protected path',
      optional: true,
    },
    now: {
      kind: 'parsed',
      parse: momentFlag,
      brief: 'The time stands still at this moment',
      optional: true,
      placeholder: 'ISO',
    },
    batch: {
      kind: 'parsed',
      parse: countFlag,
      brief: 'Messages a transaction holds at most',
      optional: true,
      placeholder: 'N',
    },
    strict: {
      kind: 'boolean',
      brief: 'Stop at the first message that is refused',
      optional: true,
      withNegated: false,
    },
    compat: compatFlag,
    awaitRecoveries: {
      kind: 'boolean',
      brief: 'Keep aside what a recovery that is still to come may give a place',
      optional: true,
      withNegated: false,
    },
    workers: {
      kind: 'parsed',
      parse: workersFlag,
      brief: 'Threads that verify signatures ahead',
      optional: true,
      placeholder: 'N',
    },
  },
  positional: { many: { brief: 'Files, or - for standard input', placeholder: 'FILE' } },
  async run(flags, ...files) {
    const inputs = files.length === 0 ? ['-'] : files;
    assertSomethingComes(files);
    const total = await sizeOf(inputs);
    await withHost(hostOptions(flags), async (host) => {
      const progress = startProgress(this.output, { quiet: flags.quiet === true, total });
      const run = new IngestRun(this, flags, progress);
      for (const input of inputs) if (!run.isStopped) await run.take(host, input);
      progress.end();
      run.finish(host);
    });
  },
});

function hostOptions(flags: Flags & SharedFlags): Parameters<typeof withHost>[0] {
  const { now, batch, strict, compat, awaitRecoveries, workers } = flags;
  if (strict === true && batch !== undefined && batch > 1)
    throw new KeelsonError('usage', {
      says: '--strict takes one message a transaction, so that nothing behind a refused one is kept; leave --batch away',
    });
  const countMax = strict === true ? 1 : batch;
  return {
    path: flags.store,
    ...(now === undefined ? {} : { now }),
    ...(countMax === undefined ? {} : { batch: { countMax } }),
    ...(compat === undefined ? {} : { compat }),
    ...(awaitRecoveries === undefined ? {} : { awaitsRecoveries: awaitRecoveries }),
    ...(workers === undefined ? {} : { workers }),
  };
}

/** Nobody types CESR: without files something has to come by a pipe. */
function assertSomethingComes(files: readonly string[]): void {
  if (files.length > 0 || !process.stdin.isTTY) return;
  throw new KeelsonError('usage', { says: 'name a file, or - to read from standard input' });
}

/** Bytes of all files; undefined when nobody knows, as of standard input. Throws when one cannot be read. */
export async function sizeOf(inputs: readonly string[]): Promise<number | undefined> {
  let total: number | undefined = 0;
  for (const input of inputs) {
    if (input === '-') total = undefined;
    else {
      const size = await readableSize(input);
      total = total === undefined || size === undefined ? undefined : total + size;
    }
  }
  return total;
}

const readSizeBytes = 256 * 1024;

/** Takes inputs one by one, and says what their messages came to. */
export class IngestRun {
  readonly #context: Context;
  readonly #flags: Flags & SharedFlags;
  readonly #progress: Progress;
  readonly #asLines: boolean;
  #total: Summary = { accepted: 0, duplicate: 0, escrowed: 0, rejected: 0, bytes: 0 };
  readonly #waited = new Set<string>();
  /** Of inputs without any message. */
  readonly #barren: KeelsonError[] = [];
  #isStopped = false;

  constructor(context: Context, flags: Flags & SharedFlags, progress: Progress) {
    this.#context = context;
    this.#flags = flags;
    this.#progress = progress;
    this.#asLines = flags.json === true || !context.output.isTerminal;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  async take(host: Host, input: string): Promise<void> {
    const { output, signal } = this.#context;
    const source = input === '-' ? process.stdin : createReadStream(input, { highWaterMark: readSizeBytes });
    const before = this.#total;
    const watch = new MessageWatch(input);
    const summary = await host.ingest(
      counted(source, (bytes) => this.#progress.update(before.bytes + bytes, input)),
      {
        source: this.#flags.source ?? 'remote',
        signal,
        onDecision: (report) => {
          watch.see(report);
          this.#show(report, output);
        },
        stopOn: (report) => (this.#isStopped = this.#flags.strict === true && report.decision === 'rejected'),
      },
    );
    this.#total = addSummaries(before, summary);
    const error = watch.error();
    if (error !== undefined) this.#barren.push(error);
  }

  finish(host: Host): void {
    const { output, end } = this.#context;
    const stillWaits = host.escrow.list().some(({ said }) => this.#waited.has(said));
    if (this.#total.rejected > 0 || stillWaits) end(2);
    if (this.#asLines) output.json({ summary: true, ...this.#total });
    else output.line(summaryLine(this.#total));
    for (const error of this.#barren) tellError(this.#context, error);
  }

  #show(report: Report, output: Context['output']): void {
    if (report.decision === 'escrowed' && report.said !== undefined) this.#waited.add(report.said);
    if (this.#flags.quiet === true) return;
    if (this.#asLines) output.json(rowOf(report));
    else output.line(lineOf(report));
  }
}

async function* counted(
  source: AsyncIterable<Uint8Array>,
  seen: (bytes: number) => void,
): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const part of source) {
    yield part;
    seen((bytes += part.length));
  }
}

function addSummaries(a: Summary, b: Summary): Summary {
  return {
    accepted: a.accepted + b.accepted,
    duplicate: a.duplicate + b.duplicate,
    escrowed: a.escrowed + b.escrowed,
    rejected: a.rejected + b.rejected,
    bytes: a.bytes + b.bytes,
  };
}

/** A report as the row that other programs read. DESIGN 5. */
export function rowOf(report: Report): { readonly offset: number; readonly [field: string]: unknown } {
  const { decision, ilk, prefix, sn, said, fn, reason, escrow, error, offset } = report;
  return {
    decision,
    ilk: ilk ?? null,
    i: prefix ?? null,
    s: sn === undefined ? null : sn.toString(16),
    d: said ?? null,
    ...(fn === undefined ? {} : { fn: Number(fn) }),
    ...(reason === undefined ? {} : { reason, error, says: report.says, rule: report.rule }),
    ...(escrow === undefined ? {} : { escrow }),
    ...(report.missing.length === 0 ? {} : { missing: report.missing }),
    ...(report.field === undefined ? {} : { field: report.field }),
    ...(report.span === undefined ? {} : { span: report.span }),
    offset,
  };
}

/** A report as a line for people. */
export function lineOf(report: Report): string {
  const { decision, ilk, prefix, sn, said, reason, says, offset } = report;
  const what =
    ilk === undefined && said === undefined
      ? `bytes at ${offset}`
      : `${ilk ?? '-'} ${short(prefix)} ${sn === undefined ? '-' : sn.toString(16)} ${short(said)}`;
  const subject = `${decision.padEnd(9)} ${what}`;
  if (reason === undefined) return subject;
  const missing = report.missing.length === 0 ? '' : `; waits for ${wordsOfAllMissing(report.missing)}`;
  return `${subject}  [${reason}] ${says}${missing}`;
}

function summaryLine({ accepted, duplicate, escrowed, rejected, bytes }: Summary): string {
  return `${accepted} accepted, ${duplicate} known, ${escrowed} had to wait, ${rejected} refused, ${bytes} bytes`;
}
