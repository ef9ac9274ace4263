/**
 * I-42 OutboxExactly: what was committed to be told is told, at least once and under one key; what was not
 * committed is never told.
 *
 * Source: dst.md 4, S12, 2.5 (R5).
 */
import type { Send } from '../../kernel/state/effect.ts';
import type { Step } from '../../kernel/state/step.ts';
import type { Judge, NodeId, SeenOpening, SeenSend, Verdict, World } from '../judge.ts';
import { isOwnStore } from '../openings.ts';
import { broken } from '../verdict.ts';

/** What a node has to tell. Sends are counted by what they say. */
type Outbox = {
  /** Committed and not told yet. */
  readonly owed: Map<string, number>;
  /** Of steps that may have become durable without a word. */
  readonly open: Map<string, number>;
  /** What was told, by key. */
  told: Map<string, string>;
  /** What was told before the store was set back or replaced. */
  readonly before: Map<string, string>;
};

export const outboxExactly: Judge = {
  id: 'I-42',
  name: 'OutboxExactly',
  says: 'what was committed to be told is told at least once, and nothing else is told',
  source: 'dst.md 4, S12, 2.5 (R5)',
  when: ['recovery', 'rest', 'end'],
  needs: 'world',
  open: () => {
    const boxes = new Map<NodeId, Outbox>();
    const boxOf = (node: NodeId): Outbox => {
      const known = boxes.get(node);
      if (known !== undefined) return known;
      const box: Outbox = { owed: new Map(), open: new Map(), told: new Map(), before: new Map() };
      boxes.set(node, box);
      return box;
    };
    const judgeOwed = ({ members }: World): Verdict => {
      let verdict: Verdict;
      for (const { node, probe } of members) {
        if (probe === undefined) continue;
        const { owed, told } = boxOf(node);
        for (const text of owed.keys()) return broken(`at ${node} was committed and not told: ${text}`);
        if (told.size > 0) verdict = 'holds';
      }
      return verdict;
    };
    return {
      step: ({ node, step }) => {
        if (step.sends.length > 0) owe(boxOf(node).owed, step.sends);
        return undefined;
      },
      send: (seen) => judgeSend(seen, boxOf(seen.node)),
      opening: (seen) => {
        if (seen.refused === undefined) reopen(boxOf(seen.node), seen);
        return undefined;
      },
      rest: judgeOwed,
      end: judgeOwed,
    };
  },
};

function owe(owed: Map<string, number>, sends: readonly Send[]): void {
  for (const send of sends) {
    const text = textOf(send);
    owed.set(text, (owed.get(text) ?? 0) + 1);
  }
}

function judgeSend({ send, key }: SeenSend, box: Outbox): Verdict {
  const text = textOf(send);
  const told = box.told.get(key);
  if (told !== undefined)
    return told === text ? 'holds' : broken(`${key} is the key of ${told} and of ${text}`);
  const isOwed = takeOne(box.owed, text) || takeOne(box.open, text);
  if (!isOwed && box.before.get(key) !== text) return broken(`was told and not committed: ${text}`);
  box.told.set(key, text);
  return 'holds';
}

function takeOne(counts: Map<string, number>, text: string): boolean {
  const count = counts.get(text);
  if (count === undefined) return false;
  if (count === 1) counts.delete(text);
  else counts.set(text, count - 1);
  return true;
}

/** What a store has to tell after it was opened again. */
function reopen(box: Outbox, seen: SeenOpening): void {
  box.open.clear();
  if (!isOwnStore(seen)) {
    box.owed.clear();
    for (const [key, text] of box.told) box.before.set(key, text);
    box.told = new Map();
    return;
  }
  let left = seen.probe.count() - seen.book.count();
  for (const step of seen.inFlight) {
    const entries = entryCount(step);
    if (entries > left) break;
    left -= entries;
    owe(entries > 0 ? box.owed : box.open, step.sends);
  }
}

function entryCount({ writes }: Step): number {
  return writes.filter(({ kind }) => kind !== 'put-waiting' && kind !== 'remove-waiting').length;
}

function textOf(send: Send): string {
  switch (send.kind) {
    case 'reply':
      return `reply ${send.to} ${send.route}`;
    case 'replay':
      return `replay ${send.to} ${send.prefixes.join(' ')}`;
    case 'registry-replay':
      return `registry-replay ${send.to} ${send.logs.join(' ')}`;
    case 'stream':
      return `stream ${send.to} ${send.prefix}`;
    case 'key-state-saved':
      return `key-state-saved ${send.prefix}`;
    case 'exchange-saved':
      return `exchange-saved ${send.said}`;
    case 'duplicity':
      return `duplicity ${send.said} ${send.against}`;
    case 'receipt':
    case 'notice':
    case 'witness':
    case 'query':
    case 'bad-clone-fn':
    case 'approve-delegation':
    default:
      return `${send.kind} ${send.prefix} ${send.said}`;
  }
}
