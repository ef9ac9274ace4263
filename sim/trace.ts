/**
 * The trace of a run: one line a step, columns divided by tabs, the first line a heading with the plan.
 *
 * Source: dst.md 1.1 (a human sees the shape of the run). Columns: docs/SIMULATOR.md.
 */
import type { Finding } from '../invariants/judge.ts';
import type { Plan } from './plan.ts';

/** What a line tells. */
export type TraceKind =
  /** A node decided a command. */
  | 'step'
  /** Bytes left for a node. */
  | 'send'
  /** Bytes arrived, or were lost on their way. */
  | 'arrive'
  | 'lost'
  /** An entry of the plan was carried out. */
  | 'entry'
  /** A node stopped, or opened its store. */
  | 'stop'
  | 'open'
  /** The core was healed. */
  | 'heal'
  /** A judge found a promise broken. */
  | 'broken';

/** One line. Columns that a kind does not have are empty texts. */
export type TraceLine = {
  readonly step: number;
  /** Simulated microseconds. */
  readonly at: number;
  readonly node: string;
  readonly kind: TraceKind;
  /** step: `receive`, `retry`, `remove` · send, arrive, lost: the other node · entry: what is done · stop, open: why · broken: the judge. */
  readonly what: string;
  /** Message type, where it is about one. */
  readonly ilk: string;
  readonly prefix: string;
  /** In hex, as on the wire. */
  readonly sn: string;
  readonly said: string;
  /** step: SAID of the event before, for accepted events. */
  readonly prior: string;
  /** step: `accepted`, `duplicate`, `escrowed`, `rejected`. */
  readonly outcome: string;
  /** step: rule, reason, or kind of escrow · else a few words. */
  readonly detail: string;
};

const columns = [
  'step',
  'at',
  'node',
  'kind',
  'what',
  'ilk',
  'prefix',
  'sn',
  'said',
  'prior',
  'outcome',
  'detail',
] as const;

/** A run as it is written to a file. */
export type Trace = {
  readonly plan: Plan;
  readonly lines: readonly TraceLine[];
  readonly traceHash: string;
  readonly findings: readonly Finding[];
};

/** The line as text, without its end. */
export function printLine(line: TraceLine): string {
  return columns.map((column) => String(line[column])).join('\t');
}

/** The trace as text. */
export function printTrace({ plan, lines, traceHash, findings }: Trace): string {
  const heading = JSON.stringify({ trace: 1, traceHash, lines: lines.length, findings, plan });
  return [heading, columns.join('\t'), ...lines.map(printLine), ''].join('\n');
}

/** What stands in front of the lines. */
type Heading = {
  readonly trace: number;
  readonly traceHash: string;
  readonly lines: number;
  readonly findings: Finding[];
  readonly plan: Plan;
};

/** Reads a trace; undefined when the text is none. Throws when lines are missing at its end. */
export function parseTrace(text: string): Trace | undefined {
  const [heading = '', names = '', ...rest] = text.split('\n');
  if (names !== columns.join('\t')) return undefined;
  const head = JSON.parse(heading) as Heading;
  if (head.trace !== 1) return undefined;
  const lines = rest.filter((line) => line !== '').map(parseLine);
  if (lines.length !== head.lines || !text.endsWith('\n'))
    throw new Error(
      `it was cut after ${String(lines.length)} of ${String(head.lines)} lines; run its plan again`,
    );
  return { plan: head.plan, lines, traceHash: head.traceHash, findings: head.findings };
}

function parseLine(text: string): TraceLine {
  const [step, at, node, kind, what, ilk, prefix, sn, said, prior, outcome, detail] = text.split('\t');
  return {
    step: Number(step),
    at: Number(at),
    node: node ?? '',
    kind: kind as TraceKind,
    what: what ?? '',
    ilk: ilk ?? '',
    prefix: prefix ?? '',
    sn: sn ?? '',
    said: said ?? '',
    prior: prior ?? '',
    outcome: outcome ?? '',
    detail: detail ?? '',
  };
}
