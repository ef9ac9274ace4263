/**
 * I-25 AnchorOrder: a delegated rotation takes the place of another by the order of their anchors.
 *
 * Source: dst.md 4; K-232 (B1), K-233 (B2), K-234 (B3), K-235 and K-236 (C). Written from the rows of the specification: the
 * delegating events are compared, then what delegates those, up to a root that nobody delegates to.
 */
import { sightOf } from '../arriving.ts';
import { anchorOf, sealPlace } from './anchors.ts';
import type { Delegated } from './anchors.ts';
import type { BookEvent, NodeBook } from '../book.ts';
import { isOnTrunk, trunkEvent } from '../branch.ts';
import type { Judge } from '../judge.ts';
import { mayBeOwnMatter } from '../own-matter.ts';
import { claimOf } from './supersede-by-rule.ts';
import { verdictOf } from '../verdict.ts';

export const anchorOrder: Judge = {
  id: 'I-25',
  name: 'AnchorOrder',
  says: 'a delegated rotation supersedes another only by rules B1 to B3, applied level by level up to the root of delegation',
  source: 'dst.md 4; K-232…K-236',
  when: ['step'],
  needs: 'log',
  open: (given) => {
    const sight = sightOf(given);
    return {
      entry: (seen) => {
        const accepted = sight(seen);
        const delegator = accepted?.standing?.delegator;
        if (accepted?.standing === undefined || delegator === undefined) return undefined;
        const { event, book, entry, standing } = accepted;
        const older = trunkEvent(book, event.prefix, event.sn);
        if (older === undefined || claimOf(event, older, book).may !== 'supersede-by-anchor')
          return undefined;
        const { delegation, source } = entry.stored;
        const isOwn = mayBeOwnMatter(given, seen.node, {
          prefix: event.prefix,
          witnesses: standing.witnesses,
          source,
        });
        const wasOwn = mayBeOwnMatter(given, seen.node, {
          prefix: event.prefix,
          witnesses: older.standing.witnesses,
          source: older.source,
        });
        const newer = { event, delegator, delegation };
        const before = { event: older.event, delegator, delegation: older.delegation };
        if (anchorOf(newer, book) === undefined && isOwn) return undefined;
        // An own rotation that was accepted before its seal, and never got it, stands behind one that has one.
        if (anchorOf(before, book) === undefined && (isOwn || wasOwn)) return 'holds';
        return verdictOf(
          isLater(newer, before, book)
            ? undefined
            : `${event.said} took the place of ${older.event.said}, and its anchor is not the later one`,
        );
      },
    };
  },
};

const levelsMax = 64;

/** True when B1, B2 or B3 holds for the delegating events, or for those that delegate them, and so on. */
function isLater(newer: Delegated, older: Delegated, book: NodeBook): boolean {
  let [mine, theirs] = [newer, older];
  for (let level = 0; level < levelsMax; level++) {
    const [later, earlier] = [anchorOf(mine, book), anchorOf(theirs, book)];
    if (later === undefined || earlier === undefined) return false;
    if (later === earlier) return sealPlace(later.event, mine.event) > sealPlace(later.event, theirs.event);
    if (isOnTrunk(book, later) && (isHigher(later, earlier) || isAfterRecovery(later, earlier, book)))
      return true;
    const [up, other] = [delegatedOf(later), delegatedOf(earlier)];
    if (up === undefined || other === undefined) return false;
    [mine, theirs] = [up, other];
  }
  return false;
}

/** B1. */
function isHigher(later: BookEvent, earlier: BookEvent): boolean {
  return later.event.sn > earlier.event.sn;
}

/**
 * B3, and C with A0: the delegator recovered from the event that seals the older rotation, and the one that seals
 * the newer stands at or behind that recovery. The number of what is superseded says nothing.
 */
function isAfterRecovery(later: BookEvent, earlier: BookEvent, book: NodeBook): boolean {
  let fork: bigint | undefined;
  let page: BookEvent | undefined = earlier;
  while (page !== undefined && !isOnTrunk(book, page)) {
    fork = page.event.sn;
    page = page.prior;
  }
  return fork !== undefined && later.event.sn >= fork;
}

/** C: a delegating event that is itself delegated. Interactions are not. */
function delegatedOf({ event, standing, delegation }: BookEvent): Delegated | undefined {
  const { delegator } = standing;
  return delegator === undefined || event.ilk === 'ixn' ? undefined : { event, delegator, delegation };
}
