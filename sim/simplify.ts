/**
 * Plans that are simpler than a plan by one thing: what the shrinker tries after it has dropped what it can.
 * Each of them is smaller by a measure that cannot fall for ever, so trying them comes to an end.
 *
 * Source: dst.md 1.6 (1), 5.2 (topology, commands and faults shrink).
 */
import type { NodePlan, Plan, PlanEntry, PlanOptions } from './plan.ts';

/** A simpler plan, made when it is tried. */
export type Simpler = { readonly says: string; readonly plan: (from: Plan) => Plan | undefined };

/** Ways to make the topology of the plan simpler: without one of its nodes, or with a plainer one. */
export function simplerNodes(plan: Plan): readonly Simpler[] {
  return plan.nodes.flatMap(({ id }) => [
    { says: `without node ${id}`, plan: (from: Plan) => withoutNode(from, id) },
    ...plainerNode.map(({ says, change }) => ({
      says: `node ${id} ${says}`,
      plan: (from: Plan) => withNode(from, id, change),
    })),
  ]);
}

const plainerNode: readonly { readonly says: string; readonly change: (node: NodePlan) => NodePlan }[] = [
  { says: 'with true time', change: (node) => ({ ...node, wallOffset: 0, skewPpm: 0 }) },
  { says: 'with one command a transaction', change: (node) => ({ ...node, batchCountMax: 1 }) },
];

function withNode(plan: Plan, id: string, change: (node: NodePlan) => NodePlan): Plan | undefined {
  const before = plan.nodes.find((node) => node.id === id);
  if (before === undefined || isAlike(before, change(before))) return undefined;
  return { ...plan, nodes: plan.nodes.map((node) => (node.id === id ? change(node) : node)) };
}

/** The plan without a node and without all that names it; undefined when there is no such node. */
export function withoutNode(plan: Plan, id: string): Plan | undefined {
  if (!plan.nodes.some((node) => node.id === id)) return undefined;
  const entries = plan.entries.flatMap((entry) => {
    const kept = withoutName(entry, id);
    return kept === undefined ? [] : [kept];
  });
  return {
    ...plan,
    nodes: plan.nodes.filter((node) => node.id !== id),
    core: plan.core.filter((node) => node !== id),
    entries,
  };
}

/** The entry without a node in its lists; undefined when it is about the node. */
function withoutName(entry: PlanEntry, id: string): PlanEntry | undefined {
  if (Object.values(entry).includes(id)) return undefined;
  let kept = entry;
  for (const [field, value] of Object.entries(entry)) {
    if (isNames(value) && value.includes(id))
      kept = withField(
        kept,
        field,
        value.filter((name) => name !== id),
      );
  }
  return within(kept);
}

/** A toad that the witnesses of an inception can meet. */
function within(entry: PlanEntry): PlanEntry {
  if (entry.do !== 'incept' || entry.toad <= entry.witnesses.length) return entry;
  return { ...entry, toad: entry.witnesses.length };
}

/** Ways to make the options simpler. */
export function simplerOptions(plan: Plan): readonly Simpler[] {
  const changes: readonly (readonly [string, (options: PlanOptions) => PlanOptions])[] = [
    ['no spread of delays', (options) => ({ ...options, delaySpread: 0 })],
    ['no delays', (options) => ({ ...options, delayMin: 0, delaySpread: 0 })],
    ['simulated signatures', (options) => ({ ...options, realSignatures: false })],
    ['commits that do not lie', (options) => ({ ...options, overlap: false })],
  ];
  return changes
    .filter(([, change]) => !isAlike(change(plan.options), plan.options))
    .map(([says, change]) => ({
      says,
      plan: (from) => {
        const options = change(from.options);
        return isAlike(options, from.options) ? undefined : { ...from, options };
      },
    }));
}

/** Ways to make each entry simpler, entry by entry. */
export function simplerEntries(plan: Plan): readonly Simpler[] {
  return plan.entries.flatMap((entry) =>
    simplerOf(entry).map(({ says, change }) => ({
      says: `${entry.do} ${entry.id} ${says}`,
      plan: (from) => withEntry(from, entry.id, change),
    })),
  );
}

type Change = { readonly says: string; readonly change: (entry: PlanEntry) => PlanEntry };

function withEntry(plan: Plan, id: number, change: Change['change']): Plan | undefined {
  const before = plan.entries.find((entry) => entry.id === id);
  if (before === undefined) return undefined;
  const after = change(before);
  if (isAlike(before, after)) return undefined;
  return { ...plan, entries: plan.entries.map((entry) => (entry.id === id ? after : entry)) };
}

/** What fields are set to, the plainest value of each. */
const plainest: readonly (readonly [field: string, value: string | number | boolean | null])[] = [
  ['spreading', 'whole'],
  ['delegator', null],
  ['wrong', false],
  ['power', false],
  ['oneWay', false],
  ['part', 'between'],
  ['effect', 'none'],
  ['offset', '+00:00'],
  ['later', 0],
  ['pick', 0],
];

/** Numbers that go down to the least that still means something, or by half. */
const downTo: readonly (readonly [field: string, least: number])[] = [
  ['count', 1],
  ['for', 1],
  ['downFor', 1],
  ['amount', 0],
  ['mean', 1],
  ['back', 0],
  ['since', 1],
  ['wall', 0],
];

function simplerOf(entry: PlanEntry): readonly Change[] {
  const fields = new Map<string, unknown>(Object.entries(entry));
  const changes: Change[] = [];
  if (fields.has('keyCount')) changes.push(singleKey, samePlainThreshold);
  for (const [field, value] of fields) {
    if (isNames(value)) changes.push(...shorterList(field, value));
    if (field === 'exposed' && !isAlike(value, [0])) changes.push(setting(field, [0]));
  }
  for (const [field, value] of plainest) {
    if (fields.has(field) && fields.get(field) !== value) changes.push(setting(field, value));
  }
  for (const [field, least] of downTo) {
    const value = fields.get(field);
    if (typeof value === 'number') changes.push(...lowering(field, value, least));
  }
  return changes;
}

/** One key, one next key, and what follows from it. */
const singleKey: Change = {
  says: 'with one key',
  change: (entry) => {
    if (!('keyCount' in entry)) return entry;
    const single = { ...entry, keyCount: 1, threshold: '1', nextCount: 1, nextThreshold: '1' };
    return single.do === 'rotate' ? { ...single, exposed: [0] } : single;
  },
};

/** Integer thresholds of one. */
const samePlainThreshold: Change = {
  says: 'with thresholds of one',
  change: (entry) => ('keyCount' in entry ? { ...entry, threshold: '1', nextThreshold: '1' } : entry),
};

function shorterList(field: string, value: readonly string[]): readonly Change[] {
  const without = value.map((name) => ({
    says: `without ${name} in ${field}`,
    change: (entry: PlanEntry): PlanEntry => {
      const now: unknown = new Map<string, unknown>(Object.entries(entry)).get(field);
      if (!isNames(now)) return entry;
      return within(
        withField(
          entry,
          field,
          now.filter((one) => one !== name),
        ),
      );
    },
  }));
  return value.length > 1 ? [setting(field, []), ...without] : without;
}

function setting(field: string, value: unknown): Change {
  return {
    says: `with ${field} ${JSON.stringify(value)}`,
    change: (entry) => within(withField(entry, field, value)),
  };
}

function lowering(field: string, value: number, least: number): readonly Change[] {
  const half = Math.trunc(value / 2);
  const targets = [least, half].filter((target) => Math.abs(target) < Math.abs(value) && target >= least);
  return [...new Set(targets)].map((target) => setting(field, target));
}

function withField(entry: PlanEntry, field: string, value: unknown): PlanEntry {
  return { ...entry, [field]: value };
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
}

function isAlike(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
