/**
 * I-27 EscrowCaps: what waits stays within its caps by count and bytes, in every scope.
 *
 * Source: dst.md S9; DESIGN 2.2. The judge counts for itself: what was put, less what was removed.
 */
import type { EscrowUsage, Waiting } from '../kernel/state/escrow.ts';
import type { EscrowLimits } from '../kernel/state/view.ts';
import type { Judge, NodeId, Verdict } from './judge.ts';
import { broken } from './verdict.ts';
import { changesWaits, openRooms } from './waiting-room.ts';
import type { Room } from './waiting-room.ts';

type Taken = { count: number; sizeBytes: number };

/** What is taken at one node, by scope. */
type Scopes = {
  readonly total: Taken;
  readonly quarantine: Taken;
  readonly prefixes: Map<string, Taken>;
  readonly sources: Map<string, Taken>;
};

export const escrowCaps: Judge = {
  id: 'I-27',
  name: 'EscrowCaps',
  says: 'what waits stays within its caps by count and bytes: in total, unchecked, per log and per source',
  source: 'dst.md S9; DESIGN 2.2',
  when: ['step', 'recovery'],
  needs: 'world',
  open: () => {
    const rooms = openRooms();
    const scopes = new Map<NodeId, Scopes>();
    const scopesOf = (node: NodeId): Scopes => {
      const known = scopes.get(node) ?? noScopes();
      scopes.set(node, known);
      return known;
    };
    return {
      step: ({ node, step: { writes }, probe }) => {
        if (!changesWaits(writes)) return undefined;
        const [room, taken] = [rooms.of(node), scopesOf(node)];
        const put: Waiting[] = [];
        for (const write of writes) {
          if (write.kind !== 'put-waiting' && write.kind !== 'remove-waiting') continue;
          if (write.kind === 'put-waiting') put.push(write.waiting);
          change(room, taken, write.waiting.id, write.kind === 'put-waiting' ? write.waiting : undefined);
        }
        return judgePut(put, taken, probe.limits);
      },
      opening: (seen) => {
        const room = rooms.reopened(seen);
        if (room === undefined) return undefined;
        const taken = noScopes();
        scopes.set(seen.node, taken);
        for (const waiting of room.values()) count(taken, waiting, 1);
        return judgePut([...room.values()], taken, seen.probe.limits);
      },
    };
  },
};

function noScopes(): Scopes {
  const nothing = (): Taken => ({ count: 0, sizeBytes: 0 });
  return { total: nothing(), quarantine: nothing(), prefixes: new Map(), sources: new Map() };
}

/** `waiting` takes the place of what waited by that id. */
function change(room: Room, taken: Scopes, id: string, waiting: Waiting | undefined): void {
  const before = room.get(id);
  if (before !== undefined) count(taken, before, -1);
  if (waiting === undefined) room.delete(id);
  else {
    room.set(id, waiting);
    count(taken, waiting, 1);
  }
}

function count({ total, quarantine, prefixes, sources }: Scopes, waiting: Waiting, by: 1 | -1): void {
  add(waiting.quarantined ? quarantine : total, waiting, by);
  add(takenOf(prefixes, waiting.prefix), waiting, by);
  add(takenOf(sources, waiting.sourceId), waiting, by);
}

function add(taken: Taken, { sizeBytes }: Waiting, by: 1 | -1): void {
  taken.count += by;
  taken.sizeBytes += by * sizeBytes;
}

function takenOf(map: Map<string, Taken>, key: string): Taken {
  const known = map.get(key);
  if (known !== undefined) return known;
  const opened: Taken = { count: 0, sizeBytes: 0 };
  map.set(key, opened);
  return opened;
}

function judgePut(put: readonly Waiting[], taken: Scopes, limits: EscrowLimits): Verdict {
  for (const waiting of put) {
    if (waiting.sizeBytes < waiting.message.raw.length)
      return broken(`${waiting.id} counts for ${waiting.sizeBytes} bytes and has more`);
    const flaw = overflow(waiting, taken, limits);
    if (flaw !== undefined) return broken(flaw);
  }
  return put.length === 0 ? undefined : 'holds';
}

function overflow(waiting: Waiting, taken: Scopes, limits: EscrowLimits): string | undefined {
  const { prefix, sourceId, quarantined } = waiting;
  const total = { count: limits.totalCountMax, sizeBytes: limits.totalSizeBytesMax };
  const quarantine = { count: limits.quarantineCountMax, sizeBytes: limits.quarantineSizeBytesMax };
  const ofSource =
    sourceId === '' ? total : { count: limits.sourceCountMax, sizeBytes: limits.sourceSizeBytesMax };
  const ofPrefix = { count: limits.prefixCountMax, sizeBytes: limits.prefixSizeBytesMax };
  return (
    (quarantined
      ? above('what could not be checked', taken.quarantine, quarantine)
      : above('what was checked', taken.total, total)) ??
    above(`log ${prefix}`, takenOf(taken.prefixes, prefix), ofPrefix) ??
    above(`source ${sourceId}`, takenOf(taken.sources, sourceId), ofSource)
  );
}

function above(scope: string, taken: Taken, max: EscrowUsage): string | undefined {
  if (taken.count > max.count) return `${taken.count} messages of ${scope} wait, at most ${max.count} may`;
  if (taken.sizeBytes <= max.sizeBytes) return undefined;
  return `${taken.sizeBytes} bytes of ${scope} wait, at most ${max.sizeBytes} may`;
}
