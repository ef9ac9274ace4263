/**
 * I-19 NeverUnseen: what was accepted stays accepted.
 *
 * Source: dst.md 3.3 (S1), 4; K-223, K-225. When a node opens, its log is compared with what it had acknowledged;
 * after its store was set back or changed by others, there is nothing to compare.
 */
import { bytesEqual } from '../../kernel/std/bytes.ts';
import type { Judge, SeenEntry, SeenOpening, Verdict, World } from '../judge.ts';
import { isOwnStore } from '../openings.ts';
import { verdictOf } from '../verdict.ts';

export const neverUnseen: Judge = {
  id: 'I-19',
  name: 'NeverUnseen',
  says: 'accepted events stay, in the order first seen: superseded ones too, and after every crash those that were acknowledged',
  source: 'dst.md 3.3 (S1), 4; K-223, K-225',
  when: ['step', 'recovery', 'rest'],
  needs: 'log',
  open: () => ({ entry: judgeEntry, opening: judgeOpening, rest: judgeRest }),
};

/** What is accepted twice was unseen in between. */
function judgeEntry({ entry, book }: SeenEntry): Verdict {
  if (entry.kind !== 'append-event') return undefined;
  const { said } = entry.stored.event;
  return verdictOf(book.event(said) === undefined ? undefined : `${said} was accepted a second time`);
}

function judgeOpening(seen: SeenOpening): Verdict {
  const { book, probe } = seen;
  if (!isOwnStore(seen) || book.count() === 0) return undefined;
  let left = 0;
  for (const { accepted } of book.aids()) left += accepted.length;
  for (const { ordinal, entry } of probe.entries(0)) {
    if (ordinal >= book.count()) break;
    if (entry.kind !== 'append-event') continue;
    const { said, raw } = entry.stored.event;
    const page = book.event(said);
    if (page?.ordinal !== ordinal || !bytesEqual(page.event.raw, raw))
      return verdictOf(`entry ${ordinal} was acknowledged as another event than ${said}`);
    left -= 1;
  }
  return verdictOf(left === 0 ? undefined : `${left} acknowledged events are gone`);
}

/** Superseded events are still there. */
function judgeRest({ members }: World): Verdict {
  let verdict: Verdict;
  for (const { node, probe, book, isHonest } of members) {
    if (probe === undefined || !isHonest) continue;
    const disputed = book.aids().flatMap(({ accepted }) => accepted.filter((page) => page.isDisputed));
    const gone = disputed.find(({ event }) => !probe.holds(event.said));
    if (gone !== undefined) return verdictOf(`${node} no longer holds the superseded ${gone.event.said}`);
    if (disputed.length > 0) verdict = 'holds';
  }
  return verdict;
}
