/** Nodes whose escrow is worth a look at rest. Looking is dear, so each look takes a few of them, in turn. */
import type { Member, NodeId, SeenOpening, SeenStep, World } from './judge.ts';

export type Idle = {
  readonly step: (seen: SeenStep) => undefined;
  readonly opening: (seen: SeenOpening) => undefined;
  /** At most `countMax` nodes where something waits and nothing is over its time. */
  readonly take: (world: World, countMax: number) => readonly Member[];
};

/** Watches the times of nodes, and takes them in turn. */
export function openIdle(): Idle {
  const times = new Map<NodeId, bigint>();
  /** Nodes that once refused to open: they acted for nobody and then for their AIDs again, and nothing that came changed. */
  const refusing = new Set<NodeId>();
  let turn = 0;
  return {
    step: ({ node, command }) => {
      times.set(node, command.at);
      return undefined;
    },
    opening: ({ node, refused }) => {
      if (refused !== undefined) refusing.add(node);
      return undefined;
    },
    take: ({ members }, countMax) => {
      const taken: Member[] = [];
      for (let looked = 0; looked < members.length && taken.length < countMax; looked++) {
        const member = members[turn % members.length];
        turn += 1;
        if (member === undefined || refusing.has(member.node)) continue;
        if (isWorthIt(member, times.get(member.node))) taken.push(member);
      }
      return taken;
    },
  };
}

function isWorthIt({ probe }: Member, at: bigint | undefined): boolean {
  const waiting = probe?.waiting() ?? [];
  return at !== undefined && waiting.length > 0 && waiting.every(({ expires }) => expires >= at);
}
