/**
 * What waits at each node, kept by a judge from the writes it saw: put minus removed.
 *
 * Source: dst.md 4, I-27, I-29, I-32. Nothing is asked of a node but after it opened its store again.
 */
import type { Write } from '../kernel/state/effect.ts';
import type { Waiting } from '../kernel/state/escrow.ts';
import type { NodeId, SeenOpening } from './judge.ts';

/** What waits at one node, by id. */
export type Room = Map<string, Waiting>;

export type Rooms = {
  readonly of: (node: NodeId) => Room;
  /** After an opening, what the node found is what waits there. Answers undefined when it refused to open. */
  readonly reopened: (seen: SeenOpening) => Room | undefined;
};

/** Rooms of a history that begins with empty stores. */
export function openRooms(): Rooms {
  const rooms = new Map<NodeId, Room>();
  const roomOf = (node: NodeId): Room => {
    const known = rooms.get(node);
    if (known !== undefined) return known;
    const room: Room = new Map();
    rooms.set(node, room);
    return room;
  };
  return {
    of: roomOf,
    reopened: ({ node, probe, refused }) => {
      if (refused !== undefined) return undefined;
      const room: Room = new Map(probe.waiting().map((waiting) => [waiting.id, waiting]));
      rooms.set(node, room);
      return room;
    },
  };
}

/** Puts and removes what these writes put and remove. Answers the id of something removed that did not wait. */
export function applyWaits(room: Room, writes: readonly Write[]): string | undefined {
  let absent: string | undefined;
  for (const write of writes) {
    if (write.kind === 'put-waiting') room.set(write.waiting.id, write.waiting);
    else if (write.kind === 'remove-waiting' && !room.delete(write.waiting.id)) absent ??= write.waiting.id;
  }
  return absent;
}

/** Whether a step changes what waits; most do not. */
export function changesWaits(writes: readonly Write[]): boolean {
  for (const { kind } of writes) if (kind === 'put-waiting' || kind === 'remove-waiting') return true;
  return false;
}
