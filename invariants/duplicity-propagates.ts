/**
 * I-50 DuplicityPropagates: when two members of the healed core hold versions against each other, every validator
 * of the core comes to have both on record.
 *
 * Source: dst.md L4. Judged at the number where the logs part; further up, events of one branch cannot be checked
 * by who is on the other.
 */
import type { Prefix } from '../kernel/cesr/qualified.ts';
import type { KeyEvent } from '../kernel/event/types.ts';
import type { BookEvent, NodeBook } from './book.ts';
import type { Judge, Member, Verdict, World } from './judge.ts';
import { areReconcilable } from './lineage.ts';
import { broken } from './verdict.ts';

const progressTime = 60_000_000;

export const duplicityPropagates: Judge = {
  id: 'I-50',
  name: 'DuplicityPropagates',
  says: 'versions against each other that the core holds come to be on record at all of its validators',
  source: 'dst.md L4',
  when: ['liveness'],
  needs: 'world',
  open: () => ({
    liveness: (world) => {
      if (world.core.length === 0 || world.healedFor < progressTime) return undefined;
      const lookers = world.members.filter(
        ({ node, role, probe }) =>
          world.core.includes(node) && probe !== undefined && (role === 'validator' || role === 'watcher'),
      );
      let verdict: Verdict;
      for (const prefix of world.aids()) {
        const found = judgeLog(world, prefix, lookers);
        if (typeof found === 'object') return found;
        verdict = found ?? verdict;
      }
      return verdict;
    },
  }),
};

function judgeLog(world: World, prefix: Prefix, lookers: readonly Member[]): Verdict {
  const pair = partingOf(prefix, lookers);
  if (pair === undefined || areReconcilable(...pair)) return undefined;
  const [one, other] = pair;
  for (const { node, book } of lookers) {
    if (!standsThere(book, one)) continue;
    const known = versionsAt(book, one);
    const lacking = [one, other].find(({ said }) => !known.has(said));
    if (lacking !== undefined)
      return broken(
        `${node} does not know ${lacking.said}, which contends at number ${one.sn.toString(16)} of ${prefix}`,
      );
  }
  return world.isEquivocating(prefix) || world.made(prefix).length > 0 ? 'holds' : undefined;
}

/** The first two versions that any two of them have on their trunks. */
function partingOf(prefix: Prefix, lookers: readonly Member[]): readonly [KeyEvent, KeyEvent] | undefined {
  const trunks = lookers.map(({ book }) => book.aid(prefix)?.trunk ?? []);
  const length = Math.max(0, ...trunks.map((trunk) => trunk.length));
  for (let sn = 0; sn < length; sn++) {
    const there = trunks.flatMap((trunk): BookEvent | readonly BookEvent[] => trunk[sn] ?? []);
    const [first] = there;
    const second = there.find(({ event }) => event.said !== first?.event.said);
    if (first !== undefined && second !== undefined) return [first.event, second.event];
  }
  return undefined;
}

/** The trunk has something at the number, on the events before it. */
function standsThere(book: NodeBook, { prefix, sn }: KeyEvent): boolean {
  return (book.aid(prefix)?.trunk.length ?? 0) > Number(sn);
}

/** SAIDs of the versions of a number that a node accepted or has on record. */
function versionsAt(book: NodeBook, { prefix, sn }: KeyEvent): ReadonlySet<string> {
  const accepted = book.aid(prefix)?.accepted.filter(({ event }) => event.sn === sn) ?? [];
  const lost = book.duplicity(prefix, sn);
  return new Set([...accepted, ...lost].map(({ event }) => event.said));
}
