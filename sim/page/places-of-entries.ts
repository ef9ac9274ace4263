/** What the plan says of its entries: at which node each of them is carried out, and its words. */
import type { Plan, PlanEntry } from '../plan.ts';

/** Nodes by the names of the AIDs that live there. */
export function homesOf(plan: Plan): ReadonlyMap<string, string> {
  return new Map(plan.entries.flatMap((entry) => (entry.do === 'incept' ? [[entry.aid, entry.node]] : [])));
}

/** The node where the entry is carried out; undefined for what is of no node in particular. */
export function nodeOfEntry(entry: PlanEntry, homes: ReadonlyMap<string, string>): string | undefined {
  if ('node' in entry) return entry.node;
  if (entry.do === 'gossip') return entry.from;
  if (entry.do === 'receipt') return homes.get(entry.by);
  if (entry.do === 'flood') return entry.to;
  return 'aid' in entry ? homes.get(entry.aid) : undefined;
}

/** Everything that the entry says, as words: `toad 2, witnesses w0 w1`. What is empty is left out. */
export function wordsOfEntry(entry: PlanEntry): string {
  return Object.entries(entry)
    .filter(([name]) => name !== 'id' && name !== 'at' && name !== 'do')
    .map(([name, value]) => [name, Array.isArray(value) ? value.join(' ') : String(value)] as const)
    .filter(([, text]) => text !== '' && text !== 'null' && text !== 'false')
    .map(([name, text]) => (text === 'true' ? name : `${name} ${text}`))
    .join(', ');
}
