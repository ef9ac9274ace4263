/** Everything that the page of a run draws, worked out of the trace. The page itself only draws and asks. */
import type { Finding } from '../../invariants/judge.ts';
import type { Plan } from '../plan.ts';
import type { Trace, TraceLine } from '../trace.ts';
import { namesOfAids } from './aid-names.ts';
import { doerOf } from './doer.ts';
import type { Doer } from './doer.ts';
import { keyLogsOf } from './key-logs.ts';
import type { KeyLog } from './key-logs.ts';
import { messagesOf } from './messages.ts';
import type { Message } from './messages.ts';
import { homesOf, nodeOfEntry, wordsOfEntry } from './places-of-entries.ts';
import { gapsOf, weatherOf } from './spans.ts';
import type { Gap, Weather } from './spans.ts';

/** A row of the drawing. The first lane is the run itself: what happens to no node in particular. */
export type Lane = { readonly id: string; readonly role: string; readonly isCore: boolean };

/** A finding with the place of its line, where the trace has one. */
export type PlacedFinding = Finding & { readonly line: number | undefined };

export type PageModel = {
  readonly healAt: number;
  readonly endAt: number;
  readonly lanes: readonly Lane[];
  readonly lines: readonly TraceLine[];
  /** Place of the lane of each line. */
  readonly laneOfLine: readonly number[];
  /** Who is behind the entries of the plan, by the word of the entry. */
  readonly doers: { readonly [doing: string]: Doer };
  /** What the plan says of an entry, by the number of the entry. */
  readonly entries: { readonly [id: string]: string };
  readonly messages: readonly Message[];
  readonly gaps: readonly Gap[];
  readonly weather: readonly Weather[];
  readonly findings: readonly PlacedFinding[];
  readonly logs: readonly KeyLog[];
  /** What the plan calls an AID, by its prefix. */
  readonly names: { readonly [prefix: string]: string };
};

/** The name of the lane of the run itself. */
export const runLane = 'run';

/** Lanes of those who are not in the plan: adversaries by their sources. All others do in the lane of the run. */
const otherCountMax = 12;

/** What the page of a trace draws. Same trace, same model. */
export function pageModel({ plan, lines, findings }: Trace): PageModel {
  const nodeOfLine = nodesOf(plan, lines);
  const lanes = lanesOf(plan, nodeOfLine);
  const places = new Map(lanes.map(({ id }, place) => [id, place]));
  return {
    healAt: plan.healAt,
    endAt: Math.max(plan.endAt, lines.at(-1)?.at ?? 0),
    lanes,
    lines,
    laneOfLine: nodeOfLine.map((node) => places.get(node) ?? 0),
    doers: doersOf(lines),
    entries: Object.fromEntries(plan.entries.map((entry) => [String(entry.id), wordsOfEntry(entry)])),
    messages: messagesOf(lines),
    gaps: gapsOf(lines),
    weather: weatherOf(plan),
    findings: findings.map((finding) => ({ ...finding, line: lineOf(finding, lines) })),
    logs: keyLogsOf(lines),
    names: Object.fromEntries(namesOfAids(lines)),
  };
}

/** The node that each line is about. Entries name AIDs too: they happen where the AID lives. */
function nodesOf(plan: Plan, lines: readonly TraceLine[]): readonly string[] {
  const homes = homesOf(plan);
  const entries = new Map(plan.entries.map((entry) => [String(entry.id), entry]));
  return lines.map(({ kind, node, detail }) => {
    if (kind !== 'entry') return node;
    const entry = entries.get(detail);
    return entry === undefined ? (homes.get(node) ?? node) : (nodeOfEntry(entry, homes) ?? runLane);
  });
}

/** The run, the nodes of the plan, and whoever else sends. */
function lanesOf(plan: Plan, nodeOfLine: readonly string[]): readonly Lane[] {
  const planned = plan.nodes.map(({ id, role }) => ({
    id,
    role: String(role),
    isCore: plan.core.includes(id),
  }));
  const known = new Set(['', runLane, ...planned.map(({ id }) => id)]);
  const others = [...new Set(nodeOfLine)].filter((id) => !known.has(id)).slice(0, otherCountMax);
  return [
    { id: runLane, role: '', isCore: false },
    ...planned,
    ...others.map((id) => ({ id, role: '', isCore: false })),
  ];
}

function doersOf(lines: readonly TraceLine[]): { readonly [doing: string]: Doer } {
  const doings = new Set(lines.flatMap(({ kind, what }) => (kind === 'entry' ? [what] : [])));
  return Object.fromEntries(
    [...doings].flatMap((doing) => {
      const doer = doerOf(doing);
      return doer === undefined ? [] : [[doing, doer]];
    }),
  );
}

/** The line where the judge spoke, or else the first line of the step. */
function lineOf({ invariant, node, step, detail }: Finding, lines: readonly TraceLine[]): number | undefined {
  const spoke = lines.flatMap((line, place) =>
    line.kind === 'broken' && line.what === invariant && line.node === node && line.detail === detail
      ? [place]
      : [],
  );
  const near = spoke.find((place) => (lines[place]?.step ?? 0) >= step) ?? spoke.at(-1);
  if (near !== undefined) return near;
  const first = lines.findIndex((line) => line.step === step);
  return first < 0 ? undefined : first;
}
