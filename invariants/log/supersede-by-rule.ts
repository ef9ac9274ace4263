/**
 * I-21 SupersedeByRule: who may take the place of whom, by kind and place. What else rule B asks, the order
 * of anchors, is I-25.
 *
 * Source: dst.md 3.3 (S3), 4; K-228 (A0), K-229 (A1), K-230 (A2), K-231 and K-237 (B).
 */
import type { KeyEvent, KeyEventIlk } from '../../kernel/event/types.ts';
import type { BookEvent, NodeBook } from '../book.ts';
import { trunkEvent } from '../branch.ts';
import type { Judge } from '../judge.ts';
import { verdictOf } from '../verdict.ts';

/** What may become of an older event when a newer one of its number comes. */
export type Claim =
  /** It is superseded. */
  | { readonly may: 'supersede' }
  /** It is superseded if anchors are in order. */
  | { readonly may: 'supersede-by-anchor' }
  | { readonly may: 'nothing'; readonly because: string };

export const supersedeByRule: Judge = {
  id: 'I-21',
  name: 'SupersedeByRule',
  says: 'an accepted event takes the place of another only by rules A0 to A2 and B',
  source: 'dst.md 3.3 (S3), 4; K-228…K-231, K-237',
  when: ['step'],
  needs: 'log',
  open: () => ({
    entry: ({ entry, book }) => {
      if (entry.kind !== 'append-event') return undefined;
      const { event } = entry.stored;
      const older = trunkEvent(book, event.prefix, event.sn);
      if (older === undefined) return undefined;
      const claim = claimOf(event, older, book);
      return verdictOf(
        claim.may === 'nothing'
          ? `${event.said} took the place of ${older.event.said}: ${claim.because}`
          : undefined,
      );
    },
  }),
};

type Row = { readonly newer: KeyEventIlk; readonly older: KeyEventIlk; readonly claim: Claim['may'] };

/** All pairs that can supersede; every other pair cannot. */
const table: readonly Row[] = [
  { newer: 'rot', older: 'ixn', claim: 'supersede' },
  { newer: 'drt', older: 'ixn', claim: 'supersede' },
  { newer: 'drt', older: 'drt', claim: 'supersede-by-anchor' },
];

/** What a newer event may do to the event of its number on the trunk. */
export function claimOf(newer: KeyEvent, older: BookEvent, book: NodeBook): Claim {
  const row = table.find((one) => one.newer === newer.ilk && one.older === older.event.ilk);
  if (row === undefined || row.claim === 'nothing')
    return { may: 'nothing', because: `${newer.ilk} never supersedes ${older.event.ilk}` };
  const latest = book.aid(newer.prefix)?.trunk.at(-1)?.standing.establishmentSn ?? 0n;
  if (latest > older.event.sn)
    return { may: 'nothing', because: `a rotation at sn ${latest.toString(16)} follows it` };
  return { may: row.claim };
}
