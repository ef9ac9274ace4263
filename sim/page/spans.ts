/** What lasts: a node that is down between a stop and an opening, and faults of a plan that have a length. */
import type { Plan, PlanEntry } from '../plan.ts';
import type { TraceLine } from '../trace.ts';

/** A node is down from one line to another; `to` is undefined when it never came back. */
export type Gap = {
  readonly node: string;
  readonly from: number;
  readonly to: number | undefined;
  readonly why: string;
};

/** A fault that lasts, in simulated microseconds. No nodes: it is of the network. */
export type Weather = {
  readonly nodes: readonly string[];
  readonly what: string;
  readonly from: number;
  readonly to: number;
};

/** Every time that a node was down, in the order of the stops. */
export function gapsOf(lines: readonly TraceLine[]): readonly Gap[] {
  const down = new Map<string, Gap>();
  const gaps: Gap[] = [];
  lines.forEach((line, place) => {
    if (line.kind === 'stop' && !down.has(line.node)) {
      down.set(line.node, { node: line.node, from: place, to: undefined, why: line.what });
    } else if (line.kind === 'open' && line.outcome !== 'refused') {
      const gap = down.get(line.node);
      if (gap === undefined) return;
      down.delete(line.node);
      gaps.push({ ...gap, to: place });
    }
  });
  return [...gaps, ...down.values()].toSorted((left, right) => left.from - right.from);
}

/** Every fault of the plan that lasts. All end at the latest with the run. */
export function weatherOf(plan: Plan): readonly Weather[] {
  return plan.entries.flatMap((entry) => {
    const weather = lastingOf(entry);
    return weather === undefined
      ? []
      : [{ ...weather, from: entry.at, to: Math.min(endOf(entry), plan.endAt) }];
  });
}

function endOf(entry: PlanEntry): number {
  return 'for' in entry ? entry.at + entry.for : entry.at;
}

function lastingOf(entry: PlanEntry): Pick<Weather, 'nodes' | 'what'> | undefined {
  if (entry.do === 'link') {
    const [part, whole] = entry.ratio;
    return { nodes: [], what: `${entry.how} ${entry.from} → ${entry.to}, ${part} in ${whole}` };
  }
  if (entry.do === 'partition') {
    return { nodes: [], what: `partition${entry.oneWay ? ' one way' : ''}: ${entry.side.join(' ')}` };
  }
  return 'for' in entry ? { nodes: [entry.node], what: entry.do } : undefined;
}
