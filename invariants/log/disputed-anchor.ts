/**
 * I-26 DisputedAnchorVisible: nothing is accepted on a seal whose event was superseded; and what was accepted on
 * it before stays accepted, names the event it rests on, and that event can be looked at.
 *
 * Source: dst.md 4, 3.4; B-7, K-001; docs/INTEROP.md ("A seal in an event that was superseded"). Policy: first seen
 * is never unseen, so losing its anchor takes nothing away; new acceptance looks at the trunk of the delegator, or
 * of the issuer, as it is then.
 */
import type { EventReference } from '../../kernel/cesr/attachments.ts';
import type { NodeBook } from '../book.ts';
import type { Judge, Probe, SeenEntry, Verdict, World } from '../judge.ts';
import { broken } from '../verdict.ts';

export const disputedAnchorVisible: Judge = {
  id: 'I-26',
  name: 'DisputedAnchorVisible',
  says: 'nothing new rests on a seal in a superseded event, and what rests on one already can be seen to',
  source: 'dst.md 4, 3.4; B-7, K-001',
  when: ['step', 'rest'],
  needs: 'log',
  open: () => ({ entry: judgeEntry, rest: judgeRest }),
};

function judgeEntry({ entry, book }: SeenEntry): Verdict {
  if (entry.kind === 'append-event') {
    const { event, delegation } = entry.stored;
    return delegation === undefined ? undefined : judgeAnchor(event.said, delegation, book);
  }
  if (entry.kind === 'append-registry-event')
    return judgeAnchor(entry.stored.event.said, entry.stored.anchor, book);
  return undefined;
}

function judgeAnchor(said: string, anchor: EventReference, book: NodeBook): Verdict {
  const sealing = book.event(anchor.said);
  if (sealing === undefined) return broken(`${said} rests on ${anchor.said}, which is not known`);
  return sealing.isDisputed
    ? broken(`${said} rests on ${anchor.said}, which was superseded before`)
    : 'holds';
}

function judgeRest({ members }: World): Verdict {
  let verdict: Verdict;
  for (const { node, probe, book } of members) {
    if (probe === undefined) continue;
    const found = judgeBook(probe, book);
    if (typeof found === 'object') return broken(`at ${node} ${found.broken}`);
    verdict = found ?? verdict;
  }
  return verdict;
}

function judgeBook(probe: Probe, book: NodeBook): Verdict {
  let verdict: Verdict;
  for (const { accepted } of book.aids()) {
    if (accepted[0]?.standing.delegator === undefined) continue;
    for (const { event, delegation } of accepted) {
      if (delegation === undefined || book.event(delegation.said)?.isDisputed !== true) continue;
      const lost = [event.said, delegation.said].find((said) => !probe.holds(said));
      if (lost !== undefined)
        return broken(`${event.said} rests on ${delegation.said}, which was superseded, and ${lost} is gone`);
      verdict = 'holds';
    }
  }
  return verdict;
}
