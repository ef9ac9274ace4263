/** Nodes whose store was set back or replaced, in the course of a run. L6. */
import type { NodeId, SeenOpening } from './judge.ts';

export type SetBack = {
  readonly opening: (seen: SeenOpening) => undefined;
  readonly has: (node: NodeId) => boolean;
};

export function openSetBack(): SetBack {
  const nodes = new Set<NodeId>();
  return {
    opening: ({ node, probe, book, refused }) => {
      if (refused === undefined && probe.count() < book.count()) nodes.add(node);
      return undefined;
    },
    has: (node) => nodes.has(node),
  };
}
