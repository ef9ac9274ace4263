/**
 * The key event logs of a run as graphs: every version of every event that a node decided, with its place
 * in a drawing where the trunk is the first row and each branch has a row of its own.
 *
 * Source: dst.md 3.3 (trunk, branches; a superseded event stays). Which nodes hold what is not decided here:
 * the page folds `takings` up to the step that is looked at.
 */
import type { TraceLine } from '../trace.ts';
import { trunkOf } from './trunk.ts';

/** One version of an event. */
export type LogEvent = {
  readonly said: string;
  readonly ilk: string;
  readonly sn: string;
  /** Place in `events` of the event before, where the trace says it. */
  readonly parent: number | undefined;
  readonly column: number;
  readonly row: number;
};

/** A node decided a version: place of the line, node, place in `events`, outcome. */
export type Taking = {
  readonly line: number;
  readonly node: string;
  readonly event: number;
  readonly outcome: string;
};

export type KeyLog = {
  readonly prefix: string;
  readonly events: readonly LogEvent[];
  readonly takings: readonly Taking[];
  /** Versions that no node accepted and that are left out, because there are too many to look at. */
  readonly omittedCount: number;
};

const keyEventIlks: ReadonlySet<string> = new Set(['icp', 'rot', 'ixn', 'dip', 'drt']);

/** Versions that no node accepted, of one AID, that are drawn. */
const refusedCountMax = 60;

/** A log under way: lines by SAID, in the order in which they were seen first. */
type Gathered = {
  readonly saids: Map<string, TraceLine>;
  readonly takings: (readonly [number, TraceLine])[];
};

/** The log of every AID that some node accepted an event of, in the order of their first lines. */
export function keyLogsOf(lines: readonly TraceLine[]): readonly KeyLog[] {
  const gathered = new Map<string, Gathered>();
  lines.forEach((line, place) => {
    if (line.kind !== 'step' || !keyEventIlks.has(line.ilk) || line.prefix === '' || line.said === '') return;
    if (!/^[0-9a-f]{1,32}$/.test(line.sn)) return;
    const log: Gathered = gathered.get(line.prefix) ?? { saids: new Map(), takings: [] };
    gathered.set(line.prefix, log);
    const known = log.saids.get(line.said);
    if (known === undefined || (known.prior === '' && line.prior !== '')) log.saids.set(line.said, line);
    log.takings.push([place, line]);
  });
  return [...gathered].flatMap(([prefix, log]) => {
    const isKnown = log.takings.some(([, { outcome }]) => outcome === 'accepted');
    return isKnown ? [keyLogOf(prefix, log)] : [];
  });
}

function keyLogOf(prefix: string, { saids, takings }: Gathered): KeyLog {
  const accepted = new Set(
    takings.flatMap(([, { outcome, said }]) => (outcome === 'accepted' ? [said] : [])),
  );
  const refused = [...saids.keys()].filter((said) => !accepted.has(said));
  const omitted = new Set(refused.slice(refusedCountMax));
  const drawn = [...saids.values()].filter(({ said }) => !omitted.has(said));
  const places = new Map(drawn.map(({ said }, place) => [said, place]));
  const parents = drawn.map(({ prior, said }) => (prior === said ? undefined : places.get(prior)));
  const taken = takings.flatMap(([line, { node, said, outcome }]) => {
    const event = places.get(said);
    return event === undefined ? [] : [{ line, node, event, outcome }];
  });
  const columns = columnsOf(drawn);
  const rows = rowsOf({ columns, parents, weights: weightsOf(parents, taken) });
  const events = drawn.map(({ said, ilk, sn }, place) => ({
    said,
    ilk,
    sn,
    parent: parents[place],
    column: columns[place] ?? 0,
    row: rows[place] ?? 0,
  }));
  return { prefix, events, takings: taken, omittedCount: omitted.size };
}

/** A column for each sequence number that occurs. */
function columnsOf(drawn: readonly TraceLine[]): readonly number[] {
  const numbers = drawn.map(({ sn }) => BigInt(`0x${sn}`));
  const sorted = [...new Set(numbers)].toSorted((left, right) => (left < right ? -1 : left > right ? 1 : 0));
  const columns = new Map(sorted.map((sn, column) => [sn, column]));
  return numbers.map((sn) => columns.get(sn) ?? 0);
}

/** How many nodes have the event on their trunk when the run ends. */
function weightsOf(parents: readonly (number | undefined)[], takings: readonly Taking[]): readonly number[] {
  const nodes = new Set(takings.map(({ node }) => node));
  const weights = parents.map(() => 0);
  for (const node of nodes) {
    const accepted = takings.filter((taking) => taking.node === node && taking.outcome === 'accepted');
    for (const event of trunkOf(
      parents,
      accepted.map(({ event }) => event),
    )) {
      weights[event] = (weights[event] ?? 0) + 1;
    }
  }
  return weights;
}

type Shape = {
  readonly columns: readonly number[];
  readonly parents: readonly (number | undefined)[];
  readonly weights: readonly number[];
};

/** Row 0 for the line that most nodes hold, the lowest free row for every other branch. */
function rowsOf({ columns, parents, weights }: Shape): readonly number[] {
  const children = new Map<number, number[]>();
  parents.forEach((parent, event) => {
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), event]);
  });
  const rows = new Map<number, number>();
  const filled: [from: number, to: number][][] = [];
  const order = columns
    .map((_, event) => event)
    .toSorted(
      (left, right) =>
        (weights[right] ?? 0) - (weights[left] ?? 0) ||
        (columns[left] ?? 0) - (columns[right] ?? 0) ||
        left - right,
    );
  for (const start of order) {
    if (rows.has(start)) continue;
    const branch = branchFrom(start, { children, weights, rows });
    const from = columns[start] ?? 0;
    const to = columns[branch.at(-1) ?? start] ?? from;
    let row = 0;
    while ((filled[row] ?? []).some(([left, right]) => from <= right + 1 && to + 1 >= left)) row += 1;
    (filled[row] ??= []).push([from, to]);
    for (const event of branch) rows.set(event, row);
  }
  return columns.map((_, event) => rows.get(event) ?? 0);
}

type Tree = {
  readonly children: ReadonlyMap<number, readonly number[]>;
  readonly weights: readonly number[];
  readonly rows: ReadonlyMap<number, number>;
};

/** From an event on, always to the child that most nodes hold. */
function branchFrom(start: number, { children, weights, rows }: Tree): readonly number[] {
  const branch = [start];
  const seen = new Set(branch);
  for (;;) {
    const [next] = (children.get(branch.at(-1) ?? start) ?? [])
      .filter((event) => !rows.has(event) && !seen.has(event))
      .toSorted((left, right) => (weights[right] ?? 0) - (weights[left] ?? 0) || left - right);
    if (next === undefined) return branch;
    branch.push(next);
    seen.add(next);
  }
}
