/** `keelson sim report TRACE --html OUT`: a run as a page that a browser opens, with everything in it. */
import type { Trace } from '../../../sim/trace.ts';
import { KeelsonError } from '../../errors.ts';
import { command } from '../command.ts';
import { readText, writeText } from '../files.ts';

type Flags = { readonly html: string };

export const simReportCommand = command<Flags, readonly [string]>({
  text: {
    brief: 'Make a page of a trace',
    description:
      'Writes one HTML file that needs no network and no server: lanes of nodes over time, messages, faults, ' +
      'each key event log with its forks, what the judges found, and every step to click. ' +
      'A trace comes from `keelson sim run --seed N --trace FILE`. Same trace, same bytes.',
    examples: [
      'keelson sim report run.trace --html run.html',
      'keelson sim report run.trace --html run.html --json',
    ],
  },
  flags: {
    html: { kind: 'parsed', parse: String, brief: 'Write the page to this file', placeholder: 'OUT' },
  },
  positional: { each: [{ brief: 'A trace', placeholder: 'TRACE' }] },
  async run(flags, path) {
    const trace = await traceOfFile(path);
    const { pageOf } = await import('../../../sim/page/page.ts');
    const page = pageOf(trace);
    writeText(flags.html, page);
    const counts = { lines: trace.lines.length, findings: trace.findings.length };
    if (flags.json === true) this.output.json({ summary: true, html: flags.html, ...counts });
    else if (flags.quiet !== true) {
      const broken = counts.findings === 0 ? 'no promise broken' : `${counts.findings} promises broken`;
      this.output.line(`${flags.html}: ${counts.lines} steps, ${broken}`);
    }
  },
});

/** The trace in a file, whose plan holds what a plan has to. */
async function traceOfFile(path: string): Promise<Trace> {
  const text = readText(path);
  const { parseTrace } = await import('../../../sim/trace.ts');
  const { parsePlan } = await import('../../../sim/plan-read.ts');
  let trace: Trace | undefined;
  try {
    trace = parseTrace(text);
    if (trace !== undefined) return { ...trace, plan: parsePlan(JSON.stringify(trace.plan)) };
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new KeelsonError('usage', { says: `${path} is a trace that cannot be read: ${why}` });
  }
  throw new KeelsonError('usage', {
    says: `${path} is no trace: make one with \`keelson sim run --trace FILE\``,
  });
}
