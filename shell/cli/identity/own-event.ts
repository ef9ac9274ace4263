/** What a command says of an event that it made, and where the event goes. DESIGN 5. */
import type { Hab, OwnEvent } from '../../habs/index.ts';
import type { Host } from '../../host.ts';
import type { Report } from '../../report.ts';
import { wordsOfAllMissing } from '../../words.ts';
import { rowOf } from '../commands/ingest.ts';
import type { Context } from '../context.ts';
import { assertWritable, writeBytes } from '../files.ts';
import type { SharedFlags } from '../flags.ts';

export type OutFlag = { readonly out?: string };

export const outFlag = {
  out: {
    kind: 'parsed',
    parse: String,
    brief: 'File for the event with its signatures, as CESR',
    optional: true,
    placeholder: 'FILE',
  },
} as const;

/** Throws `cannot-write` when the file of `--out` cannot be written: keys do not move for what nobody gets. */
export function assertOut({ out }: OutFlag): void {
  if (out !== undefined) assertWritable(out);
}

/** Shows an event, writes it where it was asked for, and ends with 2 while it waits. */
export function showEvent(
  { output, end }: Pick<Context, 'output' | 'end'>,
  flags: SharedFlags & OutFlag,
  { hab, event }: { readonly hab: Hab; readonly event: Pick<OwnEvent, 'message' | 'report'> },
): void {
  const { report, message } = event;
  if (flags.out !== undefined) writeBytes(flags.out, message);
  if (report.decision === 'escrowed' || report.decision === 'rejected') end(2);
  if (flags.json === true) output.json({ alias: hab.name, ...rowOfOwn(report) });
  else output.line(lineOfOwn(hab, report));
}

/** A report without its place in a stream of one message. */
export function rowOfOwn(report: Report): object {
  const { offset, ...row } = rowOf(report);
  return row;
}

function lineOfOwn({ name, prefix }: Hab, report: Report): string {
  const { decision, ilk = '', sn = 0n, said = '', reason, missing, says } = report;
  const what = `${decision}: ${ilk} of ${name} (${prefix}) at number ${sn.toString(16)}, ${said}`;
  if (reason === undefined) return what;
  return `${what}  [${reason}] ${missing.length === 0 ? says : `waits for ${wordsOfAllMissing(missing)}`}`;
}

/** The inception of an identifier that was just made, as the others are told of. */
export async function inceptionOf(hab: Hab, host: Host): Promise<Pick<OwnEvent, 'message' | 'report'>> {
  const waiting = hab.waiting();
  const report = waiting === undefined ? undefined : await hab.resume();
  if (waiting !== undefined && report !== undefined) return { message: waiting.message, report };
  const message = hab.msgOwnEvent(0n);
  // It is known by now, since it was just taken.
  const known = host.foresee(message, { source: 'local' });
  return { message, report: { ...known, decision: 'accepted' } };
}
