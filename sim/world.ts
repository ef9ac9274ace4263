/** Ground truth as the judges see it: who the nodes are, what was made, who holds what. */
import type { Member, World } from '../invariants/judge.ts';
import type { Panel } from '../invariants/panel.ts';
import { startOfTime } from './clocks.ts';
import type { SimNode } from './node.ts';
import type { Queue } from './queue.ts';
import type { Truth } from './truth.ts';

export type WorldParts = {
  readonly nodes: readonly SimNode[];
  readonly panel: Panel;
  readonly truth: Truth;
  readonly queue: Queue;
  /** Nodes of the healed core, and since when. */
  readonly healed: () => { readonly core: readonly string[]; readonly at: number };
};

/** The world at this moment. */
export function worldOf({ nodes, panel, truth, queue, healed }: WorldParts): World {
  const { core, at } = healed();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return {
    ...truth.known,
    members: nodes.map((node) => memberOf(node, panel, truth)),
    received: (node) => byId.get(node)?.received.digest() ?? '',
    core,
    healedFor: core.length === 0 ? 0 : queue.now - at,
    now: (startOfTime + BigInt(queue.now)) as World['now'],
  };
}

function memberOf(node: SimNode, panel: Panel, { known }: Truth): Member {
  const { id, host, probe, plan, isDownFor, keeper } = node;
  const own = [...node.own, ...(keeper?.custody.prefixes() ?? [])];
  return {
    node: id,
    role: plan.role,
    isHonest: !own.some((prefix) => known.isFaultyWitness(prefix)),
    own,
    probe: host === undefined ? undefined : probe,
    isDownFor,
    isFlooded: known.isFlooded(id),
    awaitsRecoveries: plan.awaitsRecoveries !== false,
    book: panel.book(id),
  };
}
