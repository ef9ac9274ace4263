/**
 * I-40 AckImpliesDurable: what a node acknowledged, or told others, is there when it opens its store again.
 *
 * Source: dst.md 4, S1, S12, 2.5. A store that was set back or replaced is excused; so is what was acknowledged
 * and then taken out of the escrow by a step that nobody was told of.
 */
import type { Said } from '../../kernel/cesr/qualified.ts';
import { isSameEntry, nameOfEntry } from '../entry-text.ts';
import type { Entry } from '../entry.ts';
import type { Judge, NodeId, SeenOpening } from '../judge.ts';
import { isOwnStore } from '../openings.ts';
import { verdictOf } from '../verdict.ts';
import { applyWaits, openRooms } from '../waiting-room.ts';
import type { Room } from '../waiting-room.ts';

/** Entries at the end of a log that are read again at every opening; all of them at one opening in so many. */
const tailCountMax = 32;
const wholeEvery = 8;

/** Entries that were acknowledged, and events that others were told of. */
type Acked = { entries: Entry[]; readonly told: Set<Said> };

export const ackImpliesDurable: Judge = {
  id: 'I-40',
  name: 'AckImpliesDurable',
  says: 'what was acknowledged or told to others is in the store when it is opened again',
  source: 'dst.md 4, S1, S12, 2.5',
  when: ['recovery'],
  needs: 'world',
  open: () => {
    const nodes = new Map<NodeId, Acked>();
    const rooms = openRooms();
    let openings = 0;
    const ackedOf = (node: NodeId): Acked => {
      const known = nodes.get(node) ?? { entries: [], told: new Set<Said>() };
      nodes.set(node, known);
      return known;
    };
    return {
      entry: ({ node, entry }) => {
        ackedOf(node).entries.push(entry);
        return undefined;
      },
      step: ({ node, step }) => {
        applyWaits(rooms.of(node), step.writes);
        return undefined;
      },
      send: ({ node, send }) => {
        if (send.kind === 'receipt' || send.kind === 'notice' || send.kind === 'witness')
          ackedOf(node).told.add(send.said);
        return undefined;
      },
      opening: (seen) => {
        if (seen.refused !== undefined) return undefined;
        const acked = ackedOf(seen.node);
        const room = rooms.of(seen.node);
        openings += 1;
        const from = openings % wholeEvery === 0 ? 0 : Math.max(0, acked.entries.length - tailCountMax);
        const isJudged = isOwnStore(seen) && acked.entries.length + room.size > 0;
        const flaw = isJudged
          ? (flawOfEntries(seen, acked.entries, from) ?? flawOfTold(seen, acked) ?? flawOfRoom(seen, room))
          : undefined;
        rooms.reopened(seen);
        if (!isOwnStore(seen)) acked.told.clear();
        if (seen.probe.count() < acked.entries.length) acked.entries = [];
        return isJudged ? verdictOf(flaw) : undefined;
      },
    };
  },
};

function flawOfEntries({ probe }: SeenOpening, acked: readonly Entry[], from: number): string | undefined {
  const count = probe.count();
  if (count < acked.length) return `${acked.length} entries were acknowledged and ${count} are there`;
  for (const { ordinal, entry } of probe.entries(from)) {
    const known = acked[ordinal];
    if (known === undefined) break;
    if (!isSameEntry(known, entry))
      return `entry ${ordinal} was ${nameOfEntry(known)} and is ${nameOfEntry(entry)}, or it says something else`;
  }
  return undefined;
}

function flawOfTold({ probe }: SeenOpening, acked: Acked): string | undefined {
  for (const said of acked.told)
    if (!probe.holds(said)) return `others were told of ${said}, and it is not there`;
  return undefined;
}

function flawOfRoom({ probe, inFlight }: SeenOpening, room: Room): string | undefined {
  const there = new Set(probe.waiting().map(({ id }) => id));
  const taken = new Set(
    inFlight.flatMap(({ writes }) =>
      writes.flatMap((write) => (write.kind === 'remove-waiting' ? [write.waiting.id] : [])),
    ),
  );
  for (const id of room.keys())
    if (!there.has(id) && !taken.has(id)) return `${id} was told to wait, and it does not`;
  return undefined;
}
