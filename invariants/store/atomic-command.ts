/**
 * I-41 AtomicCommand: a store that is opened again holds what was acknowledged and, of the steps that nobody
 * was told of, the first few as a whole: never half a step.
 *
 * Source: dst.md 4, 2.5 (R2).
 */
import type { Write } from '../../kernel/state/effect.ts';
import type { Waiting } from '../../kernel/state/escrow.ts';
import type { Step } from '../../kernel/state/step.ts';
import { isSameEntry } from '../entry-text.ts';
import type { Entry } from '../entry.ts';
import type { Judge, SeenOpening, Verdict } from '../judge.ts';
import { isOwnStore } from '../openings.ts';
import { broken } from '../verdict.ts';
import { applyWaits, openRooms } from '../waiting-room.ts';
import type { Room } from '../waiting-room.ts';

export const atomicCommand: Judge = {
  id: 'I-41',
  name: 'AtomicCommand',
  says: 'a store that is opened again holds whole steps alone',
  source: 'dst.md 4, 2.5 (R2)',
  when: ['recovery'],
  needs: 'world',
  open: () => {
    const rooms = openRooms();
    return {
      step: ({ node, step }) => {
        applyWaits(rooms.of(node), step.writes);
        return undefined;
      },
      opening: (seen) => {
        const room: Room = new Map(rooms.of(seen.node));
        rooms.reopened(seen);
        if (isRefusedWhole(seen)) return broken('it was refused as damaged, and nothing had damaged it');
        return isOwnStore(seen) && (seen.book.count() > 0 || room.size > 0 || seen.inFlight.length > 0)
          ? judgeOpening(seen, room)
          : undefined;
      },
    };
  },
};

/** The node finds its own store damaged, although neither rot nor anybody else has changed it since it stopped. */
function isRefusedWhole({ refused, damaged, after }: SeenOpening): boolean {
  return refused === 'damaged-store' && damaged.length === 0 && after !== 'snapshot' && after !== 'damage';
}

/** Looks for so many whole steps that lead from what was acknowledged to what is there. */
function judgeOpening({ probe, book, inFlight }: SeenOpening, room: Room): Verdict {
  const found: readonly Entry[] = Array.from(probe.entries(book.count()), ({ entry }) => entry);
  const waits = textOfWaits(probe.waiting());
  let written: readonly Entry[] = [];
  for (let taken = 0; ; taken++) {
    if (isSameLog(written, found) && textOfWaits([...room.values()]) === waits) return 'holds';
    const next: Step | undefined = inFlight[taken];
    if (next === undefined) break;
    written = [...written, ...next.writes.filter(isEntry)];
    applyWaits(room, next.writes);
  }
  return broken(
    `${found.length} entries beyond what was acknowledged and ${probe.waiting().length} that wait are not what any number of ${inFlight.length} steps leaves`,
  );
}

function isEntry(write: Write): write is Exclude<Write, { readonly kind: 'put-waiting' | 'remove-waiting' }> {
  return write.kind !== 'put-waiting' && write.kind !== 'remove-waiting';
}

function isSameLog(a: readonly Entry[], b: readonly Entry[]): boolean {
  return (
    a.length === b.length &&
    a.every((entry, at) => {
      const other = b[at];
      return other !== undefined && isSameEntry(entry, other);
    })
  );
}

function textOfWaits(waiting: readonly Waiting[]): string {
  return waiting
    .map(
      ({ id, kind, since, due, attempts, sizeBytes }) =>
        `${id} ${kind} ${since} ${due} ${attempts} ${sizeBytes}`,
    )
    .sort(byText)
    .join();
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
