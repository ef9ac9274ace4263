/**
 * The marks that more than one decision of a node hits: what waited is accepted in one go, or what found no
 * room before is accepted after all.
 *
 * Source: dst.md 4 (`sometimes` marks).
 */
import type { Outcome } from '../kernel/settle.ts';
import type { MarkName } from './marks.ts';

const chainLength = 8;

/** What is remembered of one node. */
type Memory = { at: bigint; chained: number; readonly refused: Set<string> };

/** Looks at every decision; tells the marks that they hit. */
export function openWaitingMarks(mark: (name: MarkName) => void): (node: string, outcome: Outcome) => void {
  const memories = new Map<string, Memory>();
  return (node, { command, step: { decision } }) => {
    const memory = memories.get(node) ?? { at: -1n, chained: 0, refused: new Set() };
    memories.set(node, memory);
    if (decision.why.reason === 'escrow-full') memory.refused.add(decision.subject.said);
    if (memory.at !== command.at) memory.chained = 0;
    memory.at = command.at;
    if (decision.outcome !== 'accepted') return;
    if (memory.refused.delete(decision.subject.said)) mark('evicted-then-accepted');
    if (command.kind === 'retry') memory.chained += 1;
    if (memory.chained === chainLength) mark('chain-of-eight-resolved');
  };
}
